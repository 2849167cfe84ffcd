"""Seals what people wrote in their own words, also in history that cannot be changed otherwise."""

from collections.abc import Callable, Iterator
from importlib import import_module

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model
from django.db.models.functions import Now

import plans.models.sealing
from plans.domain import sealing

append_only = import_module("plans.migrations.0002_history_is_append_only")

WORDS = (
    ("Event", "reason"),
    ("Pause", "reason"),
    ("Referral", "outcome"),
    ("Task", "outcome"),
    ("CareRelation", "reason"),
    ("RightsRequest", "wish"),
    ("RightsRequest", "answer"),
)
HISTORY = "plans_event"
AT_ONCE = 1000

Change = Callable[[str, tuple[str, ...]], str]


def unguard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let the history of events be changed for as long as this migration takes."""
    on = f" ON {HISTORY}" if schema_editor.connection.vendor == "postgresql" else ""
    for action in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {HISTORY}_no_{action}{on}", params=None)


def guard(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Guard the history of events again."""
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    trigger = append_only._postgresql if is_postgresql else append_only._sqlite
    for action in ("UPDATE", "DELETE"):
        schema_editor.execute(trigger(HISTORY, action, ""), params=None)


def seal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seal every text under a new data key, which stays the first one."""
    if not _is_anything_written(apps):
        return
    number, key = _new_data_key(apps)
    _change_all(
        apps,
        schema_editor,
        lambda text, place: sealing.seal_text(text, data_key=number, key=key, place=place),
    )


def unseal(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write every text as it was written."""
    masters = {key.name: key for key in settings.DATA_KEYS}
    keys = {
        row.pk: sealing.unwrap_key(row.wrapped, master=masters[row.master])
        for row in apps.get_model("plans", "DataKey").objects.all()
    }

    def open_it(text: str, place: tuple[str, ...]) -> str:
        envelope = sealing.open_envelope(text, place=place)
        return sealing.unseal_text(envelope, key=keys[envelope.data_key], place=place)

    _change_all(apps, schema_editor, open_it)


def _is_anything_written(apps: Apps) -> bool:
    return any(
        apps.get_model("plans", model).objects.exclude(**{column: ""}).exists()
        for model, column in WORDS
    )


def _new_data_key(apps: Apps) -> tuple[int, bytes]:
    if not settings.DATA_KEYS:
        raise sealing.SealBroken("people's words cannot be sealed: set DATA_KEYS first")
    key, master = sealing.new_key(), settings.DATA_KEYS[0]
    row = apps.get_model("plans", "DataKey").objects.create(
        wrapped=sealing.wrap_key(key, master=master), master=master.name, made_at=Now()
    )
    return row.pk, key


def _change_all(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, change: Change) -> None:
    for model, column in WORDS:
        rows = apps.get_model("plans", model)
        table = rows._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            for batch in _batches(rows, column):
                cursor.executemany(
                    f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608 - names from above
                    [(change(text, place), pk) for pk, text, place in batch],
                )


def _batches(rows: type[Model], column: str) -> Iterator[list[tuple[int, str, tuple[str, ...]]]]:
    """Give the texts as the database holds them, each with the place it is bound to."""
    field = rows._meta.get_field(column)
    done = 0
    while batch := list(
        rows.objects.filter(pk__gt=done).exclude(**{column: ""}).order_by("pk")[:AT_ONCE]
    ):
        yield [(row.pk, str(row.__dict__[column]), field.place_of(row)) for row in batch]
        done = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_access_log_is_append_only")]

    operations = [
        migrations.RunPython(unguard, guard),
        migrations.AlterField(
            model_name="event",
            name="reason",
            field=plans.models.sealing.SealedText(
                blank=True,
                bound_to=("kind", "at", "by_id", "clinic_id", "patient_id", "injury_id", "plan_id"),
                max_length=200,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="pause",
            name="reason",
            field=plans.models.sealing.SealedText(
                bound_to=("plan_id", "from_on", "added_at", "added_by_id"),
                max_length=200,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="outcome",
            field=plans.models.sealing.SealedText(
                blank=True, bound_to=("public_id",), max_length=200, verbose_name="outcome"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="outcome",
            field=plans.models.sealing.SealedText(
                blank=True, bound_to=("public_id",), max_length=200, verbose_name="outcome"
            ),
        ),
        migrations.AlterField(
            model_name="carerelation",
            name="reason",
            field=plans.models.sealing.SealedText(bound_to=("public_id",), verbose_name="reason"),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="wish",
            field=plans.models.sealing.SealedText(
                blank=True, bound_to=("public_id",), verbose_name="in the patient's words"
            ),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="answer",
            field=plans.models.sealing.SealedText(
                blank=True, bound_to=("public_id",), verbose_name="answer"
            ),
        ),
        migrations.RunPython(seal, unseal),
        migrations.RunPython(guard, unguard),
    ]
