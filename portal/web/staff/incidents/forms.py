"""What is typed about an incident: its words, the cases that belong to it, and what is told to all of them."""

import re
from collections.abc import Iterable, Mapping

from flask import g
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import StopValidation

from portal.actions import bulletins
from portal.actions.bulletins import Said
from portal.core import manners
from portal.core import reference as references
from portal.core.case import MOVES, Verb
from portal.core.cleaning import says_something
from portal.store import linked
from portal.store.case import Case
from portal.store.incident import TEXT, TITLE, Incident
from portal.web import tickets
from portal.web.fields import (
    NEXT_STEP,
    CheckboxesField,
    LineField,
    MomentField,
    WordsField,
    ahead,
    not_ahead,
    whole_number,
)
from portal.web.staff.once_more import ReadOnceMore
from portal.words import case as words
from portal.words import incident as incident_words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

WORDS = ("title_en", "title_zh", "text_en", "text_zh")
BETWEEN = re.compile(r"[\s,;，；、]+")
MOST, ROOM = 200, 4000  # references in one go; characters for them


class Seen(FlaskForm):
    """`seen`: the version of the incident on the page it was sent from."""

    seen = HiddenField()

    @property
    def version(self) -> int:
        """What came back; whatever is no number is older than everything."""
        number = whole_number((self.seen.raw_data or [""])[0])
        return -1 if number is None else number


class Once(FlaskForm):
    """A form that counts once, however often it is sent. `stub` is its ticket."""

    ticket = HiddenField()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self._take(tickets.read(self.ticket.data or "", g.now))

    def renew(self) -> None:
        """A ticket for other words."""
        self._take(tickets.new(g.now))

    def _take(self, stub: tickets.Ticket) -> None:
        self.stub, self.ticket.data = stub, stub.token


class IncidentForm(Seen):
    title_en = LineField(_l("Title in English"), longest=TITLE)
    text_en = WordsField(_l("What customers read in English"), longest=TEXT)
    title_zh = LineField(_l("Title in Chinese"), longest=TITLE)
    text_zh = WordsField(_l("What customers read in Chinese"), longest=TEXT)
    began_at = MomentField(_l("When did it begin?"), [not_ahead])

    def __init__(self, incident: Incident | None = None, **kwargs):
        start = {"began_at": g.now}
        if incident:
            start = {name: getattr(incident, name) for name in (*WORDS, "began_at")} | {"seen": incident.version}
        super().__init__(data=start, **kwargs)

    def validate_title_en(self, field):
        if not (says_something(field.data) or says_something(self.title_zh.data)):
            raise StopValidation(_("Give it a title, in English or in Chinese."))

    def validate_began_at(self, field):
        if field.data is None:
            raise StopValidation(_("Enter when it began."))

    @property
    def words(self) -> dict[str, str]:
        return {name: self[name].data for name in WORDS}


class BeginForm(IncidentForm, Once):
    """The words of a new one."""

    def refuse(self) -> None:
        """It was sent before with other words: these may be another incident, or the same one said better."""
        self.form_errors.append(
            _("This form was sent already, with other words. Send it again if it is another incident.")
        )
        self.renew()


class LinkForm(FlaskForm):
    """Cases by their references, typed, or ticked among those that were found. `found` are the cases that were meant,
    once the form is valid."""

    references = WordsField(_l("References"), longest=ROOM)
    cases = CheckboxesField(_l("Cases that were found"), choices=[], validate_choice=False)
    found: Iterable[Case] = ()

    def validate(self, extra_validators=None) -> bool:
        return super().validate(extra_validators) and self._look_up()

    def all_refused(self, sentences: Iterable[str], number: int) -> bool:
        """Whether the gate said no to all of them: then the form says why, and what was typed stays."""
        none_left = number == len(self.found)
        self.named.errors = [*self.named.errors, *(sentences if none_left else ())]
        return none_left

    @property
    def named(self):
        """The field by which the cases are named."""
        return self.references or self.cases

    def _look_up(self) -> bool:
        typed = [one for one in BETWEEN.split(self.references.data) if one] + (self.cases.data or [])
        meant = {one: references.parse(one[:60]) for one in typed[:MOST]}
        there = linked.by_references([each for each in meant.values() if each], g.person)
        self.found = list(there.values())
        fault = self._fault(typed, [one for one, reference in meant.items() if reference not in there])
        self.references.errors = [*self.references.errors, *([fault] if fault else [])]
        return not fault

    def _fault(self, typed: list[str], unknown: list[str]) -> str:
        if not typed:
            return _("Enter a reference, or tick a case.")
        if len(typed) > MOST:
            return _("That is more than %(most)d cases in one go. Link them in several goes.", most=MOST)
        if not unknown:
            return ""
        named = ", ".join(one[:40] for one in unknown[:10])
        return _("No case of this reference is to be seen: %(references)s.", references=named)


