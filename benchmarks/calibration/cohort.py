"""Runs the whole study: every kind of patient on every protocol that waits for less pain."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
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


def protocols_of(slugs: Iterable[str] = PROTOCOLS) -> list[Protocol]:
    """Read these protocols from the catalogue's files."""
    known = read_catalogue().protocols
    return [known[slug] for slug in slugs]


def results_of(
    protocols: Iterable[Protocol], *, number: int, seed: int = SEED, processes: int = 1
) -> list[Result]:
    """Follow ``number`` patients of every kind on every protocol; the same numbers give the same.

    With more than one process they share the work; the answer is the same.
    """
    groups = [
        (protocol, course)
        for protocol in protocols
        for course in Course
        if applies(course, protocol)
    ]
    follow_group = partial(_follow_group, number=number, seed=seed)
    if processes == 1:
        return list(chain.from_iterable(map(follow_group, groups)))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(chain.from_iterable(pool.map(follow_group, groups)))


def _follow_group(group: tuple[Protocol, Course], *, number: int, seed: int) -> list[Result]:
    protocol, course = group
    return list(study(protocol, course, number, seed))
