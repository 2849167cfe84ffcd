"""The catalogue's versions: documents that are never edited once they are published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    """A version is tried as a draft, used while published, and kept for ever once retired."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class DocumentVersion(models.Model):
    """One numbered version of a document; its content is immutable (the database refuses edits)."""

    slug = models.SlugField(_("name in the catalogue"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(_("content"))
    checksum = models.CharField(_("checksum"), max_length=64, editable=False)
    changes = models.TextField(_("what changed"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState.choices)
    loaded_at = models.DateTimeField(_("loaded at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    retired_by = models.ForeignKey(
        "plans.User", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("slug", "number"), name="a_%(class)s_has_a_number_of_its_own"
            ),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.DRAFT) | models.Q(published_at__isnull=False),
                name="a_used_%(class)s_was_published",
            ),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.RETIRED, retired_at__isnull=False)
                | (~models.Q(state=VersionState.RETIRED) & models.Q(retired_at__isnull=True)),
                name="a_retired_%(class)s_says_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} v{self.number}"


class ExerciseVersion(DocumentVersion):
    """One version of an exercise of the library."""

    class Meta(DocumentVersion.Meta):
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")


class ProtocolVersion(DocumentVersion):
    """One version of a protocol; a plan pins the one it was started with."""

    class Meta(DocumentVersion.Meta):
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")


class IntakeVersion(DocumentVersion):
    """One version of a body region's intake questions."""

    class Meta(DocumentVersion.Meta):
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
