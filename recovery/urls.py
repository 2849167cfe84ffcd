"""Every address of the program."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from recovery.health import health, web_health
from recovery.nowhere import Nowhere

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("health/web", web_health, name="web-health"),
    path("favicon.ico", RedirectView.as_view(url=static("plans/icon.svg"))),
    path("admin/", admin.site.urls),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("language/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/", include("plans.api.urls")),
    path("api/", include("notifications.api.urls")),
    path("api/<path:rest>", Nowhere.as_view()),
    path("", include("plans.web.urls")),
    path("", include("notifications.web.urls")),
]
