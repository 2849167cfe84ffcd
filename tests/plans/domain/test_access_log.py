"""Whatever is done to the chain, the line is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from plans.domain.access_log import (
    Anchor,
    EntryDraft,
    Finding,
    Head,
    Line,
    Wrong,
    digest_of,
    sealed,
    verify,
)
from plans.domain.sight import AccessKind

_BEGAN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def _chain(length: int) -> tuple[list[Line], Head]:
    lines: list[Line] = []
    previous = ""
    for number in range(1, length + 1):
        draft = EntryDraft(
            kind=AccessKind.VIEW,
            at=_BEGAN + timedelta(minutes=number),
            user=number % 3,
            role="physiotherapist",
            clinic=1,
            patients=(number, number + 1),
        )
        line = sealed(draft, seq=number, public_id=str(UUID(int=number)), previous=previous)
        lines.append(line)
        previous = line.digest
    return lines, Head(length, previous, 1, "")


def test_an_untouched_chain_is_whole() -> None:
    lines, head = _chain(20)

    assert verify(lines, head, [Anchor(7, lines[6].digest)]) == []
    assert verify([], Head(0, "", 1, "")) == []


_CHANGES: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {"kind": AccessKind.LIST},
        {"at": _BEGAN},
        {"user": 99},
        {"role": "staff"},
        {"basis": "treating"},
        {"outcome": "4"},
        {"clinic": None},
        {"route": "GET /elsewhere"},
        {"object_id": "x"},
        {"network_address": "127.0.0.2"},
        {"details": {"count": 1}},
        {"patients": ()},
        {"patients": (500,)},
    ]
)


@given(length=st.integers(1, 12), data=st.data())
def test_a_changed_line_is_named(length: int, data: st.DataObject) -> None:
    lines, head = _chain(length)
    at = data.draw(st.integers(0, length - 1))
    lines[at] = replace(lines[at], draft=replace(lines[at].draft, **data.draw(_CHANGES)))

    assert verify(lines, head) == [Finding(Wrong.ALTERED, at + 1)]


@given(length=st.integers(1, 12), data=st.data())
def test_a_line_that_was_changed_with_its_digest_is_named(length: int, data: st.DataObject) -> None:
    lines, head = _chain(length)
    at = data.draw(st.integers(0, length - 1))
    changed = replace(lines[at], draft=replace(lines[at].draft, **data.draw(_CHANGES)))
    lines[at] = replace(changed, digest=digest_of(changed))

    assert verify(lines, head) == [Finding(Wrong.ALTERED, at + 1)]


@given(length=st.integers(1, 12), data=st.data())
def test_deleted_lines_are_named(length: int, data: st.DataObject) -> None:
    lines, head = _chain(length)
    gone = data.draw(st.sets(st.integers(1, length), min_size=1))
    left = [line for line in lines if line.seq not in gone]

    found = verify(left, head)

    assert {finding.seq for finding in found} == gone
    assert {finding.wrong for finding in found} <= {Wrong.DELETED, Wrong.CUT_OFF}


@given(length=st.integers(2, 12), data=st.data())
def test_two_swapped_lines_are_named(length: int, data: st.DataObject) -> None:
    lines, head = _chain(length)
    pair = st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)
    first, second = sorted(data.draw(pair))
    one, other = lines[first], lines[second]
    lines[first] = replace(other, seq=one.seq)
    lines[second] = replace(one, seq=other.seq)

    named = {finding.seq for finding in verify(lines, head)}

    assert {first + 1, second + 1} <= named
    assert Finding(Wrong.SWAPPED, first + 1) in verify(lines, head)


@given(length=st.integers(2, 12), data=st.data())
def test_an_end_that_was_cut_off_is_seen_by_the_head(length: int, data: st.DataObject) -> None:
    lines, head = _chain(length)
    kept = data.draw(st.integers(0, length - 1))

    found = verify(lines[:kept], head)

    assert found == [Finding(Wrong.CUT_OFF, seq) for seq in range(kept + 1, length + 1)]


def test_an_end_that_was_cut_off_together_with_the_head_is_seen_by_an_anchor() -> None:
    lines, _ = _chain(9)
    shorter = Head(6, lines[5].digest, 1, "")

    found = verify(lines[:6], shorter, [Anchor(8, lines[7].digest)])

    assert found == [Finding(Wrong.CUT_OFF, 7), Finding(Wrong.CUT_OFF, 8)]


def test_a_chain_that_was_written_anew_is_seen_by_an_anchor() -> None:
    lines, _ = _chain(9)
    anew = _written_anew([line.draft for line in lines], changed=4)
    head = Head(9, anew[-1].digest, 1, "")

    assert verify(anew, head) == []
    assert verify(anew, head, [Anchor(6, lines[5].digest)]) == [Finding(Wrong.REWRITTEN, 6)]


def _written_anew(drafts: Sequence[EntryDraft], *, changed: int) -> list[Line]:
    lines: list[Line] = []
    previous = ""
    for number, draft in enumerate(drafts, start=1):
        other = replace(draft, user=77) if number == changed else draft
        lines.append(sealed(other, seq=number, public_id=str(UUID(int=number)), previous=previous))
        previous = lines[-1].digest
    return lines


def test_a_line_past_the_end_is_named() -> None:
    lines, _ = _chain(5)

    assert verify(lines, Head(4, lines[3].digest, 1, "")) == [Finding(Wrong.SMUGGLED_IN, 5)]
