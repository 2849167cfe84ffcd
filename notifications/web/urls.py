"""The addresses of this door."""

from django.urls import URLPattern, URLResolver, path

from notifications.web.mailbox import mail, mailbox

urlpatterns: list[URLPattern | URLResolver] = [
    path("mail/", mailbox, name="mailbox"),
    path("mail/<slug:name>/", mail, name="mail"),
]
