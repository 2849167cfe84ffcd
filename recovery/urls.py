"""Every address of the program."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from recovery.accounts.api import MyToken, MyTokens
from recovery.accounts.joining import join
from recovery.accounts.token_pages import new_token, stop_token, tokens
from recovery.accounts.too_many import too_many
from recovery.description import Description
from recovery.health import health, web_health
from recovery.nowhere import Nowhere

# No way into the admin past the second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Packages bring pages of their own, which know no clinics and leave no lines.
for _model in list(admin.site._registry):
    if _model._meta.app_label not in ("plans", "notifications"):
        admin.site.unregister(_model)

handler429 = too_many

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("health/web", web_health, name="web-health"),
    path("favicon.ico", RedirectView.as_view(url=static("plans/icon.svg"))),
    path("admin/", admin.site.urls),
    path("accounts/tokens/", tokens, name="tokens"),
    path("accounts/tokens/new/", new_token, name="new_token"),
    path("accounts/tokens/<uuid:public_id>/end/", stop_token, name="stop_token"),
    path("accounts/", include("allauth.urls")),
    path("join/<str:token>/", join, name="join"),
    path("_allauth/", include("allauth.headless.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/schema/", Description.as_view(), name="schema"),
    path("api/me/tokens/", MyTokens.as_view()),
    path("api/me/tokens/<uuid:public_id>/", MyToken.as_view()),
    path("api/", include("plans.api.urls")),
    path("api/", include("notifications.api.urls")),
    path("api/<path:rest>", Nowhere.as_view()),
    path("", include("plans.web.urls")),
    path("", include("notifications.web.urls")),
]

handler500 = "recovery.unavailable.answer_to_a_mistake"
