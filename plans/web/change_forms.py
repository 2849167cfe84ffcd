"""The forms with which a plan is changed, each of which becomes one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as WrongValue

from plans.domain.change import (
    Change,
    ChangeDose,
    ExtendPhase,
    OpenPhase,
    PausePlan,
    RemoveExercise,
    ResumePlan,
    SwapExercise,
)
from plans.domain.dosage import Dose, Frequency
from plans.domain.plan import DatedPlan, DatedPrescription, PhaseStatus
from plans.domain.protocol import PhaseKind
from plans.models import Outcome
from plans.selectors.catalogue import exercise_names, exercise_of, published_exercises
from plans.selectors.words import PHASES, language
from plans.web.plan_words import prescribed
from plans.web.words import named, say

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


def _day(label: Any) -> forms.DateField:
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

    from_on = _day(_("First day of the pause"))
    until_on = _day(_("First day after the pause"))

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


class TailorForm(ChangeForm):
    """What every change of one exercise is asked: which one, and from which day."""

    prescription = forms.ChoiceField(label=_("Exercise in the plan"))
    from_on = _day(_("From"))

    def prepare(self) -> None:
        """Offer the exercises that are still to come, by phase."""
        items = self.about.coming_prescriptions()
        names = exercise_names({item.exercise for item in items}, language())
        phases = dict.fromkeys(item.phase for item in items)
        cast("forms.ChoiceField", self.fields["prescription"]).choices = [
            (
                named(PHASES, kind),
                [(item.key, prescribed(item, names)) for item in items if item.phase == kind],
            )
            for kind in phases
        ]
        self.fields["from_on"].initial = self.about.today

    def chosen(self) -> DatedPrescription:
        """Return the exercise that was chosen."""
        key = self.cleaned_data["prescription"]
        return next(item for item in self.about.coming_prescriptions() if item.key == key)


class RemoveForm(TailorForm):
    """Take an exercise out."""

    def change(self) -> Change:
        """Return the removal."""
        return RemoveExercise(
            prescription=self.cleaned_data["prescription"], from_on=self.cleaned_data["from_on"]
        )


class SwapForm(TailorForm):
    """Put another exercise in the place of one."""

    exercise = forms.ChoiceField(label=_("Becomes"))
    keep_dose = forms.BooleanField(
        label=_("Keep the dose of the old exercise"), required=False, initial=False
    )

    def prepare(self) -> None:
        """Offer the library."""
        super().prepare()
        library = [exercise_of(version.pk) for version in published_exercises()]
        self._doses = {exercise.slug: exercise.dose for exercise in library}
        cast("forms.ChoiceField", self.fields["exercise"]).choices = sorted(
            ((exercise.slug, say(exercise.name)) for exercise in library),
            key=itemgetter(1),
        )

    def change(self) -> Change:
        """Return the swap, with the new exercise's usual dose or the old one's."""
        exercise = self.cleaned_data["exercise"]
        return SwapExercise(
            prescription=self.cleaned_data["prescription"],
            exercise=exercise,
            dose=None if self.cleaned_data["keep_dose"] else self._doses[exercise],
            from_on=self.cleaned_data["from_on"],
        )


class DoseForm(TailorForm):
    """Change how much and how often; what is left empty stays as it is."""

    sets = forms.IntegerField(label=_("Sets"), min_value=1, max_value=20, required=False)
    reps = forms.IntegerField(label=_("Times in a set"), min_value=1, max_value=100, required=False)
    hold_s = forms.IntegerField(
        label=_("Seconds to hold"), min_value=1, max_value=600, required=False
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, required=False)
    times_a_day = forms.IntegerField(
        label=_("Times a day"), min_value=1, max_value=10, required=False
    )
    every_n_days = forms.IntegerField(
        label=_("Once in so many days"), min_value=1, max_value=14, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a dose that is no dose, such as more than the most that was said."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if not any(cleaned.get(name) for name in (*_IN_A_DOSE, *_IN_A_FREQUENCY)):
            raise ValidationError(gettext("Fill in what has to change; the rest stays as it is."))
        try:
            self.change()
        except (WrongValue, ValueError):
            raise ValidationError(
                gettext(
                    "This does not go together with the rest of the dose. Fill in other figures."
                )
            ) from None
        return cleaned

    def change(self) -> Change:
        """Return the new dose and frequency."""
        old = self.chosen()
        return ChangeDose(
            prescription=old.key,
            dose=self._dose(old.dose),
            frequency=self._frequency(old.frequency),
            from_on=self.cleaned_data["from_on"],
        )

    def _dose(self, old: Dose) -> Dose | None:
        figures = self._filled_in(_IN_A_DOSE)
        if not figures:
            return None
        # A single number of repetitions takes the place of a range.
        if "reps" in figures:
            figures["reps_max"] = None
        return replace(old, **figures)

    def _frequency(self, old: Frequency) -> Frequency | None:
        figures = self._filled_in(_IN_A_FREQUENCY)
        if not figures:
            return None
        if "every_n_days" in figures:
            figures["weekdays"] = ()
        return replace(old, **figures)

    def _filled_in(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in names
            if self.cleaned_data.get(name) is not None
        }


_IN_A_DOSE = ("sets", "reps", "hold_s", "minutes")
_IN_A_FREQUENCY = ("times_a_day", "every_n_days")


class EndForm(forms.Form):
    """End the plan: how it ended, and why."""

    outcome = forms.ChoiceField(
        label=_("How does the plan end?"),
        choices=[
            (choice.value, choice.label) for choice in Outcome if choice is not Outcome.SWITCHED
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why? (may be left out)"), max_length=WORDS_AT_MOST, required=False
    )


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
