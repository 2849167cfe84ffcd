"""The ways to reach people, one small class each."""

from collections.abc import Mapping
from types import MappingProxyType

from notifications.channels.channel import Channel
from notifications.channels.email import EmailChannel

CHANNELS: Mapping[str, Channel] = MappingProxyType({EmailChannel.name: EmailChannel()})
"""Every channel by the name that messages know it by."""

__all__ = ["CHANNELS"]
