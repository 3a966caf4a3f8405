"""What a colleague can do on the page of a case: one form for each address beneath it, each giving one verb.

The choices of a form are those of the case it stands on.
"""

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, StopValidation

from portal.actions import handling
from portal.core import reference as references
from portal.core.case import SAYINGS, Given, Verb
from portal.core.terms import KINDS, SEVERITIES, Guarantee
from portal.store import case as cases
from portal.web import files
from portal.web.fields import AddressField, LineField, MomentField, WordsField
from portal.web.language import in_language
from portal.web.staff.cases.belonging import LinkForm, UnlinkForm
from portal.web.staff.cases.say_form import SayForm
from portal.web.staff.cases.second_person import ExtendForm, LessSevereForm, MoreTimeForm, RefuseForm, RuleForm
from portal.web.staff.cases.verb_form import VerbForm, choice, done_by_now
from portal.words import case as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class PlainForm(VerbForm):
    """A button, and no more."""


class TakeForm(PlainForm):
    verb = Verb.TAKE
    done = _l("The case is yours.")


class AssignForm(VerbForm):
    verb = Verb.ASSIGN
    done = _l("The case has a new owner, who was told by letter.")
    person = choice(SelectField, _l("Who looks after it?"), words.STAFF_REFUSALS["person_missing"])

    def prepare(self):
        others = [p for p in self.folder.colleagues if p.id != self.folder.case.owner_id]
        named = [(str(p.id), f"{p.name} · {words.ROLES[p.role]}") for p in others]
        self.person.choices = [("", _("Choose a colleague")), *named]

    def given(self):
        return Given(person=next(p for p in self.folder.colleagues if str(p.id) == self.person.data))


class NoteForm(VerbForm):
    verb = Verb.NOTE
    done = _l("Your note is in the history. The customer does not see it.")
    body = WordsField(_l("Internal note"))

    def sentence(self, code):
        return _("Write the note.") if code == "body_missing" else super().sentence(code)


class StepForm(VerbForm):
    """The checklist: each step has a button of its own, which says which step it is; one note goes with any of them."""

    verb = Verb.STEP
    done = _l("It is in the checklist, with your name.")
    step = HiddenField()
    body = WordsField(_l("Note to the step"))

    def sentence(self, code):
        return _("Press the button of the step you mean.") if code == "step_missing" else super().sentence(code)


class ReclassifyForm(VerbForm):
    """What was not changed is not sent on: a severity set anew would raise the alarm anew."""

    verb = Verb.RECLASSIFY
    done = _l("The case is sorted again. What was promised already stays promised.")
    kind = choice(SelectField, _l("Kind"), _l("Choose a kind."))
    service = choice(SelectField, _l("Service"), _l("Choose a service from the list."))
    severity = choice(SelectField, _l("Severity"), _l("Choose a severity."))
    body = WordsField(_l("Why is it less severe than it seemed?"))

    SORTS = ("kind", "service", "severity")

    def start(self):
        return {name: getattr(self.folder.case, name) for name in self.SORTS}

    def prepare(self):
        case = self.folder.case
        self.kind.choices = [(kind, words.KINDS[kind]) for kind in KINDS]
        self.service.choices = services(self.folder.sheet.guarantee, case.service)
        levels = SEVERITIES if case.severity else ("", *SEVERITIES)
        self.severity.choices = [(level, words.SEVERITIES[level]) for level in levels]

    def validate(self, extra_validators=None):
        good = super().validate(extra_validators)
        if good and not self._changed():
            self.form_errors.append(_("Nothing is different yet: choose another kind, service or severity."))
            return False
        return good

    def given(self):
        return Given(body=self.body.data, **self._changed())

    def _changed(self) -> dict[str, str]:
        before = self.start()
        return {name: self[name].data for name in self.SORTS if self[name].data != before[name]}


class DismissForm(VerbForm):
    verb = Verb.DISMISS
    done = _l("The case is closed.")
    outcome = choice(RadioField, _l("Why is it no case of ours?"), _l("Choose why it is no case of ours."))
    body = WordsField(_l("What the customer reads"))

    def prepare(self):
        self.outcome.choices = [(outcome, words.OUTCOMES[outcome]) for outcome in ("not_ours", "spam")]


class RestoreForm(PlainForm):
    verb = Verb.RESTORE
    done = _l("The case is open again, and its promises count again.")


class ResumeForm(VerbForm):
    verb = Verb.RESUME
    done = _l("It is our turn again, and every clock runs.")
    body = WordsField(_l("Why do we not wait any longer?"))


