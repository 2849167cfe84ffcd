"""A column for somebody's own words: sealed in the database, readable in the program."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.apps.registry import Apps
from django.apps.registry import apps as global_apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models.functions import Now
from django.db.models.lookups import Exact
from django.db.models.query_utils import DeferredAttribute

from plans.domain.sealing import (
    MasterKey,
    SealBroken,
    new_key,
    open_envelope,
    seal_text,
    unseal_text,
    unwrap_key,
    wrap_key,
)
from plans.models.data_key import DataKey

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class Sealed(str):
    """Text as it stands in the database."""

    __slots__ = ()


class _Keys:
    """The data keys that this process has opened."""

    def __init__(self) -> None:
        self._opened: dict[int, bytes] = {}
        self._newest: int | None = None
        # Made in a transaction that may still be undone; its number may then go to another key.
        self._unsure: set[int] = set()

    def forget(self) -> None:
        """Read the keys again when they are next needed."""
        self._opened.clear()
        self._newest = None

    def newest(self) -> tuple[int, bytes]:
        """Return the number of the key that seals, and the key; the first one is made here."""
        if self._newest is not None:
            return self._newest, self.opened(self._newest)
        row = DataKey.objects.order_by("-pk").first() or new_data_key()
        if row.pk not in self._unsure:
            self._newest = row.pk
        return row.pk, self._open(row)

    def opened(self, number: int) -> bytes:
        """Return data key ``number``; raises ``SealBroken`` when it is gone or does not open."""
        if number in self._opened:
            return self._opened[number]
        row = DataKey.objects.filter(pk=number).first()
        if row is None:
            raise SealBroken(f"there is no data key {number}")
        return self._open(row)

    def remember_once_kept(self, number: int) -> None:
        """Keep a key that was just made only when its transaction is committed."""
        self._unsure.add(number)
        transaction.on_commit(lambda: self._unsure.discard(number))
        self._newest = None

    def _open(self, row: DataKey) -> bytes:
        key = unwrap_key(row.wrapped, master=master_named(row.master))
        if row.pk not in self._unsure:
            self._opened[row.pk] = key
        return key


_KEYS = _Keys()


def sealing_master() -> MasterKey:
    """Return the master key that wraps data keys now; raises ``SealBroken`` when there is none."""
    keys: tuple[MasterKey, ...] = settings.DATA_KEYS
    if not keys:
        raise SealBroken("there are no master keys: DATA_KEYS is empty")
    return keys[0]


def master_named(name: str) -> MasterKey:
    """Return a master key by its name; raises ``SealBroken`` when it is not in DATA_KEYS."""
    for key in settings.DATA_KEYS:
        if key.name == name:
            return MasterKey(name=key.name, key=key.key)
    raise SealBroken(f"the master key {name} is not in DATA_KEYS")


def new_data_key() -> DataKey:
    """Add a data key; from here on it is the newest one and seals."""
    master = sealing_master()
    row = DataKey.objects.create(
        wrapped=wrap_key(new_key(), master=master), master=master.name, made_at=Now()
    )
    _KEYS.remember_once_kept(row.pk)
    return row


def forget_keys() -> None:
    """Read the data keys anew when they are next needed."""
    _KEYS.forget()


def begin_anew(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Make the first data key after the tables were made or emptied, outside any other work."""
    _KEYS.forget()
    try:
        apps.get_model("plans", "DataKey")
    except LookupError:  # migrated back to before there were any
        return
    if settings.DATA_KEYS and not DataKey.objects.exists():
        new_data_key()


def seal(text: str, *, to: str) -> str:
    """Seal text outside a column of its own, bound to ``to``; empty text stays empty."""
    return _seal(text, (to,))


def unseal(sealed: str, *, to: str) -> str:
    """Return what was sealed to ``to``; raises ``SealBroken`` when it was not, or was changed."""
    return _unseal(sealed, (to,))


def _seal(text: str, place: Sequence[str]) -> Sealed:
    if not text:
        return Sealed("")
    number, key = _KEYS.newest()
    return Sealed(seal_text(text, data_key=number, key=key, place=place))


def _unseal(sealed: str, place: Sequence[str]) -> str:
    if not sealed:
        return ""
    envelope = open_envelope(sealed, place=place)
    return unseal_text(envelope, key=_KEYS.opened(envelope.data_key), place=place)


