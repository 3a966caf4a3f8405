"""One's own account: what one is called, the password, the second factor."""

from flask import g
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from portal import tokens
from portal.actions.team import factors
from portal.web.fields import LineField, Needed
from portal.web.language import LANGUAGES
from portal.web.staff.passwords import new_password
from portal.words.translated import lazy_gettext as _l

WANTED = _l("Enter the password you have now")


class DetailsForm(FlaskForm):
    name = LineField(_l("Your name"), [Needed(_l("Enter your name"))])
    public_name = LineField(_l("The name customers read"), [Needed(_l("Enter the name customers read"))])
    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name, _tag in LANGUAGES])


class PasswordForm(FlaskForm):
    present = PasswordField(_l("The password you have now"), [Needed(WANTED)])
    password = new_password()


class SureForm(FlaskForm):
    """What only the owner of the account may do: the password once more."""

    present = PasswordField(_l("Your password"), [Needed(WANTED)])


class FactorForm(FlaskForm):
    """The secret travels with the form, signed, until a code proves that an authenticator has it: reading a page stores
    nothing."""

    code = LineField(_l("Code"), [Needed(_l("Enter the six digits your authenticator shows"))], longest=40)
    present = PasswordField(_l("Your password"))
    secret = HiddenField()
    next = HiddenField()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.plain = self._read() or factors.new_secret()
        self.secret.data = tokens.sign("factor", [g.person.id, self.plain])

    def _read(self) -> str:
        """The secret of the page this came from; none where it is too old or somebody else's."""
        try:
            whose, secret = tokens.read("factor", self.secret.data or "")
        except tokens.TokenRefused:
            return ""
        return secret if whose == g.person.id else ""
