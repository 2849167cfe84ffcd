"""The catalogue's versions: read in full, put into use and taken out of use; never edited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.admin.document import Section, exercise_page, intake_page, protocol_page
from plans.admin.pages import ClinicPages, is_administrator, viewer_of, words
from plans.domain.refusal import Refusal
from plans.domain.sight import AccessKind, sight_of
from plans.models import ExerciseVersion, IntakeVersion, ProtocolVersion, User
from plans.selectors.catalogue import exercise_of, intake_of, protocol_of
from plans.selectors.words import language
from plans.services.catalogue import publish_version, retire_version


class VersionPages(ClinicPages):
    """The pages of one kind of document; the catalogue is shared by all clinics."""

    # Where in the document the name stands.
    name_at: str

    is_about_nobody = True
    list_display = ("slug", "called", "number", "state", "published_at", "retired_at")
    list_display_links = ("slug",)
    list_filter = ("state", "published_at")
    search_help_text = _("name")
    ordering = ("slug", "-number")
    actions = ("publish", "retire")
    fields = (
        ("slug", "number", "state"),
        ("published_at", "retired_at"),
        "what_changed",
        "content",
    )

    def visible(self, viewer: User) -> QuerySet[Any]:
        """Return every version."""
        # The content is long; a list needs no more of it than the name.
        rows: QuerySet[Any] = self.model._default_manager.annotate(
            name_nl=KT(f"{self.name_at}__nl"), name_en=KT(f"{self.name_at}__en")
        )
        return rows.defer("document")

    @admin.display(description=_("name"))
    def called(self, version: Any) -> str:
        """Return what people call it."""
        return str(version.name_en if language() == "en" else version.name_nl)

    def sections(self, version: Any) -> list[Section]:
        """Return the content, part by part."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the content as a page to read."""
        return ("what_changed", "content")

    @admin.display(description=_("what changed"))
    def what_changed(self, version: Any) -> SafeString:
        """Return the differences with the version before, one a line."""
        lines = {"lines": version.changes.splitlines()}
        return SafeString(render_to_string("admin/plans/changes.html", lines))

    @admin.display(description=_("content"))
    def content(self, version: Any) -> SafeString:
        """Return the whole document in words."""
        parts = {"sections": self.sections(version)}
        return SafeString(render_to_string("admin/plans/document.html", parts))

    def has_put_into_use_permission(self, request: HttpRequest) -> bool:
        """Staff decide which versions are in use."""
        return is_administrator(request)

    @admin.action(description=_("Put the chosen versions into use"), permissions=["put_into_use"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Publish drafts: new plans take them from now on."""
        done = self._each(publish_version, request, queryset)
        said = ngettext(
            "%(count)d version is in use now.", "%(count)d versions are in use now.", done
        )
        self._say(request, done, said)

    @admin.action(
        description=_("Take the chosen versions out of use"), permissions=["put_into_use"]
    )
    def retire(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Retire versions: running plans keep theirs."""
        done = self._each(retire_version, request, queryset)
        said = ngettext(
            "%(count)d version was taken out of use.",
            "%(count)d versions were taken out of use.",
            done,
        )
        self._say(request, done, said)

    def _each(
        self, service: Callable[..., None], request: HttpRequest, queryset: QuerySet[Any]
    ) -> int:
        """Do it for each version on its own; what is refused is said, the rest is done."""
        by, now, done = viewer_of(request), timezone.now(), 0
        sight_of(request).did(AccessKind.SETTINGS_CHANGED, str(self.model._meta.model_name))
        for version in queryset:
            try:
                service(version=version, by=by, now=now)
                done += 1
            except Refusal as refusal:
                self.message_user(request, words(refusal), messages.ERROR)
        return done

    def _say(self, request: HttpRequest, done: int, said: str) -> None:
        if done:
            self.message_user(request, said % {"count": done}, messages.SUCCESS)


@admin.register(ProtocolVersion)
class ProtocolAdmin(VersionPages):
    """Protocols: what the clinic prescribes for one injury on one pathway."""

    name_at = "document__names"
    search_fields = ("slug", f"{name_at}__nl", f"{name_at}__en")

    def sections(self, version: ProtocolVersion) -> list[Section]:
        """Return the protocol, part by part."""
        return protocol_page(protocol_of(version.pk))


@admin.register(ExerciseVersion)
class ExerciseAdmin(VersionPages):
    """Exercises: the library that protocols prescribe from."""

    name_at = "document__name"
    search_fields = ("slug", f"{name_at}__nl", f"{name_at}__en")

    def sections(self, version: ExerciseVersion) -> list[Section]:
        """Return the exercise, part by part."""
        return exercise_page(exercise_of(version.pk))


@admin.register(IntakeVersion)
class IntakeAdmin(VersionPages):
    """Intakes: the questions that lead from a complaint to a protocol or a person."""

    name_at = "document__name"
    search_fields = ("slug", f"{name_at}__nl", f"{name_at}__en")

    def sections(self, version: IntakeVersion) -> list[Section]:
        """Return the questions in order."""
        return intake_page(intake_of(version.pk))
