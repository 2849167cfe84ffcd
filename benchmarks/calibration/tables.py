"""The tables of the study, as Markdown that also reads well on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.calibration.counting import Miss, Result, Row, Threshold, row
from benchmarks.calibration.courses import Course

_COLUMNS = {
    "should be seen": "needed",
    "called": "called",
    "within 3 days": "soon",
    "asked": "asked",
    "task": "tasked",
    "none of these": "unnoticed",
    "days late, median": "median_late",
    "days late, 90 %": "late_90",
    "need nobody": "not_needed",
    "sent for nothing": "sent",
}
_OF_CALLS = ("should be seen", "called", "days late, median", "days late, 90 %")
_OF_RULES = (*_OF_CALLS, "need nobody", "sent for nothing")
_COUNTS = ("needed", "not_needed")


def of(threshold: Threshold, results: Iterable[Result]) -> list[Result]:
    """Return the results at one threshold."""
    return [result for result in results if result.threshold is threshold]


def tables(results: Sequence[Result]) -> str:
    """Write all tables; where a cell holds two figures the second is of the stricter threshold."""
    return "\n\n".join(
        f"## {title}\n\n{table}"
        for title, table in (
            ("By course", _table("course", _by_course(results), list(_COLUMNS))),
            (
                "By protocol, all rules together",
                _table("protocol", by_protocol(results), _OF_RULES),
            ),
            ("By rule", _table("rule", _by_rule(results), _OF_RULES)),
            ("Who did not improve and was missed", _misses(results)),
        )
    )


Pair = tuple[Row, Row]


def by_protocol(results: Sequence[Result]) -> Iterator[Pair]:
    """Count each protocol at both thresholds, and all together."""
    slugs = dict.fromkeys(result.protocol for result in results)
    for slug in slugs:
        yield _pair(slug, [result for result in results if result.protocol == slug])
    yield _pair("all", results)


def _by_course(results: Sequence[Result]) -> Iterator[Pair]:
    for course in Course:
        yield _pair(course, [result for result in results if result.course is course])
    yield _pair("all", results)


def _by_rule(results: Sequence[Result]) -> Iterator[Pair]:
    """Count each rule over the patients of the protocols in which it called anybody."""
    for rule in sorted({name for result in results for name in result.sent}):
        slugs = {result.protocol for result in results if rule in result.sent}
        concerned = [result for result in results if result.protocol in slugs]
        default, stricter = (
            row(f"{rule[0]} ({rule[1]})", of(threshold, concerned), rule) for threshold in Threshold
        )
        yield default, stricter


def _pair(name: str, results: Sequence[Result]) -> Pair:
    default, stricter = (row(name, of(threshold, results)) for threshold in Threshold)
    return default, stricter


def _table(what: str, pairs: Iterable[Pair], columns: Sequence[str]) -> str:
    lines = [[what, *columns], ["---", *("---:" for _ in columns)]]
    lines += [[pair[0].name, *(_cell(pair, _COLUMNS[name]) for name in columns)] for pair in pairs]
    return _markdown(lines)


def _cell(pair: Pair, field: str) -> str:
    default, stricter = (_figure(getattr(one, field), field) for one in pair)
    return default if default == stricter else f"{default} / {stricter}"


def _figure(value: float | None, field: str) -> str:
    if value is None:
        return "–"
    if field in _COUNTS or field in ("median_late", "late_90"):
        return f"{value:g}"
    return percent(value)


def percent(share: float | None) -> str:
    """Write a share as a percentage, without hiding the last few behind 0 or 100."""
    if share is None:
        return "–"
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    figures = 1 if 0 < share < 0.01 or 0.99 < share < 1 else 0
    return f"{100 * share:.{figures}f} %"


def _misses(results: Sequence[Result]) -> str:
    lines = [["why", *(f"at the {threshold} threshold" for threshold in Threshold)]]
    lines.append(["---", *("---:" for _ in Threshold)])
    stuck = [[item for item in of(one, results) if item.is_stuck] for one in Threshold]
    lines.append(["truly not improving", *(str(len(items)) for items in stuck)])
    for miss in Miss:
        counts = [sum(item.miss is miss for item in items) for items in stuck]
        lines.append([f"missed: {miss}", *map(str, counts)])
    return _markdown(lines)


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
