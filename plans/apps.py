"""The app that holds the clinic's work."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Recovery plans")

    def ready(self) -> None:
        """Let people's words have a key to be sealed with as soon as there are tables."""
        from plans.models.sealing import begin_anew

        post_migrate.connect(begin_anew, sender=self, dispatch_uid="plans.first_data_key")
