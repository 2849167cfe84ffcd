"""What would other rules have said of all that was ever reported? Nothing is stored."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.base import ProgressBar
from django.db import DatabaseError
from django.utils import timezone

from plans.catalogue.overriding import SettingMistake
from plans.domain.comparison import Compared
from plans.selectors.replaying import (
    PlanReplayed,
    RulesToTry,
    count_replayed,
    replayed_plans,
    rules_to_try,
)

MISTAKE = 2

_IN_MEMORY = 1_000_000
"""So many characters of differences are kept in memory; more of them wait in a file."""


class Command(BaseCommand):
    """``manage.py replay``: judges every plan again and shows what would differ."""

    help = "Judge all stored reports again, by other rules if you like, and show what differs."
    # Standard output and error are kept to what is said here.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let ``--version`` mean the protocol's version, not Django's."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which plans, by which rules, and how far."""
        parser.add_argument("--protocol", metavar="SLUG", help="only plans of this protocol")
        parser.add_argument(
            "--version",
            metavar="N",
            dest="number",
            help="judge by this version of --protocol, a draft as well",
        )
        parser.add_argument(
            "--overrides",
            metavar="FILE|JSON",
            help="changed settings, as in a scenario: "
            '{"rules": {"R-ACH-1": {"window_days": 21}}}; - for standard input',
        )
        parser.add_argument("--until", metavar="DATE", help="judge up to and including this day")
        parser.add_argument("--json", action="store_true", help="give one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and compare; a mistake is one sentence on standard error and exit status 2."""
        now = timezone.now()
        try:
            until = _day(options["until"], now)
            rules = rules_to_try(
                protocol=options["protocol"],
                number=_number(options["number"]),
                overrides=_overrides(options["overrides"]),
            )
            self._replay(rules, now=now, until=until, as_json=options["json"])
        except SettingMistake as mistake:
            self._stop(str(mistake))
        except DatabaseError:
            self._stop("The database is not ready: run manage.py migrate and load_catalogue first.")

    def _replay(
        self, rules: RulesToTry, *, now: datetime, until: date | None, as_json: bool
    ) -> None:
        plans = self._with_progress(
            replayed_plans(rules, now=now, until=until), count_replayed(rules)
        )
        with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as kept:
            tally = _count(plans, kept)
            kept.seek(0)
            write = _as_json if as_json else _as_text
            for line in write(tally, kept):
                self.stdout.write(line)

    def _with_progress(self, plans: Iterable[PlanReplayed], total: int) -> Iterator[PlanReplayed]:
        terminal = sys.stderr if self.stderr.isatty() else None
        bar = ProgressBar(terminal, total)
        for number, plan in enumerate(plans, start=1):
            yield plan
            bar.update(number)

    def _stop(self, sentence: str) -> NoReturn:
        self.stderr.write(" ".join(sentence.split()))
        sys.exit(MISTAKE)


@dataclass(slots=True)
class RuleTally:
    """What was compared of one rule, and what would be otherwise."""

    rule: str
    kind: str
    verdicts: int = 0
    changed: int = 0
    added: int = 0
    not_raised: int = 0

    def take(self, item: Compared) -> None:
        """Count one comparison."""
        self.verdicts += item.days
        self.changed += item.days if item.is_changed else 0
        self.added += item.is_referred and not item.was_referred
        self.not_raised += item.was_referred and not item.is_referred


@dataclass(slots=True)
class Tally:
    """The whole run: how many plans there were, and each rule by its id and kind."""

    plans: int
    left_out: int
    rules: dict[tuple[str, str], RuleTally]


def _count(plans: Iterable[PlanReplayed], kept: IO[str]) -> Tally:
    """Count everything, and keep each difference as a line of JSON."""
    tally = Tally(0, 0, {})
    for plan in plans:
        tally.plans += 1
        if plan.left_out:
            tally.left_out += 1
            kept.write(json.dumps(_of(plan) | {"left_out": plan.left_out}) + "\n")
        for item in plan.compared:
            rule = (item.rule, item.kind)
            tally.rules.setdefault(rule, RuleTally(*rule)).take(item)
            if item.is_different:
                kept.write(json.dumps(_of(plan) | _difference(item)) + "\n")
    return tally


def _of(plan: PlanReplayed) -> dict[str, Any]:
    return {"plan": str(plan.plan), "protocol": plan.protocol}


def _difference(item: Compared) -> dict[str, Any]:
    return {
        "rule": item.rule,
        "kind": item.kind,
        "window": [item.first.isoformat(), item.last.isoformat()],
        "stored_window": [item.first.isoformat(), (item.stored_last or item.last).isoformat()],
        "verdict": {"stored": item.stored, "replayed": item.replayed},
        "referral": {"stored": item.was_referred, "replayed": item.is_referred},
    }


def _as_json(tally: Tally, kept: IO[str]) -> Iterator[str]:
    """Give the whole as one document, a line for each rule and each difference."""
    rules = [asdict(rule) for _, rule in sorted(tally.rules.items())]
    yield f'{{"plans": {tally.plans}, "left_out": {tally.left_out},'
    yield f'"rules": {json.dumps(rules)},'
    yield '"differences": ['
    before = ""
    for line in kept:
        if before:
            yield before + ","
        before = line.strip()
    if before:
        yield before
    yield "]}"


def _as_text(tally: Tally, kept: IO[str]) -> Iterator[str]:
    """Give the table, then a line for each difference."""
    yield f"Replayed {tally.plans - tally.left_out} plans; {tally.left_out} left out."
    rows = [
        [rule.rule, rule.kind, rule.verdicts, rule.changed, rule.added, rule.not_raised]
        for _, rule in sorted(tally.rules.items())
    ]
    yield from _table([*rows, ["all", "", *(sum(column) for column in _figures(rows))]])
    for line in kept:
        yield _in_words(json.loads(line))


_HEAD = ["rule", "kind", "verdicts", "changed", "referrals added", "not raised"]


def _figures(rows: list[list[Any]]) -> list[list[int]]:
    return [[row[place] for row in rows] for place in range(2, len(_HEAD))]


def _table(rows: list[list[Any]]) -> Iterator[str]:
    texts = [_HEAD, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[place]) for row in texts) for place in range(len(_HEAD))]
    for row in texts:
        names = [text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True)]
        figures = [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join((*names, *figures))


def _in_words(found: dict[str, Any]) -> str:
    start = f"{found['plan']}  {found['protocol']}"
    if "left_out" in found:
        return f"{start}  left out: the version to try {found['left_out']}"
    verdict = f"{_verdict(found, 'stored')} -> {_verdict(found, 'replayed')}"
    referral = " -> ".join("yes" if found["referral"][side] else "no" for side in _SIDES)
    window = " to ".join(found["window"])
    if found["window"] != found["stored_window"]:
        window = f"{' to '.join(found['stored_window'])} -> {found['window'][1]}"
    return f"{start}  {found['rule']} {found['kind']}  {window}  {verdict}, referral {referral}"


_SIDES = ("stored", "replayed")


def _verdict(found: dict[str, Any], side: str) -> str:
    return found["verdict"][side] or "not judged"


def _day(text: str | None, now: datetime) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise SettingMistake("--until", f"{text!r} is not a day such as 2026-03-31") from None
    # A day has come as soon as it has begun anywhere; each plan goes by its patient's own clock.
    if day > now.astimezone(timezone.get_fixed_timezone(14 * 60)).date():
        raise SettingMistake("--until", f"{text} has not come yet")
    return day


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise SettingMistake("--version", f"{text!r} is not a number such as 2")
    return int(text)


def _overrides(given: str | None) -> dict[str, Any]:
    if given is None:
        return {}
    text = given if given.lstrip().startswith("{") else _read(given)
    try:
        overrides = json.loads(text)
    except ValueError as error:
        raise SettingMistake("--overrides", f"is not JSON: {error}") from None
    if not isinstance(overrides, dict):
        raise SettingMistake("--overrides", 'is not a document such as {"rules": {...}}')
    return overrides


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode()
    except OSError as error:
        raise SettingMistake(f"--overrides {name}", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingMistake(f"--overrides {name}", "is not UTF-8 text") from None
