"""What a protocol judges, and whom it calls: the rules as data of the protocol version."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from plans.domain.question import Name
from plans.domain.source import Source
from plans.domain.text import Text
from plans.domain.value import value

RuleId = Annotated[str, Field(pattern=r"^R-[A-Z]{2,5}-\d{1,2}$")]
Anchor = Literal["plan_start", "injury", "phase_start"]
Addressee = Literal["physiotherapist", "gp", "emergency"]
Urgency = Literal["immediate", "important", "contact", "may"]
TrendOutcome = Literal["settled", "clear_improvement", "slight_improvement", "no_change", "worse"]
WindowDays = Annotated[int, Field(ge=1, le=366)]
Points = Annotated[float, Field(ge=0, le=10)]
Percent = Annotated[float, Field(ge=0, le=100)]


LESS_PAIN = "less_pain_than_at_start"
"""The question that decides when there are too few scores for a verdict (DEF-3)."""

MORE_PAIN = "more_pain_than_before_resuming"
"""The question that decides when nothing is known of the days before the first run (DEF-6)."""

STILL_PAINFUL = "still_painful"
"""The question that is asked on the second day when no score was given (DEF-14)."""

MORE_SIGNS = "more_signs"
"""The question that is asked again the same day after a single sign (DEF-15)."""


@value
class AnswerIs:
    """True when the patient's latest answer to ``question`` is ``answer``."""

    question: Name
    answer: Name


@value
class TrendThresholds:
    """The figures of the improvement verdict (DEF-4): pain points on 0-10, and percentages."""

    settled_at_most: Points = 1.0
    least_points: Points = 1.0
    slight_percent: Percent = 15.0
    clear_points: Points = 2.0
    clear_percent: Percent = 30.0
    worse_points: Points = 1.0

    def __post_init__(self) -> None:
        if self.clear_points < self.least_points or self.clear_percent < self.slight_percent:
            raise ValueError("a clear improvement cannot ask less than a slight one")


@value
class _Referring:
    """What every rule that can call somebody has: its id, whom it calls, how soon, and why."""

    id: RuleId
    to: Addressee = "physiotherapist"
    urgency: Urgency = "contact"
    reason: Text
    source: Source

    @property
    def is_red_flag(self) -> bool:
        """Say whether it cannot wait: it calls a doctor, or anybody at once."""
        return self.to != "physiotherapist" or self.urgency == "immediate"


@value
class TrendRule(_Referring):
    """Has the pain become less over the window? (DEF-1 to DEF-5, DEF-2b)

    ``fires_on`` names the verdicts that lead to a referral; adding ``slight_improvement`` is the
    stricter threshold. ``only_if`` is an answer without which the rule does not fire; ``or_if`` an
    answer that makes it fire whatever the scores say.
    """

    kind: Literal["trend"] = "trend"
    window_days: Annotated[int, Field(ge=4, le=366)]
    anchor: Anchor
    repeats: bool = True
    thresholds: TrendThresholds = TrendThresholds()
    fires_on: Annotated[tuple[TrendOutcome, ...], Field(min_length=1)] = ("no_change", "worse")
    only_if: AnswerIs | None = None
    or_if: AnswerIs | None = None


@value
class MilestoneRule(_Referring):
    """Has ``question`` been answered ``answer`` when the window closes? (DEF-5: R-HAM-2)"""

    kind: Literal["milestone"] = "milestone"
    window_days: WindowDays
    anchor: Anchor
    question: Name
    answer: Name = "yes"


@value
class TearCheckRule(_Referring):
    """Still painful and not walking normally on the day the window closes (DEF-14)."""

    kind: Literal["tear_check"] = "tear_check"
    window_days: WindowDays
    anchor: Anchor = "injury"
    pain_at_least: Annotated[int, Field(ge=1, le=10)] = 1
    gait: AnswerIs = AnswerIs(question="gait", answer="abnormal")


@value
class ResumingRule(_Referring):
    """Pain rises after running or training was taken up again (DEF-6).

    The ``reference_days`` before the first run say what the pain was; when none of them was
    logged, the last score of ``look_back_days`` before the run does.
    """

    kind: Literal["resuming"] = "resuming"
    reference_days: Annotated[int, Field(ge=1, le=14)] = 4
    look_back_days: Annotated[int, Field(ge=1, le=28)] = 7
    session_days: Annotated[int, Field(ge=1, le=28)] = 7
    rise_points: Points = 2.0


@value
class SignsRule(_Referring):
    """At least ``at_least`` of the signs are reported; fewer ask again the same day (DEF-15).

    Signs of the last ``within_days`` days, today included, count together.
    """

    kind: Literal["signs"] = "signs"
    signs: Annotated[tuple[Name, ...], Field(min_length=1)]
    at_least: Annotated[int, Field(ge=1, le=10)] = 1
    within_days: Annotated[int, Field(ge=1, le=7)] = 2

    def __post_init__(self) -> None:
        if self.at_least > len(self.signs):
            raise ValueError("at_least asks more signs than the rule names")


@value
class ReportRule(_Referring):
    """The patient gives this answer: the rule fires at once."""

    kind: Literal["report"] = "report"
    question: Name
    answers: Annotated[tuple[Name, ...], Field(min_length=1)]


@value
class TallyRule(_Referring):
    """The patient gives this answer on more than ``more_than_days`` days in a row."""

    kind: Literal["tally"] = "tally"
    question: Name
    answer: Name = "yes"
    more_than_days: Annotated[int, Field(ge=1, le=60)]


@value
class NotReachedRule(_Referring):
    """A criterion of the gate has not been met when ``within_days`` have passed."""

    kind: Literal["not_reached"] = "not_reached"
    criterion: Name
    within_days: WindowDays
    anchor: Anchor = "plan_start"


@value
class FlareRule(_Referring):
    """How worsening during build-up is judged (DEF-8).

    ``expected_days`` is how many days from the start of build-up more pain is expected and no
    reason to worry; 0 where the brochure says nothing of the kind.
    """

    kind: Literal["flare"] = "flare"
    expected_days: Annotated[int, Field(ge=0, le=60)] = 0
    week_rise_points: Points = 1.0
    mornings_needed: Annotated[int, Field(ge=1, le=7)] = 3


@value
class PrognosisRule(_Referring):
    """The longest expected recovery has passed without full recovery."""

    kind: Literal["prognosis"] = "prognosis"
    anchor: Anchor = "plan_start"


@value
class AdviceRule(_Referring):
    """Something to bring up with a clinician; nothing triggers it by itself."""

    kind: Literal["advice"] = "advice"
    urgency: Urgency = "may"


Rule = Annotated[
    TrendRule
    | MilestoneRule
    | TearCheckRule
    | ResumingRule
    | SignsRule
    | ReportRule
    | TallyRule
    | NotReachedRule
    | FlareRule
    | PrognosisRule
    | AdviceRule,
    Field(discriminator="kind"),
]
