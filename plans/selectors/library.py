"""Finds the version of a document that is in use now."""

from __future__ import annotations

from typing import TypeVar

from plans.models import VersionState
from plans.models.catalogue import DocumentVersion
from plans.selectors.scope import not_found

Version = TypeVar("Version", bound=DocumentVersion)


def version_in_use(model: type[Version], slug: str) -> Version:
    """Return the newest published version of a document without its text, or refuse: not found."""
    versions = model._default_manager.filter(slug=slug, state=VersionState.PUBLISHED)
    newest: Version | None = versions.defer("document", "changes").order_by("-number").first()
    if newest is None:
        raise not_found()
    return newest
