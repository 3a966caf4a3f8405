"""What needs a second person, from the page of a case: more time, a lower severity, a ruling on a waiting time. Whoever
may not decide asks; whoever asked does not decide."""

from wtforms import RadioField, SelectField

from portal.core.case import Given, Verb, lowers
from portal.core.rounds import running
from portal.core.terms import SEVERITIES
from portal.web.fields import MomentField, WordsField, ahead
from portal.web.show import waiting
from portal.web.staff.cases.verb_form import VerbForm, choice
from portal.words import case as words
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l


class ExtendForm(VerbForm):
    verb = Verb.EXTEND
    done = _l("The customer gets a letter with the new date. The old one is judged as it stood.")
    target = choice(SelectField, _l("Which promise?"), words.STAFF_REFUSALS["target_missing"])
    by_when = MomentField(_l("The new date"), [ahead])
    body = WordsField(_l("Why do we need more time?"))

    def start(self):
        """What a colleague asked for stands there already."""
        asked = self.folder.requested("more_time")
        return {"target": asked.target, "by_when": asked.by_when} if asked else {}

    def prepare(self):
        mine = [r.target for r in running(self.folder.sheet.rounds) if r.cycle == self.folder.case.cycle]
        self.target.choices = [(target, words.STAFF_TARGETS[target]) for target in dict.fromkeys(mine)]


class MoreTimeForm(ExtendForm):
    verb = Verb.MORE_TIME
    done = _l("It waits for a supervisor. Until it is granted, everything stays due as it is.")


class LessSevereForm(VerbForm):
    verb = Verb.LESS_SEVERE
    done = _l("It waits for a supervisor. Until it is granted, the severity stays.")
    severity = choice(SelectField, _l("Severity"), _l("Choose a severity."))
    body = WordsField(_l("Why is it less severe than it seemed?"))

    def prepare(self):
        lower = [level for level in SEVERITIES if lowers(self.folder.case.severity, level)]
        self.severity.choices = [(level, words.SEVERITIES[level]) for level in lower]

    def sentence(self, code):
        return _("Say why, for whoever decides.") if code == "body_missing" else super().sentence(code)


class RefuseForm(VerbForm):
    verb = Verb.REFUSE
    done = _l("It is not granted. Whoever asked has been told.")
    target = choice(SelectField, _l("What is not granted?"), words.STAFF_REFUSALS["target_missing"])
    body = WordsField(_l("Why not?"))

    def prepare(self):
        self.target.choices = [(type, words.MESSAGES[type]) for type in self.folder.facts.requested]

    def validate(self, extra_validators=None):
        good = super().validate(extra_validators)
        if not self.folder.facts.requested:
            self.form_errors.append(self.sentence("nothing_requested"))
        return good

    def sentence(self, code):
        return _("Say why not, to whoever asked.") if code == "body_missing" else super().sentence(code)


class RuleForm(VerbForm):
    verb = Verb.RULE
    done = _l("It is decided. The customer gets a letter with your words.")
    pause = choice(SelectField, _l("Which waiting time?"), _l("Choose a waiting time."))
    outcome = choice(RadioField, _l("Did our clock rightly stand still?"), words.STAFF_REFUSALS["unknown_ruling"])
    body = WordsField(_l("What the customer reads"))

    def prepare(self):
        folder = self.folder
        mine = [ask for ask, by in folder.facts.contested.items() if by != folder.person.id]
        self.pause.choices = waiting.choices(folder.sheet, tuple(mine or folder.facts.contested), folder.now)
        self.outcome.choices = [
            ("upheld", _("Yes: the waiting time stands")),
            ("struck", _("No: it is struck, and every promise is judged as if it had never been")),
        ]

    def validate(self, extra_validators=None):
        good = super().validate(extra_validators)
        if not self.folder.facts.contested:
            self.form_errors.append(self.sentence("nothing_contested"))
        return good

    def given(self):
        return Given(pause=int(self.pause.data), outcome=self.outcome.data, body=self.body.data)
