"""Which passwords are too easy to guess at a clinic like this one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plans.models import User

_TRADE = (
    *("fysiotherapie", "fysiotherapeut", "fysio", "physiotherapy", "physiotherapist", "physio"),
    *("praktijk", "kliniek", "clinic", "revalidatie", "herstelplan", "herstel", "recovery"),
    *("hardlopen", "hardloper", "running", "runner", "blessure", "injury", "patient", "oefening"),
    *("welkom", "welcome", "wachtwoord", "password", "lente", "zomer", "herfst", "winter"),
)
_FEWEST_OTHER_SIGNS = 6


class NotOurTrade:
    """Refuses a password that is little more than the clinic's name or a word of the trade."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse when fewer than six letters or digits are left without such a word."""
        written = password.lower()
        for word in sorted({*_TRADE, *_names(user)}, key=len, reverse=True):
            rest = written.replace(word, "")
            if rest != written and len(re.sub(r"[\W_]", "", rest)) < _FEWEST_OTHER_SIGNS:
                raise ValidationError(
                    _(
                        "This is too close to a word that anybody would try here first. Take a "
                        "few words that have nothing to do with the clinic."
                    ),
                    code="password_of_the_trade",
                )

    def get_help_text(self) -> str:
        """Say what is refused."""
        return _("Not the name of the clinic, and not a word such as physiotherapy with a number.")


def _names(user: User | None) -> Iterable[str]:
    clinic = getattr(user, "clinic", None)
    if clinic is None:
        return ()
    name = clinic.name.lower()
    return {part for part in (*name.split(), name, name.replace(" ", "")) if len(part) > 3}
