"""Incidents: something broke for many customers at once, and their cases hang on it. Each case keeps its own clocks."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.store.db import InstantField, Row
from portal.store.person import Person
from portal.store.prepared import prepared

TITLE, TEXT = 120, 600  # characters; it is read at a glance
SHOWN, LISTED = 10, 50


class Incident(Row):
    """`at` is when it was entered, `began_at` when it began; `shown_at` since when its banner is public. `version` is
    its lock."""

    title_en = CharField(max_length=TITLE, default="")
    title_zh = CharField(max_length=TITLE, default="")
    text_en = TextField(default="")
    text_zh = TextField(default="")
    person = ForeignKeyField(Person, index=False)
    at = InstantField()
    began_at = InstantField()
    over_at = InstantField(null=True)
    shown_at = InstantField(null=True)
    version = IntegerField(default=0)
    ticket = CharField(max_length=64, unique=True, null=True)  # of the form it was begun with, if with one

    @property
    def title(self) -> dict[str, str]:
        """The title in each language in which there is one."""
        return {"en": self.title_en, "zh": self.title_zh}

    @property
    def text(self) -> dict[str, str]:
        return {"en": self.text_en, "zh": self.text_zh}

    @property
    def is_shown(self) -> bool:
        """Whether its banner stands on the public pages."""
        return self.shown_at is not None and self.over_at is None


def shown() -> list[Incident]:
    """Those of which the public reads, the newest first."""
    return _shown()


@prepared
def _shown():
    public = Incident.shown_at.is_null(False), Incident.over_at.is_null()
    return Incident.select().where(*public).order_by(Incident.began_at.desc(), Incident.id.desc()).limit(SHOWN)


def going_on() -> list[Incident]:
    """Those that are not over, the newest first."""
    return _going_on()


@prepared
def _going_on():
    newest_first = Incident.began_at.desc(), Incident.id.desc()
    return Incident.select().where(Incident.over_at.is_null()).order_by(*newest_first).limit(LISTED)


def over() -> list[Incident]:
    """Those that are over, the last to end first."""
    return _over()


@prepared
def _over():
    rows = Incident.select().where(Incident.over_at.is_null(False))
    return rows.order_by(Incident.over_at.desc(), Incident.id.desc()).limit(LISTED)


def by_id(incident_id: int) -> Incident | None:
    return _by_id.first(incident_id)


@prepared
def _by_id(incident_id: int):
    return Incident.select(Incident, Person).join(Person).where(Incident.id == incident_id)


def by_ticket(ticket: str) -> Incident | None:
    return Incident.get_or_none(Incident.ticket == ticket)


def change(incident: Incident, version: int, **after) -> bool:
    """Change it, unless somebody else did since this version."""
    unmoved = Incident.id == incident.id, Incident.version == version
    return Incident.update(version=Incident.version + 1, **after).where(*unmoved).execute() == 1
