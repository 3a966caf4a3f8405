"""Inviting a colleague, and changing what he may do."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.store.person import ROLES
from portal.web.fields import AddressField, Needed
from portal.web.language import LANGUAGES
from portal.words import case as words
from portal.words.translated import lazy_gettext as _l

CHOICES = [SelectChoice(role, words.ROLES[role]) for role in ROLES]


class InviteForm(FlaskForm):
    email = AddressField(_l("E-mail"), [Needed(_l("Enter your colleague’s e-mail address"))])
    role = RadioField(_l("Role"), choices=CHOICES, default="agent")
    language = SelectField(
        _l("Language of the invitation"), choices=[SelectChoice(code, name) for code, name, _tag in LANGUAGES]
    )


class RoleForm(FlaskForm):
    role = SelectField(_l("Role"), choices=CHOICES)


class HandOverForm(FlaskForm):
    """Who gets the cases: any colleague who handles some."""

    to = SelectField(_l("Who gets them?"), choices=[], validate_choice=False)

    def __init__(self, receivers, **kwargs):
        super().__init__(**kwargs)
        self.to.choices = [("", _l("Choose a colleague")), *((str(p.id), p.name) for p in receivers)]

    def validate_to(self, field):
        if field.data not in {value for value, *_rest in field.choices if value}:
            raise StopValidation(str(_l("Choose a colleague.")))
