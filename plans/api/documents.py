"""Values of the clinic's rules as JSON, in answers, in bodies and in the API's description."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar, get_args

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent
from pydantic import TypeAdapter, ValidationError
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from plans.api.bodies import MOST_NAMED_MISTAKES
from plans.api.wording import said
from plans.domain.adherence import Band
from plans.domain.dosage import Weekday
from plans.domain.event import EventKind
from plans.domain.exercise import ExerciseKind
from plans.domain.judgement import Basis
from plans.domain.log import Counted, Series
from plans.domain.plan import PhaseStatus
from plans.domain.protocol import Pathway, PhaseKind, Tissue
from plans.domain.rule import Addressee, Anchor, TrendOutcome, Urgency
from plans.domain.rules.flare import Flare
from plans.domain.rules.gate import GateOutcome
from plans.domain.rules.ladder import DistanceAdvice, LadderAdvice
from plans.domain.rules.priority import Priority
from plans.domain.text import Language
from plans.models import (
    ActivityKind,
    Done,
    Outcome,
    PlanStatus,
    ReferralStatus,
    RequestStatus,
    Right,
    Role,
    Side,
    TaskKind,
)
from plans.selectors.verdicts import KINDS

T = TypeVar("T")

CHOICES: dict[str, tuple[str, ...]] = {
    "ActivityKind": tuple(ActivityKind.values),
    "Addressee": get_args(Addressee),
    "AdherenceBand": tuple(Band),
    "Anchor": get_args(Anchor),
    "Basis": tuple(Basis),
    "BandLevel": ("light", "medium", "heavy"),
    "Counted": tuple(Counted),
    "DistanceAdvice": tuple(DistanceAdvice),
    "Done": tuple(Done.values),
    "EventKind": tuple(EventKind),
    "ExerciseKind": get_args(ExerciseKind),
    "Flare": tuple(Flare),
    "GateOpener": ("patient", "physiotherapist"),
    "GateOutcome": tuple(GateOutcome),
    "LadderAdvice": tuple(LadderAdvice),
    "Language": get_args(Language),
    "LoadKind": ("none", "body_weight", "kg", "rm", "band"),
    "Pathway": get_args(Pathway),
    "PhaseKind": get_args(PhaseKind),
    "PhaseStatus": tuple(PhaseStatus),
    "PlanOutcome": tuple(Outcome.values),
    "PlanStatus": tuple(PlanStatus.values),
    "Priority": tuple(priority.name.lower() for priority in Priority),
    "ReferralFilter": (*ReferralStatus.values, "waiting"),
    "ReferralStatus": tuple(ReferralStatus.values),
    "RequestStatus": tuple(RequestStatus.values),
    "Right": tuple(Right.values),
    "TokenScope": ("read", "write"),
    "Role": tuple(role for role in Role.values if role != Role.SYSTEM),
    "Series": get_args(Series),
    "Side": tuple(Side.values),
    "TaskKind": tuple(TaskKind.values),
    "TaskStatus": ("open", "closed"),
    "Tissue": get_args(Tissue),
    "TrendOutcome": get_args(TrendOutcome),
    "Urgency": get_args(Urgency),
    "VerdictKind": KINDS,
    "WaitingKind": ("referral", "task"),
    "Weekday": get_args(Weekday),
}
"""Every closed list of words that the API speaks, under the name it has in the description."""

_NAMES = {frozenset(words): name for name, words in CHOICES.items()}


class Choice(serializers.ChoiceField):
    """One word of a closed list."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        super().__init__(choices=[(word, word) for word in CHOICES[name]], **options)


class DocumentField(serializers.Field[Any, Any, Any, Any], Generic[T]):
    """A value of the domain, checked by the domain's own rules and written without its blanks."""

    def __init__(self, adapter: TypeAdapter[T], **options: Any) -> None:
        self.adapter = adapter
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> T:
        """Return the value; every mistake is named with its place."""
        try:
            # Through JSON, because only there a day is written as a string.
            return self.adapter.validate_json(json.dumps(data))
        except ValidationError as mistakes:
            raise serializers.ValidationError(_by_place(mistakes)) from None

    def to_representation(self, value: T) -> Any:
        """Return plain JSON values."""
        return self.adapter.dump_python(value, mode="json", exclude_none=True)


def _by_place(mistakes: ValidationError) -> dict[str, Any]:
    found: dict[str, Any] = {}
    details = mistakes.errors(include_url=False, include_input=False, include_context=False)
    for mistake in details[:MOST_NAMED_MISTAKES]:
        # The first step is the kind of change, which is no place in what was sent.
        place = ".".join(str(step)[:80] for step in mistake["loc"][1:]) or "kind"
        found.setdefault(place, []).append(_in_words(mistake["type"], mistake["msg"]))
    return found


