"""The timetable and the queue are set up so that work is late at worst, never lost or repeated."""

from __future__ import annotations

from celery import current_app
from django.conf import settings

from recovery.celery import TIMETABLE, app


def test_every_entry_of_the_timetable_rings_a_task_that_exists() -> None:
    app.loader.import_default_modules()

    assert [entry["task"] for entry in TIMETABLE.values() if entry["task"] not in app.tasks] == []


def test_a_beat_that_nobody_took_is_gone_before_the_next() -> None:
    for entry in TIMETABLE.values():
        assert entry["options"]["expires"] < entry["schedule"]


def test_tasks_belong_to_this_project() -> None:
    assert current_app.main == "recovery"
    assert app.conf.broker_url == settings.REDIS_URL


def test_what_was_begun_and_not_ended_is_done_again() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_no_task_outlives_the_time_after_which_it_is_given_to_another() -> None:
    assert (
        app.conf.task_soft_time_limit
        < app.conf.task_time_limit
        < app.conf.broker_transport_options["visibility_timeout"]
    )


def test_only_plain_data_travels_and_no_result_is_kept() -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.task_ignore_result


def test_the_scheduler_keeps_universal_time_and_its_own_file() -> None:
    assert str(app.conf.timezone) == "UTC"
    assert app.conf.beat_schedule_filename == str(settings.STATE_DIR / "beat")
