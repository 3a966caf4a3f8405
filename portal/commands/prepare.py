"""What a newcomer's first start needs: the tables, a guarantee to show, and a way in. Later starts change nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.actions import publishing, team
from portal.commands.checkup import inside
from portal.commands.clock import now
from portal.store import books, guarantee
from portal.store.schema import migrate


@dataclass(frozen=True)
class Facts:
    """What the greeting tells: what was published just now, the first invitation while nobody has a password, and
    what is there already, as (name, value) pairs."""

    published: str | None
    invitation: str | None
    there: tuple[tuple[str, str], ...] = ()


def everything() -> Facts:
    """Make ready whatever is missing. Needs an open connection."""
    migrate()
    moment = now()
    demo = publishing.publish_demo(moment)
    return Facts(demo and demo.number, team.first_invitation(moment), tuple(_there(moment)))


def _there(moment: datetime) -> Iterator[tuple[str, str]]:
    yield "Database", inside.kind_of_store()
    version = guarantee.in_force(moment)
    yield "Guarantee", f"{version.number}, {len(version.promises)} promises" if version else "none in force"
    yield "Cases", f"{books.count():,}"
