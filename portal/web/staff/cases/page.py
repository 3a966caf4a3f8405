"""All the page of a case shows: what the customer wants, what we promised, what is next, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from portal.core.case import SAYINGS, State, Verb
from portal.store import case as cases
from portal.store import event, file, message
from portal.store import letter as letters
from portal.store import mail as mails
from portal.store.event import Event
from portal.store.file import File
from portal.store.message import Message
from portal.web import show
from portal.web.files import ACCEPT
from portal.web.staff.cases import foreseeing, joining
from portal.web.staff.cases.checklist import checklist
from portal.web.staff.cases.drafts import Drafts
from portal.web.staff.cases.folder import Folder, Request
from portal.web.staff.cases.forms import FORMS
from portal.web.staff.cases.say_form import SayForm, offered
from portal.web.staff.cases.similar import similar
from portal.web.staff.cases.verb_form import VerbForm
from portal.words import case as words
from portal.words import text, time, turn
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

WANTS = ("filed", "wish", "urgency", "about_staff")
RUNNING = ("running", "paused", "late")
NEAR = timedelta(days=2)
TITLE = 90
ONLY_SHOWN = {"csrf": False}  # the page writes the token of its forms itself

HINTS = {  # under each type of the composer
    Verb.RESPOND: _l("An answer. We go on, and say how."),
    Verb.ASK: _l("We need something. Clocks that may pause stand still until the answer."),
    Verb.PROPOSE: _l("What we would do, for the customer to decide on."),
    Verb.PROGRESS: _l("How far we are, and what comes next."),
    Verb.RESOLVE: _l("What came of it. The customer says whether it is solved."),
}
LANGUAGE_HINTS = {"en": _l("This customer reads English."), "zh": _l("This customer reads Chinese.")}
LANGUAGES = {"en": _l("English"), "zh": _l("Chinese")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wants to see besides: the letter his draft would be; which case he thinks of joining it with."""

    letter: bool = False
    other: str = ""


PLAINLY = Asked()


def content(folder: Folder, posted: VerbForm | None = None, overtaken: bool = False, asked: Asked = PLAINLY) -> dict:
    """What the template draws. `posted`: a form that came back, with what was typed and what is wrong with it;
    `overtaken`: somebody did something since its page was read, and now the colleague has been told."""
    case, sheet, now = folder.case, folder.sheet, folder.now
    history, written = event.of(case), [] if case.erased_at else message.of(case, internal=True)
    said = _said(folder, written)
    newest, joined = history[-1].id if history else 0, cases.joined(case)
    wants = [item for item in said if item["type"] in WANTS]
    promises = show.deadline_items(sheet, now, case.cycle, staff=True, said=written)
    since = _since(folder, history, posted.seen_id) if overtaken else []
    told = joining.told(folder, joined)
    drafts = Drafts.of(folder)
    letter = foreseeing.shown(folder, drafts.form) if asked.letter and drafts.form else None
    if drafts.form and drafts.form.errors:
        posted = drafts.form
    if overtaken:
        posted.seen.data = str(newest)
    return {
        "case": case,
        "person": folder.person,
        "title": _title(case.subject or (wants[0]["body"] if wants else "")),
        "erased": time.short(case.erased_at, folder.zone, now) if case.erased_at else "",
        "badges": _badges(folder),
        "turn": show.whose_turn(sheet, folder.facts, now, staff=True),
        "next": show.owed_item(sheet, now) or show.next_item(promises),
        "wants": wants,
        "contact": _contact(folder),
        "running": [_dense(item, folder) for item in promises if item["standing"] in RUNNING],
        "judged": [item for item in promises if item["standing"] not in RUNNING],
        "answers": show.answer_items(sheet, staff=True),
        "earlier": _earlier(folder, written),
        "waited": show.waiting_item(sheet, now, case.cycle, staff=True),
        "checklist": checklist(folder, history),
        "requests": _requests(folder),
        "contests": [item for item in said if item["type"] == "contest"][-1:] if folder.facts.contested else [],
        "joined": told,
        "similar": similar(folder, wants[0]["body"] if wants else "", joining.apart(case, joined)),
        "other": asked.other,
        "incident": show.incident_item(case.incident, folder.zone, now) if case.incident_id else None,
        "story": _story(folder, history, [item for item in said if item not in wants]),
        **_letters(folder),
        "forms": _forms(folder, posted, newest, drafts.form, asked.other),
        "drafts": drafts,
        "letter": letter,
        "posted": posted,
        "since": since,
        "accept": ACCEPT,
        "hints": HINTS,
        "zone_hint": _("Local time of %(zone)s", zone=str(folder.zone)),
        "language_hint": joining.languages(case, told["others"], LANGUAGE_HINTS.get(case.language, "")),
    }