class LogForm(VerbForm):
    """What staff enter when it is done. Of several remedies each is entered by itself."""

    verb = Verb.LOG
    done = _l("It is entered, and marked as entered by staff.")
    target = choice(SelectField, _l("What was done?"), words.STAFF_REFUSALS["target_missing"])
    at = MomentField(_l("When was it done?"), [done_by_now])

    def prepare(self):
        owed = self.folder.sheet.owed()
        several = {r.target for r in owed if sum(other.target == r.target for other in owed) > 1}
        self.target.choices = [self._named(r, r.target in several) for r in owed]

    def _named(self, owed, by_round: bool) -> tuple[str, str]:
        """The value tells the round where one target is owed more than once."""
        target = str(words.STAFF_TARGETS[owed.target])
        breach = self.folder.sheet.remedies.get(owed.id)
        named = _("%(what)s: %(about)s", what=target, about=breach.remedy) if breach and breach.remedy else target
        return (f"{owed.target}.{owed.id}" if by_round else owed.target), named

    def given(self):
        target, _dot, number = self.target.data.partition(".")
        return Given(target=target, at=self.at.data, round=int(number or 0))


class MergeForm(VerbForm):
    verb = Verb.MERGE
    done = _l("The case is joined with the other one. Its customer has been told, and later answers go to both.")
    other = LineField(_l("Reference of the other case"))

    def validate_other(self, field):
        """Whoever may not see a case does not learn that there is one."""
        meant = references.parse(field.data or "")
        self._found = cases.seen_by(self.folder.person, meant) if meant else None
        if field.data and self._found is None:
            raise StopValidation(self.sentence("other_unknown"))

    def given(self):
        return Given(other=self._found)


class CloseForm(PlainForm):
    verb = Verb.CLOSE
    done = _l("The case is closed, as the customer told you.")


class RelayForm(VerbForm):
    """What a customer told a colleague, where nobody can write to him: it is the customer's own verb."""

    done = _l("It is entered: said by the customer, written down by you.")
    said = choice(RadioField, _l("What did the customer say?"), _l("Choose what the customer said."))
    body = WordsField(_l("In the customer’s own words"))
    needs = ("said", "body")

    def prepare(self):
        self.said.choices = [(verb, words.SPOKEN[verb]) for verb in self.folder.spoken]

    def act(self, case):
        folder, verb = self.folder, Verb(self.said.data)
        handling.relay(case, verb, folder.person, folder.now, self.body.data, seen=self.seen_id)

    def sentence(self, code):
        return _("Write down what the customer said.") if code == "body_missing" else super().sentence(code)


class CorrectForm(VerbForm):
    verb = Verb.CORRECT
    done = _l("The address is corrected. A letter is on its way to it.")
    email = AddressField(_l("E-mail of the customer"))

    def start(self):
        return {"email": self.folder.case.email}


class RelinkForm(PlainForm):
    verb = Verb.RELINK
    done = _l("There is a new private link, and a letter with it. The old one opens nothing any more.")


class EraseForm(VerbForm):
    verb = Verb.ERASE
    done = _l("The case is erased. Only figures without a name are left of it.")
    sure = BooleanField(
        _l("Yes, erase it. I know that nobody can bring it back."),
        [InputRequired(_l("Tick the box if everything in this case is to be erased."))],
    )

    def follow_up(self):
        files.forget(self.folder.now)


def services(guarantee: Guarantee | None, present: str = "") -> list[tuple[str, str]]:
    """None, the published services, and what the case says now, should that not be published."""
    named = {service.slug: in_language(service.title) for service in (guarantee.services if guarantee else ())}
    return [("", _("None of these")), *({present: present} | named if present else named).items()]


FORMS: dict[str, type[VerbForm]] = {
    "say": SayForm,
    **{verb.value: SayForm for verb in SAYINGS},
    "take": TakeForm,
    "assign": AssignForm,
    "note": NoteForm,
    "step": StepForm,
    "reclassify": ReclassifyForm,
    "less_severe": LessSevereForm,
    "dismiss": DismissForm,
    "merge": MergeForm,
    "restore": RestoreForm,
    "link": LinkForm,
    "unlink": UnlinkForm,
    "resume": ResumeForm,
    "extend": ExtendForm,
    "more_time": MoreTimeForm,
    "refuse": RefuseForm,
    "rule": RuleForm,
    "log": LogForm,
    "close": CloseForm,
    "relay": RelayForm,
    "correct": CorrectForm,
    "relink": RelinkForm,
    "erase": EraseForm,
}
