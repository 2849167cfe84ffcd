"""The forms with which the exercises of a plan are tailored to one patient."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as WrongValue

from plans.domain.change import Change, ChangeDose, RemoveExercise, SwapExercise
from plans.domain.dosage import Dose, Frequency
from plans.domain.plan import DatedPrescription
from plans.selectors.catalogue import exercise_names, exercise_of, published_exercises
from plans.selectors.words import PHASES, language
from plans.web.change_forms import ChangeForm, day_field
from plans.web.plan_words import prescribed
from plans.web.words import named, say


class TailorForm(ChangeForm):
    """What every change of one exercise is asked: which one, and from which day."""

    prescription = forms.ChoiceField(label=_("Exercise in the plan"))
    from_on = day_field(_("From"))

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
