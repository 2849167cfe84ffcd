"""Proof that a worker works: it writes here what time it is."""

from __future__ import annotations

from django.db import models


class Canary(models.Model):
    """When the worker of this name was last heard."""

    name = models.CharField(max_length=40, unique=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
