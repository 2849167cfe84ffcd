"""Which tests run on which database: each once in the short run, on both in the whole one."""

from __future__ import annotations

from dataclasses import dataclass

# These start programs and servers on databases of their own, and mostly wait for them.
_SHORT_PROGRAMS = (
    "tests/faults/test_short.py",
    "tests/guards",
    "tests/servers",
)
_LONG_PROGRAMS = (
    "tests/recovery/test_deploy.py",
    "tests/recovery/test_programs.py",
    "tests/recovery/test_up.py",
    "tests/recovery/test_watchdog.py",
    "tests/recovery/test_web_server.py",
)
_PROGRAMS = (*_SHORT_PROGRAMS, *_LONG_PROGRAMS)
# These touch no database, or drive services whose own tests run on both: once is enough. Of the dry
# run, what it says beside the live program stays on both, and how a plan comes to its end.
_ONLY_WITH_SQLITE = (
    "tests/benchmarks",
    "tests/faults/test_oracle.py",
    "tests/fuzz",
    "tests/notifications/domain",
    "tests/plans/catalogue",
    "tests/plans/domain",
    "tests/recovery/access/test_who_may_what.py",
    "tests/recovery/demo/test_links.py",
    "tests/recovery/management",
    "tests/recovery/simulation/test_load.py",
    "tests/recovery/simulation/test_overrides.py",
    "tests/recovery/simulation/test_report.py",
    "tests/recovery/simulation/test_rules.py",
    "tests/recovery/simulation/test_run.py",
    "tests/recovery/simulation/test_scenario.py",
)
# What asks the most of a database: locks, constraints, many rows, many writers at once. Where each
# test runs once, these run on the database of production.
_ON_POSTGRES = (
    "tests/notifications/selectors",
    "tests/notifications/services",
    "tests/plans/api/test_side_by_side.py",
    "tests/plans/models",
    "tests/plans/selectors",
    "tests/plans/services",
    "tests/recovery/accounts/test_side_by_side.py",
    "tests/recovery/test_access_log_chain.py",
    "tests/recovery/test_limits.py",
)
# Hundreds of stories of weeks, the table of every address and every caller, whole programs from
# nothing: they look once more, from outside, at what shorter tests look at from near by.
_LONG = (
    "tests/benchmarks",
    "tests/plans/management",
    "tests/plans/migrations",
    "tests/recovery/access/test_who_may_what.py",
    "tests/recovery/demo",
    "tests/recovery/management",
    "tests/recovery/simulation",
    "tests/recovery/test_restore.py",
    *_LONG_PROGRAMS,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What pytest is told to run with each database, and of what starts its own."""

    with_sqlite: list[str]
    with_postgres: list[str]
    programs: list[str]
    remark: str


def short_run() -> Selection:
    """Return every test but the long ones, each once."""
    return Selection(
        with_sqlite=_without(_ON_POSTGRES, _PROGRAMS, _LONG),
        with_postgres=list(_ON_POSTGRES),
        programs=list(_SHORT_PROGRAMS),
        remark=f"Only in the whole run (make test-whole): {', '.join(_LONG)}",
    )


def whole_run() -> Selection:
    """Return every test there is, on both databases where that can make a difference."""
    return Selection(
        with_sqlite=_without(_PROGRAMS),
        with_postgres=_without(_PROGRAMS, _ONLY_WITH_SQLITE),
        programs=list(_PROGRAMS),
        remark=f"Only with SQLite, where once is enough: {', '.join(_ONLY_WITH_SQLITE)}\n"
        f"Once, on databases of their own: {', '.join(_PROGRAMS)}",
    )


def exactly(arguments: list[str]) -> Selection:
    """Return what ``arguments`` for pytest name, on both databases."""
    return Selection(arguments, arguments, programs=[], remark="")


def _without(*groups: tuple[str, ...]) -> list[str]:
    return [f"--ignore={path}" for group in groups for path in group]
