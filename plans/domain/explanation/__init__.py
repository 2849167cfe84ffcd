"""Why a verdict is as it is: in a few words, for the patient, and in full for the clinician."""

from __future__ import annotations

from plans.domain.explanation.explaining import explain
from plans.domain.explanation.told import Explanation, Told

__all__ = ["Explanation", "Told", "explain"]
