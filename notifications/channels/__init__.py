"""The ways to reach people, one small class each."""

from collections.abc import Mapping
from types import MappingProxyType

from notifications.channels.channel import Channel
from notifications.channels.email import EmailChannel
from notifications.channels.inbox import InboxChannel
from notifications.channels.push import PushChannel
from notifications.domain.kind import Via

CHANNELS: Mapping[Via, Channel] = MappingProxyType(
    {Via.EMAIL: EmailChannel(), Via.INBOX: InboxChannel(), Via.PUSH: PushChannel()}
)
"""Every channel that messages go over."""

__all__ = ["CHANNELS"]
