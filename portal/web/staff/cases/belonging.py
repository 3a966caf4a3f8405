"""To which incident a case belongs: one that goes on, or none."""

from wtforms import SelectField

from portal.core.case import Given, Verb
from portal.web.show import incident_title
from portal.web.staff.cases.verb_form import VerbForm, choice
from portal.words import case as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class LinkForm(VerbForm):
    verb = Verb.LINK
    done = _l("The case belongs to the incident now. Its promises stay its own.")
    incident = choice(SelectField, _l("Which incident?"), words.STAFF_REFUSALS["incident_missing"])

    def prepare(self):
        named = [(str(row.id), incident_title(row)) for row in self.folder.incidents]
        self.incident.choices = [("", _("Choose an incident")), *named]

    def given(self):
        return Given(incident=next(row for row in self.folder.incidents if str(row.id) == self.incident.data))


class UnlinkForm(VerbForm):
    verb = Verb.UNLINK
    needs = ()
    done = _l("The case does not belong to the incident any more.")

    def given(self):
        return Given(incident=self.folder.case.incident)
