"""What signing in keeps besides the library's own rows: tokens of programs, and counters."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """What a program may do with a token."""

    READ = "read", _("look")
    WRITE = "write", _("look and change")


class ApiToken(models.Model):
    """What a token of a program is called and may do; the token itself is kept as a digest.

    A token without such a row is not accepted.
    """

    token = models.OneToOneField(
        "knox.AuthToken", models.CASCADE, primary_key=True, related_name="card"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    scope = models.CharField(_("may"), max_length=5, choices=TokenScope.choices)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(scope__in=TokenScope.values), name="a_token_has_a_known_scope"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """Counts of tries and used one-time codes, as Django's cache in the database keeps them.

    In the database, because a Redis that is emptied must not give anybody new tries.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_counters"
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return "…"
