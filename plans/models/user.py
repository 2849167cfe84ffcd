"""Who can sign in: patients, physiotherapists and clinic staff."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is to the clinic; ``system`` is the program itself, which cannot sign in.

    ``staff`` is the front desk: people and appointments. An ``administrator`` arranges the clinic:
    accounts, protocols, the access log, the rights of patients.
    """

    PATIENT = "patient", _("patient")
    PHYSIOTHERAPIST = "physiotherapist", _("physiotherapist")
    STAFF = "staff", _("clinic staff")
    ADMINISTRATOR = "administrator", _("clinic administrator")
    SYSTEM = "system", _("the program")


AT_THE_DESK = (Role.STAFF, Role.ADMINISTRATOR)
"""Who work in the admin."""

WORKING_ROLES = (Role.PHYSIOTHERAPIST, *AT_THE_DESK)
"""Who work at the clinic: for them a second factor is required."""


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; without a password the account cannot sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        """Make a platform administrator, who belongs to no clinic."""
        fields = {"role": Role.ADMINISTRATOR, "is_staff": True, "is_superuser": True} | fields
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account at one clinic, or the platform administrator at none."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    clinic = models.ForeignKey(
        "plans.Clinic", models.PROTECT, null=True, blank=True, related_name="users"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may use the admin"), default=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="an_email_address_has_one_account"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="a_person_has_a_known_role"
            ),
            models.CheckConstraint(
                condition=models.Q(clinic__isnull=False)
                | models.Q(is_superuser=True)
                | models.Q(role=Role.SYSTEM),
                name="a_person_belongs_to_a_clinic",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """Return the first name, for a greeting."""
        return self.name.split(" ")[0]
