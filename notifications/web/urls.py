"""The addresses of this door."""

from django.urls import URLPattern, URLResolver, path

from notifications.web.inbox import inbox, inbox_message, read_all
from notifications.web.mailbox import mail, mail_page, mailbox
from notifications.web.preferences import drop_away, note_away, preferences
from notifications.web.push_worker import push_worker
from notifications.web.unsubscribing import unsubscribing

urlpatterns: list[URLPattern | URLResolver] = [
    path("push-worker.js", push_worker, name="push_worker"),
    path("inbox/", inbox, name="inbox"),
    path("inbox/read/", read_all, name="read_all"),
    path("inbox/<uuid:public_id>/", inbox_message, name="inbox_message"),
    path("preferences/", preferences, name="preferences"),
    path("preferences/away/", note_away, name="note_away"),
    path("preferences/away/<str:from_on>/remove/", drop_away, name="drop_away"),
    path("unsubscribe/<str:token>/", unsubscribing, name="unsubscribe"),
    path("mail/", mailbox, name="mailbox"),
    path("mail/<slug:name>/", mail, name="mail"),
    path("mail/<slug:name>/page/", mail_page, name="mail_page"),
]
