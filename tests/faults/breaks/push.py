"""The push service: screens that are gone, a request to wait, and silence."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec

from notifications.domain.kind import Via
from notifications.domain.state import State
from notifications.models import Message, PushSubscription
from plans.models import Patient
from tests.faults.crowd import MINUTE, make_crowd
from tests.faults.figures import Figures
from tests.faults.oracle import Due, compare
from tests.faults.running import wait_until
from tests.faults.sinks.behaviour import Behaviour, write_behaviour
from tests.faults.sinks.taken import arrivals, refusals
from tests.faults.stage import Stage, listens_on
from tests.faults.talking import Workers
from tests.servers.ports import free_port
from tests.servers.push import Browser

_GONE, _THERE = "gone", "there"
_WAIT_SECONDS = 120.0
_SILENT_SECONDS = 9.0


def be_gone(stage: Stage, figures: Figures) -> None:
    """Say of half of the screens that they are gone."""
    scene = _scene(stage, 40)
    scene.behave(stage, "gone", address=_GONE)
    scene.live(stage, minutes=4)
    figures.times = 20
    left = PushSubscription.objects.filter(endpoint__contains=_GONE)
    figures.must(not left.exists(), f"{left.count()} screens that are gone are still known")
    screens = [item for item in scene.due if item.key[1] in scene.there]
    _judge(stage, figures, scene, screens)


def throttle(stage: Stage, figures: Figures) -> None:
    """Ask to be left alone for two minutes, once for each screen."""
    scene = _scene(stage, 40)
    scene.behave(stage, "throttle", seconds=_WAIT_SECONDS)
    scene.workers.all_at(scene.began)
    asked = len(refusals(stage.folder / "push.jsonl"))
    scene.began += MINUTE
    scene.behave(stage, "throttle", seconds=_WAIT_SECONDS)
    scene.workers.all_at(scene.began)
    again = len(refusals(stage.folder / "push.jsonl")) - asked
    figures.must(not again, f"it was asked {again} times while it wanted to be left alone")
    scene.live(stage, minutes=8)
    figures.times, figures.seconds = asked, _WAIT_SECONDS
    _judge(stage, figures, scene, scene.due)


def be_slow(stage: Stage, figures: Figures) -> None:
    """Take each message and be silent for longer than anybody waits."""
    scene = _scene(stage, 3, referrals=1)
    scene.behave(stage, "slow", seconds=_SILENT_SECONDS)
    scene.workers.all_at(scene.began)
    mails = len({arrival.id for arrival in stage.mail.came()})
    figures.must(mails >= len(scene.due), f"only {mails} mails went out beside a slow push service")
    scene.began += 10 * MINUTE
    scene.live(stage, minutes=10)
    figures.times = len(scene.due)
    calls = sum(item.calls_a_human for item in scene.due)
    _judge(stage, figures, scene, scene.due, most_raw=calls)


@dataclass
class _Scene:
    """Patients with a screen each, two workers, and the instant that their clock has come to."""

    due: list[Due]
    workers: Workers
    began: datetime
    there: frozenset[str]

    def behave(self, stage: Stage, mode: str, *, seconds: float = 0.0, address: str = "") -> None:
        """Let the push service answer so, and both servers know what time it is."""
        said = Behaviour(mode, seconds, address, self.began.isoformat())
        write_behaviour(stage.folder / "push.behaviour", said)
        stage.mail.behave(clock=self.began)

    def live(self, stage: Stage, *, minutes: int) -> None:
        """Let the clock go on by the minute; from now on the push service is as usual."""
        file = stage.folder / "push.behaviour"
        for number in range(minutes):
            if number:
                self.began += MINUTE
                write_behaviour(file, Behaviour(clock=self.began.isoformat()))
                stage.mail.behave(clock=self.began)
            self.workers.all_at(self.began)


def _scene(stage: Stage, patients: int, *, referrals: int = 4) -> _Scene:
    began = datetime.now(UTC).replace(second=0, microsecond=0)
    due = make_crowd(patients, now=began, referrals=referrals)
    port = free_port()
    stage.programs.env |= {"PUSH_HOSTS": f"127.0.0.1:{port}"}
    stage.programs.module("tests.faults.sinks.push", str(stage.folder), str(port))
    wait_until("the push service listens", lambda: listens_on(port), seconds=15)
    stage.mail.start()
    there = _give_screens(port)
    workers = Workers(stage.programs, stage.folder)
    # Of a clinician without a screen nothing is due here.
    return _Scene([item for item in due if _is_patient(item)], workers, began, there)


def _give_screens(port: int) -> frozenset[str]:
    """Give every patient a screen; every second one is called gone."""
    there = []
    for number, patient in enumerate(Patient.objects.select_related("user").order_by("pk")):
        name = _GONE if number % 2 else _THERE
        token = f"{name}-{secrets.token_hex(8)}"
        key = ec.generate_private_key(ec.SECP256R1())
        browser = Browser(f"http://127.0.0.1:{port}/push/{token}", token, key, os.urandom(16))
        PushSubscription.objects.create(
            user=patient.user,
            endpoint=browser.endpoint,
            p256dh=browser.p256dh,
            auth=browser.auth,
            added_at=patient.added_at,
        )
        if name == _THERE:
            there.append(patient.user.email)
    return frozenset(there)


def _is_patient(item: Due) -> bool:
    return Patient.objects.filter(user__email=item.key[1]).exists()


def _judge(
    stage: Stage, figures: Figures, scene: _Scene, screens: list[Due], *, most_raw: int = 0
) -> None:
    """Compare what the screens were told; mail and inbox of everybody must be complete besides."""
    mails = Figures(figures.fault, figures.database, figures.clock)
    known = {item.key[1] for item in scene.due}
    came = [arrival for arrival in stage.mail.came() if arrival.to in known]
    compare(mails, scene.due, came, slack=MINUTE)
    mails.judge(most_raw=0)
    figures.broken += [f"by mail {sentence}" for sentence in mails.broken]
    unread = Message.objects.filter(channel=Via.INBOX).exclude(state=State.SENT)
    figures.must(not unread.exists(), f"{unread.count()} messages are not in the inbox")
    told = arrivals(stage.folder / "push.jsonl")
    compare(figures, screens, told, slack=MINUTE, via=Via.PUSH)
    figures.judge(most_raw=most_raw)
