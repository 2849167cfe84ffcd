"""What every address of the API has in common: who asks, in which language, how it says no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.utils import timezone, translation
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import LONGEST_REASON, OneBoundedObject, StrictSerializer, Words
from plans.api.identity import TokenInHeader
from plans.domain.days import local_day
from plans.models import Injury, Patient, Plan, User
from plans.selectors.scope import not_found, visible_injuries, visible_patients, visible_plans
from plans.services.refusals import require_clinician_or_self

Row = TypeVar("Row", bound=Model)
Method = TypeVar("Method", bound=Callable[..., Response])


class Mistake(serializers.Serializer[Any]):
    """One mistake in what was sent."""

    place = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """Why something was refused (RFC 9457): ``type`` for programs, ``detail`` for a person."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    # The names are those of RFC 9457; the serializer takes its fields off the class.
    errors = Mistake(many=True, required=False)  # type: ignore[assignment]


class Door(GenericAPIView[Any]):
    """One address. It validates, calls one service or selector, and answers."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (
        TokenInHeader,
        SessionAuthentication,
    )
    parser_classes = (OneBoundedObject,)
    # The description of the API tells what an address takes; OPTIONS would tell it to anyone.
    metadata_class = None
    serializer_class = Problem
    filter_backends = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer in the language that the caller asks for, else in the account's own."""
        if "Accept-Language" in request.headers:
            translation.activate(translation.get_language_from_request(request))
        elif isinstance(request.user, User):
            translation.activate(request.user.language)
        super().initial(request, *args, **kwargs)

    @property
    def viewer(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)

    def sent(self, body: type[StrictSerializer]) -> dict[str, Any]:
        """Return what was sent, as ``body`` describes it."""
        return _checked(body(data=self.request.data))

    def asked(self, query: type[StrictSerializer]) -> dict[str, Any]:
        """Return what stands behind the question mark, as ``query`` describes it."""
        pages = ("page", "page_size")
        terms = {key: text for key, text in self.request.query_params.items() if key not in pages}
        return _checked(query(data=terms))

    def page(
        self,
        rows: QuerySet[Any] | Sequence[Any],
        answer: type[serializers.Serializer[Any]],
        shown: Callable[[Any], Any] = lambda row: row,
    ) -> Response:
        """Answer with one page of ``rows``."""
        chosen = self.paginate_queryset(cast("QuerySet[Any]", rows)) or []
        return self.get_paginated_response(answer([shown(row) for row in chosen], many=True).data)

    def patient(self) -> Patient:
        """Return the patient that the address names, or refuse: not found."""
        return self._one(visible_patients(self.viewer).select_related("user", "physiotherapist"))

    def injury(self) -> Injury:
        """Return the injury that the address names, or refuse: not found."""
        return self._one(visible_injuries(self.viewer).select_related("patient__user"))

    def plan(self) -> Plan:
        """Return the plan that the address names with all its dates, or refuse: not found."""
        return self._one(with_dates(visible_plans(self.viewer)))

    def record_of(self, patient: Patient) -> None:
        """Refuse who may know that this patient exists but not what is in the record."""
        require_clinician_or_self(self.viewer, patient)

    def _one(self, rows: QuerySet[Row]) -> Row:
        row = rows.filter(public_id=self.kwargs["public_id"]).first()
        if row is None:
            raise not_found()
        return row


def with_dates(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Fetch with plans what their agenda and their summary need, but not the whole document."""
    return (
        plans.select_related(
            "injury__patient__user", "protocol_version", "assigned_by", "continues"
        )
        .defer("protocol_version__document", "protocol_version__changes")
        .prefetch_related("phases", "prescriptions", "pauses")
    )


def now() -> datetime:
    """Read the clock: the one place where this API does."""
    return timezone.now()


def today_of(patient: Patient, at: datetime) -> date:
    """Return which calendar day it is where the patient lives."""
    return local_day(at, patient.zone)


def _checked(form: serializers.Serializer[Any]) -> dict[str, Any]:
    form.is_valid(raise_exception=True)
    return cast("dict[str, Any]", form.validated_data)


class Reason(StrictSerializer):
    """Why, in the words of whoever does it."""

    reason = Words(required=False, max_length=LONGEST_REASON, allow_blank=True, default="")


_ALWAYS = (401, 406, 429)


def operation(
    *,
    answers: Mapping[int, Any],
    body: type[StrictSerializer] | None = None,
    query: type[StrictSerializer] | None = None,
    refuses: Collection[int] = (),
    name: str | None = None,
    public: bool = False,
) -> Callable[[Method], Method]:
    """Describe one operation; ``refuses`` are the statuses of problems it can answer with."""
    refusals = {*refuses, *_ALWAYS}
    if body is not None:
        refusals |= {400, 413, 415}
    if query is not None:
        refusals |= {400}
    responses: dict[Any, Any] = dict(answers)
    for status in sorted(refusals):
        responses[status, "application/problem+json"] = Problem
    return extend_schema(
        operation_id=name,
        request=body,
        parameters=[query] if query is not None else None,
        responses=responses,
        auth=[] if public else None,
    )
