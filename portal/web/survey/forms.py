"""A questionnaire as a form. Which questions there are, and their sentences, come from its text."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import StopValidation

from portal.core.survey import CHOICES, KEPT_WORD, Filled, Questionnaire
from portal.web.fields import AddressField, LineField, PhoneField, WordsField, says_something
from portal.web.language import in_language
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

UNTICKED = (False, "", "0", "no", "off", "false", "False")
MISSING = {
    "solved": _l("Choose whether it is solved."),
    "kept_word": _l("Choose whether we kept our word."),
    "score": _l("Choose a score from 1 to 5."),
}


def chosen(form, field):
    """One of the answers there are; none is chosen for anybody."""
    if not field.data and not field.flags.required:
        field.data = None
    elif field.data not in dict(field.choices):
        raise StopValidation(str(MISSING[field.name]))


class SurveyForm(FlaskForm):
    """The address or the ticket is its guard, so it has no csrf_token."""

    class Meta:
        csrf = False

    solved = RadioField(validators=[chosen], validate_choice=False)
    kept_word = RadioField(validators=[chosen], validate_choice=False)
    score = RadioField(validators=[chosen], validate_choice=False)
    words = WordsField()

    def __init__(self, asked: Questionnaire, formdata=None):
        super().__init__(formdata)
        self.asked = asked
        for code in CHOICES:
            question = asked.by_code.get(code)
            if question is None:
                delattr(self, code)
                continue
            self[code].label.text = in_language(question.ask)
            self[code].flags.required = question.needed
            if question.answers:
                self[code].choices = [(value, in_language(said)) for value, said in question.answers.items()]

    def filled(self) -> Filled:
        score = self._chosen("score")
        return Filled(
            self.asked,
            solved=self._chosen("solved"),
            kept_word=KEPT_WORD.get(self._chosen("kept_word")),
            score=int(score) if score else None,
            words=self.typed(),
        )

    def typed(self) -> str:
        return self.words.data if "words" in self else ""

    def _chosen(self, code: str) -> str | None:
        return self[code].data if code in self else None


class OpenForm(SurveyForm):
    """One that anybody may fill in. Whoever asks to hear from us says where."""

    contact = BooleanField(_l("Please get back to me"), false_values=UNTICKED)
    name = LineField(_l("Your name"))
    email = AddressField(_l("E-mail"))
    phone = PhoneField(_l("Phone"))
    website = StringField(_l("Website"))
    person = BooleanField(_l("I am a person, not a robot"), false_values=UNTICKED)

    @property
    def doubtful(self) -> bool:
        """Whether this looks like a robot's work. Then a person is asked to say that he is one; nothing is lost."""
        return bool(self.website.data) and not self.person.data

    def validate_words(self, field):
        if self.contact.data and not says_something(field.data):
            raise StopValidation(gettext("Write what we should get back to you about."))

    def validate_email(self, field):
        if self.contact.data and not (field.data or self.phone.data):
            raise StopValidation(gettext("Enter your e-mail address or a phone number, so that we can answer you."))
