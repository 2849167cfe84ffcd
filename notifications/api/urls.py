"""The addresses of this door."""

from django.urls import URLPattern, URLResolver, path

from notifications.api.inbox import Inbox, InboxUnread, ReadMessage
from notifications.api.screens import MyScreen, MyScreens, PushKey
from notifications.api.wishes import Absences, OneAbsence, Preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/preferences/", Preferences.as_view()),
    path("me/absences/", Absences.as_view()),
    path("me/absences/<str:from_on>/", OneAbsence.as_view()),
    path("me/inbox/", Inbox.as_view()),
    path("me/inbox/unread/", InboxUnread.as_view()),
    path("me/inbox/<uuid:public_id>/read/", ReadMessage.as_view()),
    path("push-key/", PushKey.as_view(), name="push_key"),
    path("me/screens/", MyScreens.as_view(), name="my_screens"),
    path("me/screens/<uuid:public_id>/", MyScreen.as_view()),
]
