"""Who is woken when: the Celery app and the whole timetable."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, setup_logging, task_received, worker_init, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")

from django.conf import settings

from recovery.watchdog import Watchdog

# Every half minute; a beat that nobody took is dropped before the next one rings.
_HALF_MINUTE = {"schedule": 30.0, "options": {"expires": 25}}

TIMETABLE: dict[str, dict[str, Any]] = {
    "judge the plans whose day is due": {"task": "plans.tasks.judge_plans"} | _HALF_MINUTE,
    "plan, hand over and deliver messages": {"task": "notifications.tasks.tick"} | _HALF_MINUTE,
    "prove that a worker works": {"task": "notifications.tasks.canary"} | _HALF_MINUTE,
    "forget answers kept for seven days": {
        "task": "plans.tasks.sweep_answers",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    "anchor the access log": {
        "task": "plans.tasks.anchor_access_log",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
}

app = Celery("recovery", broker=settings.REDIS_URL)
app.conf.update(
    broker_transport_options={
        "visibility_timeout": 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 30,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": True,
        "global_keyprefix": "rp:",
    },
    visibility_timeout=300,
    task_ignore_result=True,
    # A task that was begun and not ended is given to another worker: every task may run twice.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=90,
    task_time_limit=120,
    worker_max_tasks_per_child=500,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_soft_shutdown_timeout=30,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    accept_content=["json"],
    task_serializer="json",
    timezone="UTC",
    enable_utc=True,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_send_task_events=False,
    worker_enable_remote_control=True,
    beat_schedule=TIMETABLE,
    beat_schedule_filename=str(settings.STATE_DIR / "beat"),
    beat_max_loop_interval=5,
)
app.autodiscover_tasks(["plans", "notifications"])

_watchdog = Watchdog(app)
worker_ready.connect(_watchdog.watch, weak=False)
task_received.connect(_watchdog.took_work, weak=False)


@setup_logging.connect(weak=False)
def keep_our_logging(**_signal: object) -> None:
    """Leave the log lines as the settings have them; Celery's own would show task arguments."""


@worker_init.connect(weak=False)
@beat_init.connect(weak=False)
def look_before_starting(**_signal: object) -> None:
    """Refuse to start a worker or scheduler on a configuration or database that is not right."""
    from recovery.checks import refuse_to_start

    refuse_to_start()
