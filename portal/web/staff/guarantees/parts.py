"""The parts of a guarantee's text, and the way from each to its form and back.

A part is called by its key, those of which there are many with their place behind it: `head`, `life`, `promise-3`,
`promise-new`. What a form says is written into the text line by line; everything else in it stays as somebody wrote it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from wtforms.fields.choices import SelectChoice

from portal.core import toml_edit
from portal.core.guarantee import Fault
from portal.core.toml_edit import NotWritable
from portal.web.staff.guarantees import forms
from portal.web.staff.guarantees.fields import keys
from portal.web.staff.guarantees.forms import PartForm
from portal.words.translated import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of part: its form, and for those of which there are many the key they are named by."""

    title: LazyString
    form: type[PartForm]
    named_by: str = ""


KINDS = {
    "head": Kind(_l("The head"), forms.HeadForm),
    "organisation": Kind(_l("Who promises"), forms.OrganisationForm),
    "signatory": Kind(_l("Who signs"), forms.SignatoryForm),
    "service": Kind(_l("Service"), forms.ServiceForm, "slug"),
    "promise": Kind(_l("Promise"), forms.PromiseForm, "code"),
    "rate": Kind(_l("Rate"), forms.RateForm, "code"),
    "grading": Kind(_l("How broken promises are graded"), forms.GradingForm),
    "life": Kind(_l("How long a case waits for whom"), forms.LifeForm),
    "dispute": Kind(_l("If the customer disagrees"), forms.DisputeForm),
}
NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of one text; `index` None for a part of which there is one, or which is not there yet."""

    key: str
    index: int | None = None
    is_new: bool = False

    @property
    def kind(self) -> Kind:
        return KINDS[self.key]

    @property
    def address(self) -> str:
        if not self.kind.named_by:
            return self.key
        return f"{self.key}-{NEW if self.is_new else self.index + 1}"

    @property
    def path(self) -> tuple:
        """Where it stands in the text; the head stands above all tables."""
        if self.key == "head":
            return ()
        return (self.key, self.index) if self.kind.named_by else (self.key,)

    def holds(self, fault: Fault) -> bool:
        """Whether a fault is about this part."""
        if self.key == "head":
            return not fault.path or fault.path[0] not in KINDS
        return bool(self.path) and fault.path[: len(self.path)] == self.path


def read(text: str) -> dict[str, Any] | None:
    """The values of a text; None where it is no TOML, and no form can help."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The tables of an array, as far as it is one."""
    found = data.get(key)
    is_array = isinstance(found, list) and all(isinstance(one, dict) for one in found)
    return found if is_array else []


def find(address: str, data: Mapping[str, Any]) -> Part | None:
    """The part of this address, if the text has it."""
    key, _, place = address.partition("-")
    if key not in KINDS or bool(KINDS[key].named_by) != bool(place):
        return None
    if not place:
        return Part(key)
    if place == NEW:
        return Part(key, is_new=True)
    index = int(place) - 1 if place.isascii() and place.isdecimal() and len(place) < 6 else -1
    return Part(key, index) if 0 <= index < len(tables(data, key)) else None


def where(part: Part, line: str, data: Mapping[str, Any]) -> Part:
    """The same line in a text that was changed meanwhile; a new one where it is gone."""
    if not part.kind.named_by or part.is_new:
        return part
    codes = [str(table.get(part.kind.named_by)) for table in tables(data, part.key)]
    return Part(part.key, codes.index(line)) if line in codes else Part(part.key, is_new=True)


def name(part: Part, data: Mapping[str, Any]) -> str:
    """The code of a line; empty for the other parts."""
    return str(_values(part, data).get(part.kind.named_by, "")) if part.kind.named_by else ""


def fill(form: PartForm, part: Part, data: Mapping[str, Any], calendars: Iterable[str], typed: bool) -> None:
    """Set the choices of this draft, and unless somebody typed already, what the text says."""
    for field in form.calendars:
        form[field].choices = [*form[field].choices, *(SelectChoice(slug, slug) for slug in calendars)]
    for field in form.services:
        form[field].choices = [SelectChoice(slug, slug) for slug in _slugs(data)]
    values = _values(part, data)
    for field in keys(form):
        sent = field.data
        field.show(_at(values, field.path))
        if typed:
            field.data = sent


def write(text: str, form: PartForm, part: Part, data: Mapping[str, Any]) -> str:
    """The text with what was typed: only what differs from what the form showed. Raises NotWritable."""
    values = _values(part, data)
    changed = [field for field in keys(form) if field.data != field.shown(_at(values, field.path))]
    if part.is_new:
        return toml_edit.add_table(text, part.key, _nested(changed))
    for field in changed:
        text = toml_edit.put(text, (*part.path, *field.path), field.meant())
    return text


def drop(text: str, part: Part) -> str:
    if part.index is None:
        raise NotWritable
    return toml_edit.drop_table(text, part.key, part.index)


def place(form: PartForm, part: Part, faults: Iterable[Fault], sentence) -> list[Fault]:
    """Put each fault of this part at its field; the others come back."""
    rest = []
    for fault in faults:
        way = (*fault.path[len(part.path) :], *filter(None, [fault.facts.get("language")]))
        field = _field(form, way) if part.holds(fault) else None
        if field is None:
            rest.append(fault)
        else:
            field.errors = [*field.errors, sentence(fault)]
    return rest


def _field(form: PartForm, path: tuple):
    """The field a path leads to: its own, one within it, or the first one beneath it."""
    near = [field for field in keys(form) if path and _one_way(field.path, path)]
    return near[0] if near else None


def _one_way(one: tuple, other: tuple) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _nested(fields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields:
        meant = field.meant()
        if meant is not None:
            *way, last = field.path
            here = values
            for step in way:
                here = here.setdefault(step, {})
            here[last] = meant
    return values


def _values(part: Part, data: Mapping[str, Any]) -> Mapping[str, Any]:
    if part.is_new:
        return {}
    values = _at(data, part.path)
    return values if isinstance(values, Mapping) else {}


def _at(values: Any, path: tuple) -> Any:
    for step in path:
        if isinstance(values, list) and isinstance(step, int) and step < len(values):
            values = values[step]
        elif isinstance(values, Mapping):
            values = values.get(step)
        else:
            return None
    return values


def _slugs(data: Mapping[str, Any]) -> list[str]:
    return [str(table["slug"]) for table in tables(data, "service") if "slug" in table]
