"""What whoever is signed in wants to be told, and when they are away."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications.api.door import Day, Door, Flag, Moment, StrictSerializer, now, operation
from notifications.domain.choosing import Switch, switches_of, topics_for
from notifications.domain.kind import Topic, Via
from notifications.domain.person import Person
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Wishes
from notifications.selectors.seen import note_wishes
from notifications.selectors.wishes import absences_of, wishes_of
from notifications.services.wishes import change_wishes, drop_absence, note_absence
from plans.domain.refusal import Refusal
from plans.domain.text import Text


class TopicSwitches(StrictSerializer):
    """One topic: whether it comes over these channels. The inbox always holds it."""

    email = Flag()
    push = Flag()


class Topics(StrictSerializer):
    """Every topic of the caller's role. What calls for a human has none, and always comes."""

    exercise_reminders = TopicSwitches(required=False)
    log_reminders = TopicSwitches(required=False)
    nudges = TopicSwitches(required=False)
    plan_news = TopicSwitches(required=False)
    weekly_summary = TopicSwitches(required=False)
    digest = TopicSwitches(required=False)


class WishesBody(StrictSerializer):
    """All wishes of the caller. Two equal ends: no quiet hours. All topics of the role."""

    quiet_from = Moment()
    quiet_until = Moment()
    rests_on_holidays = Flag()
    topics = Topics()


class AbsenceBody(StrictSerializer):
    """Days on which the caller is away; ``until_on`` is the first day back."""

    from_on = Day()
    until_on = Day()


class AbsenceCard(serializers.Serializer[Any]):
    """Days on which somebody is away; ``until_on`` is the first day back."""

    from_on = serializers.DateField()
    until_on = serializers.DateField()


class Preferences(Door):
    """What the caller wants to be told, over which channel, and when it is quiet."""

    @operation(answers={200: WishesBody})
    def get(self, request: Request) -> Response:
        """Show the caller's wishes, the defaults if nothing was ever chosen."""
        return self._answer(wishes_of({self.viewer.pk})[self.viewer.pk])

    @operation(body=WishesBody, answers={200: WishesBody})
    def put(self, request: Request) -> Response:
        """Replace the caller's wishes; what was not sent yet follows them."""
        sent = self.sent(WishesBody)
        wishes = change_wishes(
            user=self.viewer,
            by=self.viewer,
            now=now(),
            quiet=QuietHours(sent["quiet_from"], sent["quiet_until"]),
            rests_on_holidays=sent["rests_on_holidays"],
            switches=_switches(sent["topics"], self.viewer),
        )
        return self._answer(wishes)

    def _answer(self, wishes: Wishes) -> Response:
        note_wishes(self.request, self.viewer)
        topics: dict[str, dict[str, bool]] = {}
        for (topic, via), on in switches_of(wishes, self.viewer.role).items():
            topics.setdefault(topic, {})[via] = on
        shown = {
            "quiet_from": wishes.quiet.starts,
            "quiet_until": wishes.quiet.ends,
            "rests_on_holidays": wishes.rests_on_holidays,
            "topics": topics,
        }
        return Response(WishesBody(shown).data)


class Absences(Door):
    """When the caller is away."""

    @operation(answers={200: AbsenceCard(many=True)}, name="me_absences_list")
    def get(self, request: Request) -> Response:
        """List the days on which the caller is away, the latest first."""
        note_wishes(self.request, self.viewer)
        return self.page(absences_of(self.viewer.pk), AbsenceCard)

    @operation(body=AbsenceBody, answers={201: AbsenceCard}, refuses=(409,), repeatable=True)
    def post(self, request: Request) -> Response:
        """Note when the caller is away; the same days twice are one absence."""
        note_wishes(self.request, self.viewer)
        absence = note_absence(
            user=self.viewer, by=self.viewer, now=now(), **self.sent(AbsenceBody)
        )
        return Response(AbsenceCard(absence).data, status=201)


class OneAbsence(Door):
    """One absence, by its first day."""

    @operation(answers={204: None}, refuses=(400,))
    def delete(self, request: Request, from_on: str) -> Response:
        """Take back the absence that begins on this day; twice is the same as once."""
        note_wishes(self.request, self.viewer)
        drop_absence(user=self.viewer, from_on=_day(from_on), by=self.viewer, now=now())
        return Response(status=204)


def _day(words: str) -> date:
    """Read the first day of an absence from an address."""
    try:
        day: date = Day().run_validation(words)
    except serializers.ValidationError as mistake:
        raise serializers.ValidationError({"from_on": mistake.detail}) from None
    return day


def _switches(sent: dict[str, dict[str, bool]], viewer: Person) -> dict[Switch, bool]:
    """Read the switches; each topic of the role has to be there, so that nothing is forgotten."""
    for topic in topics_for(viewer.role):
        if topic not in sent:
            raise Refusal(
                code="topic_missing",
                message=Text(
                    nl="Dit onderwerp ontbreekt. Stuur alle onderwerpen mee.",
                    en="This topic is missing. Send all topics.",
                ),
                place=f"topics.{topic}",
            )
    return {
        (Topic(topic), Via(via)): on
        for topic, switches in sent.items()
        for via, on in switches.items()
    }
