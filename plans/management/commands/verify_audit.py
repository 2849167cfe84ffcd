"""``manage.py verify_audit``: is the access log as it was written?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.domain.access_log import Finding, Wrong
from plans.domain.sight import AccessKind
from plans.models import AccessHead
from plans.selectors.access_log import findings
from plans.services.access_log import drop_anchor, record_security

_SENTENCES = {
    Wrong.ALTERED: "Line {seq} was altered after it was written.",
    Wrong.DELETED: "Line {seq} was deleted.",
    Wrong.SWAPPED: "Line {seq} was swapped with another.",
    Wrong.CUT_OFF: "Line {seq} was cut off the end.",
    Wrong.SMUGGLED_IN: "Line {seq} stands past the end: the program did not add it.",
    Wrong.REWRITTEN: "Line {seq} is another than when its anchor was written: "
    "the log was rewritten up to there.",
}
_MOST_NAMED = 100


class Command(BaseCommand):
    """Goes through the whole chain and names every line that is not as it was written."""

    help = "Names every line of the access log that was altered, deleted, swapped or cut off."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, tell, and write an anchor and a line of its own when all is well."""
        found = findings()
        for finding in found[:_MOST_NAMED]:
            self.stdout.write(_sentence(finding))
        if len(found) > _MOST_NAMED:
            self.stdout.write(f"And {len(found) - _MOST_NAMED} more.")
        if found:
            self.stdout.write("The access log is not whole. Keep the database as it is.")
            sys.exit(1)
        now = timezone.now()
        lines = AccessHead.objects.values_list("seq", "first_seq").filter(pk=1).first()
        record_security(AccessKind.LOG_VERIFIED, user=None, request=None, now=now)
        drop_anchor(now=now)
        last, first = lines or (0, 1)
        self.stdout.write(f"The access log is whole: {last - first + 1} lines.")


def _sentence(finding: Finding) -> str:
    return _SENTENCES[finding.wrong].format(seq=finding.seq)
