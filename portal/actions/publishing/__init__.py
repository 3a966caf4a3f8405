"""Versions of the guarantee: drafts, publishing, and the calendars a version counts on."""

from portal.actions.publishing.calendars import publish_calendar
from portal.actions.publishing.shipped import DEMO, SHIPPED, demo, shipped_calendars
from portal.actions.publishing.versions import APPROVERS, check, foreseen, notes, publish, publish_demo

__all__ = [
    "APPROVERS",
    "DEMO",
    "SHIPPED",
    "check",
    "demo",
    "foreseen",
    "notes",
    "publish",
    "publish_calendar",
    "publish_demo",
    "shipped_calendars",
]
