"""The shapes in which several answers show the same thing: people, phases, exercises, plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter
from rest_framework import serializers

from plans.api.bodies import Moment, moments
from plans.api.documents import Choice, DocumentField
from plans.domain.dosage import Dose, Frequency
from plans.domain.dose_words import dose_in_words, frequency_in_words
from plans.domain.duration import Duration
from plans.domain.plan import DatedPrescription, PhaseStatus
from plans.models import Patient, Plan, User
from plans.selectors.catalogue import exercise_names, protocol_of
from plans.selectors.plan_values import dated_plan
from plans.selectors.words import language

DOSE: TypeAdapter[Dose] = TypeAdapter(Dose)
FREQUENCY: TypeAdapter[Frequency] = TypeAdapter(Frequency)
DURATION: TypeAdapter[Duration] = TypeAdapter(Duration)

Shown = dict[str, Any]


class PersonCard(serializers.Serializer[Any]):
    """Somebody, by name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class PatientCard(serializers.Serializer[Any]):
    """A patient with the wall-clock moments of the day."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.EmailField()
    language = Choice("Language")
    timezone = serializers.CharField()
    moments = moments()
    log_at = Moment()
    physiotherapist = PersonCard(allow_null=True)
    added_at = serializers.DateTimeField()


class ExerciseName(serializers.Serializer[Any]):
    """An exercise of the library, named in the language of the answer."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PhaseCard(serializers.Serializer[Any]):
    """One phase of a plan with its days; ``ends_on`` is the first day after it."""

    kind = Choice("PhaseKind")
    status = Choice("PhaseStatus")
    starts_on = serializers.DateField()
    earliest_end_on = serializers.DateField()
    ends_on = serializers.DateField()
    latest_end_on = serializers.DateField()
    extended_days = serializers.IntegerField()
    duration = DocumentField(DURATION)


class PrescriptionCard(serializers.Serializer[Any]):
    """One exercise of a plan: the dose as figures and in words, and when it holds."""

    key = serializers.CharField()
    phase = Choice("PhaseKind")
    exercise = ExerciseName()
    dose = DocumentField(DOSE)
    dose_in_words = serializers.CharField()
    frequency = DocumentField(FREQUENCY)
    frequency_in_words = serializers.CharField()
    starts_after = serializers.CharField(help_text="A period from the first day of the phase.")
    ends_after = serializers.CharField(allow_null=True)
    from_on = serializers.DateField(allow_null=True)
    until_on = serializers.DateField(allow_null=True)
    moments = moments(allow_null=True)


class PauseCard(serializers.Serializer[Any]):
    """Days on which nothing is asked; ``until_on`` is the first day after."""

    from_on = serializers.DateField()
    until_on = serializers.DateField()


class PlanSummary(serializers.Serializer[Any]):
    """One plan in a list. ``version`` counts its edits, from 1."""

    id = serializers.UUIDField()
    injury = serializers.UUIDField()
    patient = PersonCard()
    protocol = serializers.CharField()
    protocol_version = serializers.IntegerField()
    name = serializers.CharField(help_text="What the injury is called.")
    starts_on = serializers.DateField()
    status = Choice("PlanStatus")
    phase = Choice("PhaseKind", allow_null=True, help_text="The phase that is open.")
    outcome = Choice("PlanOutcome", allow_null=True)
    is_follow_up = serializers.BooleanField(
        help_text="What goes on for a while after recovery, so that the injury stays away."
    )
    ended_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class PlanCard(PlanSummary):
    """One plan with all its dates."""

    continues = serializers.UUIDField(allow_null=True)
    assigned_at = serializers.DateTimeField()
    assigned_by = serializers.CharField()
    phases = PhaseCard(many=True)
    prescriptions = PrescriptionCard(many=True)
    pauses = PauseCard(many=True)


def show_user(user: User | None) -> Shown | None:
    """Show somebody by name."""
    return {"id": user.public_id, "name": user.name} if user is not None else None


def show_patient(patient: Patient) -> Shown:
    """Show a patient that was read with the account and the physiotherapist."""
    return {
        "id": patient.public_id,
        "name": patient.user.name,
        "email": patient.user.email,
        "language": patient.user.language,
        "timezone": patient.timezone,
        "moments": patient.exercise_moments,
        "log_at": patient.log_at,
        "physiotherapist": show_user(patient.physiotherapist),
        "added_at": patient.added_at,
    }


def show_plan_in_list(plan: Plan) -> Shown:
    """Show a plan that was read with its dates, briefly."""
    protocol = protocol_of(plan.protocol_version_id)
    patient = plan.injury.patient
    return {
        "id": plan.public_id,
        "injury": plan.injury.public_id,
        "patient": {"id": patient.public_id, "name": patient.user.name},
        "protocol": protocol.slug,
        "protocol_version": plan.protocol_version.number,
        "name": protocol.names.in_language(language()),
        "starts_on": plan.starts_on,
        "status": plan.status,
        "phase": open_phase_of(plan),
        "outcome": plan.outcome or None,
        "is_follow_up": plan.is_follow_up,
        "ended_on": plan.ended_on,
        "version": plan.version,
    }


def open_phase_of(plan: Plan) -> str | None:
    """Return the phase that is open, in a plan that was read with its dates."""
    return next((row.kind for row in plan.phases.all() if row.status == PhaseStatus.OPEN), None)


def show_plan(plan: Plan) -> Shown:
    """Show a plan that was read with its dates, whole."""
    dated = dated_plan(plan)
    return show_plan_in_list(plan) | {
        "continues": plan.continues.public_id if plan.continues else None,
        "assigned_at": plan.assigned_at,
        "assigned_by": plan.assigned_by.name,
        "phases": dated.phases,
        "prescriptions": show_prescriptions(dated.prescriptions),
        "pauses": dated.pauses,
    }


def show_prescriptions(prescriptions: Iterable[DatedPrescription]) -> list[Shown]:
    """Show exercises of a plan; one query for their names."""
    listed = list(prescriptions)
    names = exercise_names({item.exercise for item in listed}, language())
    return [_show_prescription(item, names) for item in listed]


def show_exercise(slug: str, names: Mapping[str, str]) -> Shown:
    """Show an exercise by name; by its slug where the library has no text any more."""
    return {"slug": slug, "name": names.get(slug, slug)}


def _show_prescription(item: DatedPrescription, names: Mapping[str, str]) -> Shown:
    spoken = language()
    return {
        "key": item.key,
        "phase": item.phase,
        "exercise": show_exercise(item.exercise, names),
        "dose": item.dose,
        "dose_in_words": dose_in_words(item.dose, spoken),
        "frequency": item.frequency,
        "frequency_in_words": frequency_in_words(item.frequency, spoken),
        "starts_after": item.starts_after,
        "ends_after": item.ends_after,
        "from_on": item.from_on,
        "until_on": item.until_on,
        "moments": item.moments,
    }
