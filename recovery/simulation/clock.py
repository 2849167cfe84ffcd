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


_NOWHERE = MappingProxyType({Via.EMAIL: _NowhereChannel()})


class VirtualClock:
    """Does for one clinic what worker and scheduler do, at the instants at which they would.

    Reports change no plan, so the reminders of a whole stretch without changes are planned
    together, each as it would have been at its own moment. What cannot have changed since the last
    look is not looked at again: alerts are raised and answered in events, and after those
    ``tell`` is called.
    """

    def __init__(self, clinic: Clinic, now: datetime) -> None:
        self.now = now
        self._clinic_id = clinic.pk
        self._judge_at: datetime | None = None
        self._step_at: datetime | None = None
        self._letter_at: datetime | None = None

    def begin(self) -> None:
        """Do what is due right after a plan was started; its moments are looked at from now on."""
        plan_reminders(now=self.now, clinic_id=self._clinic_id, on_time=True)
        self._judge()
        self.tell()

    def run_until(self, end: datetime) -> None:
        """Let the time pass up to ``end``: judge and tell, but leave the reminders for later."""
        while (due := self._next_due()) is not None and due < end:
            self.now = max(due, self.now)
            self._work()
        self.now = end

    def remind(self) -> None:
        """Plan the reminders up to now; to be called before a plan changes, and at the end."""
        just_before = self.now - _JUST_BEFORE
        if plan_reminders(now=just_before, clinic_id=self._clinic_id, on_time=True):
            waiting(self._clinic_id).filter(kind__in=REMINDERS).update(
                state=State.SENT, settled_at=F("due_at")
            )

    def tell(self) -> None:
        """Tell people what has just happened, and what waits for them."""
        hand_over_events(now=self.now, clinic_id=self._clinic_id)
        self._step_at = next_escalation_at(self._clinic_id)
        self._deliver()

    def _work(self) -> None:
        """Do what is due now, judging first, and tell people what came of it."""
        if self._has_come(self._judge_at) and self._judge():
            self.tell()
        if self._has_come(self._step_at):
            escalate_due(now=self.now, clinic_id=self._clinic_id)
            self._step_at = next_escalation_at(self._clinic_id)
            self._deliver()
        if self._has_come(self._letter_at):
            self._deliver()

    def _judge(self) -> bool:
        """Judge what is due now, and say whether something came of it; mostly nothing does."""
        before = _newest_event()
        judge_due_plans(now=self.now, clinic_id=self._clinic_id)
        return _newest_event() != before

    def _deliver(self) -> None:
        """Send what is due by mail; what stands in the inbox was told by standing there."""
        in_the_inbox = waiting(self._clinic_id).filter(channel=Via.INBOX, due_at__lte=self.now)
        in_the_inbox.update(state=State.SENT, settled_at=F("due_at"))
        deliver_due(now=self.now, channels=_NOWHERE, clinic_id=self._clinic_id)
        self._letter_at = next_try_at(self._clinic_id)

    def _next_due(self) -> datetime | None:
        """Return when the next plan is judged, alert goes further or letter can be tried."""
        self._judge_at = next_judgement_at(self._clinic_id)
        due = (self._judge_at, self._step_at, self._letter_at)
        return min((at for at in due if at is not None), default=None)

    def _has_come(self, at: datetime | None) -> bool:
        return at is not None and at <= self.now


def _newest_event() -> int | None:
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first()
