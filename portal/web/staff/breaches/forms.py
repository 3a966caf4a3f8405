"""What a supervisor enters about a broken promise."""

from datetime import datetime

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField

from portal.actions.register import Entry
from portal.core.breach import GRADES, MAJOR
from portal.mail.letters import zone_of
from portal.store import register
from portal.store.deadline import Breach
from portal.web.fields import MomentField, Needed, WordsField, says_something
from portal.web.show import breaches as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

STALE = _l("This page had been open for a long time. What you typed is still here: please send it once more.")
LONGEST = 4000


class EntryForm(FlaskForm):
    """`seen` is the mark of what stood there when the page was read: nobody overwrites what he has not seen."""

    seen = HiddenField()
    grade = RadioField(_l("How grave was it?"), choices=[], validate_choice=False)
    cause = WordsField(_l("Why did it happen?"), [Needed(_l("Say why it happened."))], longest=LONGEST)
    action = WordsField(_l("What is done so that it does not happen again?"), longest=LONGEST)
    action_due = MomentField(_l("By when?"))
    done = BooleanField(_l("It is done"))

    def __init__(self, breach: Breach, proposed: str | None, **kwargs):
        self.breach = breach
        super().__init__(data=self._start(proposed), **kwargs)

    def _start(self, proposed: str | None) -> dict:
        breach = self.breach
        return {
            "seen": register.mark(breach),
            "grade": breach.grade or proposed,
            "cause": breach.cause,
            "action": breach.action,
            "action_due": breach.action_due or self._by_rule(),
            "done": breach.done_at is not None,
        }

    def _by_rule(self) -> datetime | None:
        """By when the guarantee says that the cause of a grave one is put right; only to begin with."""
        version = self.breach.case.guarantee.version if self.breach.case.guarantee_id else None
        if self.breach.cause or version is None or version.grading is None:
            return None
        return self.breach.at + version.grading.action_within

    def process(self, *args, **kwargs):
        case = self.breach.case
        self.action_due.tz = zone_of(case.guarantee.version if case.guarantee_id else None)
        self.grade.choices = [(grade, words.GRADES[grade]) for grade in GRADES]
        super().process(*args, **kwargs)

    def validate(self, extra_validators=None) -> bool:
        good = super().validate(extra_validators)
        if self.meta.csrf and self.csrf_token.errors:
            self.csrf_token.errors = [str(STALE)]
        for name, sentence in self._missing():
            self[name].errors = [*self[name].errors, sentence]
            good = False
        return good

    def _missing(self):
        """A grave one is put right, by a date; a date without a deed is none."""
        if self.grade.data not in GRADES:
            yield "grade", _("Choose how grave it was.")
        acts = says_something(self.action.data or "")
        if self.grade.data == MAJOR and not acts:
            yield "action", _("A major one is put right: say what is done.")
        if acts and self.action_due.data is None and not self.action_due.errors:
            yield "action_due", _("Say by when it is done.")

    def entry(self) -> Entry:
        acts = says_something(self.action.data or "")
        return Entry(
            grade=self.grade.data,
            cause=self.cause.data,
            action=self.action.data if acts else "",
            action_due=self.action_due.data if acts else None,
            done=acts and self.done.data,
        )
