"""Loads the demo clinic: the same people and the same weeks, ending yesterday evening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db import transaction

from plans.domain.days import instant, local_day, midnight
from plans.models import Clinic
from plans.services.judging import judge_due_plans
from recovery.demo.clinic import DemoClinic, open_clinic, take_on
from recovery.demo.courses import AMSTERDAM, Story
from recovery.demo.diary import Diary, Entry
from recovery.demo.stories import STORIES

_OPENED_DAYS_AGO = 60
_ZONE = ZoneInfo(AMSTERDAM)


@transaction.atomic
def load_demo_clinic(*, now: datetime) -> Clinic:
    """Make the demo clinic as it stands at ``now``, through the services that people use.

    Whatever was to be judged up to and including the night before last has been; the windows that
    closed at the last midnight wait for the worker.
    """
    opened_on = local_day(now, _ZONE) - timedelta(days=_OPENED_DAYS_AGO)
    practice = open_clinic(at=instant(opened_on, time(9), _ZONE))
    entries = [*_nights(practice, now)]
    for story in STORIES:
        entries += _entries(practice, story, now)
    for entry in sorted(entries, key=attrgetter("at")):
        entry.write(entry.at)
    return practice.clinic


def _entries(practice: DemoClinic, story: Story, now: datetime) -> Iterator[Entry]:
    longest = max(course.started_days_ago for course in story.courses)
    taken_on = local_day(now, _ZONE) - timedelta(days=longest + 2)
    patient = take_on(practice, story, at=instant(taken_on, time(11), _ZONE), loaded_at=now)
    today = local_day(now, patient.zone)
    physiotherapist = practice.physiotherapists[story.physiotherapist]
    for course in story.courses:
        yield from Diary(patient, physiotherapist, course, today).entries()


def _nights(practice: DemoClinic, now: datetime) -> Iterator[Entry]:
    """Judge at every midnight but the last, as the timetable would have done."""

    def write(at: datetime) -> None:
        judge_due_plans(now=at, clinic_id=practice.clinic.pk)

    today = local_day(now, _ZONE)
    for days_ago in range(1, _OPENED_DAYS_AGO):
        yield Entry(midnight(today - timedelta(days=days_ago), _ZONE), write)
