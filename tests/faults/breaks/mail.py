"""The mail server: gone, silent, slow, distrustful, refusing one, hanging up with the mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from notifications.domain.attempt import RETRY_AFTER
from notifications.domain.kind import MessageKind, Via
from notifications.domain.state import Reason, State
from notifications.models import Message, RefusedAddress
from plans.models import Patient
from tests.faults.crowd import MINUTE, make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, all_came, compare
from tests.faults.running import wait_until
from tests.faults.stage import Stage
from tests.faults.talking import Workers

_SLACK = timedelta(seconds=30)


def refuse_connections(stage: Stage, figures: Figures) -> None:
    """Let nobody listen for twenty minutes, then listen again."""
    due, workers, began = _scene(stage, 40, listens=False)
    at = _minutes(stage, workers, began, range(20))
    figures.must(not stage.mail.came(), "a mail went out while nobody listened")
    stage.mail.start()
    _until_all_came(stage, figures, workers, at, due)
    _judge(stage, figures, due, times=20)


def be_a_black_hole(stage: Stage, figures: Figures) -> None:
    """Take every connection and say nothing; each attempt costs ten seconds of real time."""
    due, workers, began = _scene(stage, 40)
    stage.mail.behave("black_hole")
    rounds = 1 if stage.is_short else 2
    at = began
    for _ in range(rounds):
        workers.all_at(at)
        at += MINUTE
    _until_all_came(stage, figures, workers, at, due)
    _judge(stage, figures, due, times=rounds)


def be_slow(stage: Stage, figures: Figures) -> None:
    """Take a second and a half for each mail, while two real loops send."""
    due = make_crowd(10, now=timezone.now(), referrals=2)
    stage.mail.start()
    stage.mail.behave(seconds=1.5)
    for _ in range(2):
        stage.programs.manage("run_due", "--loop", "--every", "0.5")
    figures.seconds = wait_until(
        "everything due has come",
        lambda: all_came(due, stage.mail.came()),
        seconds=60,
    )
    wait_until("nothing is being sent any more", _nothing_waits, seconds=20)
    _judge(stage, figures, due, times=len(due))


def greylist(stage: Stage, figures: Figures) -> None:
    """Say "come back later" to the first attempt at every address."""
    due, workers, began = _scene(stage, 20 if stage.is_short else 60)
    stage.mail.behave("greylist", clock=began)
    workers.all_at(began)
    refused = set(stage.mail.refused())
    _until_all_came(stage, figures, workers, began + MINUTE, due, mode="greylist")
    figures.must(len(refused) > 0, "nobody was told to come back later")
    _judge(stage, figures, due, times=len(refused))


def reject_one_in_a_thousand(stage: Stage, figures: Figures) -> None:
    """Refuse one address for good; a referral was meant for it, so a clinician must hear of it."""
    count = 50 if stage.is_short else 1000
    due, workers, began = _scene(stage, count, referrals=1, asks_score=False)
    victim = Patient.objects.select_related("user").order_by("injuries__referrals__pk")
    address = victim.filter(injuries__referrals__isnull=False)[0].user.email
    stage.mail.behave("reject", address=address, clock=began)
    workers.all_at(began)
    workers.all_at(began + MINUTE)
    refused = stage.mail.refused()
    owed = [item for item in due if item.key[1] == address]
    mails = Message.objects.filter(recipient__email=address, channel=Via.EMAIL)
    figures.must(
        len(refused) == mails.count() >= len(owed),
        f"{len(refused)} attempts for {mails.count()} mails",
    )
    failed = mails.filter(state=State.FAILED, reason=Reason.REFUSED)
    figures.must(failed.count() == mails.count(), "a refused mail is not written down as refused")
    figures.must(
        RefusedAddress.objects.filter(user__email=address).exists(), "nobody will ask for another"
    )
    told = Message.objects.filter(
        kind=MessageKind.UNREACHED, channel=Via.EMAIL, state=State.SENT
    ).exists()
    figures.must(told, "no clinician was told that the referral did not arrive")
    # The alert about it did reach the clinician; what nobody can deliver is not counted as due.
    _judge(stage, figures, [item for item in due if item not in owed], times=len(refused))


def hang_up_with_the_mail(stage: Stage, figures: Figures) -> None:
    """Take a mail and hang up without saying so: nobody knows whether it has arrived."""
    due, workers, began = _scene(stage, 20, referrals=10)
    stage.mail.behave("drop", clock=began)
    workers.all_at(began)
    _until_all_came(stage, figures, workers, began + MINUTE, due)
    _minutes(stage, workers, began + 10 * MINUTE, range(0, 130, 10))
    calls = sum(item.calls_a_human for item in due)
    _judge(stage, figures, due, times=len(due), most_raw=calls)
    figures.must(
        figures.raw == calls, f"{figures.raw} were sent once more, and {calls} call for a human"
    )
    figures.seconds = RETRY_AFTER[0].total_seconds()


def _scene(
    stage: Stage,
    patients: int,
    *,
    referrals: int = 4,
    listens: bool = True,
    asks_score: bool = True,
) -> tuple[list[Due], Workers, datetime]:
    """Make patients to be reminded, and two workers by a made-up clock."""
    began = datetime.now(UTC).replace(second=0, microsecond=0)
    due = make_crowd(patients, now=began, referrals=referrals, asks_score=asks_score)
    if listens:
        stage.mail.start()
    return due, Workers(stage.programs, stage.folder), began


def _minutes(stage: Stage, workers: Workers, began: datetime, minutes: Iterable[int]) -> datetime:
    """Let the clock go on; returns the minute after the last."""
    at = began
    for number in minutes:
        at = began + number * MINUTE
        stage.mail.behave(clock=at)
        workers.all_at(at)
    return at + MINUTE


def _until_all_came(  # noqa: PLR0917 - a story told in one line
    stage: Stage,
    figures: Figures,
    workers: Workers,
    at: datetime,
    due: list[Due],
    mode: str = "take",
) -> None:
    """Go on by the minute until all has come, and note how many seconds of that clock it took."""
    began = at
    while not all_came(due, stage.mail.came()) and at < began + 110 * MINUTE:
        stage.mail.behave(mode, clock=at)
        workers.all_at(at)
        at += MINUTE
    figures.seconds = (at - began).total_seconds()
    # And once more, for whatever should not come.
    _minutes(stage, workers, at, (1, 2))


def _judge(
    stage: Stage, figures: Figures, due: list[Due], *, times: int, most_raw: int = 0
) -> None:
    figures.times = times
    compare(figures, due, stage.mail.came(), slack=_SLACK)
    figures.judge(most_raw=most_raw)


def _nothing_waits() -> bool:
    waits: Callable[[], bool] = Message.objects.filter(settled_at__isnull=True).exists
    return not waits()
