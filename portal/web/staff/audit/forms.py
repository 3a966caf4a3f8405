"""What the audit can be narrowed to. Every choice stands in the address."""

from datetime import datetime, time, timedelta

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from portal.core import reference as references
from portal.store import audit
from portal.store import person as people
from portal.store.audit import ALL, Wanted
from portal.web.fields import LineField, local_zone
from portal.words import audit as words
from portal.words.translated import lazy_gettext as _l

ANY = SelectChoice("", _l("Any"))


class FilterForm(FlaskForm):
    class Meta:
        csrf = False  # it only asks

    person = SelectField(_l("Who"), default="")
    case = LineField(_l("Case"), longest=60)
    verb = SelectField(_l("What"), default="")
    since = DateField(_l("From the day"), [Optional()])
    until = DateField(_l("To the day"), [Optional()])

    def __init__(self, formdata):
        super().__init__(formdata)
        self.person.choices = [ANY, *(SelectChoice(str(person.id), person.name) for person in people.everyone())]
        there = (SelectChoice(verb, words.sentence(verb)) for verb in words.known(audit.verbs()))
        self.verb.choices = [SelectChoice("", _l("All but tries")), SelectChoice(ALL, _l("Everything")), *there]

    def wanted(self) -> Wanted:
        """What was asked for; a choice that is none is as good as no choice, a case that is none finds nothing."""
        self.validate()
        for field in self:
            if field.errors:
                field.data, field.errors = None, ()
        return Wanted(
            person=int(self.person.data) if self.person.data else None,
            verb=self.verb.data or "",
            case=(references.parse(self.case.data) or "-") if self.case.data else "",
            since=self._midnight(self.since.data),
            until=self._midnight(self.until.data, later=timedelta(days=1)),
        )

    @staticmethod
    def _midnight(day, later=timedelta()):
        """When this day begins at the place of the guarantee."""
        return datetime.combine(day + later, time(), local_zone()) if day and 1970 < day.year < 2100 else None
