"""What the queue can be narrowed to. Every choice stands in the address, so that a list can be kept as a bookmark."""

import re
from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from portal.store import person as people
from portal.store.guarantee import Guarantee
from portal.store.queue import Wanted
from portal.web.fields import LineField, telephone
from portal.words import case as words
from portal.words import time
from portal.words.translated import lazy_gettext as _l

LIKE_A_NUMBER = re.compile(r"\+?[\d ()/.-]{6,40}")
ANY, NONE = SelectChoice("", _l("Any")), "none"


def choices(pairs) -> list[SelectChoice]:
    return [ANY, *(SelectChoice(code or NONE, word) for code, word in pairs)]


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # it only asks

    q = LineField(_l("Find"), longest=200)
    state = SelectField(_l("State"), default="", choices=choices(words.STATES.items()))
    kind = SelectField(_l("Kind"), default="", choices=choices(words.KINDS.items()))
    severity = SelectField(_l("Severity"), default="", choices=choices(words.SEVERITIES.items()))
    service = SelectField(_l("Service"), default="")
    owner = SelectField(_l("Owner"), default="")

    incident = SelectField(_l("Incident"), default="")

    def __init__(self, formdata, in_force: Guarantee | None, incidents: Mapping[int, str]):
        super().__init__(formdata)
        self.incident.choices = choices((str(number), title) for number, title in incidents.items())
        self.service.choices = choices(_services(in_force))
        staff = ((str(person.id), person.name) for person in people.active())
        self.owner.choices = choices([(NONE, _l("Nobody yet")), *staff])

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return any(field.data for field in self if field is not self.q)

    def wanted(self, view: str) -> Wanted:
        """What was asked for; a choice that is none is as good as no choice."""
        self.validate()
        for field in self:
            if field.errors:
                field.data, field.errors = "", ()
        filters = {
            name: self[name].data or "" for name in ("state", "kind", "severity", "service", "owner", "incident")
        }
        phone = telephone(self.q.data) if LIKE_A_NUMBER.fullmatch(self.q.data) else ""
        return Wanted(view, **filters, words=self.q.data, phone=phone)


def _services(in_force: Guarantee | None) -> list[tuple[str, str]]:
    services = in_force.version.services if in_force else ()
    return [(service.slug, service.title[time.language()]) for service in services]
