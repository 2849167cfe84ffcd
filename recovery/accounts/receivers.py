"""What follows when somebody signs in or out, or when it changes how they do so."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from allauth.account.signals import user_logged_in as signed_in
from allauth.core import context
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.utils import timezone
from knox.models import AuthToken

from plans.domain.access_log import FAILED, SUCCEEDED
from plans.domain.sight import AccessKind
from plans.models import Role, User
from plans.selectors.second_factor import (
    HAS_SECOND_FACTOR,
    has_second_factor,
    needs_second_factor,
)
from plans.services.access_log import record_security
from recovery.accounts.lasting import begin


def connect() -> None:
    """Listen to what happens to accounts."""
    user_logged_in.connect(_begin_session, dispatch_uid="accounts.begin")
    signed_in.connect(_keep_sign_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_keep_sign_out, dispatch_uid="accounts.signed_out")
    post_save.connect(_after_account_changed, sender=User, dispatch_uid="accounts.user")
    post_delete.connect(_after_removal, sender=Authenticator, dispatch_uid="accounts.removed")
    second_factor.authenticator_added.connect(_after_factor_added, dispatch_uid="accounts.added")
    second_factor.authenticator_removed.connect(_keep_removal, dispatch_uid="accounts.taken")
    second_factor.authentication_failed.connect(_keep_failure, dispatch_uid="accounts.failed")
    email_changed.connect(_keep_address, dispatch_uid="accounts.address")


def _begin_session(sender: Any, *, request: HttpRequest, user: User, **_more: Any) -> None:
    session = getattr(request, "session", None)
    # A token is given without a session; a visitor's must not be taken for one.
    if session is None or SESSION_KEY not in session:
        return
    begin(session)
    if needs_second_factor(user) and has_second_factor(user):
        session[HAS_SECOND_FACTOR] = True


def _keep_sign_in(sender: Any, *, request: HttpRequest, user: User, **_more: Any) -> None:
    _keep(AccessKind.SIGNED_IN, user, request)


def _keep_sign_out(sender: Any, *, request: HttpRequest, user: User | None, **_more: Any) -> None:
    if isinstance(user, User):
        _keep(AccessKind.SIGNED_OUT, user, request)


def _after_account_changed(
    sender: Any,
    *,
    instance: User,
    created: bool,
    update_fields: frozenset[str] | None,
    **_more: Any,
) -> None:
    """Keep the address to sign in with in step, and end what must not outlive the change."""
    if instance.role == Role.SYSTEM:
        return
    if created:
        _sign_in_first_with(instance)
        return
    if update_fields is None or "email" in update_fields:
        _sign_in_with(instance)
    # Set only when somebody chose another password, not when the same one is hashed anew.
    has_new_password = instance._password is not None  # type: ignore[attr-defined]
    if has_new_password:
        _keep(AccessKind.PASSWORD_CHANGED, instance, context.request)
    if has_new_password or not instance.is_active:
        _end_everything(instance, but=_own_session(context.request) if has_new_password else None)


def _sign_in_first_with(user: User) -> None:
    """Add the address; who was invited proves it by coming."""
    EmailAddress.objects.create(
        user=user, email=user.email.lower(), primary=True, verified=user.has_usable_password()
    )


def _sign_in_with(user: User) -> None:
    """Keep the address; who was invited and has not come yet cannot use it to sign in."""
    email = user.email.lower()
    if EmailAddress.objects.filter(user=user, email=email, primary=True).exists():
        return
    before = EmailAddress.objects.filter(user=user, primary=True).first()
    has_come = before.verified if before else user.has_usable_password()
    EmailAddress.objects.filter(user=user, primary=True).exclude(email=email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=email, defaults={"primary": True, "verified": has_come}
    )


def _own_session(request: HttpRequest | None) -> str | None:
    session = getattr(request, "session", None)
    return session.session_key if session is not None else None


def _end_everything(user: User, *, but: str | None = None) -> None:
    """End the sessions and tokens of ``user``, except the session in which this happens."""
    AuthToken.objects.filter(user=user).delete()
    keys = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    Session.objects.filter(session_key__in=keys.values("session_key")).delete()
    keys.delete()


def _after_removal(sender: Any, *, instance: Any, **_more: Any) -> None:
    """End all sessions of who may not be inside without a second factor, and just lost it."""
    user = User.objects.filter(pk=instance.user_id).first()
    if user and needs_second_factor(user) and not has_second_factor(user):
        _end_everything(user)


def _after_factor_added(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Any, **_more: Any
) -> None:
    """Give the session a new key: whoever knew the old one knew it before the second factor."""
    _keep(
        AccessKind.SECOND_FACTOR_ADDED,
        user,
        request,
        details={"kind": str(authenticator.type)},
    )
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    old = request.session.session_key
    request.session[HAS_SECOND_FACTOR] = True
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def _keep_removal(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Any, **_more: Any
) -> None:
    details = {"kind": str(authenticator.type)}
    _keep(AccessKind.SECOND_FACTOR_REMOVED, user, request, details=details)


def _keep_failure(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Any, **_more: Any
) -> None:
    _keep(
        AccessKind.SECOND_FACTOR_FAILED,
        user,
        request,
        outcome=FAILED,
        details={"kind": str(authenticator.type)},
    )


def _keep_address(sender: Any, *, request: HttpRequest, user: User, **_more: Any) -> None:
    _keep(AccessKind.ADDRESS_CHANGED, user, request)


def _keep(
    kind: AccessKind,
    user: User,
    request: HttpRequest | None,
    *,
    outcome: str = SUCCEEDED,
    details: dict[str, Any] | None = None,
) -> None:
    record_security(
        kind,
        user=user,
        request=request,
        now=timezone.now(),
        outcome=outcome,
        object_kind="user",
        object_id=str(user.public_id),
        details=details,
    )
