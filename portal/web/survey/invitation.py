"""An invitation: the private link to the questionnaire about one cycle of one case, and what may be done with it."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort

from portal import tokens
from portal.core.case import Facts, Role, Verb, verbs
from portal.core.survey import Questionnaire
from portal.mail.letters import zone_of
from portal.store import case as cases
from portal.store import survey
from portal.store.case import Case
from portal.store.sheet import Sheet, link_ended
from portal.store.survey import Answer
from portal.words import time


@dataclass(frozen=True)
class Invitation:
    """One link, read once. `asked` is the questionnaire."""

    token: str
    cycle: int
    asked: Questionnaire
    sheet: Sheet
    facts: Facts
    now: datetime

    @property
    def case(self) -> Case:
        return self.sheet.case

    @property
    def answer(self) -> Answer | None:
        """What was said of this cycle already."""
        return next((answer for answer in self.sheet.answers if answer.cycle == self.cycle), None)

    @property
    def is_open(self) -> bool:
        """Whether one can answer: the case is closed, in the cycle that is asked about."""
        return self.cycle == self.case.cycle and self.may(Verb.ANSWER)

    def may(self, verb: Verb) -> bool:
        return verb in verbs(self.facts, Role.CUSTOMER, self.now)

    @property
    def follow_up(self) -> str:
        """By when somebody gets in touch because of a low score, in words; "" where nobody promised to."""
        rounds = [r for r in self.sheet.rounds if (r.cycle, r.because) == (self.cycle, "score") and r.due_at]
        running = [r for r in rounds if r.verdict is None]
        return time.due_moment(running[0].due_at, zone_of(self.sheet.guarantee), self.now) if running else ""


def read(token: str, now: datetime) -> Invitation:
    """The invitation of this token. Bad, unknown and revoked ones are all 404; one that had its time is 410."""
    (case_id, link_key, cycle), late = _signed(token, now)
    case = cases.by_link(case_id, link_key) or abort(404)
    if late or link_ended(case, now) or case.erased_at:
        abort(410)
    sheet = Sheet(case)
    return Invitation(token, cycle, survey.questionnaire(survey.AFTER_CLOSING), sheet, sheet.facts(), now)


def _signed(token: str, now: datetime) -> tuple[list, bool]:
    """What was signed, and whether too long ago."""
    try:
        return tokens.read("survey", token, now), False
    except tokens.TokenExpired as late:
        return late.payload, True
    except tokens.TokenRefused:
        abort(404)
