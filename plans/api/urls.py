"""The addresses of the API, under ``/api/``."""

from django.urls import URLPattern, URLResolver, path

from plans.api.access_log import MyAccessLog
from plans.api.agenda import PlanAgenda
from plans.api.break_glass import BreakGlass
from plans.api.catalogue import Exercises, OneExercise, OneProtocol, Protocols
from plans.api.changes import ChangePlan, EndPlan, PreviewChange, PreviewSwitch, SwitchPlan
from plans.api.injuries import Injuries, OneInjury
from plans.api.intakes import IntakeOutcome, Intakes, OneIntake, PatientIntakes
from plans.api.judgements import Adherence, Questions, Verdicts
from plans.api.me import Me, MyAgenda
from plans.api.my_data import MyExport, MyRequests
from plans.api.patients import OnePatient, Patients
from plans.api.plans import OnePlan, PlanHistory, Plans, PreviewPlan, StartPlan
from plans.api.referrals import (
    AcknowledgeReferral,
    DismissReferral,
    OneReferral,
    Referrals,
    ResolveReferral,
    TreatReferral,
)
from plans.api.reports import (
    Activities,
    Answers,
    DayScore,
    DayScores,
    ExerciseLog,
    ExerciseLogs,
    PainLogs,
    Signs,
)
from plans.api.standing import Standing
from plans.api.tasks import CloseTask, Tasks
from plans.api.tokens import CurrentToken
from plans.api.worklist import Worklist

INJURY = "injuries/<uuid:public_id>/"
PATIENT = "patients/<uuid:public_id>/"
PLAN = "plans/<uuid:public_id>/"
REFERRAL = "referrals/<uuid:public_id>/"
TASK = "tasks/<uuid:public_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/current/", CurrentToken.as_view()),
    path("me/", Me.as_view()),
    path("me/access-log/", MyAccessLog.as_view()),
    path("me/agenda/", MyAgenda.as_view()),
    path("me/export/", MyExport.as_view()),
    path("me/requests/", MyRequests.as_view()),
    path("protocols/", Protocols.as_view()),
    path("protocols/<slug:slug>/", OneProtocol.as_view()),
    path("exercises/", Exercises.as_view()),
    path("exercises/<slug:slug>/", OneExercise.as_view()),
    path("intakes/", Intakes.as_view()),
    path("intakes/<slug:region>/", OneIntake.as_view()),
    path("intakes/<slug:region>/outcome/", IntakeOutcome.as_view()),
    path("patients/", Patients.as_view()),
    path(PATIENT, OnePatient.as_view()),
    path(f"{PATIENT}intakes/", PatientIntakes.as_view()),
    path(f"{PATIENT}injuries/", Injuries.as_view()),
    path(INJURY, OneInjury.as_view()),
    path(f"{INJURY}plan-preview/", PreviewPlan.as_view()),
    path(f"{INJURY}plans/", StartPlan.as_view()),
    path(f"{INJURY}day-scores/", DayScores.as_view()),
    path(f"{INJURY}day-scores/<str:for_on>/", DayScore.as_view()),
    path(f"{INJURY}pain-logs/", PainLogs.as_view()),
    path(f"{INJURY}exercise-logs/", ExerciseLogs.as_view()),
    path(f"{INJURY}exercise-logs/<str:for_on>/<slug:exercise>/<int:turn>/", ExerciseLog.as_view()),
    path(f"{INJURY}activities/", Activities.as_view()),
    path(f"{INJURY}answers/", Answers.as_view()),
    path(f"{INJURY}signs/", Signs.as_view()),
    path("plans/", Plans.as_view()),
    path(PLAN, OnePlan.as_view()),
    path(f"{PLAN}agenda/", PlanAgenda.as_view()),
    path(f"{PLAN}history/", PlanHistory.as_view()),
    path(f"{PLAN}changes/", ChangePlan.as_view()),
    path(f"{PLAN}changes/preview/", PreviewChange.as_view()),
    path(f"{PLAN}switch/", SwitchPlan.as_view()),
    path(f"{PLAN}switch/preview/", PreviewSwitch.as_view()),
    path(f"{PLAN}end/", EndPlan.as_view()),
    path(f"{PLAN}verdicts/", Verdicts.as_view()),
    path(f"{PLAN}questions/", Questions.as_view()),
    path(f"{PLAN}standing/", Standing.as_view()),
    path(f"{PLAN}adherence/", Adherence.as_view()),
    path("referrals/", Referrals.as_view()),
    path(REFERRAL, OneReferral.as_view()),
    path(f"{REFERRAL}acknowledge/", AcknowledgeReferral.as_view()),
    path(f"{REFERRAL}resolve/", ResolveReferral.as_view()),
    path(f"{REFERRAL}dismiss/", DismissReferral.as_view()),
    path(f"{REFERRAL}treat/", TreatReferral.as_view()),
    path("tasks/", Tasks.as_view()),
    path(f"{TASK}close/", CloseTask.as_view()),
    path("worklist/", Worklist.as_view()),
    path("break-glass/", BreakGlass.as_view()),
]