class UnlinkForm(LinkForm):
    """Only ticked: they stand on the page."""

    references = None
    cases = CheckboxesField(_l("Which cases?"), choices=[], validate_choice=False, id="out")

    def _look_up(self) -> bool:
        meant = [references.parse(one[:60]) for one in (self.cases.data or [])[:MOST]]
        self.found = list(linked.by_references([each for each in meant if each], g.person).values())
        if not self.found:
            self.cases.errors = [_("Tick the cases that do not belong to it.")]
        return bool(self.found)


class BulletinForm(ReadOnceMore, Once):
    """What is told to all. Words are asked for in each language in which one of them reads; what a verb does not ask
    for is not looked at. `readers`: how many cases read each language; `kinds`: how many are of each kind. `lost`:
    what was typed in a language in which nobody reads any more, for copying."""

    ADDS = ("next_step_en", "next_step_zh", "by_when", "outcome")

    verb = RadioField(_l("What is it?"), validate_choice=False)
    body_en = WordsField(_l("To the customers, in English"))
    next_step_en = LineField(_l("What happens next? In English"), longest=NEXT_STEP)
    body_zh = WordsField(_l("To the customers, in Chinese"))
    next_step_zh = LineField(_l("What happens next? In Chinese"), longest=NEXT_STEP)
    by_when = MomentField(_l("By when?"), [ahead])
    outcome = RadioField(_l("What came of it?"), validate_choice=False)

    def __init__(self, readers: Mapping[str, int], kinds: Mapping[str, int], **kwargs):
        super().__init__(data={"verb": Verb.RESPOND.value}, **kwargs)
        fitting = bulletins.fitting(kinds)
        self.verb.choices = [(verb.value, words.VERBS[verb]) for verb in bulletins.VERBS]
        self.outcome.choices = [(each, words.OUTCOMES[each]) for each in fitting]
        if not fitting:
            self.verb.choices.pop()
        self.languages = [language for language in ("en", "zh") if readers.get(language)]
        unread = [language for language in ("en", "zh") if language not in self.languages]
        self.lost = [text for language in unread for text in self._take_out(language) if says_something(text)]

    def _take_out(self, language: str) -> list[str]:
        """The fields of this language are asked for no more; what was typed into them."""
        fields = self[f"body_{language}"], self[f"next_step_{language}"]
        for field in fields:
            del self[field.name]
        return [field.data or "" for field in fields]

    # --- what it needs

    def validate(self, extra_validators=None) -> bool:
        for name in set(self.ADDS) - set(self.needs):
            if name in self:
                self[name].validators, self[name].process_errors = (), []
        good = super().validate(extra_validators)
        return all([good, not self.lost, *map(self._has, self.needs)])

    def validate_verb(self, field):
        if field.data not in {choice[0] for choice in field.choices}:
            raise StopValidation(_("Choose what you are sending."))

    @property
    def needs(self) -> list[str]:
        """The fields the line of its verb in the table asks for, in each language."""
        if self.verb.data not in bulletins.VERBS:
            return []
        asked = (*MOVES[Verb(self.verb.data)].needs, *(("outcome",) if self.verb.data == Verb.RESOLVE else ()))
        each = {name: [f"{name}_{language}" for language in self.languages] for name in ("body", "next_step")}
        return [field for name in asked for field in each.get(name, [name])]

    def _has(self, name: str) -> bool:
        field = self[name]
        fits = field.data in {choice[0] for choice in field.choices} if name == "outcome" else self._says(field.data)
        if not fits and not field.errors:
            code = name.removesuffix("_en").removesuffix("_zh")
            field.errors = [words.refusal(f"{code}_missing", staff=True)]
        return fits

    @staticmethod
    def _says(typed) -> bool:
        return says_something(typed) if isinstance(typed, str) else bool(typed)

    # --- what it says

    def look_over(self):
        found = [manners.worries(*self._in(language), self.verb.data, language) for language in self.languages]
        return tuple(dict.fromkeys(worry for each in found for worry in each))

    def _in(self, language: str) -> tuple[str, str]:
        """(the words, the next step) in this language; the step only where the verb asks for one."""
        step = f"next_step_{language}"
        return self[f"body_{language}"].data, self[step].data if step in self.needs else ""

    def said(self) -> Said:
        return Said(Verb(self.verb.data), **{name: self[name].data for name in self.needs})

    def refuse(self, refused: bulletins.NotPossible) -> None:
        sentence = incident_words.refusal(refused.code, refused.about)
        if refused.code == "outcome":
            self.outcome.errors = [sentence]
        else:
            self.form_errors.append(sentence)
