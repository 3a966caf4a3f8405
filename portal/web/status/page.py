"""What stands on the page of a case: before it is opened (nothing personal), and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flask import url_for

from portal import tokens
from portal.core.case import TOLD, Facts, Role, Verb, verbs
from portal.mail.letters import zone_of
from portal.store import case as cases
from portal.store import event, file, incident, message
from portal.store.case import Case
from portal.store.file import File
from portal.store.message import Message
from portal.store.sheet import Sheet
from portal.web import show
from portal.web.opened import path_of
from portal.web.show import waiting
from portal.web.status.forms import FORMS, CaseForm, ContestForm, FilesForm, PlanForm
from portal.words import time, turn

DOORS = {  # the form behind which address each verb of the customer has
    Verb.REPLY: "reply",
    Verb.THANKS: "reply",
    Verb.MORE: "reply",
    Verb.ACCEPT: "accept",
    Verb.DECLINE: "decline",
    Verb.CONFIRM: "confirm",
    Verb.NOT_SOLVED: "not-solved",
    Verb.WITHDRAW: "withdraw",
    Verb.ESCALATE: "escalate",
    Verb.CONTEST: "contest",
    Verb.CORRECT: "correct",
    Verb.RELINK: "relink",
    Verb.ERASE: "erase",
}


@dataclass(frozen=True)
class Known:
    """One case read once: its sheet, and what the rules make of it now."""

    token: str
    sheet: Sheet
    facts: Facts
    now: datetime

    @classmethod
    def read(cls, case: Case, token: str, now: datetime) -> "Known":
        sheet = Sheet(case)
        return cls(token, sheet, sheet.facts(), now)

    @property
    def verbs(self) -> tuple[Verb, ...]:
        return verbs(self.facts, Role.CUSTOMER, self.now)

    @property
    def doors(self) -> list[str]:
        """The addresses that do something now: the buttons on the page."""
        return list(dict.fromkeys(DOORS[verb] for verb in self.verbs if verb in DOORS))


def cover(known: Known, said: Sequence[Message] = (), **more) -> dict:
    """The first hop: reference, state, deadlines and verdicts. No name, no word anybody typed, unless the page may show
    what was `said`."""
    items = show.deadline_items(known.sheet, known.now, known.sheet.case.cycle, said=said)
    return {
        "token": known.token,
        "case": known.sheet.case,
        "guarantee": known.sheet.guarantee,
        "state": turn.state(known.facts),
        "turn": show.whose_turn(known.sheet, known.facts, known.now, told=False),
        "next": show.next_item(items),
        "promises": items,
        "waited": show.waiting_item(known.sheet, known.now, known.sheet.case.cycle),
        **more,
    }


def erased(known: Known) -> dict:
    """All that is left of an erased case: its reference, its kind, its moments and its verdicts."""
    sheet, zone = known.sheet, zone_of(known.sheet.guarantee)
    return cover(known) | {
        "promises": show.deadline_items(sheet, known.now),
        "filed": time.short(sheet.case.received_at, zone, known.now),
        "closed": time.short(sheet.case.closed_at, zone, known.now),
        "erased": time.short(sheet.case.erased_at, zone, known.now),
    }


def opened(known: Known, posted: CaseForm | None = None, **more) -> dict:
    """Everything: the words, the plan, the files, and a form for each thing the customer can do now."""
    sheet, case, zone = known.sheet, known.sheet.case, zone_of(known.sheet.guarantee)
    words = message.of(case)
    said = show.conversation(words, file.of_case(case), zone, _url(known.token))
    asked = _last(said, sheet.open_ask.id if sheet.open_ask else None)
    answer = _last(said, _outcome(sheet)) if known.facts.state in TOLD else None
    return cover(known, words) | {
        "turn": show.whose_turn(sheet, known.facts, known.now),
        "told": known.facts.state in TOLD,
        "earlier": _earlier(known, words),
        "filed": time.short(case.received_at, zone, known.now),
        "path": path_of(known.token),
        "read_at": time.moment(known.now, zone),
        "said": [item for item in said if item not in (asked, answer)],
        "asked": asked,
        "answer": answer,
        "history": show.timeline(event.of(case), sheet),
        "joined": _joined(case, zone),
        "part_of": _part_of(known),
        "service": _service(sheet),
        "answers": show.answer_items(sheet),
        "survey_url": _survey_url(known),
        "forms": _forms(known, posted),
        "posted": posted,
        **more,
    }


def _joined(case: Case, zone: tzinfo) -> list[dict]:
    """What was answered, since his case was joined with another one, in that one; its files belong to its customer."""
    if not case.merged_into_id or case.closed_at is None:
        return []
    return [show.message_item(said, zone) for said in message.told_to_all(cases.main_of(case), case.closed_at)]


def _part_of(known: Known) -> dict | None:
    """The incident his case belongs to, as the public reads of it; nothing while nobody outside does."""
    case, zone = known.sheet.case, zone_of(known.sheet.guarantee)
    row = incident.by_id(case.incident_id) if case.incident_id else None
    return show.incident_item(row, zone, known.now) if row and row.is_shown else None


def _earlier(known: Known, words: Sequence[Message]) -> list[tuple[int, list[dict], dict | None]]:
    """The cycles before this one, the newest first: the promises with their verdicts, and whose time it was."""
    sheet, now = known.sheet, known.now
    cycles = range(sheet.case.cycle - 1, 0, -1)
    return [(n, show.deadline_items(sheet, now, n, said=words), show.waiting_item(sheet, now, n)) for n in cycles]


def _forms(known: Known, posted: CaseForm | None) -> dict[str, CaseForm]:
    """A fresh form for each address that does something now; the one that was sent as it was sent."""
    fresh = {door: FORMS[door](known.sheet.case, formdata=None) for door in known.doors}
    for form in (*fresh.values(), posted):
        if isinstance(form, PlanForm):
            form.plan.data = str(known.sheet.open_ask.id) if known.sheet.open_ask else ""
        if isinstance(form, ContestForm):
            form.offer(waiting.choices(known.sheet, known.facts.contestable, known.now))
    if posted is None:
        return fresh
    door = next(name for name, form in FORMS.items() if type(posted) is form)
    if door not in fresh:
        _keep(posted, fresh["reply"])
        return fresh
    return fresh | {door: posted}


def _keep(posted: CaseForm, reply: CaseForm) -> None:
    """What was typed into a form that is no longer possible stands in the one that always is, with its files."""
    reply.body.data = posted.typed()
    if isinstance(posted, FilesForm):
        reply.ticket.data, reply.taken = posted.ticket.data, posted.taken


def _url(token: str):
    def of(attached: File) -> str:
        return url_for("status.give_file", token=token, file_id=attached.id)

    return of


def _last(said: list[dict], message_id: int | None) -> dict | None:
    return next((item for item in said if item["id"] == message_id), None)


def _outcome(sheet: Sheet) -> int | None:
    outcomes = [mark.id for mark in sheet.marks if mark.type == "outcome" and mark.at >= sheet.case.cycle_at]
    return outcomes[-1] if outcomes else None


def _survey_url(known: Known) -> str:
    """Where he says how we did, while he may."""
    if Verb.ANSWER not in known.verbs:
        return ""
    case = known.sheet.case
    return url_for("survey.show", token=tokens.sign("survey", [case.id, case.link_key, case.cycle]))


def _service(sheet: Sheet) -> dict | None:
    found = sheet.guarantee.service(sheet.case.service) if sheet.guarantee and sheet.case.service else None
    return dict(found.title) if found else None
