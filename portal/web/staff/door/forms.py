"""What is typed at the door. A password is never cleaned and never given back."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField

from portal.web.fields import ADDRESS, AddressField, LineField, Needed
from portal.web.staff.passwords import new_password
from portal.words.translated import lazy_gettext as _l


class SignInForm(FlaskForm):
    # Not an address to be written to, only to be compared: a wrong one must not be told from an unknown one.
    email = LineField(_l("E-mail"), [Needed(_l("Enter your e-mail address"))], longest=ADDRESS)
    password = PasswordField(_l("Password"), [Needed(_l("Enter your password"))])
    next = HiddenField()


class CodeForm(FlaskForm):
    code = LineField(_l("Code"), [Needed(_l("Enter the code your authenticator shows"))], longest=40)
    next = HiddenField()


class ForgottenForm(FlaskForm):
    email = AddressField(_l("E-mail"), [Needed(_l("Enter the e-mail address you sign in with"))])


class ResetForm(FlaskForm):
    password = new_password()


class InvitationForm(FlaskForm):
    name = LineField(_l("Your name"), [Needed(_l("Enter your name"))])
    public_name = LineField(_l("The name customers read"), [Needed(_l("Enter the name customers read"))])
    password = new_password()
