"""An incident as pages draw it: its words in the reader's language, and since when."""

from datetime import datetime, tzinfo

from portal.store.incident import Incident
from portal.web.language import in_language
from portal.words import time


def incident_item(incident: Incident, zone: tzinfo, now: datetime) -> dict:
    """For templates/incidents.html and the pages of staff."""
    return {
        "id": incident.id,
        "title": incident_title(incident),
        "text": _said(incident.text),
        "since_text": time.short(incident.began_at, zone, now),
        "since_iso": incident.began_at.astimezone(zone).isoformat(),
    }


def incident_title(incident: Incident) -> str:
    """Its title, where no more is told of it."""
    return _said(incident.title)


def _said(texts: dict[str, str]) -> str:
    """In the reader's language; in the other one where nobody has written it in his yet."""
    return in_language({language: text for language, text in texts.items() if text})