def _earlier(folder: Folder, written: Sequence[Message]) -> list[tuple[int, list[dict], dict | None]]:
    """The cycles before this one, the newest first, each with its verdicts and whose time it was."""
    sheet, now = folder.sheet, folder.now
    cycles = range(sheet.case.cycle - 1, 0, -1)
    return [
        (n, show.deadline_items(sheet, now, n, staff=True, said=written), show.waiting_item(sheet, now, n, staff=True))
        for n in cycles
    ]


def _requests(folder: Folder) -> list[dict]:
    """What waits for a second person: who asks for what, and why."""
    asked = [folder.requested(type) for type in folder.facts.requested]
    return [
        {
            "sentence": _asked_for(each, folder),
            "message": show.message_item(each.message, folder.zone, staff=True) | {"next_step": "", "by_text": ""},
        }
        for each in asked
    ]


def _asked_for(request: Request, folder: Folder) -> str:
    """“Asks for more time: Plan, until Fri 28 Aug, 18:00”."""
    about = words.STAFF_TARGETS[request.target] if request.target else words.SEVERITIES[request.severity]
    by_when = time.due_short(request.by_when, folder.zone, folder.now) if request.by_when else ""
    until = _("until %(moment)s", moment=by_when) if by_when else ""
    named = words.MESSAGES[request.message.type]
    return _("%(what)s: %(about)s", what=named, about=text.listed([about, until]))


def _since(folder: Folder, history: Sequence[Event], seen: int) -> list[dict]:
    """What people did after this line of the history; the watch is nobody."""
    acted = [row for row in history if row.id > seen and row.who != "watch"]
    return show.timeline(acted, folder.sheet, staff=True)


# --- words


def _title(text: str) -> str:
    """The subject, or how the customer's words begin."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE else f"{line[:TITLE].rstrip()}…"


def _badges(folder: Folder) -> dict[str, str]:
    case = folder.case
    return {
        "state": turn.state(folder.facts, staff=True),
        "kind": str(words.KINDS[case.kind]),
        "severity": str(words.SEVERITIES[case.severity]),
        "outcome": str(words.OUTCOMES[case.outcome]) if case.outcome else "",
    }


def _contact(folder: Folder) -> list[tuple[str, str]]:
    """Who the customer is and how the case came, without the rows that say nothing."""
    case = folder.case
    rows = (
        (_("Name"), case.name),
        (_("E-mail"), case.email or ("" if case.erased_at else _("None: letters cannot reach this customer"))),
        (_("Phone"), case.phone),
        (_("Reads"), str(LANGUAGES.get(case.language, case.language))),
        (_("Order number"), case.order_number),
        (_("Service"), folder.service),
        (_("Came by"), str(words.CHANNELS[case.channel])),
        (_("Brought in from"), case.origin),
        (_("Received"), time.short(case.received_at, folder.zone, folder.now)),
        (_("Guarantee"), folder.sheet.guarantee.number if folder.sheet.guarantee else _("None was in force")),
    )
    return [(term, value) for term, value in rows if value]


def _dense(item: dict, folder: Folder) -> dict:
    """A far moment in few letters: the desk is narrower than the customer's page."""
    due = item["due_at"]
    near = due is None or due - folder.now < NEAR
    return item if near else item | {"due_text": time.due_short(due, folder.zone, folder.now)}


# --- what was said and done


def _said(folder: Folder, written: Sequence[Message]) -> list[dict]:
    """Every message with its files; files that came with no message go with the first."""
    if not written:
        return []
    items = show.conversation(written, file.of_case(folder.case), folder.zone, _url(folder), staff=True)
    mail = _mail(folder, written)
    return [item | {"type": row.type, "mail": mail.get(row.id)} for item, row in zip(items, written, strict=True)]


def _mail(folder: Folder, said: Sequence[Message]) -> dict[int, dict]:
    """The mail by which each message came, with its files that were not taken; a case made of a mail began with it."""
    first = said[0].id if said else 0
    rows = mails.of_case(folder.case)
    return {row.message_id or first: show.mail_item(row, folder.zone, folder.now) for row in rows}


