"""What the library of second factors is told: how secrets are kept, and who must keep one."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from plans.models.sealing import seal, unseal
from plans.selectors.second_factor import needs_second_factor

_PLACE = "mfa_authenticator.data"
_COUNTS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals secrets in the database, and keeps the last second factor of who needs one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right, or it was used already. Wait for the next one and type that."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app, or what recovery codes are made from."""
        return seal(text, to=_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` sealed; raises ``SealBroken``."""
        return unseal(encrypted_text, to=_PLACE)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Say whether there is another one left, for who has to have one."""
        if not needs_second_factor(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=_COUNTS)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_totp_issuer(self) -> str:
        """Return what the account is called in the app on somebody's phone."""
        return str(settings.MFA_TOTP_ISSUER)

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)
