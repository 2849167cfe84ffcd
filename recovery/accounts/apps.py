"""The app of accounts: what the library of sign-in is told about this clinic."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "recovery.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Listen to what happens to accounts."""
        from recovery.accounts.receivers import connect

        connect()
