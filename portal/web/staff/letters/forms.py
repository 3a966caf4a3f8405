"""A letter that did not arrive: the address it should have had."""

from flask_wtf import FlaskForm

from portal.web.fields import AddressField, Needed
from portal.words.translated import lazy_gettext as _l


class CorrectForm(FlaskForm):
    email = AddressField(_l("The right address"), [Needed(_l("Enter the address the letter should go to."))])
