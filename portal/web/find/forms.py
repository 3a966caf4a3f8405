"""Asking for a lost link."""

from wtforms import Form
from wtforms.validators import ValidationError

from portal.core import reference
from portal.web.fields import AddressField, LineField, Needed
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class FindForm(Form):
    """No csrf_token: the form gives no rights, and whoever sends it learns nothing."""

    reference = LineField(_l("Reference"), id="find-reference")
    email = AddressField(_l("E-mail address"), [Needed(_l("Enter the e-mail address you gave us."))], id="find-email")

    def validate_reference(self, field) -> None:
        if field.data and reference.parse(field.data) is None:
            raise ValidationError(_("Check the reference: it looks like K7Q-3FM-9. You can also leave it empty."))

    @property
    def wanted(self) -> str | None:
        return reference.parse(self.reference.data) if self.reference.data else None
