"""The record of one case as JSON: words, files, letters, history and deadlines, for the customer to keep."""

from datetime import datetime

from flask import Response, current_app

from portal.mail.draft import CUSTOMER, LOST_LINKS, SURVEY
from portal.store import event, file, letter, mail, message
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.message import Message
from portal.store.survey import Answer
from portal.web.show import deadline_items
from portal.web.status.page import Known
from portal.words.history import INTERNAL


def response(known: Known) -> Response:
    text = current_app.json.dumps(of(known), indent=2, ensure_ascii=False)
    name = f"{known.sheet.case.reference}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(f"{text}\n", mimetype="application/json", headers=headers)


def of(known: Known) -> dict:
    """Moments are UTC in ISO 8601; the codes are those of the guarantee's data."""
    case, sheet = known.sheet.case, known.sheet
    sentences = {(i["cycle"], i["target"], i["round"]): i["sentence"] for i in deadline_items(sheet, known.now)}
    return {
        **_case(case),
        "guarantee": sheet.guarantee.number if sheet.guarantee else None,
        "written_at": _iso(known.now),
        "messages": [_message(m) for m in message.of(case)],
        "files": [{"name": f.name, "type": f.type, "bytes": f.size, "sha256": f.sha256} for f in file.of_case(case)],
        "mail": [_mail(row) for row in mail.of_case(case) if row.state != "note"],
        "letters": [_letter(row) for row in _letters(case)],
        "deadlines": [_deadline(d, sentences[d.cycle, d.target, d.round]) for d in sheet.rounds],
        "answers": [_answer(a) for a in sheet.answers],
        "history": [_event(e) for e in event.of(case) if e.verb not in INTERNAL],
    }


def _case(case: Case) -> dict:
    plain = ("reference", "kind", "channel", "service", "severity", "state", "outcome", "cycle")
    personal = ("name", "email", "phone", "order_number", "subject")
    return {name: getattr(case, name) for name in (*plain, *personal)} | {
        "received_at": _iso(case.received_at),
        "closed_at": _iso(case.closed_at),
    }


def _message(message: Message) -> dict:
    return {
        "at": _iso(message.at),
        "from": _who(message),
        "type": message.type,
        "body": message.body,
        "next_step": message.next_step,
        "by_when": _iso(message.by_when),
        "answer": message.answer,
        "answered_at": _iso(message.answered_at),
    }


def _mail(row: Mail) -> dict:
    """A mail the customer sent; its original is kept beside it, with every byte of what is quoted here."""
    return {
        "arrived_at": _iso(row.arrived_at),
        "from": row.sender,
        "subject": row.subject,
        "words": row.words,
        "rest": row.rest,
        "files": [name for name, _octets, _why in row.files],
        "original_bytes": row.size,
    }


def _letters(case: Case) -> list[Letter]:
    """Those to the customer. The last letter of an erased case waits a moment longer than everything else."""
    return [row for row in letter.of(case) if row.kind in (*CUSTOMER, LOST_LINKS, SURVEY) and not case.erased_at]


def _letter(letter: Letter) -> dict:
    plain = ("kind", "recipient", "language", "subject", "text", "state")
    return {name: getattr(letter, name) for name in plain} | {"at": _iso(letter.at), "sent_at": _iso(letter.sent_at)}


def _deadline(deadline: Deadline, sentence: str) -> dict:
    plain = ("cycle", "target", "round", "because", "code", "verdict", "reason", "ruling")
    moments = ("start_at", "due_at", "met_at")
    return (
        {"promise": sentence}
        | {name: getattr(deadline, name) for name in plain}
        | {name: _iso(getattr(deadline, name)) for name in moments}
    )


def _answer(answer: Answer) -> dict:
    plain = ("cycle", "solved", "kept_word", "score", "words")
    return {"at": _iso(answer.at)} | {name: getattr(answer, name) for name in plain}


def _event(event: Event) -> dict:
    plain = {"at": _iso(event.at), "from": _who(event), "verb": event.verb, "state": event.state}
    return plain | {"outcome": event.outcome, "cycle": event.cycle}


def _who(row: Message | Event) -> str:
    """The customer, the portal itself, or the public name of a member of staff."""
    return row.person.public_name if row.person else row.who


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
