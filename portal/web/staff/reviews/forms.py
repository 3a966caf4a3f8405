"""The sheet of a review: one choice for each criterion of the guarantee; the handler's word; the result."""

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from portal.core.review import MARKS, RESULTS
from portal.core.terms import Quality
from portal.web.fields import Needed, WordsField
from portal.web.language import in_language
from portal.words import review as words
from portal.words.translated import lazy_gettext as _l

REMARK = 4000


class Chosen:
    """One of the choices there are; the sentence asks for one."""

    field_flags = {"required": True}

    def __init__(self, sentence):
        self.sentence = sentence

    def __call__(self, form, field):
        if field.data not in {choice.value for choice in field.choices}:
            raise StopValidation(str(self.sentence))


def sheet_form(quality: Quality, **kwargs) -> FlaskForm:
    """A form with the criteria of this version."""

    class SheetForm(FlaskForm):
        @property
        def marks(self) -> dict[str, str]:
            return {one.code: self[name_of(one.code)].data for one in quality.criteria}

    for one in quality.criteria:
        setattr(SheetForm, name_of(one.code), _choice(in_language(one.ask)))
    SheetForm.words = WordsField(_l("What the handler should know"), longest=REMARK)
    return SheetForm(**kwargs)


def name_of(code: str) -> str:
    return "mark_" + code.replace("-", "_")


def _choice(label: str) -> RadioField:
    choices = [SelectChoice(mark, words.MARKS[mark]) for mark in MARKS]
    return RadioField(label, [Chosen(_l("Choose an answer."))], choices=choices, validate_choice=False)


class ExplainForm(FlaskForm):
    words = WordsField(_l("How you see it"), [Needed(_l("Write how you see it."))], longest=REMARK)


class ResultForm(FlaskForm):
    result = RadioField(
        _l("Result"),
        [Chosen(_l("Choose a result."))],
        choices=[SelectChoice(result, words.RESULTS[result]) for result in RESULTS],
        validate_choice=False,
    )
    words = WordsField(_l("What follows from it"), longest=REMARK)
