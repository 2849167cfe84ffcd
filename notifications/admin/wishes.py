"""What people want to be told, and when they are away: changed by staff at a person's request."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notifications.admin.pages import ClinicPages, ModelForm, is_at_the_desk, viewer_of
from notifications.admin.words import change_in_words, switch_in_words
from notifications.domain.choosing import Switch, is_on, switches_of
from notifications.domain.timing import QuietHours
from notifications.models import Absence, Preference, WishChange
from notifications.selectors.wishes import wishes_of
from notifications.services.wishes import change_wishes, drop_absence, note_absence


class NewWishesForm(ModelForm):
    """Whose wishes are noted; the wishes themselves stand on the next page."""

    class Meta:
        model = Preference
        fields = ("user",)
        help_texts: ClassVar[Any] = {"user": _("Whoever is not offered here has a page already.")}


class WishesForm(ModelForm):
    """Quiet hours, and a switch for each topic over each channel that this person can decline."""

    switches = forms.MultipleChoiceField(
        label=capfirst(_("wants to be told")),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Questions, referrals and what to do have no switch, and everything can be read in "
            "the inbox."
        ),
    )

    class Meta:
        model = Preference
        fields = ("quiet_from", "quiet_until", "rests_on_holidays")
        widgets: ClassVar[Any] = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts: ClassVar[Any] = {
            "quiet_until": _("The same time twice means that there are no quiet hours.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance.user
        wishes = wishes_of([person.pk])[person.pk]
        offered = {_code(switch): switch for switch in switches_of(wishes, person.role)}
        self.offered = offered
        choice: Any = self.fields["switches"]
        choice.choices = [
            (code, capfirst(switch_in_words(switch))) for code, switch in offered.items()
        ]
        self.initial["switches"] = [code for code in offered if is_on(wishes, offered[code])]

    def asked(self) -> dict[Switch, bool]:
        """Return each switch as it was left."""
        chosen = self.cleaned_data["switches"]
        return {switch: code in chosen for code, switch in self.offered.items()}


def _code(switch: Switch) -> str:
    return ":".join(switch)


@admin.register(Preference)
class WishesAdmin(ClinicPages):
    """The wishes of one person; each change is kept, with who made it."""

    seen_at_the_desk = True
    named_by = "user__public_id"
    list_display = ("user", "quiet_from", "quiet_until", "weekly_summary", "rests_on_holidays")
    list_filter: ClassVar[Any] = ("weekly_summary", "rests_on_holidays")
    clinic_path = "user__clinic_id"
    reads_along = ("user",)
    search_fields = ("user__name", "user__email")
    search_help_text = _("name or e-mail address")
    ordering = ("user__name", "pk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may note the wishes of somebody who has the defaults."""
        return is_at_the_desk(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may change them."""
        return is_at_the_desk(request)

    def get_fields(self, request: HttpRequest, obj: Preference | None = None) -> Any:
        """Ask whose wishes they are first."""
        if obj is None:
            return ("user",)
        return ("user", ("quiet_from", "quiet_until"), "rests_on_holidays", "switches", "history")

    def get_readonly_fields(self, request: HttpRequest, obj: Preference | None = None) -> Any:
        """Keep whose wishes they are."""
        return () if obj is None else ("user", "history")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Take another form for somebody new."""
        kwargs["form"] = WishesForm if change else NewWishesForm
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer who has no page here yet."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "user":
            field.queryset = field.queryset.filter(message_preference=None)
        return field

    def save_model(self, request: HttpRequest, obj: Preference, form: Any, change: bool) -> None:
        """Hand the wishes to the service that says no where it must."""
        if not change:
            obj.save()
            return
        given = form.cleaned_data
        change_wishes(
            user=obj.user,
            by=viewer_of(request),
            now=timezone.now(),
            quiet=QuietHours(given["quiet_from"], given["quiet_until"]),
            rests_on_holidays=given["rests_on_holidays"],
            switches=form.asked(),
        )

    def response_add(
        self, request: HttpRequest, obj: Preference, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Go on to the wishes themselves."""
        name = obj.user.public_id
        return HttpResponseRedirect(reverse("admin:notifications_preference_change", args=[name]))

    @admin.display(description=_("changes"))
    def history(self, preference: Preference) -> SafeString:
        """Return what was changed and by whom, the newest first."""
        rows = WishChange.objects.filter(user_id=preference.user_id).select_related("by")
        lines = (
            (timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M"), row.by, change_in_words(row))
            for row in rows.order_by("-at", "-pk")[:50]
        )
        return format_html_join("", "<p>{} {}: {}</p>", lines) or SafeString("–")


@admin.register(Absence)
class AbsenceAdmin(ClinicPages):
    """Days on which somebody is away; noted and taken back, never changed behind their back."""

    seen_at_the_desk = True
    # A number names days, not a person; there is no page that lists more by counting on.
    is_about_nobody = True
    list_display = ("user", "from_on", "until_on")
    list_filter: ClassVar[Any] = ("user__role",)
    clinic_path = "user__clinic_id"
    reads_along = ("user",)
    search_fields = ("user__name", "user__email")
    search_help_text = _("name or e-mail address")
    date_hierarchy = "from_on"
    ordering = ("-from_on", "user__name", "pk")
    fields = ("user", "from_on", "until_on")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may note it."""
        return is_at_the_desk(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff may take it back."""
        return is_at_the_desk(request)

    def save_model(self, request: HttpRequest, obj: Absence, form: Any, change: bool) -> None:
        """Hand the days to the service that says no where it must."""
        noted = note_absence(
            user=obj.user,
            from_on=obj.from_on,
            until_on=obj.until_on,
            by=viewer_of(request),
            now=timezone.now(),
        )
        # The page goes on with the row that was made.
        obj.__dict__.update(noted.__dict__)

    def delete_model(self, request: HttpRequest, obj: Absence) -> None:
        """Take back one absence."""
        drop_absence(user=obj.user, from_on=obj.from_on, by=viewer_of(request), now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take back several."""
        for absence in queryset:
            self.delete_model(request, absence)
