"""Fields that stand for one key of the text each. What was typed is written as it was typed, right or wrong: whether it
is right, the check says, in one sentence and with its line, as it does of a text written by hand."""

from datetime import date
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from portal.core.cleaning import clean, clean_line
from portal.web.fields import CheckboxesField

ROOM = 20_000  # characters a field takes; the text as a whole has its own end


class Key:
    """A field at a key: `at="on_miss.again"`. `shown` is what it showed before anybody typed."""

    width: str | None = None  # of macros/form.html

    def __init__(self, label=None, at: str = "", **kwargs):
        self.path = tuple(at.split("."))
        super().__init__(label, **kwargs)

    def show(self, value: Any) -> None:
        """What the text says here, as this field shows it."""
        self.data = self.shown(value)

    def shown(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def meant(self) -> Any:
        """What is to stand in the text; None for no line at all."""
        return self.data or None


class Line(Key, StringField):
    """One line of text."""

    def shown(self, value):
        return clean_line(super().shown(value), ROOM)

    def process_formdata(self, valuelist):
        self.data = clean_line(valuelist[0], ROOM) if valuelist else ""


class Words(Key, TextAreaField):
    """A sentence or several."""

    def shown(self, value):
        return clean(super().shown(value), ROOM)

    def process_formdata(self, valuelist):
        self.data = clean(valuelist[0], ROOM) if valuelist else ""


class Figure(Line):
    """A number, if it is one."""

    width = "short"

    def meant(self):
        return _number(self.data) if self.data else None


class Day(Line):
    """A date, if it is one."""

    widget = TextInput()
    width = "short"

    def meant(self):
        try:
            return date.fromisoformat(self.data) if self.data else None
        except ValueError:
            return self.data


class Several(Line):
    """A list on one line, its parts between commas."""

    def shown(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else super().shown(value)

    def meant(self):
        parts = [part.strip() for part in self.data.replace("，", ",").replace("、", ",").split(",")]
        return [part for part in parts if part] or None


class Flag(Key, BooleanField):
    """Yes, or no line."""

    def shown(self, value):
        return value is True

    def meant(self):
        return True if self.data else None


class Choice(Key, SelectField):
    """One of the words the check knows; a word it does not know stays until somebody chooses another."""

    def __init__(self, label=None, **kwargs):
        super().__init__(label, validate_choice=False, **kwargs)

    def show(self, value):
        super().show(value)
        known = [choice.value for choice in self.choices]
        if self.data and self.data not in known:
            self.choices = [*self.choices, SelectChoice(self.data, self.data)]


class Choices(Key, CheckboxesField):
    """Any of the words the check knows. One is written as a word, more of them as a list."""

    def __init__(self, label=None, as_list: bool = False, **kwargs):
        self.as_list = as_list
        super().__init__(label, validate_choice=False, **kwargs)
        self.type = "CheckboxesField"  # by which the pages know a group of boxes

    def show(self, value):
        super().show(value)
        known = [choice.value for choice in self.choices]
        self.choices = [*self.choices, *(SelectChoice(word, word) for word in self.data if word not in known)]

    def shown(self, value):
        return [str(one) for one in (value if isinstance(value, list) else [value]) if one is not None]

    def meant(self):
        words = list(self.data or ())
        return words[0] if len(words) == 1 and not self.as_list else words or None


def _number(typed: str) -> Any:
    for kind in (int, float):
        try:
            return (
                kind(typed) if typed.isascii() and "_" not in typed and typed.lower() not in ("nan", "inf") else typed
            )
        except ValueError:
            continue
    return typed


def keys(form) -> list[Field]:
    """The fields of a form that stand for a key of the text."""
    return [field for field in form if isinstance(field, Key)]
