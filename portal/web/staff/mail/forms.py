"""Putting a mail on a case: which, as whose words, and why."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.actions.receiving import AS_CUSTOMER, AS_NOTE
from portal.core import reference as references
from portal.store import case as cases
from portal.store.case import Case
from portal.web.fields import LineField, Needed, WordsField
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

HOW = [
    SelectChoice(AS_CUSTOMER, _l("The customer’s own words: as if written on the page of the case")),
    SelectChoice(AS_NOTE, _l("An internal note: somebody else wrote it")),
]


class AttachForm(FlaskForm):
    """`case` is the one that was meant, once the form is valid."""

    reference = LineField(_l("Reference of the case"), [Needed(_l("Enter the reference of the case"))])
    how = RadioField(_l("As what?"), choices=HOW, validate_choice=False)
    reason = WordsField(
        _l("How do you know that it belongs there?"), [Needed(_l("Say how you know that it belongs there"))], 2000
    )
    case: Case | None = None

    def validate_reference(self, field):
        meant = references.parse(field.data)
        self.case = cases.seen_by(g.person, meant) if meant else None
        if self.case is None:
            raise StopValidation(_("There is no such case, or it is not yours to see. Check the reference."))

    def validate_how(self, field):
        if field.data not in (AS_CUSTOMER, AS_NOTE):
            raise StopValidation(_("Choose as what it stands on the case."))
