"""Who looked at one's own record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Day, StrictSerializer
from plans.api.door import Door, now, operation, today_of
from plans.models import AccessEntry
from plans.selectors.access_log import DAYS_AT_FIRST, looks_at
from plans.selectors.scope import not_found, patient_of, visible_patients


class PeriodQuery(StrictSerializer):
    """From which day up to and including which day; the last three months unless said."""

    since = Day(required=False)
    until = Day(required=False)


class Looker(serializers.Serializer[Any]):
    """Who looked, and in which role."""

    name = serializers.CharField()
    role = serializers.CharField()
    clinic = serializers.CharField()


class LookCard(serializers.Serializer[Any]):
    """One look at the record: when, by whom, what was done, and on what ground."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    who = Looker()
    what = serializers.CharField()
    ground = serializers.CharField()
    object = serializers.CharField()


class MyAccessLog(Door):
    """The looks at the record of whoever is signed in."""

    @operation(query=PeriodQuery, answers={200: LookCard(many=True)}, refuses=(404,))
    def get(self, request: Request) -> Response:
        """List who looked at the signed-in patient's record, the newest first."""
        patient = visible_patients(self.viewer).filter(user=self.viewer).first()
        if patient is None:
            raise not_found()
        self.sight.saw("patient", patient.public_id, patient_of(patient))
        asked = self.asked(PeriodQuery)
        today = today_of(patient, now())
        rows = looks_at(
            patient,
            since=asked.get("since", today - timedelta(days=DAYS_AT_FIRST)),
            until=asked.get("until", today),
        )
        return self.page(rows, LookCard, _show)


def _show(row: AccessEntry) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "at": row.at,
        "who": {
            "name": row.user.name if row.user else "",
            "role": row.role,
            "clinic": row.clinic.name if row.clinic else "",
        },
        "what": row.kind,
        "ground": row.basis,
        "object": row.object_kind,
    }
