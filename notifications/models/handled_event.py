"""Which events people were told about; events themselves are never changed."""

from __future__ import annotations

from django.db import models


class HandledEvent(models.Model):
    """An event whose messages stand in the ledger; both were written in one transaction."""

    event = models.OneToOneField("plans.Event", models.PROTECT, primary_key=True, related_name="+")
    handled_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