class _WordsOfRow(DeferredAttribute):
    """Opens the words of a row when they are first asked for."""

    field: SealedText

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = _unseal(value, self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        # With this method Python asks ``__get__`` even when the row holds a value already.
        instance.__dict__[self.field.attname] = value


class SealedText(_Text):
    """Somebody's own words: AES-GCM in the database, plain text on the row.

    ``bound_to`` names columns of the row that never change; with table and column they are sealed
    in, so that words moved to another row, column or table cannot be read. ``values()`` gives the
    sealed text. ``update()`` takes what ``sealed_for`` gives, and refuses plain text. Searching in
    sealed words is impossible; only whether they are empty can be asked.
    """

    descriptor_class = _WordsOfRow

    def __init__(self, *args: Any, bound_to: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.bound_to = tuple(bound_to)

    @property
    def validators(self) -> list[Callable[..., Any]]:
        """The longest text counts before sealing."""
        own = list(super().validators)
        return own if self.max_length is None else [*own, MaxLengthValidator(self.max_length)]

    def deconstruct(self) -> Any:
        """Name what the words are bound to in migrations too: historical rows are sealed alike."""
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"bound_to": self.bound_to}

    def check(self, **options: Any) -> list[CheckMessage]:
        """Find columns in ``bound_to`` that the row does not have."""
        known = {field.attname for field in self.model._meta.concrete_fields}
        missing = [name for name in self.bound_to if name not in known]
        problems = [] if self.bound_to and not missing else missing or ["no column at all"]
        return [
            *super().check(**options),
            *(
                Error(
                    f"{self} is bound to {name}.", hint="Name columns.", obj=self, id="plans.E001"
                )
                for name in problems
            ),
        ]

    def place_of(self, row: models.Model) -> tuple[str, ...]:
        """Return the place to which the words of ``row`` are bound."""
        marks = (_written(getattr(row, name)) for name in self.bound_to)
        return (f"{self.model._meta.db_table}.{self.column}", *marks)

    def sealed_for(self, row: models.Model, text: str) -> Sealed:
        """Return ``text`` as ``update()`` of this one row takes it."""
        return _seal(text, self.place_of(row)) if text else Sealed("")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        """Mark what the database holds as sealed; it is opened when somebody reads it."""
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:
        """Leave sealed text as it is."""
        return value if isinstance(value, Sealed) else super().to_python(value)

    def get_prep_value(self, value: Any) -> Any:
        """Leave sealed text as it is."""
        return value if isinstance(value, Sealed) else super().get_prep_value(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal the words of a row that is saved."""
        held = model_instance.__dict__.get(self.attname)
        if isinstance(held, Sealed):
            return held
        value = super().pre_save(model_instance, add)
        return value if value is None else self.sealed_for(model_instance, str(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuse plain text on its way into the database, as from ``update()``."""
        if isinstance(value, str) and value and not isinstance(value, Sealed):
            raise TypeError(
                f"{self.model._meta.label}.{self.name} is sealed: save the row, or give update() "
                f"what sealed_for() of the field returns."
            )
        return super().get_db_prep_save(value, connection)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to search in sealed words; only whether they are empty can be asked."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None


@SealedText.register_lookup
class _IsEmpty(Exact):
    """Compares with the empty text only: the same words are sealed differently each time."""

    def get_prep_lookup(self) -> Any:
        """Refuse any other text."""
        if isinstance(self.rhs, str) and self.rhs and not isinstance(self.rhs, Sealed):
            raise TypeError("Sealed words can only be compared with the empty text.")
        return super().get_prep_lookup()


def sealed_for(row: models.Model, column: str, text: str) -> Sealed:
    """Return ``text`` sealed for one column of one row, as ``update()`` takes it."""
    field = row._meta.get_field(column)
    if not isinstance(field, SealedText):
        raise TypeError(f"{column} of {row._meta.label} is not sealed.")
    return field.sealed_for(row, text)


def _written(value: object) -> str:
    """Return a column's value as it is sealed in: the same before saving and after reading."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | uuid.UUID):
        return str(value)
    if value is None:
        return ""
    return str(getattr(value, "value", value))
