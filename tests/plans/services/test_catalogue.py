"""The data files become numbered versions; what is published stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from plans.catalogue.reading import PROTOCOL, Catalogue
from plans.domain.refusal import Refusal, RefusalKind
from plans.models import (
    Clinic,
    Event,
    ExerciseVersion,
    IntakeVersion,
    Patient,
    ProtocolVersion,
)
from plans.selectors.catalogue import protocol_of, published_protocol
from plans.services.catalogue import (
    checksum_of,
    document_of,
    load_catalogue,
    publish_version,
    retire_version,
)
from plans.services.history import the_program
from tests.factories.people import (
    make_administrator,
    make_patient,
    make_physiotherapist,
    make_staff,
)
from tests.factories.plans import start_demo_plan

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SLUG = "achilles-self-care"


def _load(catalogue: Catalogue, **fields: Any) -> tuple[str, ...]:
    return load_catalogue(catalogue=catalogue, by=the_program(), now=NOW, **fields).added


def _edited(catalogue: Catalogue, **fields: Any) -> Catalogue:
    protocol = replace(catalogue.protocols[SLUG], **fields)
    return replace(catalogue, protocols={**catalogue.protocols, SLUG: protocol})


def test_loading_the_same_files_twice_changes_nothing(catalogue: Catalogue) -> None:
    models = (ProtocolVersion, ExerciseVersion, IntakeVersion)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    events = Event.objects.count()

    loaded = load_catalogue(catalogue=catalogue, by=the_program(), now=NOW)

    assert loaded.added == ()
    assert loaded.unchanged == sum(len(known) for known in rows)
    assert [list(model.objects.order_by("pk").values()) for model in models] == rows
    assert Event.objects.count() == events


def test_a_changed_file_is_the_next_version_and_says_what_changed(catalogue: Catalogue) -> None:
    added = _load(_edited(catalogue, tissue="joint", typical=catalogue.protocols[SLUG].typical * 2))

    assert added == (f"{SLUG} v2",)
    first, second = ProtocolVersion.objects.filter(slug=SLUG).order_by("number")
    before = len(first.document["typical"])
    assert first.changes == "First version."
    assert second.changes.splitlines() == [
        "tissue: 'tendon' became 'joint'",
        f"typical: {before} entries became {2 * before}",
    ]
    assert (second.state, second.published_at, second.published_by) == (
        "published",
        NOW,
        the_program(),
    )
    assert published_protocol(SLUG) == second
    assert Event.objects.latest("pk").facts == {"versions": [f"{SLUG} v2"]}


def test_a_running_plan_keeps_its_version(patient: Patient, catalogue: Catalogue) -> None:
    plan = start_demo_plan(patient)
    _load(_edited(catalogue, tissue="joint"))

    plan.refresh_from_db()
    assert plan.protocol_version.number == 1
    assert protocol_of(plan.protocol_version_id).tissue == "tendon"


def test_a_draft_is_not_in_use_until_it_is_published(clinic: Clinic, catalogue: Catalogue) -> None:
    _load(_edited(catalogue, tissue="joint"), publish=False)
    draft = ProtocolVersion.objects.get(slug=SLUG, number=2)
    assert (draft.state, draft.published_at) == ("draft", None)
    assert published_protocol(SLUG).number == 1
    administrator = make_administrator(clinic)

    publish_version(version=draft, by=administrator, now=NOW)

    assert published_protocol(SLUG) == draft
    assert (draft.state, draft.published_by) == ("published", administrator)
    with pytest.raises(Refusal, match="is no longer a draft") as refused:
        publish_version(version=draft, by=administrator, now=NOW)
    assert refused.value.kind is RefusalKind.CONFLICT


def test_a_retired_version_makes_way_for_the_one_before(
    clinic: Clinic, catalogue: Catalogue
) -> None:
    _load(_edited(catalogue, tissue="joint"))
    administrator, version = make_administrator(clinic), published_protocol(SLUG)

    retire_version(version=version, by=administrator, now=NOW)

    assert (version.state, version.retired_at, version.retired_by) == (
        "retired",
        NOW,
        administrator,
    )
    assert published_protocol(SLUG).number == 1
    assert Event.objects.filter(kind="catalogue_retired").count() == 1
    with pytest.raises(Refusal, match="not in use"):
        retire_version(version=version, by=administrator, now=NOW)


def test_only_the_administrator_publishes_and_retires(clinic: Clinic) -> None:
    others = (make_patient(clinic).user, make_staff(clinic), make_physiotherapist(clinic))
    version = published_protocol(SLUG)

    for service, person in product((publish_version, retire_version), others):
        with pytest.raises(Refusal) as refused:
            service(version=version, by=person, now=NOW)
        assert refused.value.kind is RefusalKind.FORBIDDEN


def test_every_version_reads_back_as_what_was_written(catalogue: Catalogue) -> None:
    for version in ProtocolVersion.objects.all():
        assert protocol_of(version.pk) == catalogue.protocols[version.slug]
        assert checksum_of(version.document) == version.checksum


def test_the_checksum_does_not_depend_on_the_order_of_keys(catalogue_files: Catalogue) -> None:
    document = document_of(PROTOCOL, catalogue_files.protocols[SLUG])
    turned = dict(reversed(document.items()))

    assert list(turned) != list(document)
    assert checksum_of(turned) == checksum_of(document)
    assert checksum_of(document | {"slug": "other"}) != checksum_of(document)
