"""The ways in which a plan can be changed, each with its form and what is told about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plans.web.change_forms import ChangeForm, ExtendForm, OpenPhaseForm, PauseForm, ResumeForm
from plans.web.tailor_forms import DoseForm, RemoveForm, SwapForm


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to change a plan: its form, what it is called, and what is told before it is made."""

    form: Callable[..., ChangeForm]
    title: Promise
    told: Promise


KINDS: dict[str, Kind] = {
    "open-phase": Kind(
        OpenPhaseForm,
        _("Open the next phase"),
        _("The open phase ends today and the next one begins."),
    ),
    "pause": Kind(
        PauseForm,
        _("Pause the plan"),
        _("During a pause nothing is asked. The phases keep their dates."),
    ),
    "resume": Kind(ResumeForm, _("Resume the plan"), _("The pause ends; today counts again.")),
    "extend": Kind(
        ExtendForm,
        _("Make a phase longer or shorter"),
        _("Later phases move along. What has been is not dated anew."),
    ),
    "swap": Kind(
        SwapForm, _("Swap an exercise"), _("The exercise is replaced from the day you choose.")
    ),
    "remove": Kind(
        RemoveForm, _("Remove an exercise"), _("The exercise stops on the day you choose.")
    ),
    "dose": Kind(
        DoseForm,
        _("Change a dose"),
        _("Fill in what changes; what you leave empty stays as it is."),
    ),
}
