"""The forms with which the days of a plan are changed, each of which becomes one change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from plans.domain.change import Change, ExtendPhase, OpenPhase, PausePlan, ResumePlan
from plans.domain.plan import DatedPlan, DatedPrescription, PhaseStatus
from plans.domain.protocol import PhaseKind
from plans.selectors.words import PHASES
from plans.web.words import named

WORDS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Changeable:
    """The plan that is to be changed, and which day it is for its patient."""

    dated: DatedPlan
    today: date

    def coming_prescriptions(self) -> list[DatedPrescription]:
        """Return the exercises that have not stopped, of phases that are not over."""
        over = {phase.kind for phase in self.dated.phases if phase.status is PhaseStatus.DONE}
        return [
            item
            for item in self.dated.prescriptions
            if item.phase not in over and (item.until_on is None or item.until_on > self.today)
        ]


def day_field(label: Any) -> forms.DateField:
    """Make a field that asks for a day."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ChangeForm(forms.Form):
    """What every change is asked: why."""

    reason = forms.CharField(
        label=_("Why? (may be left out)"), max_length=WORDS_AT_MOST, required=False
    )
    field_order = None

    def __init__(self, *args: Any, about: Changeable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        self.prepare()

    def prepare(self) -> None:
        """Fill in what can be chosen."""

    def change(self) -> Change:
        """Return the change that was filled in; the form is valid."""
        raise NotImplementedError


class OpenPhaseForm(ChangeForm):
    """Open the phase after the one that is open."""

    def change(self) -> Change:
        """Return the opening of the next phase."""
        phases = self.about.dated.phases
        kinds = [phase.kind for phase in phases]
        current = self.about.dated.open_phase()
        position = kinds.index(current.kind) + 1 if current else len(kinds)
        return OpenPhase(phase=kinds[min(position, len(kinds) - 1)])


class PauseForm(ChangeForm):
    """Ask nothing for some days."""

    from_on = day_field(_("First day of the pause"))
    until_on = day_field(_("First day after the pause"))

    def prepare(self) -> None:
        """Propose a week from today."""
        self.fields["from_on"].initial = self.about.today
        self.fields["until_on"].initial = self.about.today + timedelta(days=7)

    def change(self) -> Change:
        """Return the pause."""
        return PausePlan(
            from_on=self.cleaned_data["from_on"], until_on=self.cleaned_data["until_on"]
        )


class ResumeForm(ChangeForm):
    """End the pause of today."""

    def change(self) -> Change:
        """Return the end of the pause."""
        return ResumePlan()


class ExtendForm(ChangeForm):
    """Make a phase longer or shorter."""

    phase = forms.ChoiceField(label=_("Phase"))
    days = forms.IntegerField(
        label=_("Days longer (a minus makes it shorter)"),
        min_value=-366,
        max_value=366,
        initial=7,
    )

    def prepare(self) -> None:
        """Offer the phases that are not over."""
        cast("forms.ChoiceField", self.fields["phase"]).choices = [
            (phase.kind, named(PHASES, phase.kind))
            for phase in self.about.dated.phases
            if phase.status is not PhaseStatus.DONE
        ]

    def clean_days(self) -> int:
        """Refuse a change of nothing."""
        days: int = self.cleaned_data["days"]
        if days == 0:
            raise ValidationError(gettext("fill in at least one day, or minus one."))
        return days

    def change(self) -> Change:
        """Return the longer or shorter phase."""
        return ExtendPhase(
            phase=cast("PhaseKind", self.cleaned_data["phase"]), days=self.cleaned_data["days"]
        )
