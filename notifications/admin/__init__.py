"""What staff see and set about messages: one file for each sort of page."""

from notifications.admin import messages, office, reach, site, wishes, workings

__all__ = ["messages", "office", "reach", "site", "wishes", "workings"]
