"""The made-up patients of the demo clinic."""

from __future__ import annotations

from recovery.demo.courses import Story
from recovery.demo.in_need import IN_NEED
from recovery.demo.on_course import ON_COURSE

STORIES: tuple[Story, ...] = (*ON_COURSE, *IN_NEED)
