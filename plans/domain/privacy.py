"""Which column holds what of a person: every column of the clinic's work, declared by hand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from plans.domain.value import value


class Personal(StrEnum):
    """What a column says about a person.

    ``identity``: who somebody is, or which person a row is about. ``contact``: where to reach them.
    ``health``: the injury, the treatment and how it goes. ``words``: what somebody wrote freely;
    sealed in the database. ``keys``: with it one could act as somebody else; never taken along.
    ``trace``: when and how somebody used the program. ``nothing``: nothing of any person, or only
    what the program needs to keep rows apart.
    """

    IDENTITY = "identity"
    CONTACT = "contact"
    HEALTH = "health"
    WORDS = "words"
    KEYS = "keys"
    TRACE = "trace"
    NOTHING = "nothing"


class About(StrEnum):
    """Whom the rows of a table are about. ``anybody``: whoever has an account, patients too."""

    PATIENTS = "patients"
    ANYBODY = "anybody"
    COLLEAGUES = "colleagues"
    NOBODY = "nobody"


@value
class DeclaredTable:
    """One table, with the names of its columns under what they say about a person.

    What an export takes along and what is destroyed follows the lists of ``settings.OWN_DATA``;
    tables about patients stand in both.
    """

    model: str
    about: About
    identity: str = ""
    contact: str = ""
    health: str = ""
    words: str = ""
    keys: str = ""
    trace: str = ""
    nothing: str = ""

    @property
    def columns(self) -> Mapping[str, Personal]:
        """What each column says about a person; raises ``ValueError`` for one declared twice."""
        found: dict[str, Personal] = {}
        for kind in Personal:
            for name in getattr(self, kind.value).split():
                if name in found:
                    raise ValueError(f"{self.model}.{name} is declared twice.")
                found[name] = kind
        return found


_REPORT = "id public_id recorded_at counted client_key corrects"
_VERSION = (
    "id slug number document checksum changes state loaded_at published_at published_by "
    "retired_at retired_by"
)

TABLES: tuple[DeclaredTable, ...] = (
    DeclaredTable(
        model="plans.User",
        about=About.ANYBODY,
        identity="public_id name role clinic",
        contact="email language",
        keys="password",
        trace="last_login",
        nothing="id is_superuser is_active is_staff groups user_permissions",
    ),
    DeclaredTable(model="plans.User_groups", about=About.COLLEAGUES, nothing="id user group"),
    DeclaredTable(
        model="plans.User_user_permissions", about=About.COLLEAGUES, nothing="id user permission"
    ),
    DeclaredTable(
        model="plans.Patient",
        about=About.PATIENTS,
        identity="public_id user clinic",
        contact="timezone moments log_at",
        health="physiotherapist",
        trace="added_at",
        nothing="id",
    ),
    DeclaredTable(
        model="plans.Invitation",
        about=About.ANYBODY,
        identity="user clinic role invited_by",
        contact="email",
        keys="digest",
        trace="invited_at expires_at accepted_at withdrawn_at",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.Injury",
        about=About.PATIENTS,
        identity="patient added_by",
        health="region side injured_on",
        trace="added_at",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.Plan",
        about=About.PATIENTS,
        identity="assigned_by ended_by",
        health="injury protocol_version continues starts_on status ended_on outcome is_follow_up "
        "checkpoint",
        trace="assigned_at ended_at read_from",
        nothing="id public_id version next_judgement_at",
    ),
    DeclaredTable(
        model="plans.PlanPhase",
        about=About.PATIENTS,
        identity="opened_by",
        health="plan kind starts_on earliest_end_on ends_on latest_end_on status extended_days",
        trace="opened_at",
        nothing="id position",
    ),
    DeclaredTable(
        model="plans.Prescription",
        about=About.PATIENTS,
        identity="added_by",
        health="plan phase exercise dose frequency starts_after ends_after from_on until_on "
        "moments",
        trace="added_at",
        nothing="id key",
    ),
    DeclaredTable(
        model="plans.Pause",
        about=About.PATIENTS,
        identity="added_by resumed_by",
        health="plan from_on until_on",
        words="reason",
        trace="added_at resumed_at",
        nothing="id",
    ),
    DeclaredTable(
        model="plans.PainReport",
        about=About.PATIENTS,
        identity="by",
        health="injury for_on is_day_score pain morning",
        nothing=_REPORT,
    ),
    DeclaredTable(
        model="plans.ExerciseReport",
        about=About.PATIENTS,
        identity="by",
        health="injury for_on exercise turn done pain",
        nothing=_REPORT,
    ),
    DeclaredTable(
        model="plans.ActivityReport",
        about=About.PATIENTS,
        identity="by",
        health="injury for_on kind minutes km pain",
        nothing=_REPORT,
    ),
    DeclaredTable(
        model="plans.AnswerReport",
        about=About.PATIENTS,
        identity="by",
        health="injury for_on question answer",
        nothing=_REPORT,
    ),
    DeclaredTable(
        model="plans.SignReport",
        about=About.PATIENTS,
        identity="by",
        health="injury for_on signs",
        nothing=_REPORT,
    ),
    DeclaredTable(
        model="plans.Verdict",
        about=About.PATIENTS,
        health="plan protocol_version kind rule window_first window_last verdict evidence",
        nothing="id revision given_at",
    ),
    DeclaredTable(
        model="plans.AskedQuestion",
        about=About.PATIENTS,
        health="plan rule kind window_first question asked_on",
        nothing="id asked_at closed_at",
    ),
    DeclaredTable(
        model="plans.Referral",
        about=About.PATIENTS,
        identity="acknowledged_by closed_by",
        health="injury plan verdict intake_version rule kind occasion to urgency basis status",
        words="outcome",
        trace="raised_at acknowledged_at closed_at",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.Task",
        about=About.PATIENTS,
        identity="closed_by",
        health="plan kind occasion",
        words="outcome",
        trace="raised_at closed_at",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.Event",
        about=About.PATIENTS,
        identity="by clinic patient",
        health="kind injury plan facts",
        words="reason",
        trace="at",
        nothing="id",
    ),
    DeclaredTable(
        model="plans.CareRelation",
        about=About.PATIENTS,
        identity="patient physiotherapist added_by",
        health="basis",
        words="reason",
        trace="from_at until_at",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.RightsRequest",
        about=About.PATIENTS,
        identity="patient asked_by approved_by closed_by",
        words="wish answer",
        trace="kind status asked_at approved_at closed_at exceptions",
        nothing="id public_id",
    ),
    DeclaredTable(
        model="plans.Destruction",
        about=About.PATIENTS,
        identity="patient first second",
        trace="request at counts exceptions",
        nothing="id",
    ),
    DeclaredTable(
        model="plans.AccessEntry",
        about=About.ANYBODY,
        identity="user role responsible clinic",
        contact="network_address",
        trace="at kind action outcome basis purpose source route object_kind object_id details",
        nothing="id seq public_id trace_id previous digest",
    ),
    DeclaredTable(
        model="plans.AccessSubject", about=About.PATIENTS, identity="patient", nothing="id entry"
    ),
    DeclaredTable(
        model="plans.AccessHead",
        about=About.NOBODY,
        nothing="id seq digest first_seq first_previous",
    ),
    DeclaredTable(
        model="plans.IdempotentAnswer",
        about=About.ANYBODY,
        identity="user",
        health="sealed_body",
        trace="method path status headers made_at",
        nothing="id key fingerprint",
    ),
    DeclaredTable(
        model="plans.Clinic",
        about=About.NOBODY,
        nothing="id public_id name email phone emergency_phone gp_phone timezone",
    ),
    DeclaredTable(
        model="plans.DataKey", about=About.NOBODY, keys="wrapped", nothing="id master made_at"
    ),
    DeclaredTable(model="plans.ExerciseVersion", about=About.NOBODY, nothing=_VERSION),
    DeclaredTable(model="plans.ProtocolVersion", about=About.NOBODY, nothing=_VERSION),
    DeclaredTable(model="plans.IntakeVersion", about=About.NOBODY, nothing=_VERSION),
)
