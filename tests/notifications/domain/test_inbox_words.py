"""Whatever comes has a sentence of its own in the inbox, with nothing about anybody."""

from __future__ import annotations

import pytest

from notifications.domain.headline import HEADLINES
from notifications.domain.inbox_words import OPENED
from notifications.domain.kind import MessageKind

IN_THE_INBOX = [kind for kind in MessageKind if not kind.is_only_mailed]


@pytest.mark.parametrize("kind", IN_THE_INBOX)
def test_every_kind_says_something_in_both_languages(kind: MessageKind) -> None:
    sentence = OPENED[kind].sentence

    assert sentence.nl.endswith((".", "?"))
    assert sentence.en.endswith((".", "?"))
    assert sentence.nl != sentence.en


def test_no_two_kinds_read_alike() -> None:
    read = {(HEADLINES[kind].nl, OPENED[kind].sentence.nl) for kind in IN_THE_INBOX}

    assert len(read) == len(IN_THE_INBOX)
