"""Teams by service: what is filed for a service is its team's from the first moment on."""

from collections.abc import Iterable
from datetime import datetime

from portal.actions.team.people import NotPossible
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.person import Person, Team


def save(
    team: Team | None, name: str, services: Iterable[str], members: Iterable[int], by: Person, now: datetime
) -> Team:
    """A new team, or this one as it is now wanted. Cases that are somebody's already stay with their team.

    Raises NotPossible: name_taken, service_taken.
    """
    services = list(services)
    with transaction():
        _free(team, name, services)
        team = team or Team.create(name=name)
        team.name, team.services = name, " ".join(services)
        team.save()
        chosen = [person.id for person in people.active() if person.id in set(members)]
        Person.update(team=None).where(Person.team == team, Person.id.not_in(chosen)).execute()
        Person.update(team=team).where(Person.id.in_(chosen)).execute()
        Audit.create(at=now, person=by, verb="team_changed", detail=f"team {team.id}")
    return team


def _free(team: Team | None, name: str, services: list[str]) -> None:
    """A name names one team, and a service belongs to one: else nobody knew whose a case is."""
    for other in people.teams():
        if team is not None and other.id == team.id:
            continue
        if other.name.casefold() == name.casefold():
            raise NotPossible("name_taken")
        if set(other.slugs) & set(services):
            raise NotPossible("service_taken")
