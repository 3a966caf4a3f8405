"""What a newcomer's first start needs: the tables, a guarantee to show, and a way in. Later starts change nothing."""

from dataclasses import dataclass
from datetime import datetime

from portal.commands.clock import now
from portal.mail import links
from portal.store import person as people
from portal.store.db import transaction
from portal.store.person import Person
from portal.store.schema import migrate

FIRST = {"email": "admin@example.com", "name": "First administrator", "public_name": "Service desk", "role": "admin"}


@dataclass(frozen=True)
class Facts:
    """What the greeting tells: the link of the first invitation while nobody has a password, and notes."""

    invitation: str | None
    notes: tuple[str, ...] = ()


def everything() -> Facts:
    """Make ready, whatever is missing. Needs an open connection."""
    migrate()
    with transaction():
        return Facts(_invitation(now()))


def _invitation(moment: datetime) -> str | None:
    """A link to choose the first password with, until somebody has one."""
    staff = people.active()
    if any(person.password for person in staff):
        return None
    first = staff[0] if staff else Person.create(**FIRST)
    return links.account("invite", first, moment)
