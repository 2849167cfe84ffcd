"""Every column of every table is declared personal or not, and the rest follows from that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from plans.domain.privacy import About, DeclaredTable, Personal
from plans.models.sealing import SealedText
from plans.selectors.own_data import own_tables
from recovery.privacy import REGISTER, declared

NOT_A_COPY = {
    "admin.LogEntry": "what the admin noted about a row goes with the row",
    "plans.User_groups": "patients are in no group",
    "plans.User_user_permissions": "patients have no permission of their own",
}
"""Tables that name people and stand in no list of own data, each with its reason."""


def _columns(model: type[Model]) -> set[str]:
    own = model._meta
    return {field.name for field in (*own.concrete_fields, *own.many_to_many)}


def _undeclared(models: list[type[Model]], register: dict[str, DeclaredTable]) -> Iterator[str]:
    for model in models:
        label = model._meta.label
        known = set(register[label].columns) if label in register else set()
        yield from (f"{label}.{name} is not declared" for name in _columns(model) - known)
        yield from (f"{label}.{name} is gone" for name in known - _columns(model))
    there = {model._meta.label for model in models}
    yield from (f"{label} is gone" for label in register.keys() - there)


def test_case_91_every_column_of_every_table_is_declared_personal_or_not() -> None:
    models = list(apps.get_models(include_auto_created=True))

    assert sorted(_undeclared(models, declared())) == []


def test_case_91_a_table_that_nobody_declared_is_found() -> None:
    models = list(apps.get_models(include_auto_created=True))
    without = {label: table for label, table in declared().items() if label != "plans.PainReport"}

    assert "plans.PainReport.pain is not declared" in set(_undeclared(models, without))


def test_no_table_and_no_column_is_declared_twice() -> None:
    assert len(declared()) == len(REGISTER)
    assert all(table.columns for table in REGISTER)


@pytest.mark.parametrize("table", REGISTER, ids=lambda table: table.model)
def test_free_words_are_sealed_and_nothing_else_is_called_words(table: DeclaredTable) -> None:
    model = apps.get_model(table.model)
    sealed = {field.name for field in model._meta.fields if isinstance(field, SealedText)}
    declared = {name for name, kind in table.columns.items() if kind is Personal.WORDS}

    # What opens an account waits sealed too, though nobody wrote it.
    assert {name for name in sealed if table.columns[name] is not Personal.KEYS} == declared


def test_what_is_about_patients_can_be_exported_and_destroyed() -> None:
    listed = {table.model for table in own_tables()}
    about = {table.model for table in REGISTER if table.about in {About.PATIENTS, About.ANYBODY}}

    assert about - listed - NOT_A_COPY.keys() == set()


def test_what_is_about_nobody_is_in_no_list_of_own_data() -> None:
    nobody = {table.model for table in REGISTER if table.about is About.NOBODY}

    assert nobody & {table.model for table in own_tables()} == set()


def test_secrets_are_never_taken_along() -> None:
    taken = {
        f"{table.model}.{name}"
        for table in own_tables()
        if table.is_shown
        for name, kind in declared()[table.model].columns.items()
        if kind is Personal.KEYS and name not in table.secret
    }

    assert taken == set()
