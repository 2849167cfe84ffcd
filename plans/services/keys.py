"""Renews the keys of people's words; what was sealed before stays readable and untouched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from plans.domain.sealing import MasterKey, unwrap_key, wrap_key
from plans.domain.sight import AccessKind
from plans.models import DataKey, User
from plans.models.sealing import forget_keys, master_named, new_data_key, sealing_master
from plans.services.access_log import record_security


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What was done: the new data key, how many were wrapped anew, and under which master key."""

    data_key: int
    wrapped_anew: int
    master: str
    no_longer_needed: tuple[str, ...]


@transaction.atomic
def renew_data_keys(*, by: User, now: datetime) -> Renewed:
    """Make a data key for what is written from now on, and wrap all under the newest master key.

    Leaves a line in the access log.

    Raises ``SealBroken``, with nothing changed, when a master key is missing or does not open what
    it should. Programs that were started without the newest master key cannot read what is sealed
    after this.
    """
    master = sealing_master()
    # All are opened, those of the newest master too: a wrong key must not be found half-way.
    opened = _opened(DataKey.objects.select_for_update())
    anew = [(row, key) for row, key in opened if row.master != master.name]
    for row, key in anew:
        _wrap(row, key, master)
    made = new_data_key()
    forget_keys()
    record_security(
        AccessKind.SETTINGS_CHANGED,
        user=by,
        request=None,
        now=now,
        object_kind="data_keys",
        details={"data_key": made.pk, "master": master.name, "wrapped_anew": len(anew)},
    )
    return Renewed(
        data_key=made.pk,
        wrapped_anew=len(anew),
        master=master.name,
        no_longer_needed=tuple(key.name for key in settings.DATA_KEYS[1:]),
    )


def open_all_keys() -> None:
    """Try every data key; raises ``SealBroken`` when the master keys do not open one."""
    _opened(DataKey.objects.all())


def _opened(rows: QuerySet[DataKey]) -> list[tuple[DataKey, bytes]]:
    return [
        (row, unwrap_key(row.wrapped, master=master_named(row.master)))
        for row in rows.order_by("pk")
    ]


def _wrap(row: DataKey, key: bytes, master: MasterKey) -> None:
    row.wrapped, row.master = wrap_key(key, master=master), master.name
    row.save(update_fields=["wrapped", "master"])
