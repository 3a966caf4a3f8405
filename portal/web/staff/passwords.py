"""The field in which a new password is chosen, wherever that is done."""

from wtforms import PasswordField
from wtforms.validators import StopValidation

from portal.actions.team import passwords
from portal.web.fields import Needed
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l


def long_enough(form, field):
    if not passwords.acceptable(field.data or ""):
        raise StopValidation(
            gettext("Choose a password of %(least)d to %(most)d characters", least=passwords.LEAST, most=passwords.MOST)
        )


def new_password() -> PasswordField:
    return PasswordField(_l("New password"), [Needed(_l("Choose a password")), long_enough])
