"""A team: its name, the services it looks after, and who is in it."""

from flask import g
from flask_wtf import FlaskForm

from portal.store import guarantee
from portal.store import person as people
from portal.store.person import Team
from portal.web.fields import CheckboxesField, LineField, Needed
from portal.web.language import in_language
from portal.words.translated import lazy_gettext as _l


class TeamForm(FlaskForm):
    name = LineField(_l("Name of the team"), [Needed(_l("Give the team a name"))])
    services = CheckboxesField(_l("Services"), choices=[])
    members = CheckboxesField(_l("Who is in it"), choices=[], coerce=int)

    def __init__(self, team: Team | None = None, **kwargs):
        staff = people.active()
        start = {}
        if team:
            mine = [person.id for person in staff if person.team_id == team.id]
            start = {"name": team.name, "services": team.slugs, "members": mine}
        super().__init__(data=start, **kwargs)
        self.services.choices = list(services(team.slugs if team else ()).items())
        self.members.choices = [(person.id, person.name) for person in staff]


def services(present=()) -> dict[str, str]:
    """The published services by their slug, and what a team has beside them."""
    version = guarantee.in_force(g.now)
    named = {service.slug: in_language(service.title) for service in (version.services if version else ())}
    return named | {slug: slug for slug in present if slug not in named}
