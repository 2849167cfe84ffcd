"""What is asked of a physiotherapist who handles a referral or a task."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS_AT_MOST = 200


class ResolveForm(forms.Form):
    """What came of a referral."""

    outcome = forms.CharField(label=_("What came of it?"), max_length=WORDS_AT_MOST)


class DismissForm(forms.Form):
    """Why a referral was not needed."""

    reason = forms.CharField(label=_("Why was it not needed?"), max_length=WORDS_AT_MOST)


class TreatForm(forms.Form):
    """With which protocol the treatment takes over."""

    protocol = forms.SlugField(label=_("Treatment"), max_length=60)


class CloseForm(forms.Form):
    """What came of a task."""

    outcome = forms.CharField(label=_("What came of it?"), max_length=WORDS_AT_MOST)
