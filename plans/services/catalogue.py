"""Loads the data files into numbered versions, and publishes and retires those."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import TypeAdapter

from plans.catalogue.reading import EXERCISE, INTAKE, PROTOCOL, Catalogue
from plans.domain.event import EventKind
from plans.models import ExerciseVersion, IntakeVersion, ProtocolVersion, User, VersionState
from plans.models.catalogue import DocumentVersion
from plans.services.history import record_event
from plans.services.refusals import conflict, require_administrator


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: which versions are new, and how many documents were known already."""

    added: tuple[str, ...]
    unchanged: int


@transaction.atomic
def load_catalogue(
    *, catalogue: Catalogue, by: User, now: datetime, publish: bool = True
) -> Loaded:
    """Store every document that differs from its newest version as the next version.

    Loading the same files twice changes nothing. With ``publish`` new versions are in use at once;
    without it they are drafts, to be tried first.
    """
    added: list[str] = []
    unchanged = 0
    published: dict[str, Any] = {"state": VersionState.DRAFT}
    if publish:
        published = {"state": VersionState.PUBLISHED, "published_at": now, "published_by": by}
    for model, adapter, documents in (
        (ExerciseVersion, EXERCISE, catalogue.exercises),
        (ProtocolVersion, PROTOCOL, catalogue.protocols),
        (IntakeVersion, INTAKE, catalogue.intakes),
    ):
        newest = _newest(model)
        for slug, value in sorted(documents.items()):
            version = _add_version(
                model,
                slug,
                document_of(adapter, value),
                newest.get(slug),
                published=published,
                now=now,
            )
            if version is None:
                unchanged += 1
            else:
                added.append(str(version))
    if added and publish:
        record_event(EventKind.CATALOGUE_PUBLISHED, by=by, now=now, facts={"versions": added})
    return Loaded(tuple(added), unchanged)


@transaction.atomic
def publish_version(*, version: DocumentVersion, by: User, now: datetime) -> None:
    """Put a draft into use: new plans take it from now on. Refuses what is not a draft."""
    require_administrator(by)
    changed = (
        type(version)
        ._default_manager.filter(pk=version.pk, state=VersionState.DRAFT)
        .update(state=VersionState.PUBLISHED, published_at=now, published_by=by)
    )
    if changed != 1:
        raise conflict(
            "not_a_draft",
            nl=f"{version} is geen concept meer en kan niet opnieuw gepubliceerd worden.",
            en=f"{version} is no longer a draft and cannot be published again.",
        )
    record_event(EventKind.CATALOGUE_PUBLISHED, by=by, now=now, facts={"versions": [str(version)]})
    version.refresh_from_db()


@transaction.atomic
def retire_version(*, version: DocumentVersion, by: User, now: datetime) -> None:
    """Take a published version out of use for new plans; running plans keep theirs."""
    require_administrator(by)
    changed = (
        type(version)
        ._default_manager.filter(pk=version.pk, state=VersionState.PUBLISHED)
        .update(state=VersionState.RETIRED, retired_at=now, retired_by=by)
    )
    if changed != 1:
        raise conflict(
            "not_published",
            nl=f"{version} is niet in gebruik en kan dus niet ingetrokken worden.",
            en=f"{version} is not in use, so it cannot be retired.",
        )
    record_event(EventKind.CATALOGUE_RETIRED, by=by, now=now, facts={"versions": [str(version)]})
    version.refresh_from_db()


def document_of(adapter: TypeAdapter[Any], value: Any) -> dict[str, Any]:
    """Return a document as plain JSON values, without what was left out."""
    document: dict[str, Any] = adapter.dump_python(value, mode="json", exclude_none=True)
    return document


def checksum_of(document: dict[str, Any]) -> str:
    """Return the SHA-256 of a document, whatever the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Newest:
    number: int
    checksum: str
    document: dict[str, Any]


def _newest(model: type[DocumentVersion]) -> dict[str, _Newest]:
    rows = model._default_manager.order_by("slug", "number").values_list(
        "slug", "number", "checksum", "document"
    )
    return {slug: _Newest(*rest) for slug, *rest in rows}


def _add_version(
    model: type[DocumentVersion],
    slug: str,
    document: dict[str, Any],
    newest: _Newest | None,
    *,
    published: dict[str, Any],
    now: datetime,
) -> DocumentVersion | None:
    checksum = checksum_of(document)
    if newest is not None and newest.checksum == checksum:
        return None
    return model._default_manager.create(
        slug=slug,
        number=newest.number + 1 if newest else 1,
        document=document,
        checksum=checksum,
        changes=_describe(newest.document, document) if newest else "First version.",
        loaded_at=now,
        **published,
    )


def _describe(old: dict[str, Any], new: dict[str, Any]) -> str:
    """List the places at which two documents differ, one a line."""
    return "\n".join(_differences(old, new, ""))


def _differences(old: Any, new: Any, path: str) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _differing_keys(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}: {len(old)} entries became {len(new)}"
            return
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _differences(before, after, f"{path}[{index}]")
    else:
        yield f"{path}: {old!r} became {new!r}"


def _differing_keys(old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[str]:
    for key in sorted(old.keys() | new.keys()):
        place = f"{path}.{key}" if path else key
        if key in old and key in new:
            yield from _differences(old[key], new[key], place)
        else:
            yield f"{place}: {'added' if key in new else 'removed'}"
