"""What is written to somebody about their own account; nothing secret stands in a subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from plans.domain.text import Text


class AccountNews(StrEnum):
    """What happened to an account, or what somebody asked for to get into it."""

    INVITATION = "invitation"
    SIGN_IN_CODE = "sign_in_code"
    PASSWORD_LINK = "password_link"  # noqa: S105 - a name, not a secret
    ADDRESS_CODE = "address_code"
    ADDRESS_CHANGED = "address_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    REQUEST_DECIDED = "request_decided"


GO_ELSEWHERE = frozenset({AccountNews.ADDRESS_CODE, AccountNews.ADDRESS_CHANGED})
"""What goes to another address than the one by which the person is known now."""


@dataclass(frozen=True, slots=True)
class AccountMail:
    """A mail about an account; ``body`` may name ``{code}`` or ``{link}``.

    ``lasts`` is how long it is worth sending. ``names_reader`` is false where the address may turn
    out to be a stranger's, who must not learn who is a patient here.
    """

    subject: Text
    body: Text
    lasts: timedelta
    names_reader: bool = True


_NOT_YOU = Text(
    nl="Was jij dit niet? Kies dan meteen een nieuw wachtwoord en bel je praktijk.",
    en="Was this not you? Then choose a new password at once and call your clinic.",
)


def _notice(subject: Text, body: Text) -> AccountMail:
    both = Text(nl=f"{body.nl}\n\n{_NOT_YOU.nl}", en=f"{body.en}\n\n{_NOT_YOU.en}")
    return AccountMail(subject, both, lasts=timedelta(days=7))


MAILS: Mapping[AccountNews, AccountMail] = MappingProxyType(
    {
        AccountNews.INVITATION: AccountMail(
            Text(nl="Je account staat klaar", en="Your account is ready"),
            Text(
                nl="Je praktijk heeft een account voor je gemaakt. Via deze link neem je het in "
                "gebruik:\n\n{link}\n\nDe link werkt drie dagen en één keer. Lukt het niet? Vraag "
                "je praktijk om een nieuwe.",
                en="Your clinic made an account for you. With this link you take it into use:\n\n"
                "{link}\n\nThe link works for three days and once. Does it not work? Ask your "
                "clinic for a new one.",
            ),
            lasts=timedelta(hours=72),
            names_reader=False,
        ),
        AccountNews.SIGN_IN_CODE: AccountMail(
            Text(nl="Je inlogcode", en="Your sign-in code"),
            Text(
                nl="Typ deze code in het venster waarin je wilt inloggen:\n\n{code}\n\n"
                "De code werkt tien minuten en één keer. Heb je niet om een code gevraagd? Dan "
                "hoef je niets te doen.",
                en="Type this code in the window in which you want to sign in:\n\n{code}\n\n"
                "The code works for ten minutes and once. Did you not ask for a code? Then there "
                "is nothing you need to do.",
            ),
            lasts=timedelta(minutes=10),
        ),
        AccountNews.PASSWORD_LINK: AccountMail(
            Text(nl="Een nieuw wachtwoord kiezen", en="Choosing a new password"),
            Text(
                nl="Via deze link kies je een nieuw wachtwoord:\n\n{link}\n\n"
                "De link werkt een uur en één keer. Heb je hier niet om gevraagd? Dan hoef je "
                "niets te doen; je wachtwoord blijft zoals het is.",
                en="With this link you choose a new password:\n\n{link}\n\n"
                "The link works for an hour and once. Did you not ask for this? Then there is "
                "nothing you need to do; your password stays as it is.",
            ),
            lasts=timedelta(hours=1),
        ),
        AccountNews.ADDRESS_CODE: AccountMail(
            Text(nl="Bevestig je e-mailadres", en="Confirm your e-mail address"),
            Text(
                nl="Typ deze code in het venster waarin je je e-mailadres veranderde:\n\n{code}"
                "\n\nDaarna log je in met dit adres. Ken je dit niet? Dan hoef je niets te doen.",
                en="Type this code in the window in which you changed your e-mail address:\n\n"
                "{code}\n\nAfter that you sign in with this address. Do you not know about this? "
                "Then there is nothing you need to do.",
            ),
            lasts=timedelta(minutes=15),
            names_reader=False,
        ),
        AccountNews.ADDRESS_CHANGED: _notice(
            Text(nl="Je e-mailadres is veranderd", en="Your e-mail address was changed"),
            Text(
                nl="Je logt vanaf nu in met een ander e-mailadres.",
                en="From now on you sign in with another e-mail address.",
            ),
        ),
        AccountNews.PASSWORD_CHANGED: _notice(
            Text(nl="Je wachtwoord is veranderd", en="Your password was changed"),
            Text(
                nl="Je wachtwoord is veranderd. Op alle andere apparaten ben je uitgelogd.",
                en="Your password was changed. You were signed out on all other devices.",
            ),
        ),
        AccountNews.APP_ADDED: _notice(
            Text(nl="Je tweede stap staat aan", en="Your second step is on"),
            Text(
                nl="Bij het inloggen vragen we voortaan ook een code uit je app.",
                en="From now on we also ask for a code from your app when you sign in.",
            ),
        ),
        AccountNews.APP_REMOVED: _notice(
            Text(nl="Je tweede stap is verwijderd", en="Your second step was removed"),
            Text(
                nl="De app die codes geeft hoort niet meer bij je account.",
                en="The app that gives codes no longer belongs to your account.",
            ),
        ),
        AccountNews.PASSKEY_ADDED: _notice(
            Text(nl="Er is een sleutel toegevoegd", en="A key was added"),
            Text(
                nl="Je kunt nu ook met deze sleutel inloggen.",
                en="You can now sign in with this key as well.",
            ),
        ),
        AccountNews.PASSKEY_REMOVED: _notice(
            Text(nl="Er is een sleutel verwijderd", en="A key was removed"),
            Text(
                nl="Met deze sleutel kun je niet meer inloggen.",
                en="You can no longer sign in with this key.",
            ),
        ),
        AccountNews.RECOVERY_CODES_MADE: _notice(
            Text(nl="Je hebt nieuwe herstelcodes", en="You have new recovery codes"),
            Text(
                nl="Je oude herstelcodes werken niet meer.",
                en="Your old recovery codes no longer work.",
            ),
        ),
        AccountNews.REQUEST_DECIDED: AccountMail(
            Text(nl="Antwoord op je verzoek", en="An answer to your request"),
            Text(
                nl="Je vroeg je praktijk iets over je gegevens. Het antwoord staat nu bij Mijn "
                "gegevens:\n\n{link}",
                en="You asked your clinic something about your data. The answer is now at My "
                "data:\n\n{link}",
            ),
            lasts=timedelta(days=30),
        ),
    }
)
