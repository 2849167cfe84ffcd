"""What a patient can ask about their own record: all of it, a correction, or its destruction."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import StrictSerializer, Words
from plans.api.cards import Shown
from plans.api.documents import Choice
from plans.api.door import Door, now, operation
from plans.api.proof import require_recent_sign_in
from plans.domain.sight import AccessKind
from plans.models import Patient, RightsRequest, Role
from plans.selectors.own_document import own_document
from plans.selectors.rights import KIND, requests_of
from plans.selectors.scope import not_found, visible_patients
from plans.services.rights import LONGEST_WISH, ask


class OwnClinic(serializers.Serializer[Any]):
    """Which clinic keeps the record."""

    name = serializers.CharField()
    email = serializers.EmailField()
    phone = serializers.CharField()


class OwnDocument(serializers.Serializer[Any]):
    """Everything that is kept about a patient.

    ``tables`` holds the rows of each table under its name. Instants are in UTC, days are local
    days, people are named with their role and other rows by their id.
    """

    format = serializers.CharField()
    version = serializers.IntegerField()
    made_at = serializers.DateTimeField()
    clinic = OwnClinic()
    tables = serializers.DictField(
        child=serializers.ListField(child=serializers.DictField(child=serializers.JSONField()))
    )


class RequestBody(StrictSerializer):
    """What is asked; a correction says in ``wish`` what is wrong and how it should be."""

    kind = Choice("Right")
    wish = Words(required=False, max_length=LONGEST_WISH, allow_blank=True, default="")


class RequestCard(serializers.Serializer[Any]):
    """One request and where it stands; ``kept_for`` names why a record was not destroyed."""

    id = serializers.UUIDField()
    kind = Choice("Right")
    status = Choice("RequestStatus")
    wish = serializers.CharField()
    asked_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_null=True)
    kept_for = serializers.ListField(child=serializers.CharField())


class MyDoor(Door):
    """What concerns the record of the patient who asks."""

    def own(self) -> Patient:
        """Return the patient who asks, or refuse: for anybody else there is nothing here."""
        mine = visible_patients(self.viewer).filter(user=self.viewer)
        patient = mine.select_related("clinic", "user").first()
        if patient is None or self.viewer.role != Role.PATIENT:
            raise not_found()
        self.sight.saw("patient", patient.public_id, patient.pk)
        return patient


class MyExport(MyDoor):
    """Everything that is kept about the patient who asks."""

    @operation(answers={200: OwnDocument}, refuses=(403, 404))
    def get(self, request: Request) -> Response:
        """Give all of it at once; it is made now and kept nowhere.

        Asks for a sign-in of a few minutes ago, with a session: a token of a program will not do.
        """
        patient = self.own()
        require_recent_sign_in(request, now=now())
        self.sight.did(AccessKind.EXPORT, "patient", patient.public_id)
        return Response(own_document(patient, now=now()))


class MyRequests(MyDoor):
    """What the patient who asks wants done with the own record."""

    @operation(answers={200: RequestCard(many=True)}, refuses=(404,))
    def get(self, request: Request) -> Response:
        """List what was asked, the newest first, and what became of it."""
        return self.page(requests_of(self.own()), RequestCard, _show)

    @operation(
        body=RequestBody, answers={201: RequestCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request) -> Response:
        """Ask to correct something, or to destroy the whole record; the clinic decides."""
        patient = self.own()
        made = ask(patient=patient, by=self.viewer, now=now(), **self.sent(RequestBody))
        self.sight.did(AccessKind.ADD, KIND, made.public_id)
        return Response(RequestCard(_show(made)).data, status=201)


def _show(row: RightsRequest) -> Shown:
    is_closed = row.closed_at is not None
    return {
        "id": row.public_id,
        "kind": row.kind,
        "status": row.status,
        "wish": row.wish,
        "asked_at": row.asked_at,
        "closed_at": row.closed_at,
        "answer": row.answer or None if is_closed else None,
        "kept_for": list(row.exceptions),
    }
