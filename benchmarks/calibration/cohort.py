"""Runs the whole study: every kind of patient on every protocol that waits for less pain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context

from benchmarks.calibration.counting import Result, applies, study
from benchmarks.calibration.courses import Course
from plans.catalogue.reading import read_catalogue
from plans.domain.protocol import Protocol

PROTOCOLS = (
    "achilles-self-care",
    "achilles-treatment",
    "shin-self-care",
    "ankle-light",
    "heel-self-care",
    "pfp-self-care",
    "itb-self-care",
    "groin-light",
    "hamstring-strain",
    "calf-tear",
    "low-back-self-care",
)
SEED = 20260302
PATIENTS = 200

Group = tuple[str, Course]


def groups(slugs: Iterable[str] = PROTOCOLS) -> Iterator[Group]:
    """Give every protocol with every kind of patient that it has."""
    for slug in slugs:
        yield from ((slug, course) for course in Course if applies(course, _protocols()[slug]))


def results_of(
    *,
    number: int = PATIENTS,
    seed: int = SEED,
    processes: int = 1,
    slugs: Iterable[str] = PROTOCOLS,
) -> list[Result]:
    """Follow ``number`` patients of every kind on every protocol; the same numbers give the same.

    With more than one process they share the work; the answer is the same.
    """
    follow_group = partial(_follow_group, number=number, seed=seed)
    wanted = list(groups(slugs))
    if processes == 1:
        return list(chain.from_iterable(map(follow_group, wanted)))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(chain.from_iterable(pool.map(follow_group, wanted)))


def _follow_group(group: Group, *, number: int, seed: int) -> list[Result]:
    slug, course = group
    return list(study(_protocols()[slug], course, number, seed))


@cache
def _protocols() -> dict[str, Protocol]:
    return dict(read_catalogue().protocols)
