"""What can happen in the clinic's work: the words of the audit trail and the outbox."""

from __future__ import annotations

from enum import StrEnum


class EventKind(StrEnum):
    """One kind of thing that happened; every write leaves one."""

    CATALOGUE_PUBLISHED = "catalogue_published"
    CATALOGUE_RETIRED = "catalogue_retired"
    CLINIC_ADDED = "clinic_added"
    CLINIC_CHANGED = "clinic_changed"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_INVITED = "person_invited"
    PATIENT_CHANGED = "patient_changed"
    RELATION_ADDED = "relation_added"
    RELATION_ENDED = "relation_ended"
    RIGHT_ASKED = "right_asked"
    RIGHT_DECIDED = "right_decided"
    RECORD_DESTROYED = "record_destroyed"
    INJURY_ADDED = "injury_added"
    PLAN_STARTED = "plan_started"
    PLAN_MOVED = "plan_moved"
    PHASE_EXTENDED = "phase_extended"
    PHASE_OPENED = "phase_opened"
    PLAN_TAILORED = "plan_tailored"
    PLAN_PAUSED = "plan_paused"
    PLAN_RESUMED = "plan_resumed"
    PLAN_SWITCHED = "plan_switched"
    PLAN_ENDED = "plan_ended"
    PAIN_LOGGED = "pain_logged"
    EXERCISE_LOGGED = "exercise_logged"
    ACTIVITY_LOGGED = "activity_logged"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    SIGNS_REPORTED = "signs_reported"
    VERDICT_GIVEN = "verdict_given"
    REFERRAL_RAISED = "referral_raised"
    REFERRAL_ACKNOWLEDGED = "referral_acknowledged"
    REFERRAL_RESOLVED = "referral_resolved"
    REFERRAL_DISMISSED = "referral_dismissed"
    REFERRAL_SUPERSEDED = "referral_superseded"
    GATE_MET = "gate_met"
    TASK_RAISED = "task_raised"
    TASK_CLOSED = "task_closed"


REPORTS = frozenset(
    {
        EventKind.PAIN_LOGGED,
        EventKind.EXERCISE_LOGGED,
        EventKind.ACTIVITY_LOGGED,
        EventKind.QUESTION_ANSWERED,
        EventKind.SIGNS_REPORTED,
    }
)
"""What a patient lets hear."""
