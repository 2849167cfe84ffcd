"""Writes down what somebody wants to be told, and when they are away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from notifications.domain.choosing import (
    CHOOSABLE,
    LONGEST_QUIET,
    Switch,
    after_switching,
    length_of,
    switches_of,
)
from notifications.domain.kind import Topic
from notifications.domain.person import Person
from notifications.domain.timing import QuietHours
from notifications.domain.wishes import Wishes
from notifications.models import Absence, Decline, Preference, WishChange
from notifications.selectors.whereabouts import zone_of
from notifications.selectors.wishes import wishes_of
from plans.domain.days import local_day
from plans.domain.refusal import Refusal, RefusalKind
from plans.domain.text import Text

LONGEST_ABSENCE = timedelta(days=366)
FURTHEST_ABSENCE = timedelta(days=2 * 366)
"""A year that was typed wrongly must not silence somebody for ever."""


def change_wishes(
    *,
    user: Person,
    by: Person,
    now: datetime,
    quiet: QuietHours | None = None,
    rests_on_holidays: bool | None = None,
    switches: Mapping[Switch, bool] | None = None,
) -> Wishes:
    """Change what ``user`` wants to be told and return all wishes; ``None``: as it is.

    What is planned but not sent yet follows the new wishes; what was sent stays sent. Nothing that
    calls a human or asks the patient something has a switch. Refuses anyone but ``user`` and the
    clinic's staff, a switch that somebody in this role does not have, and more than fourteen hours
    of quiet.
    """
    _require_self_or_staff(user, by)
    asked = dict(switches or {})
    _check_switches(user, asked)
    _check_quiet(quiet)
    with transaction.atomic():
        _wait_for_turn(user)
        before = wishes_of({user.pk})[user.pk]
        after = after_switching(before, asked)
        if quiet is not None:
            after = replace(after, quiet=quiet)
        if rests_on_holidays is not None:
            after = replace(after, rests_on_holidays=rests_on_holidays)
        if after != before:
            _save(user, before, after, now)
            _note(user, by, now, _differences(before, after))
    return after


def note_absence(
    *, user: Person, from_on: date, until_on: date, by: Person, now: datetime
) -> Absence:
    """Note that ``user`` is away from ``from_on``; ``until_on`` is the first day back.

    The same days noted twice are one absence. Refuses anyone but ``user`` and the clinic's staff,
    days that are over or too far off, and days on which the person is away already.
    """
    _require_self_or_staff(user, by)
    with transaction.atomic():
        _wait_for_turn(user)
        own = Absence.objects.filter(user_id=user.pk)
        known = own.filter(from_on=from_on, until_on=until_on).first()
        if known is not None:
            return known
        _check_days(from_on, until_on, today=local_day(now, zone_of(user.pk)))
        if own.filter(from_on__lt=until_on, until_on__gt=from_on).exists():
            raise _away_already()
        absence = Absence.objects.create(user_id=user.pk, from_on=from_on, until_on=until_on)
        _note(user, by, now, {f"away/{from_on}": [None, str(until_on)]})
    return absence


def drop_absence(*, user: Person, from_on: date, by: Person, now: datetime) -> bool:
    """Take back the absence that begins on ``from_on``; ``False``: there was none.

    Refuses anyone but ``user`` and the clinic's staff.
    """
    _require_self_or_staff(user, by)
    with transaction.atomic():
        _wait_for_turn(user)
        absence = Absence.objects.filter(user_id=user.pk, from_on=from_on).first()
        if absence is None:
            return False
        absence.delete()
        _note(user, by, now, {f"away/{from_on}": [str(absence.until_on), None]})
    return True


def _wait_for_turn(user: Person) -> None:
    """Let two changes of one person's wishes come one after the other."""
    get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _save(user: Person, before: Wishes, after: Wishes, now: datetime) -> None:
    Preference.objects.update_or_create(
        user_id=user.pk,
        defaults={
            "quiet_from": after.quiet.starts,
            "quiet_until": after.quiet.ends,
            "weekly_summary": after.weekly_summary,
            "rests_on_holidays": after.rests_on_holidays,
        },
    )
    old, new = set(before.declined), set(after.declined)
    for topic, via in old - new:
        Decline.objects.filter(user_id=user.pk, topic=topic, channel=via).delete()
    Decline.objects.bulk_create(
        Decline(user_id=user.pk, topic=topic.value, channel=via.value, declined_at=now)
        for topic, via in sorted(new - old)
    )


