"""The library through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from plans.catalogue.reading import Catalogue
from tests.plans.api.conftest import Scene


@pytest.mark.parametrize(
    ("address", "documents", "name"),
    [
        ("protocols", "protocols", "slug"),
        ("exercises", "exercises", "slug"),
        ("intakes", "intakes", "region"),
    ],
)
def test_every_document_is_listed_and_shown_whole(
    scene: Scene, own: APIClient, catalogue: Catalogue, *, address: str, documents: str, name: str
) -> None:
    known = set(getattr(catalogue, documents))

    listed = own.get(f"/api/{address}/?page_size=100").json()["results"]
    shown = own.get(f"/api/{address}/{listed[0][name]}/").json()

    assert {row[name] for row in listed} == known
    assert shown["document"][name] == listed[0][name]
    assert shown["version"] == 1


@pytest.mark.parametrize("address", ["protocols", "exercises", "intakes"])
def test_an_unknown_document_is_not_found(scene: Scene, own: APIClient, address: str) -> None:
    answer = own.get(f"/api/{address}/bestaat-niet/")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:recovery:not-found"


def test_names_are_in_the_language_that_is_asked_for(scene: Scene, own: APIClient) -> None:
    names = [
        own.get("/api/protocols/", headers={"Accept-Language": language}).json()["results"][0][
            "name"
        ]
        for language in ("nl", "en")
    ]

    assert names[0] != names[1]


@pytest.mark.parametrize("address", ["protocols", "exercises", "intakes"])
def test_a_page_of_the_library_costs_the_same_for_one_and_for_three(
    scene: Scene, own: APIClient, address: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    own.get(f"/api/{address}/?page_size=3")
    for size in (1, 3):
        with django_assert_num_queries(LIBRARY_QUERIES):
            listed = own.get(f"/api/{address}/?page_size={size}").json()["results"]
        assert len(listed) == size


LIBRARY_QUERIES = 3
"""Session, user, versions."""
