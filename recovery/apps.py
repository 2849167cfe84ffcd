"""The app that puts the others together: its checks and its Celery app come with it."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    name = "recovery"

    def ready(self) -> None:
        """Register the checks and traces, and make this project's Celery app that of all tasks."""
        from recovery import trace
        from recovery.celery import app
        from recovery.checks import register_checks

        # Threads ask for the default app, not for the current one.
        app.set_default()
        register_checks()
        trace.connect()