_UNKNOWN = ("unknown_field", "Deze naam is hier niet bekend.", "This name is not known here.")
_MISSING = ("required", "Dit veld is verplicht.", "This field is required.")
_NO_KIND = ("kind_unknown", "Deze soort bestaat niet.", "This kind does not exist.")
_WORDS = {
    "extra_forbidden": _UNKNOWN,
    "unexpected_keyword_argument": _UNKNOWN,
    "missing": _MISSING,
    "missing_keyword_only_argument": _MISSING,
    "union_tag_invalid": _NO_KIND,
    "union_tag_not_found": _NO_KIND,
    "literal_error": ("invalid_choice", "Dit is geen van de keuzes.", "This is not a choice."),
}


def _in_words(kind: str, english: str) -> ErrorDetail:
    if kind in _WORDS:
        code, dutch, english = _WORDS[kind]
        return ErrorDetail(said(nl=dutch, en=english), code=code)
    if kind.startswith("date"):
        dutch, english = "Vul een dag in zoals 2026-03-01.", "Fill in a day such as 2026-03-01."
    elif kind.startswith("time"):
        dutch, english = "Vul een tijd in zoals 07:30.", "Fill in a time such as 07:30."
    else:
        dutch = "Dit kan hier niet worden ingevuld."
    return ErrorDetail(said(nl=dutch, en=english), code="invalid")


# --- The description -----------------------------------------------------------------------------


class ChoiceDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes a closed list under its own name."""

    target_class = Choice

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return a reference to the list."""
        return _describe_choice(self.target.name, auto_schema.registry)


class DocumentDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Describes a value of the domain, and every value inside it, under the domain's names."""

    target_class = DocumentField
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the description, with a component for every value inside."""
        described = self.target.adapter.json_schema(ref_template="#/components/schemas/{model}")
        registry = auto_schema.registry
        for name, schema in described.pop("$defs", {}).items():
            _register(registry, name, _translate(schema, registry))
        root: dict[str, Any] = _translate(described, registry)
        title = root.pop("title", None)
        return _register(registry, title, root) if title else root


def _describe_choice(name: str, registry: Any) -> dict[str, Any]:
    return _register(registry, name, {"type": "string", "enum": list(CHOICES[name])})


def _register(registry: Any, name: str, schema: dict[str, Any]) -> dict[str, Any]:
    component = ResolvedComponent(  # type: ignore[no-untyped-call]
        name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name
    )
    registry.register_on_missing(component)
    reference: dict[str, Any] = component.ref
    return reference


def _translate(schema: Any, registry: Any) -> Any:
    """Rewrite JSON Schema as the older dialect of OpenAPI 3.0, which has no null and no const."""
    if isinstance(schema, list):
        return [_translate(part, registry) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "enum" in schema:
        return _described_enum(schema, registry)
    if "const" in schema:
        # Wrapped, so that a list of one word does not become a component of its own.
        return {"allOf": [{"type": "string", "enum": [schema["const"]]}]}
    told = {
        key: {name: _translate(part, registry) for name, part in value.items()}
        if key == "properties"
        else _translate(value, registry)
        for key, value in schema.items()
        if key not in ("default", "title") or (key == "title" and "properties" in schema)
    }
    return _without_null(_with_kind(_with_old_forms(told), schema))


def _described_enum(schema: Mapping[str, Any], registry: Any) -> dict[str, Any]:
    return _describe_choice(_NAMES[frozenset(schema["enum"])], registry)


def _with_old_forms(schema: dict[str, Any]) -> dict[str, Any]:
    if "prefixItems" in schema:
        schema["items"] = schema.pop("prefixItems")[0]
    if "exclusiveMinimum" in schema:
        schema["minimum"] = schema.pop("exclusiveMinimum")
        schema["exclusiveMinimum"] = True
    return schema


def _with_kind(told: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A union is told apart by its constant, so that has to be sent."""
    constants = [name for name, part in schema.get("properties", {}).items() if "const" in part]
    if constants:
        told["required"] = [*constants, *told.get("required", [])]
    return told


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    options: Iterable[dict[str, Any]] = schema.get("anyOf", ())
    left = [option for option in options if option != {"type": "null"}]
    if "anyOf" not in schema or len(left) == len(schema["anyOf"]):
        return schema
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(left) > 1:
        return rest | {"anyOf": left, "nullable": True}
    if "$ref" in left[0]:
        return rest | {"allOf": left, "nullable": True}
    return rest | left[0] | {"nullable": True}
