"""The clinic's rows: constraints and indexes, no decisions."""

from plans.models.catalogue import ExerciseVersion, IntakeVersion, ProtocolVersion, VersionState
from plans.models.clinic import Clinic
from plans.models.event import Event
from plans.models.injury import Injury, Side
from plans.models.judgement import (
    WAITING,
    AskedQuestion,
    Referral,
    ReferralStatus,
    Task,
    TaskKind,
    Verdict,
)
from plans.models.patient import Patient
from plans.models.plan import Outcome, Pause, Plan, PlanPhase, PlanStatus, Prescription
from plans.models.report import (
    ActivityKind,
    ActivityReport,
    AnswerReport,
    Done,
    ExerciseReport,
    PainReport,
    SignReport,
)
from plans.models.user import Role, User

__all__ = [
    "WAITING",
    "ActivityKind",
    "ActivityReport",
    "AnswerReport",
    "AskedQuestion",
    "Clinic",
    "Done",
    "Event",
    "ExerciseReport",
    "ExerciseVersion",
    "Injury",
    "IntakeVersion",
    "Outcome",
    "PainReport",
    "Patient",
    "Pause",
    "Plan",
    "PlanPhase",
    "PlanStatus",
    "Prescription",
    "ProtocolVersion",
    "Referral",
    "ReferralStatus",
    "Role",
    "Side",
    "SignReport",
    "Task",
    "TaskKind",
    "User",
    "Verdict",
    "VersionState",
]
