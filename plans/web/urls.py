"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path

from plans.web.changing import change
from plans.web.ending import end
from plans.web.front import front
from plans.web.language import choose_language
from plans.web.patient import patient
from plans.web.plan import plan
from plans.web.starting import start
from plans.web.switching import switch
from plans.web.today import today
from plans.web.worklist import worklist

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("my-language/", choose_language, name="choose_language"),
    path("today/", today, name="today"),
    path("today/<str:day>/", today, name="day"),
    path("plan/<uuid:public_id>/", plan, name="plan"),
    path("plan/<uuid:public_id>/end/", end, name="end_plan"),
    path("plan/<uuid:public_id>/switch/", switch, name="switch_plan"),
    path("plan/<uuid:public_id>/change/<slug:kind>/", change, name="change_plan"),
    path("worklist/", worklist, name="worklist"),
    path("patients/<uuid:public_id>/", patient, name="patient"),
    path("patients/<uuid:public_id>/start/", start, name="start_plan"),
]
