"""How long a worker may be silent before somebody has to look."""

from __future__ import annotations

from datetime import timedelta

LONGEST_SILENCE = timedelta(seconds=120)
"""The timetable asks for a sign of life every half minute; some may be lost on the way."""
