"""The virtual clock of a dry run: it jumps to where something is due and lets services work."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import F

from notifications.channels.channel import Answer, Envelope
from notifications.domain.attempt import Outcome
from notifications.domain.kind import REMINDERS, Via
from notifications.domain.state import State
from notifications.selectors.escalation import next_escalation_at
from notifications.selectors.upcoming import next_try_at, waiting
from notifications.services.compose import plan_reminders
from notifications.services.deliver import deliver_due
from notifications.services.escalating import escalate_due
from notifications.services.handover import hand_over_events
from plans.models import Clinic, Event
from plans.selectors.judging import next_judgement_at
from plans.services.judging import judge_due_plans

_JUST_BEFORE = timedelta(microseconds=1)


class _NowhereChannel:
    """A channel that takes every message and sends nothing."""

    at_once = 500
    pace = None

    def send(self, envelope: Envelope, *, now: datetime) -> Answer:
        """Say that it was sent."""
        return Answer(Outcome.SENT)


_NOWHERE = MappingProxyType({Via.EMAIL: _NowhereChannel(), Via.INBOX: _NowhereChannel()})


class VirtualClock:
    """Does for one clinic what worker and scheduler do, at the instants at which they would.

    Reports change no plan, so the reminders of a whole stretch without changes are planned
    together, each as it would have been at its own moment.
    """

    def __init__(self, clinic: Clinic, now: datetime) -> None:
        self.now = now
        self._clinic_id = clinic.pk
        self._letters_wait = False

    def begin(self) -> None:
        """Do what is due right after a plan was started; its moments are looked at from now on."""
        plan_reminders(now=self.now, clinic_id=self._clinic_id, on_time=True)
        self.work()
        self.tell()

    def run_until(self, end: datetime) -> None:
        """Let the time pass up to ``end``: judge and tell, but leave the reminders for later."""
        while (due := self._next_due()) is not None and due < end:
            self.now = due
            self.work()
        self.now = end

    def remind(self) -> None:
        """Plan the reminders up to now; to be called before a plan changes, and at the end."""
        just_before = self.now - _JUST_BEFORE
        if plan_reminders(now=just_before, clinic_id=self._clinic_id, on_time=True):
            waiting(self._clinic_id).filter(kind__in=REMINDERS).update(
                state=State.SENT, settled_at=F("due_at")
            )

    def work(self) -> None:
        """Judge what is due now, and tell people what came of it; mostly nothing does."""
        before = _newest_event()
        judge_due_plans(now=self.now, clinic_id=self._clinic_id)
        step_at = next_escalation_at(self._clinic_id)
        if step_at is not None and step_at <= self.now:
            self._letters_wait |= escalate_due(now=self.now, clinic_id=self._clinic_id) > 0
        if _newest_event() != before:
            self.tell()
        else:
            self._deliver()

    def tell(self) -> None:
        """Tell people what has just happened, and what waits for them."""
        self._letters_wait |= hand_over_events(now=self.now, clinic_id=self._clinic_id) > 0
        self._deliver()

    def _deliver(self) -> None:
        if self._letters_wait:
            deliver_due(now=self.now, channels=_NOWHERE, clinic_id=self._clinic_id)
            self._letters_wait = waiting(self._clinic_id).exists()

    def _next_due(self) -> datetime | None:
        """Return when a judgement or a letter is due; the reminders come along by themselves."""
        due = [next_judgement_at(self._clinic_id), next_escalation_at(self._clinic_id)]
        if self._letters_wait:
            due.append(next_try_at(self._clinic_id))
        soonest = min((at for at in due if at is not None), default=None)
        return None if soonest is None else max(soonest, self.now)


def _newest_event() -> int | None:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()
