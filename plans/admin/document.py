"""A version of the catalogue as a page to read: every text and figure with its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.admin.words import PATHWAYS, duration_in_words, period_in_words
from plans.domain.dose_words import dose_in_words, frequency_in_words
from plans.domain.exercise import Exercise
from plans.domain.intake import AskNext, Intake, IntakeOption, UseProtocol
from plans.domain.protocol import AcuteMeasure, FollowUp, Phase, Prescription, Protocol
from plans.domain.rule import Rule, TrendRule
from plans.domain.statement import Statement
from plans.domain.text import Text
from plans.selectors.words import ADDRESSEES, PHASES, URGENCIES, language


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a page: what it says, what belongs to it, and where it comes from."""

    text: str
    label: str = ""
    details: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page; ``level`` is how deep its heading stands."""

    title: str
    entries: tuple[Entry, ...]
    level: int = 3


def protocol_page(protocol: Protocol) -> list[Section]:
    """Lay out a protocol: the injury, its phases, its rules and what follows."""
    sections = [
        Section(_("The injury"), tuple(_injury(protocol))),
        Section(_("Typical for this protocol"), _statements(protocol.typical)),
        Section(_("Symptoms"), _statements(protocol.condition.symptoms)),
        Section(_("Causes"), _statements(protocol.condition.causes)),
        Section(_("First days"), tuple(map(_measure, protocol.acute))),
        *(part for phase in protocol.phases for part in _phase(phase)),
        Section(_("Rules that call somebody"), tuple(map(_rule, protocol.rules))),
        Section(_("Warning signs"), _statements(protocol.red_flags)),
        Section(
            _("More pain that belongs to recovery"),
            tuple(
                Entry(_say(flare.text), str(PHASES[flare.phase]), source=flare.source)
                for flare in protocol.expected_flares
            ),
        ),
        Section(
            _("Questions along the way"),
            tuple(
                Entry(_say(item.text), details=tuple(_say(option.text) for option in item.options))
                for item in protocol.questions
            ),
        ),
        Section(_("Signs"), tuple(Entry(_say(sign.text)) for sign in protocol.signs)),
        Section(
            _("Steps back to running"),
            tuple(Entry(_say(step.text), source=step.source) for step in protocol.ladder),
        ),
        Section(_("Prognosis and full recovery"), tuple(_ending(protocol))),
        Section(_("Other options"), _statements(protocol.options)),
        Section(_("Prevention"), _statements(protocol.condition.prevention)),
        Section(_("Afterwards"), tuple(_follow_up(protocol.follow_up))),
    ]
    return [section for section in sections if section.entries]


def exercise_page(exercise: Exercise) -> list[Section]:
    """Lay out an exercise: what for, how, and how much."""
    usual = Entry(
        dose_in_words(exercise.dose, language()),
        details=(frequency_in_words(exercise.frequency, language()),),
        source=exercise.source,
    )
    sections = [
        Section(_("What for"), (Entry(_say(exercise.purpose), _say(exercise.name)),)),
        Section(_("How"), _texts(exercise.steps)),
        Section(_("Take care"), _texts(exercise.cautions)),
        Section(_("Needed"), _texts(exercise.equipment)),
        Section(_("Usual dose"), (usual,)),
        Section(_("Easier"), tuple(map(Entry, exercise.easier))),
        Section(_("Harder"), tuple(map(Entry, exercise.harder))),
    ]
    return [section for section in sections if section.entries]


def intake_page(intake: Intake) -> list[Section]:
    """Lay out an intake: each question with where its answers lead."""
    return [
        Section(
            f"{number}. {_say(question.text)}",
            tuple(_option(option, question.source) for option in question.options),
        )
        for number, question in enumerate(intake.questions, start=1)
    ]


def _injury(protocol: Protocol) -> Iterator[Entry]:
    names = protocol.names
    yield Entry(names.in_language(language()), _("Name"), (names.clinical, *names.also))
    yield Entry(str(PATHWAYS[protocol.pathway]), _("Pathway"))
    yield _statement(protocol.summary, _("In short"))
    yield _statement(protocol.condition.location, _("Where"))
    yield _statement(protocol.condition.onset, _("How it begins"))
    yield from _statements(protocol.condition.explanation)


def _phase(phase: Phase) -> Iterator[Section]:
    duration = Entry(duration_in_words(phase.duration), _("Duration"), source=phase.duration.source)
    ceiling = Entry(
        _("%(pain)d out of 10") % {"pain": phase.ceiling.pain},
        _("Highest pain during exercise"),
        source=phase.ceiling.source,
    )
    aim = Entry(_say(phase.aim), _("Aim"))
    yield Section(str(PHASES[phase.kind]), (aim, duration, ceiling, *_statements(phase.advice)))
    yield Section(_("Exercises"), tuple(map(_prescription, phase.exercises)), 4)
    yield Section(_("Allowed"), _statements(phase.allowed), 4)
    yield Section(_("Limits"), _statements(phase.forbidden), 4)
    yield Section(_("Aids"), _statements(phase.aids), 4)
    yield Section(
        _("What opens the next phase"),
        tuple(Entry(_say(item.text), source=item.source) for item in phase.gate.criteria),
        4,
    )


def _prescription(item: Prescription) -> Entry:
    details = [frequency_in_words(item.frequency, language())]
    if item.starts_after != "P0D":
        details.append(_("from %(period)s on") % {"period": period_in_words(item.starts_after)})
    if item.ends_after is not None:
        details.append(_("until %(period)s") % {"period": period_in_words(item.ends_after)})
    return Entry(dose_in_words(item.dose, language()), item.exercise, tuple(details), item.source)


def _measure(measure: AcuteMeasure) -> Entry:
    lasts = (period_in_words(measure.lasts),) if measure.lasts else ()
    label = _("Limit") if measure.forbidden else _("Do")
    return Entry(_say(measure.text), label, lasts, measure.source)


def _rule(rule: Rule) -> Entry:
    details = [f"{URGENCIES[rule.urgency]}, {_('to')}: {ADDRESSEES[rule.to]}"]
    if isinstance(rule, TrendRule):
        details.append(_("looks at %(days)d days") % {"days": rule.window_days})
    return Entry(_say(rule.reason), rule.id, tuple(details), rule.source)


def _ending(protocol: Protocol) -> Iterator[Entry]:
    prognosis = protocol.prognosis
    lasts = (duration_in_words(prognosis.duration),) if prognosis.duration else ()
    yield Entry(_say(prognosis.text), _("Prognosis"), lasts, prognosis.source)
    recovery = protocol.full_recovery
    yield Entry(_say(recovery.text), _("Full recovery"), source=recovery.source)


def _follow_up(follow_up: FollowUp | None) -> Iterator[Entry]:
    if follow_up is None:
        return
    lasts = (duration_in_words(follow_up.duration),)
    yield Entry(_say(follow_up.text), "", lasts, follow_up.source)
    yield from map(_prescription, follow_up.exercises)


def _option(option: IntakeOption, source: str) -> Entry:
    then = option.then
    if isinstance(then, AskNext):
        return Entry(_say(option.text), details=(_("goes on with another question"),))
    if isinstance(then, UseProtocol):
        return Entry(_say(option.text), details=(f"→ {then.protocol}",), source=source)
    leads_to = f"→ {then.rule}: {ADDRESSEES[then.to]}, {URGENCIES[then.urgency]}"
    return Entry(_say(option.text), details=(leads_to, _say(then.reason)), source=then.source)


def _statement(statement: Statement, label: str = "") -> Entry:
    return Entry(_say(statement.text), label, source=statement.source)


def _statements(statements: Iterable[Statement]) -> tuple[Entry, ...]:
    return tuple(_statement(statement) for statement in statements)


def _texts(texts: Iterable[Text]) -> tuple[Entry, ...]:
    return tuple(Entry(_say(text)) for text in texts)


def _say(text: Text) -> str:
    return text.in_language(language())