def _url(folder: Folder):
    def of(attached: File) -> str:
        return url_for("staff.cases.give_file", reference=folder.case.reference, file_id=attached.id)

    return of


def _story(folder: Folder, history: Sequence[Event], said: Sequence[dict]) -> list[dict]:
    """The history in order, each line with the message it was about: at the first line that names it.
    `says_more`: the line tells what its message does not, which step a note is to."""
    words_of = {item["id"]: item for item in said}
    lines = show.timeline(history, folder.sheet, staff=True)
    told = [
        line | {"message": words_of.pop(row.message_id, None), "says_more": row.verb == Verb.STEP}
        for row, line in zip(history, lines, strict=True)
    ]
    return told + [{"message": item} for item in words_of.values()]


def _letters(folder: Folder) -> dict:
    """The letters of the case, the newest first, those somebody must look at by themselves; and whether the customer
    does not know what we last wrote."""
    rows = [] if folder.case.erased_at else list(reversed(letters.of(folder.case)))
    for row in rows:
        row.case = folder.case
    items = [show.letter_item(row, folder.zone, folder.now) for row in rows]
    to_customer = [row for row in rows if row.recipient == folder.case.email]
    return {
        "troubled": [item for item, row in zip(items, rows, strict=True) if row.state in letters.TROUBLED],
        "letters": [item for item, row in zip(items, rows, strict=True) if row.state not in letters.TROUBLED],
        "unreached": bool(to_customer) and to_customer[0].state in letters.LOST,
    }


# --- what can be done


def _forms(
    folder: Folder, posted: VerbForm | None, last: int, begun: SayForm | None, other: str
) -> dict[str, VerbForm]:
    """A fresh form for each thing this colleague may do now; what he has begun to write as he left it, and the one that
    came back as it came back. `other` stands in the one that joins."""
    possible = ["say"] if SAYINGS[0] in folder.verbs else []
    possible += ["relay"] if folder.spoken else []
    possible += [verb for verb in folder.verbs if verb in FORMS and verb not in SAYINGS and _makes_sense(verb, folder)]
    forms = {door: FORMS[door](folder, door, formdata=None, meta=ONLY_SHOWN) for door in possible}
    forms |= {"say": begun} if begun else {}
    for form in forms.values():
        form.seen.data = str(last)
    if "merge" in forms:
        forms["merge"].other.data = other
    door = place(posted)
    forms |= {door: posted} if door in forms else {}
    if "say" in forms:
        forms["say"].offer(offered(folder))
    return forms


def place(posted: VerbForm | None) -> str | None:
    """Under which name a form stands on the page: everything that is said to the customer is one composer."""
    return posted and ("say" if posted.door in SAYINGS else posted.door)


def _makes_sense(verb: Verb, folder: Folder) -> bool:
    """Nobody takes up what is his already, and no letter with a link reaches the customer of an imported case."""
    if folder.case.imported and verb in (Verb.CORRECT, Verb.RELINK):
        return False
    return SENSIBLE.get(verb, _always)(folder)


def _always(folder: Folder) -> bool:
    return True


def _not_mine(folder: Folder) -> bool:
    """Or mine by itself, because it is urgent: then taking it says that I have begun."""
    return folder.case.owner_id != folder.person.id or folder.case.state == State.RECEIVED


def _gives_time(folder: Folder) -> bool:
    """More time is given by somebody who does not need it."""
    needs = (folder.case.owner_id, folder.facts.requested.get("more_time"))
    return Verb.EXTEND in folder.verbs and folder.person.id not in needs and bool(folder.facts.running)


def _lowers(folder: Folder) -> bool:
    return folder.person.role in ("supervisor", "admin") and folder.person.id not in folder.facts.first_people


SENSIBLE = {
    Verb.TAKE: _not_mine,
    Verb.EXTEND: _gives_time,
    Verb.LINK: lambda folder: bool(folder.incidents),
    Verb.MORE_TIME: lambda folder: not _gives_time(folder),
    Verb.LESS_SEVERE: lambda folder: not _lowers(folder),
    Verb.REFUSE: lambda folder: set(folder.facts.requested.values()) != {folder.person.id},
    Verb.RULE: lambda folder: set(folder.facts.contested.values()) != {folder.person.id},
}
