"""The code of a made-up person's phone, which nobody has: shown in the demo only."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

from recovery.accounts.demo_phone import code_now, has_demo_phone

register = template.Library()


@register.simple_tag
def code_of_made_up(user: Any) -> str:
    """Return the code that ``user`` has to type now; empty outside the demo and for real people."""
    if settings.ENVIRONMENT != "demo" or not has_demo_phone(user):
        return ""
    code = code_now()
    return f"{code[:3]} {code[3:]}"
