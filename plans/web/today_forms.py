"""What a patient fills in on a day: ticks, scores, answers, walks and signs."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.domain.question import Question, Sign
from plans.models import ActivityKind, Done
from plans.services.reporting import FARTHEST_ACTIVITY_KM, LONGEST_ACTIVITY_MINUTES
from plans.web.words import say

SCORES = [(score, str(score)) for score in range(11)]


def _score(label: Any, widget: type[forms.Widget] = forms.Select) -> forms.TypedChoiceField:
    choices: list[tuple[Any, Any]] = [*SCORES]
    if widget is forms.Select:
        choices = [("", "-"), *SCORES]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=widget,
        error_messages={"invalid_choice": _("choose a number from 0 to 10.")},
    )


class ScoreForm(forms.Form):
    """The day's pain: the worst of today, and that of waking up."""

    pain = _score(_("Worst pain today"), forms.RadioSelect)
    morning = _score(_("Pain when you woke up (may be left out)"))


class TickForm(forms.Form):
    """One turn of an exercise: how much of it was done, and the pain during it."""

    exercise = forms.SlugField(max_length=60, widget=forms.HiddenInput)
    turn = forms.IntegerField(min_value=1, max_value=100, widget=forms.HiddenInput)
    done = forms.ChoiceField(choices=Done.choices)
    pain = _score(_("Pain during"))


class _OnceForm(forms.Form):
    """A form that is kept once, however often it is sent."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class AnswerForm(_OnceForm):
    """One question with its possible answers."""

    question = forms.CharField(max_length=60, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": _("choose one of the answers.")}
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.fields["answer"]
        answer.label = say(question.text)
        answer.choices = [  # type: ignore[attr-defined]
            (option.value, say(option.text)) for option in question.options
        ]


class ActivityForm(_OnceForm):
    """A walk or a run."""

    kind = forms.ChoiceField(
        label=_("What did you do?"),
        choices=ActivityKind.choices,
        initial=ActivityKind.WALK,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=LONGEST_ACTIVITY_MINUTES
    )
    km = forms.DecimalField(
        label=_("Kilometres (may be left out)"),
        max_value=FARTHEST_ACTIVITY_KM,
        max_digits=5,
        decimal_places=2,
        localize=True,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    pain = _score(_("Pain during"))


class SignsForm(_OnceForm):
    """The signs of the protocol that a patient noticed; none ticked says that there are none."""

    signs = forms.MultipleChoiceField(
        label=_("I notice"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, signs: tuple[Sign, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signs"].choices = [  # type: ignore[attr-defined]
            (sign.name, say(sign.text)) for sign in signs
        ]
