"""Opens a colleague's patient's record, with a reason that is looked at later."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.bodies import Key, StrictSerializer, Words
from plans.api.door import Door, now, operation
from plans.domain.care import LONGEST_REASON, SHORTEST_REASON, Occasion
from plans.domain.sight import AccessKind
from plans.selectors.scope import find, not_found, patients_by_name
from plans.services.refusals import require_physiotherapist
from plans.services.relations import break_glass


class BreakGlassBody(StrictSerializer):
    """Whose record, and why."""

    patient = Key()
    reason = Words(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
    occasion = serializers.ChoiceField(
        choices=[item.value for item in Occasion], default=Occasion.EMERGENCY.value
    )


class OpenedCard(serializers.Serializer[Any]):
    """A record that is open for a while."""

    patient = serializers.UUIDField()
    until_at = serializers.DateTimeField()


class BreakGlass(Door):
    """A record opened in an emergency."""

    @operation(
        body=BreakGlassBody, answers={201: OpenedCard}, refuses=(403, 404, 409), repeatable=True
    )
    def post(self, request: Request) -> Response:
        """Open a colleague's patient's record until the end of tomorrow.

        The reason is kept and looked at later; doing it again while it is open changes nothing.
        """
        require_physiotherapist(self.viewer)
        sent = self.sent(BreakGlassBody)
        patient = find(patients_by_name(self.viewer), sent["patient"], self.sight)
        if patient is None:
            raise not_found()
        relation = break_glass(
            patient=patient,
            reason=sent["reason"],
            occasion=Occasion(sent["occasion"]),
            by=self.viewer,
            now=now(),
        )
        self.sight.did(AccessKind.BREAK_GLASS, "patient", patient.public_id)
        self.sight.details |= {
            "relation": str(relation.public_id),
            "occasion": sent["occasion"],
        }
        shown = {"patient": patient.public_id, "until_at": relation.until_at}
        return Response(OpenedCard(shown).data, status=201)
