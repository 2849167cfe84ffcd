"""How often anybody may ask: fairness between people, not safety, so each process counts alone."""

from __future__ import annotations

from django.core.cache import caches
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class FairToAnyone(AnonRateThrottle):
    """So many requests a minute for each caller who is not signed in."""

    cache = caches["in_memory"]


class FairToEach(UserRateThrottle):
    """So many requests a minute for each person."""

    cache = caches["in_memory"]
