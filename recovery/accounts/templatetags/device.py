"""What a browser calls itself, as a person would say it."""

from __future__ import annotations

from django import template

register = template.Library()

# In this order: every browser also says that it is most of the others.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}
_LONGEST = 60


@register.filter
def device(user_agent: str) -> str:
    """Return such as ``Firefox, Windows``; what is not recognised is shown as it is, cut short."""
    found = [
        next((name for sign, name in known.items() if sign in user_agent), "")
        for known in (_BROWSERS, _MACHINES)
    ]
    return ", ".join(part for part in found if part) or user_agent[:_LONGEST]
