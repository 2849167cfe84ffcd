"""The forms in which somebody says what they want to be told, and when they are away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notifications.domain.choosing import CHOOSABLE, Switch, switches_of
from notifications.domain.kind import Topic, Via
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Wishes

TOPICS: Mapping[Topic, Promise] = MappingProxyType(
    {
        Topic.EXERCISE_REMINDERS: _("Reminder of your exercises"),
        Topic.LOG_REMINDERS: _("Reminder of your pain score"),
        Topic.NUDGES: _("A word when we have not heard from you for a few days"),
        Topic.PLAN_NEWS: _("News about your plan"),
        Topic.WEEKLY_SUMMARY: _("Your week in brief, with the curve of your pain scores"),
        Topic.DIGEST: _("Overview of the day"),
    }
)
CHANNELS: Mapping[Via, Promise] = MappingProxyType(
    {Via.EMAIL: _("by e-mail"), Via.PUSH: _("on your screen")}
)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic with its switches, as the page shows it."""

    name: Promise
    switches: list[BoundField]


class WishForm(forms.Form):
    """All wishes of one person; which switches there are depends on the role."""

    quiet_from = forms.TimeField(
        label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    rests_on_holidays = forms.BooleanField(
        label=_("No reminders on public holidays"), required=False
    )

    def __init__(self, *args: Any, wishes: Wishes, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiet_from"].initial = wishes.quiet.starts
        self.fields["quiet_until"].initial = wishes.quiet.ends
        self.fields["rests_on_holidays"].initial = wishes.rests_on_holidays
        if role != "patient":
            del self.fields["rests_on_holidays"]
        self._switches = switches_of(wishes, role)
        for switch, on in self._switches.items():
            self.fields[_name(switch)] = forms.BooleanField(
                label=str(CHANNELS[switch[1]]), required=False, initial=on
            )

    def topics(self) -> list[TopicLine]:
        """Return the topics, each with its switches."""
        topics = dict.fromkeys(topic for topic, _via in self._switches)
        return [
            TopicLine(TOPICS[topic], [self[_name((topic, via))] for via in CHOOSABLE])
            for topic in topics
        ]

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as ``change_wishes`` takes it; the form is valid."""
        filled = self.cleaned_data
        return {
            "quiet": QuietHours(filled["quiet_from"], filled["quiet_until"]),
            "rests_on_holidays": filled.get("rests_on_holidays"),
            "switches": {switch: filled[_name(switch)] for switch in self._switches},
        }


class AbsenceForm(forms.Form):
    """Days on which somebody is away."""

    from_on = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until_on = forms.DateField(
        label=_("First day back"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _name(switch: Switch) -> str:
    topic, via = switch
    return f"{topic}-{via}"
