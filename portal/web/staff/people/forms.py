"""Inviting a colleague, and changing what he may do."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from portal.store.person import ROLES
from portal.web.fields import AddressField, Needed
from portal.web.language import LANGUAGES
from portal.words import case as words

CHOICES = [SelectChoice(role, words.ROLES[role]) for role in ROLES]


class InviteForm(FlaskForm):
    email = AddressField(_l("E-mail"), [Needed(_l("Enter your colleague’s e-mail address"))])
    role = RadioField(_l("Role"), choices=CHOICES, default="agent")
    language = SelectField(
        _l("Language of the invitation"), choices=[SelectChoice(code, name) for code, name, _tag in LANGUAGES]
    )


class RoleForm(FlaskForm):
    role = SelectField(_l("Role"), choices=CHOICES)
