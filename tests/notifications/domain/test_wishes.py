"""What can be declined, and what cannot."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.domain.headline import HEADLINES
from notifications.domain.kind import MessageKind, Topic, Via
from notifications.domain.wishes import Away, Wishes

EVERYTHING = frozenset((topic, via) for topic in Topic for via in Via)
MATTERS = (
    MessageKind.QUESTION,
    MessageKind.REFERRAL,
    MessageKind.ALERT,
    MessageKind.ESCALATION,
    MessageKind.TASK,
    MessageKind.UNREACHED,
)


@pytest.mark.parametrize("kind", [*MATTERS, MessageKind.ACCOUNT])
@pytest.mark.parametrize("via", list(Via))
def test_whoever_declines_everything_still_hears_what_safety_hangs_on(
    kind: MessageKind, via: Via
) -> None:
    assert Wishes(declined=EVERYTHING).want(kind, via)


@pytest.mark.parametrize(
    "kind", [kind for kind in MessageKind if kind not in MATTERS and not kind.is_only_mailed]
)
def test_the_rest_can_be_declined_channel_by_channel_but_not_in_the_inbox(
    kind: MessageKind,
) -> None:
    assert kind.topic is not None
    wishes = Wishes(declined=frozenset({(kind.topic, Via.PUSH)}), weekly_summary=True)

    assert [wishes.want(kind, via) for via in (Via.EMAIL, Via.PUSH, Via.INBOX)] == [
        True,
        False,
        True,
    ]
    assert Wishes(declined=EVERYTHING, weekly_summary=True).want(kind, Via.INBOX)


def test_a_weekly_summary_comes_only_to_who_asked_for_it() -> None:
    assert not any(Wishes().want(MessageKind.WEEKLY_SUMMARY, via) for via in (Via.EMAIL, Via.PUSH))


def test_the_first_day_back_is_no_day_away() -> None:
    wishes = Wishes(away=(Away(date(2026, 5, 1), date(2026, 5, 3)),))

    away = [day for day in range(1, 6) if wishes.is_away(date(2026, 5, day))]

    assert away == [1, 2]


def test_every_kind_has_a_line_that_says_nothing_about_anybody() -> None:
    assert set(HEADLINES) == set(MessageKind)
    for line in HEADLINES.values():
        assert not {"pijn", "pain", "blessure", "injury"} & set(
            f"{line.nl} {line.en}".lower().split()
        )
