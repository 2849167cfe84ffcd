"""Takes lines out of the access log that nobody has to keep any more, and writes that down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plans.domain.sight import AccessKind
from plans.models import AccessEntry, AccessHead, AccessSubject
from plans.services.access_log import record_security

KEPT_YEARS = 5
"""From the writing of a line; the law's least (Staatscourant 2019, 38007)."""


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Remove the lines older than five years and return how many; the chain stays verifiable.

    Lines go from the beginning only: the first younger one ends it. The database refuses anything
    younger by itself.
    """
    head, _ = AccessHead.objects.select_for_update().get_or_create(pk=1)
    first_kept = AccessEntry.objects.filter(at__gte=_years_before(now)).order_by("seq").first()
    until = first_kept.seq if first_kept else head.seq + 1
    last = AccessEntry.objects.filter(seq__lt=until).order_by("-seq").first()
    if last is None:
        return 0
    AccessSubject.objects.filter(entry__seq__lte=last.seq).delete()
    count, _ = AccessEntry.objects.filter(seq__lte=last.seq).delete()
    head.first_seq, head.first_previous = last.seq + 1, last.digest
    head.save(update_fields=["first_seq", "first_previous"])
    record_security(
        AccessKind.LOG_PURGED,
        user=None,
        request=None,
        now=now,
        details={"up_to": last.seq, "digest": last.digest, "count": count},
    )
    return count


def _years_before(now: datetime) -> datetime:
    try:
        return now.replace(year=now.year - KEPT_YEARS)
    except ValueError:
        # The twenty-ninth of February; a day later is a day longer kept.
        return now.replace(year=now.year - KEPT_YEARS, day=28)