def _note(user: Person, by: Person, now: datetime, what: dict[str, Any]) -> None:
    WishChange.objects.create(user_id=user.pk, by_id=by.pk, at=now, what=what)


def _differences(before: Wishes, after: Wishes) -> dict[str, list[Any]]:
    old, new = dict(_values(before)), dict(_values(after))
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _values(wishes: Wishes) -> Iterator[tuple[str, Any]]:
    quiet = wishes.quiet
    yield "quiet", f"{quiet.starts:%H:%M}-{quiet.ends:%H:%M}"
    yield "rests_on_holidays", wishes.rests_on_holidays
    yield "weekly_summary", wishes.weekly_summary
    for topic in Topic:
        for via in CHOOSABLE:
            yield f"{topic}/{via}", (topic, via) not in wishes.declined


def _require_self_or_staff(user: Person, by: Person) -> None:
    is_colleague = by.role in ("staff", "administrator") and by.clinic_id is not None
    if by.pk == user.pk or by.is_superuser or (is_colleague and by.clinic_id == user.clinic_id):
        return
    raise Refusal(
        code="not_your_wishes",
        message=Text(
            nl="Alleen iemand zelf, of een medewerker van de praktijk, kan dit wijzigen.",
            en="Only somebody themselves, or clinic staff, can change this.",
        ),
        kind=RefusalKind.FORBIDDEN,
    )


def _check_switches(user: Person, asked: Mapping[Switch, bool]) -> None:
    known = switches_of(Wishes(), user.role)
    for topic, via in asked:
        if (topic, via) not in known:
            raise Refusal(
                code="no_such_switch",
                message=Text(
                    nl="Dit bericht kun je hier niet aan- of uitzetten.",
                    en="This message cannot be turned on or off here.",
                ),
                place=f"topics.{topic}.{via}",
            )


def _check_quiet(quiet: QuietHours | None) -> None:
    if quiet is not None and length_of(quiet) > LONGEST_QUIET:
        hours = LONGEST_QUIET // timedelta(hours=1)
        raise Refusal(
            code="quiet_too_long",
            message=Text(
                nl=f"Stille uren duren ten hoogste {hours} uur. Kies een latere begintijd of een "
                "vroegere eindtijd.",
                en=f"Quiet hours last {hours} hours at most. Choose a later start or an earlier "
                "end.",
            ),
            place="quiet_until",
        )


def _check_days(from_on: date, until_on: date, *, today: date) -> None:
    if until_on <= from_on:
        raise _invalid(
            "absence_ends_first",
            nl="De dag waarop je terug bent, komt na de eerste dag dat je weg bent.",
            en="The day you are back comes after the first day you are away.",
        )
    if until_on <= today:
        raise _invalid(
            "absence_is_over",
            nl="Deze dagen zijn al voorbij. Vul dagen in die nog komen.",
            en="These days are over. Fill in days that are still to come.",
        )
    if until_on - from_on > LONGEST_ABSENCE or until_on - today > FURTHEST_ABSENCE:
        raise _invalid(
            "absence_too_long",
            nl="Je kunt ten hoogste een jaar achter elkaar weg zijn, binnen twee jaar vanaf nu. "
            "Kijk of het jaartal klopt.",
            en="You can be away for a year at most, within two years from now. Check the year.",
        )


def _invalid(code: str, *, nl: str, en: str) -> Refusal:
    return Refusal(code=code, message=Text(nl=nl, en=en), place="until_on")


def _away_already() -> Refusal:
    return Refusal(
        code="away_already",
        message=Text(
            nl="Op een deel van deze dagen ben je al weg. Haal die afwezigheid eerst weg.",
            en="You are away already on some of these days. Remove that absence first.",
        ),
        kind=RefusalKind.CONFLICT,
        place="from_on",
    )
