"""What is written to somebody about their own account; nothing secret stands in a subject."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import get_language

from plans.domain.text import Text
from plans.models import Invitation
from plans.selectors.invitations import token_of

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AccountMail:
    """A mail about an account; ``body`` may name ``{code}`` or ``{link}``."""

    subject: Text
    body: Text


_NOT_YOU = Text(
    nl="Was jij dit niet? Kies dan meteen een nieuw wachtwoord en bel je praktijk.",
    en="Was this not you? Then choose a new password at once and call your clinic.",
)


def _notice(subject: Text, body: Text) -> AccountMail:
    return AccountMail(
        subject,
        Text(nl=f"{body.nl}\n\n{_NOT_YOU.nl}", en=f"{body.en}\n\n{_NOT_YOU.en}"),
    )


_MAILS: Mapping[str, AccountMail] = {
    "login_code": AccountMail(
        Text(nl="Je inlogcode", en="Your sign-in code"),
        Text(
            nl="Typ deze code in het venster waarin je wilt inloggen:\n\n{code}\n\n"
            "De code werkt tien minuten en één keer. Heb je niet om een code gevraagd? Dan hoef "
            "je niets te doen.",
            en="Type this code in the window in which you want to sign in:\n\n{code}\n\n"
            "The code works for ten minutes and once. Did you not ask for a code? Then there is "
            "nothing you need to do.",
        ),
    ),
    "password_reset_key": AccountMail(
        Text(nl="Een nieuw wachtwoord kiezen", en="Choosing a new password"),
        Text(
            nl="Via deze link kies je een nieuw wachtwoord:\n\n{link}\n\n"
            "De link werkt een uur en één keer. Heb je hier niet om gevraagd? Dan hoef je niets "
            "te doen; je wachtwoord blijft zoals het is.",
            en="With this link you choose a new password:\n\n{link}\n\n"
            "The link works for an hour and once. Did you not ask for this? Then there is nothing "
            "you need to do; your password stays as it is.",
        ),
    ),
    "email_confirmation": AccountMail(
        Text(nl="Bevestig je e-mailadres", en="Confirm your e-mail address"),
        Text(
            nl="Typ deze code in het venster waarin je je e-mailadres veranderde:\n\n{code}\n\n"
            "Daarna log je in met dit adres. Ken je dit niet? Dan hoef je niets te doen.",
            en="Type this code in the window in which you changed your e-mail address:\n\n{code}"
            "\n\nAfter that you sign in with this address. Do you not know about this? Then there "
            "is nothing you need to do.",
        ),
    ),
    "invitation": AccountMail(
        Text(nl="Je account staat klaar", en="Your account is ready"),
        Text(
            nl="Je praktijk heeft een account voor je gemaakt. Via deze link neem je het in "
            "gebruik:\n\n{link}\n\nDe link werkt drie dagen en één keer. Lukt het niet? Vraag "
            "je praktijk om een nieuwe.",
            en="Your clinic made an account for you. With this link you take it into use:\n\n"
            "{link}\n\nThe link works for three days and once. Does it not work? Ask your clinic "
            "for a new one.",
        ),
    ),
    "email_changed": _notice(
        Text(nl="Je e-mailadres is veranderd", en="Your e-mail address was changed"),
        Text(
            nl="Je logt vanaf nu in met een ander e-mailadres.",
            en="From now on you sign in with another e-mail address.",
        ),
    ),
    "password_changed": _notice(
        Text(nl="Je wachtwoord is veranderd", en="Your password was changed"),
        Text(
            nl="Je wachtwoord is veranderd. Op alle andere apparaten ben je uitgelogd.",
            en="Your password was changed. You were signed out on all other devices.",
        ),
    ),
    "totp_activated": _notice(
        Text(nl="Je tweede stap staat aan", en="Your second step is on"),
        Text(
            nl="Bij het inloggen vragen we voortaan ook een code uit je app.",
            en="From now on we also ask for a code from your app when you sign in.",
        ),
    ),
    "totp_deactivated": _notice(
        Text(nl="Je tweede stap is verwijderd", en="Your second step was removed"),
        Text(
            nl="De app die codes geeft hoort niet meer bij je account.",
            en="The app that gives codes no longer belongs to your account.",
        ),
    ),
    "webauthn_added": _notice(
        Text(nl="Er is een sleutel toegevoegd", en="A key was added"),
        Text(
            nl="Je kunt nu ook met deze sleutel inloggen.",
            en="You can now sign in with this key as well.",
        ),
    ),
    "webauthn_removed": _notice(
        Text(nl="Er is een sleutel verwijderd", en="A key was removed"),
        Text(
            nl="Met deze sleutel kun je niet meer inloggen.",
            en="You can no longer sign in with this key.",
        ),
    ),
    "recovery_codes_generated": _notice(
        Text(nl="Je hebt nieuwe herstelcodes", en="You have new recovery codes"),
        Text(
            nl="Je oude herstelcodes werken niet meer.",
            en="Your old recovery codes no longer work.",
        ),
    ),
}
_ALIKE = {
    "password_reset": "password_changed",
    "password_set": "password_changed",
    "email_confirm": "email_changed",
}


def send_account_mail(*, kind: str, address: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Send a mail about an account to ``address``; ``kind`` is what the library calls it.

    To an address that nobody signs in with nothing is sent. A mail server that does not answer
    stops nobody: it stands in the log, without the address.
    """
    mail = _MAILS.get(_ALIKE.get(kind, kind))
    if mail is None:
        return
    language = _language_of(address)
    body = mail.body.in_language(language).format(
        code=facts.get("code", ""), link=facts.get("password_reset_url", "")
    )
    message = EmailMessage(mail.subject.in_language(language), body, to=[address])
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        _LOG.error("A mail about an account was not sent: %s", type(error).__name__)


def send_invitation(invitation: Invitation) -> None:
    """Send the mail with the link of an invitation; it can be asked for again in the admin."""
    path = reverse("join", args=[token_of(invitation.public_id)])
    send_account_mail(
        kind="invitation",
        address=invitation.email,
        facts={"password_reset_url": f"{settings.SITE_URL}{path}"},
        now=invitation.invited_at,
    )


def _language_of(address: str) -> str:
    found = EmailAddress.objects.filter(email__iexact=address).select_related("user").first()
    language: str = found.user.language if found else (get_language() or "nl")[:2]
    return language
