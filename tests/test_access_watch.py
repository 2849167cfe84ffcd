"""The watch over the suite sees an answer that was made from a record without a line."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tests import access_watch
from tests.factories.people import make_clinic, make_patient

pytestmark = pytest.mark.django_db


def _found_by_watch(status: int) -> list[str]:
    from plans.models import Patient

    def forgetful(request: HttpRequest) -> HttpResponse:
        return HttpResponse(Patient.objects.get().public_id, status=status)

    access_watch.AccessWatch(forgetful)(RequestFactory().get("/"))
    found = list(access_watch.found)
    access_watch.found.clear()
    return found


def test_case_76_a_route_that_shows_a_record_without_a_line_is_found() -> None:
    make_patient(make_clinic())

    assert _found_by_watch(200) == ["GET ?: plans_patient"]
    assert _found_by_watch(404) == []


def test_case_76_every_route_is_watched_but_for_exceptions_with_a_reason() -> None:
    assert all(reason for reason in access_watch.EXCEPTIONS.values())
    assert len(access_watch.EXCEPTIONS) <= 4
