"""What time it is for everybody: workers on machines whose clocks differ share the database's."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

_SAYS = {
    "postgresql": "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', "
    "'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00')",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
}


def database_now() -> datetime:
    """Return the instant that the database's own clock shows (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute(_SAYS[connection.vendor])
        row = cursor.fetchone()
    return datetime.fromisoformat(row[0])
