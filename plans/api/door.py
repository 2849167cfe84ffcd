"""What every address of the API has in common: who asks, in which language, how it says no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.db.models import Model, QuerySet
from django.utils import timezone, translation
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import LONGEST_REASON, OneBoundedObject, StrictSerializer, Words
from plans.api.idempotency import IDEMPOTENCY_KEY, done_once
from plans.api.identity import SessionInHeader, TokenInHeader, require_scope, require_second_factor
from plans.domain.days import local_day
from plans.domain.refusal import Refusal
from plans.domain.sight import Sight, sight_of
from plans.models import Injury, Patient, Plan, User
from plans.selectors.scope import (
    find,
    holds_records,
    is_of_a_patient,
    not_found,
    patient_of,
    visible_injuries,
    visible_patients,
    visible_plans,
)
from plans.services.refusals import require_clinician, require_clinician_or_self

Row = TypeVar("Row", bound=Model)
Method = TypeVar("Method", bound=Callable[..., Response])


class Mistake(serializers.Serializer[Any]):
    """One mistake in what was sent."""

    place = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer[Any]):
    """Why something was refused (RFC 9457): ``type`` for programs, ``detail`` for a person.

    ``etag`` names the present edit of a plan that was changed meanwhile.
    """

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    # The names are those of RFC 9457; the serializer takes its fields off the class.
    errors = Mistake(many=True, required=False)  # type: ignore[assignment]
    etag = serializers.CharField(required=False)


class Door(GenericAPIView[Any]):
    """One address. It validates, calls one service or selector, and answers."""

    authentication_classes: Sequence[type[BaseAuthentication]] = (
        TokenInHeader,
        SessionInHeader,
        SessionAuthentication,
    )
    parser_classes = (OneBoundedObject,)
    # The description of the API tells what an address takes; OPTIONS would tell it to anyone.
    metadata_class = None
    serializer_class = Problem
    filter_backends = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Answer in the language that the caller asks for, else in the account's own.

        Refuses who has to set up a second factor first.
        """
        if "Accept-Language" in request.headers:
            translation.activate(translation.get_language_from_request(request))
        elif isinstance(request.user, User):
            translation.activate(request.user.language)
        super().initial(request, *args, **kwargs)
        require_second_factor(request)
        require_scope(request)

    @property
    def viewer(self) -> User:
        """Who asks."""
        return cast("User", self.request.user)

    @property
    def sight(self) -> Sight:
        """What this request shows of patients, for the access log."""
        return sight_of(self.request)

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
        of_patients = [row for row in chosen if is_of_a_patient(type(row))]
        if of_patients or (isinstance(rows, QuerySet) and holds_records(rows.model)):
            kind = str(cast("QuerySet[Any]", rows).model._meta.model_name)
            self.sight.listed(kind, (patient_of(row) for row in of_patients))
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
        try:
            require_clinician_or_self(self.viewer, patient)
        except Refusal:
            self._withheld(patient)
            raise

    def treating(self, patient: Patient) -> None:
        """Refuse anyone but a physiotherapist who treats this patient."""
        try:
            require_clinician(self.viewer, patient)
        except Refusal:
            self._withheld(patient)
            raise

    def _withheld(self, patient: Patient) -> None:
        self.sight.refused("record", patient.public_id, patient.pk)

    def _one(self, rows: QuerySet[Row]) -> Row:
        row = find(rows, self.kwargs["public_id"], self.sight)
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


_ALWAYS = (401, 403, 406, 429, 503)
"""Who asks, for what, how often; and the record may be out of reach for a moment."""


def operation(
    *,
    answers: Mapping[int, Any],
    body: type[StrictSerializer] | None = None,
    query: type[StrictSerializer] | None = None,
    refuses: Collection[int] = (),
    name: str | None = None,
    public: bool = False,
    repeatable: bool = False,
    headers: Sequence[OpenApiParameter] = (),
) -> Callable[[Method], Method]:
    """Describe one operation; ``refuses`` are the statuses of problems it can answer with.

    ``repeatable`` is a request that writes and would write again: an ``Idempotency-Key`` sees to it
    that it is done once.
    """
    refusals = {*refuses, *_ALWAYS}
    if body is not None:
        refusals |= {400, 413, 415}
    if query is not None:
        refusals |= {400}
    parameters: list[Any] = [*headers, *([query] if query is not None else [])]
    if repeatable:
        refusals |= {400, 409, 422}
        parameters.append(IDEMPOTENCY_KEY)
    responses: dict[Any, Any] = dict(answers)
    for status in sorted(refusals):
        responses[status, "application/problem+json"] = Problem
    described: Callable[[Any], Any] = extend_schema(
        operation_id=name,
        request=body,
        parameters=parameters or None,
        responses=responses,
        auth=[] if public else None,
    )

    def describe(method: Method) -> Method:
        once = done_once(cast("Any", method)) if repeatable else method
        return cast("Method", described(once))

    return describe
