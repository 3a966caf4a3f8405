"""The composer: what is said to the customer, with a type. It can begin with a canned reply, stay a draft, and is read
once more where its words may hurt, say nothing, or are unfinished."""

from collections.abc import Sequence

from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField

from portal import tokens
from portal.actions import handling
from portal.core import manners
from portal.core.canned import filled
from portal.core.case import MOVES, OUTCOMES, SAYINGS, Given, Verb
from portal.core.cleaning import clean_line
from portal.core.rounds import running
from portal.mail.telling import NOT_FOR_CUSTOMERS
from portal.store import canned
from portal.store import file as files
from portal.store.canned import Canned
from portal.store.reply_draft import TYPED, ReplyDraft
from portal.web.fields import NEXT_STEP, WORDS, LineField, MomentField, WordsField, ahead, whole_number
from portal.web.staff.cases.folder import Folder
from portal.web.staff.cases.verb_form import STALE, Attaching, VerbForm, choice
from portal.web.staff.once_more import ReadOnceMore
from portal.words import canned as places
from portal.words import case as words
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

TYPED_MOMENT = 40  # of what was typed for a moment, right or wrong, so much is kept


class SayForm(ReadOnceMore, Attaching, VerbForm):
    """A field its type does not ask for is not looked at."""

    ADDS = ("next_step", "by_when", "outcome")

    type = choice(RadioField, _l("What is it?"), _l("Choose what you are sending."))
    body = WordsField(_l("To the customer"))
    next_step = LineField(_l("What happens next?"), longest=NEXT_STEP)
    by_when = MomentField(_l("By when?"), [ahead])
    outcome = choice(RadioField, _l("What came of it?"), words.STAFF_REFUSALS["unknown_outcome"])
    pick = SelectField(_l("Begin with a canned reply"), choices=[], validate_choice=False)
    canned = HiddenField()
    done = _l("It is on its way to the customer.")

    @classmethod
    def of(cls, folder: Folder, draft: ReplyDraft) -> "SayForm":
        """The composer as it was left."""
        ticket = tokens.sign("ticket", draft.ticket) if draft.ticket else ""
        left = MultiDict(draft.typed | {"ticket": ticket, "canned": str(draft.canned or "")})
        form = cls(folder, "say", formdata=left, meta={"csrf": False})
        form.taken = files.waiting(draft.ticket) if draft.ticket else ()
        return form

    def start(self):
        outcomes = OUTCOMES[self.folder.case.kind]
        return {"type": Verb.RESPOND, "outcome": outcomes[0] if len(outcomes) == 1 else None}

    def prepare(self):
        self.type.choices = [(verb, words.VERBS[verb]) for verb in SAYINGS]
        self.outcome.choices = [(each, words.OUTCOMES[each]) for each in OUTCOMES[self.folder.case.kind]]

    def offer(self, replies: Sequence[Canned]) -> None:
        """The canned replies to choose from."""
        self.pick.choices = [("", _("Choose one")), *((str(one.id), one.name) for one in replies)] if replies else []

    def process(self, *args, **kwargs):
        super().process(*args, **kwargs)
        if self.door != "say":
            self.type.data = self.door

    @property
    def verb(self) -> Verb:
        return Verb(self.type.data)

    @property
    def needs(self):
        if self.type.data not in SAYINGS:
            return ("body",)
        return (*MOVES[self.verb].needs, *(("outcome",) if self.verb is Verb.RESOLVE else ()))

    def validate(self, extra_validators=None):
        for name in set(self.ADDS) - set(self.needs):
            self[name].validators, self[name].process_errors = (), []
        return super().validate(extra_validators)

    def given(self):
        return Given(ticket=self.number, **{name: self[name].data for name in self.needs})

    def act(self, case):
        folder, extra = self.folder, {"seen": self.seen_id, "canned_id": self.canned_id}
        handling.say(case, self.verb, folder.person, folder.now, self.given(), self.taken, **extra)

    @property
    def canned_id(self) -> int | None:
        return whole_number(self.canned.data)

    def look_over(self):
        step = self.next_step.data if "next_step" in self.needs else ""
        return manners.worries(self.body.data, step, self.verb, self.folder.case.language)

    # --- a draft, and what it begins with

    def can_be_kept(self) -> bool:
        """Whether this is a draft of somebody who sits here, and has room; right or wrong it may be."""
        if self.meta.csrf and not self.csrf_token.validate(self):
            self.csrf_token.errors = [str(STALE)]
            return False
        rooms = {"body": WORDS, "next_step": NEXT_STEP}
        for name in [name for name, most in rooms.items() if len(self[name].data) > most]:
            self[name].validate(self)
        return not any(self[name].errors for name in rooms)

    def typed(self) -> dict:
        """The columns of its draft."""
        left = {name: self[name].data or "" for name in TYPED if name != "by_when"}
        for name, known in (("type", SAYINGS), ("outcome", OUTCOMES[self.folder.case.kind])):
            left[name] = left[name] if left[name] in known else ""
        moment = clean_line((self.by_when.raw_data or [""])[0][:TYPED_MOMENT], TYPED_MOMENT)
        return left | {"by_when": moment, "ticket": self.number, "canned": self.canned_id}

    def begin_with(self, reply: Canned) -> dict:
        """The columns of its draft with this canned reply beneath what was typed."""
        left, facts, language = self.typed(), facts_of(self.folder), self.folder.case.language
        kind = left["type"] if left["body"] else reply.verb or left["type"]
        body, step = (filled(text, facts) for text in (reply.body(language), reply.next_step(language)))
        left["body"] = f"{left['body']}\n\n{body}".strip()
        left["next_step"] = left["next_step"] or step
        return left | {"type": kind, "canned": reply.id}

    def picked(self) -> Canned | None:
        """The canned reply that was chosen, if it is one of those this case offers."""
        chosen = [one.id for one in offered(self.folder) if str(one.id) == self.pick.data]
        return canned.by_id(chosen[0]) if chosen else None


def offered(folder: Folder) -> list[Canned]:
    """Everybody's canned replies, those of his team, and those of the team the case is with."""
    return canned.for_teams(folder.person.team_id, folder.case.team_id)


def facts_of(folder: Folder) -> dict[str, str]:
    """What the places of a canned reply are filled with, in the customer's language. Nobody is greeted by name before
    he has opened his link (DESIGN.md 5.4): the address may be a stranger's."""
    case, zone = folder.case, folder.zone
    with force_locale(case.language):
        due = _next_due(folder)
        facts = {
            "name": case.name if case.opened_at else "",
            "reference": case.reference,
            "service": folder.service,
            "order_number": case.order_number,
            "received": time.due_short(case.received_at, zone),
            "due": time.due_short(due, zone) if due else "",
            "me": folder.person.public_name,
        }
        return {place: fact or places.gap(place) for place, fact in facts.items()}


def _next_due(folder: Folder):
    mine = [r.due_at for r in running(folder.sheet.rounds) if r.due_at and r.target not in NOT_FOR_CUSTOMERS]
    return min(mine, default=None)
