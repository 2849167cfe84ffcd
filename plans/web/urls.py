"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, path

from plans.web.access_log import my_access_log
from plans.web.changing import change
from plans.web.colleagues import colleagues, colleagues_patient
from plans.web.cover import cover, end_cover
from plans.web.ending import end
from plans.web.front import front
from plans.web.language import choose_language
from plans.web.my_data import my_data, own_file, take_along
from plans.web.patient import patient
from plans.web.plan import plan
from plans.web.rights_requests import rights_request, rights_requests
from plans.web.starting import start
from plans.web.switching import switch
from plans.web.today import today
from plans.web.worklist import worklist

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("my-language/", choose_language, name="choose_language"),
    path("my-data/", my_data, name="my_data"),
    path("my-data/download/", take_along, name="my_data_file"),
    path("my-data/download/file/", own_file, name="my_data_zip"),
    path("my-data/access/", my_access_log, name="my_access_log"),
    path("rights-requests/", rights_requests, name="rights_requests"),
    path("rights-requests/<uuid:public_id>/", rights_request, name="rights_request"),
    path("today/", today, name="today"),
    path("today/<str:day>/", today, name="day"),
    path("plan/<uuid:public_id>/", plan, name="plan"),
    path("plan/<uuid:public_id>/end/", end, name="end_plan"),
    path("plan/<uuid:public_id>/switch/", switch, name="switch_plan"),
    path("plan/<uuid:public_id>/change/<slug:kind>/", change, name="change_plan"),
    path("worklist/", worklist, name="worklist"),
    path("patients/<uuid:public_id>/", patient, name="patient"),
    path("patients/<uuid:public_id>/start/", start, name="start_plan"),
    path("patients/<uuid:public_id>/cover/", cover, name="cover"),
    path("cover/<uuid:public_id>/end/", end_cover, name="end_cover"),
    path("colleagues-patients/", colleagues, name="colleagues"),
    path("colleagues-patients/<uuid:public_id>/", colleagues_patient, name="colleagues_patient"),
]
