"""What a newcomer's first start needs: the tables, a guarantee to show, and a way in. Later starts change nothing."""

from dataclasses import dataclass

from portal.actions import publishing, team
from portal.commands.clock import now
from portal.store.schema import migrate


@dataclass(frozen=True)
class Facts:
    """What the greeting tells: what was published just now, and the first invitation while nobody has a password."""

    published: str | None
    invitation: str | None


def everything() -> Facts:
    """Make ready whatever is missing. Needs an open connection."""
    migrate()
    moment = now()
    demo = publishing.publish_demo(moment)
    return Facts(demo and demo.number, team.first_invitation(moment))
