"""One part of one draft on its form: shown, checked, written into the text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import render_template

from portal.actions import publishing
from portal.store.draft import Draft
from portal.web.staff.guarantees import page, parts
from portal.web.staff.guarantees.forms import PartForm
from portal.web.staff.guarantees.parts import Part
from portal.words import faults as sentences


@dataclass
class Editing:
    """A part with its form, filled from the draft or from what was typed."""

    draft: Draft
    part: Part
    form: PartForm
    data: dict[str, Any]
    elsewhere: list = field(default_factory=list)

    @classmethod
    def of(cls, draft: Draft, address: str, calendars: Iterable[str], typed: bool = False) -> "Editing | None":
        """None where the text has no such part, or cannot be read at all."""
        data = parts.read(draft.toml)
        part = parts.find(address, data) if data is not None else None
        if part is None:
            return None
        form = part.kind.form() if typed else part.kind.form(formdata=None)
        parts.fill(form, part, data, calendars, typed)
        if not typed:
            form.seen.data, form.line.data = str(draft.version), parts.name(part, data)
        return cls(draft, part, form, data)

    @classmethod
    def again(cls, draft: Draft, address: str, calendars: Iterable[str]) -> "Editing | None":
        """What was typed, on the draft as somebody else has left it; None for what never was a part."""
        data = parts.read(draft.toml) or {}
        key, _, place = address.partition("-")
        if key not in parts.KINDS:
            return None
        form = parts.KINDS[key].form()
        part = parts.where(Part(key, 0, is_new=place == parts.NEW), form.line.data or "", data)
        parts.fill(form, part, data, calendars, typed=True)
        form.seen.data = str(draft.version)
        return cls(draft, part, form, data)

    @property
    def seen(self) -> int:
        typed = self.form.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else 0

    def text(self) -> str:
        """The text with what was typed. Raises NotWritable."""
        return parts.write(self.draft.toml, self.form, self.part, self.data)

    def without(self) -> str:
        return parts.drop(self.draft.toml, self.part)

    def checked(self, now: datetime) -> str:
        """The form again, with each fault at its field. Nothing is stored."""
        text = self.text()
        found = publishing.check(text, now)
        rest = parts.place(self.form, self._written(), found, sentences.sentence)
        self.elsewhere = page.faults(Draft(id=self.draft.id, toml=text), rest, parts.read(text))
        return self.page(was_checked=True)

    def _written(self) -> Part:
        """Where a new line stands once it is written: behind the others."""
        if not self.part.is_new:
            return self.part
        return Part(self.part.key, len(parts.tables(self.data, self.part.key)))

    def page(self, **told) -> str:
        return render_template(
            "staff/guarantees/edit.html",
            draft=self.draft,
            name=page.title(self.draft, self.data),
            part=self.part,
            line=parts.name(self.part, self.data),
            form=self.form,
            elsewhere=self.elsewhere,
            **told,
        )
