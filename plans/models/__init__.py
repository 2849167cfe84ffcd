"""The clinic's rows: constraints and indexes, no decisions."""

from plans.models.access import AccessEntry, AccessHead, AccessSubject
from plans.models.catalogue import ExerciseVersion, IntakeVersion, ProtocolVersion, VersionState
from plans.models.clinic import Clinic
from plans.models.data_key import DataKey
from plans.models.event import Event
from plans.models.idempotency import IdempotentAnswer
from plans.models.injury import Injury, Side
from plans.models.invitation import Invitation
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
from plans.models.relation import Basis, CareRelation
from plans.models.report import (
    ActivityKind,
    ActivityReport,
    AnswerReport,
    Done,
    ExerciseReport,
    PainReport,
    SignReport,
)
from plans.models.rights import Destruction, RequestStatus, Right, RightsRequest
from plans.models.user import AT_THE_DESK, WORKING_ROLES, Role, User

__all__ = [
    "AT_THE_DESK",
    "WAITING",
    "WORKING_ROLES",
    "AccessEntry",
    "AccessHead",
    "AccessSubject",
    "ActivityKind",
    "ActivityReport",
    "AnswerReport",
    "AskedQuestion",
    "Basis",
    "CareRelation",
    "Clinic",
    "DataKey",
    "Destruction",
    "Done",
    "Event",
    "ExerciseReport",
    "ExerciseVersion",
    "IdempotentAnswer",
    "Injury",
    "IntakeVersion",
    "Invitation",
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
    "RequestStatus",
    "Right",
    "RightsRequest",
    "Role",
    "Side",
    "SignReport",
    "Task",
    "TaskKind",
    "User",
    "Verdict",
    "VersionState",
]
