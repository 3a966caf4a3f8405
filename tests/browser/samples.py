"""Run as a program beside a site of `flask demo`: files what is hard to show, and prints the addresses to look at.

Everything goes through the same doors as in life; the process is its own, so no test shares its database with it.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import force_locale

from portal.actions import bulletins, erasing, handling, incidents, intake, team
from portal.actions.bulletins import Said
from portal.actions.intake import Filing
from portal.actions.publishing.drafts import begin
from portal.app import create_app, read_clock
from portal.commands import letterbox
from portal.core.case import Given, Verb
from portal.mail import links
from portal.store import case as cases
from portal.store.canned import Canned
from portal.store.case import Case
from portal.store.db import connection
from portal.store.deadline import Breach, Deadline
from portal.store.guarantee import Guarantee
from portal.store.incident import Incident
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.person import Person, Team
from tests.mail.inbox import corpus

#: What no page may break on: much text, names without a blank, a table typed by hand, writing from right to left.
LONG = "We waited at home from eight until six and nobody came. " * 160
UNBROKEN = "M" * 60 + "文" * 60
TABLE = "\n".join(f"item {row:>3} | {'x' * 30} | {row * 1234:>9} | {'—' * 20}" for row in range(40))
ARABIC = "وصل الصندوق مكسوراً، ولم يرد أحد على الهاتف. HP-21288 — " * 12
HARD = {"long": LONG[:9000], "unbroken": UNBROKEN * 20, "table": TABLE, "arabic": ARABIC}


def addresses(now: datetime) -> dict:
    opened = Case.select().where(Case.closed_at.is_null()).order_by(Case.language.desc(), Case.id)
    found = {f"state {case.state}": case for case in opened}  # the last of each: those in English
    found["zh"] = next(case for case in opened if case.language == "zh" and case.state == "waiting")
    found["state closed"] = Case.select().where(Case.state == "closed", Case.outcome == "solved").first()
    found["late"] = Deadline.select().where(Deadline.verdict == "broken").order_by(Deadline.id.desc()).first().case
    found |= {f"hard {name}": _hard(name, body, now) for name, body in HARD.items()}
    found["grave"] = found["hard grave"] = _grave(now)
    found["erased"] = _erased(now)
    return {
        "cases": {name: [links.status(case), case.reference] for name, case in found.items()},
        "places": dict(_places(found["state closed"], now)),
    }


def _places(closed: Case, now: datetime) -> Iterator[tuple[str, str]]:
    """One address for each kind of link that is sent to somebody."""
    newcomer = team.invite("new@example.com", "agent", now)
    unasked = Case.select().where(Case.state == "closed", Case.outcome == "declined").first() or closed
    Team.get_or_create(name="Deliveries")
    yield "unsubscribe.show", links.unsubscribe("kim@example.com")
    yield "survey.show", links.survey(unasked, unasked.cycle, now)
    yield "staff.door.invite", links.account("invite", newcomer, now)
    yield "staff.door.reset", links.account("reset", Person.get(Person.role == "agent"), now)
    yield "unsubscribe.show", links.unsubscribe("kim@example.com")
    yield "staff.slip.show", f"/staff/cases/{_by_phone(now).reference}/slip"
    yield "staff.mail.mail", f"/staff/mail/{_mail(now).id}"
    yield from _of_staff(now)
    yield "staff.replies.reply", f"/staff/replies/{Canned.select().first().id}"
    yield "staff.people.person", f"/staff/people/{Person.get(Person.role == 'admin').id}"
    yield "staff.letters.letter", f"/staff/letters/{Letter.select().where(Letter.case.is_null(False)).first().id}"


def _mail(now: datetime) -> Mail:
    """A mail that waits for somebody, with all that makes its page long."""
    files = [(f"{UNBROKEN}.exe", b"MZ", "application/octet-stream"), ("leg.png", b"x" * 2000, "image/png")]
    return letterbox.take_in(corpus.with_files(*files, text=f"{ARABIC}\n\n{TABLE}\n\n> {LONG[:500]}"), now)


def _by_phone(now: datetime) -> Case:
    """A case of somebody who has no e-mail."""
    typed = {"body": "The drawer sticks", "phone": "138 0013 8000", "language": "en"}
    filing = Filing(ticket="by-phone", kind="complaint", channel="phone", **typed)
    return intake.file(filing, now)[0]


def _of_staff(now: datetime) -> Iterator[tuple[str, str]]:
    """What supervisors and administrators work on, one of each sort."""
    admin, version = Person.get(Person.role == "admin"), Guarantee.select().order_by(Guarantee.id).first()
    draft = f"/staff/guarantees/drafts/{begin(version.toml, admin, now).id}"
    yield "staff.guarantees.show_draft", draft
    yield "staff.guarantees.text", f"{draft}/edit/text"
    yield "staff.guarantees.edit", f"{draft}/edit/organisation"
    yield "staff.breaches.breach", f"/staff/breaches/{Breach.select().order_by(Breach.id).first().id}"
    yield "staff.rehearsal.show", f"{draft}/rehearsal"
    incident = f"/staff/incidents/{_incident(admin, now).id}"
    yield "staff.incidents.incident", f"{incident}?q=the"
    yield "staff.incidents.change", f"{incident}/change"
    yield "staff.incidents.write", f"{incident}/write"
    yield "staff.slip.show", f"/staff/cases/{Case.get(Case.email == '', Case.erased_at.is_null()).reference}/slip"


def _incident(admin: Person, now: datetime) -> Incident:
    """What goes on, told to everybody, with cases in both languages, a reply that is on its way and one that waits."""
    words = {"title_en": UNBROKEN, "title_zh": UNBROKEN, "text_en": LONG[:500], "text_zh": ARABIC[:500]}
    incident = incidents.begin(words, now, admin, now)
    open_ones = Case.select().where(Case.state.in_(("received", "in_progress", "waiting")), Case.incident.is_null())
    incidents.link(incident, list(open_ones.limit(8)), admin, now)
    incidents.show(incident, 0, admin, now)
    said = Said(Verb.RESPOND, ARABIC, UNBROKEN, LONG, UNBROKEN, now + timedelta(days=2))
    bulletins.write(incident, said, "sample", admin, now)
    return incident


def _hard(name: str, body: str, now: datetime) -> Case:
    """A case of the worst texts there are, and an answer as long."""
    filing = Filing(
        ticket=f"hard-{name}", kind="complaint", body=body, subject=UNBROKEN, name=UNBROKEN,
        email="kim@example.com", order_number="9" * 60, wish=ARABIC, about_staff="",
    )  # fmt: skip
    case, _fresh = intake.file(filing, now)
    agent = Person.get(Person.role == "agent")
    handling.act(case, Verb.TAKE, agent, now)
    handling.act(cases.reread(case), Verb.NOTE, agent, now, Given(body=body))
    return cases.reread(case)


def _grave(now: datetime) -> Case:
    """A major case with its checklist, a step of it done, and others of the same customer."""
    filing = Filing(ticket="grave", kind="complaint", body=HARD["long"], email="kim@example.com", subject="A fall")
    case, _fresh = intake.file(filing, now)
    agent = Person.get(Person.role == "agent")
    handling.act(case, Verb.RECLASSIFY, agent, now, Given(severity="major"))
    handling.act(cases.reread(case), Verb.STEP, agent, now, Given(step="call", body=UNBROKEN))
    return cases.reread(case)


def _erased(now: datetime) -> Case:
    case = Case.select().where(Case.state == "closed", Case.outcome == "withdrawn").first()
    case = case or Case.select().where(Case.state == "closed").order_by(Case.id).first()
    erasing.erase(case, now)
    return cases.reread(case)


if __name__ == "__main__":
    app = create_app()
    with app.app_context(), force_locale("en"), connection():
        print(json.dumps(addresses(read_clock())))  # noqa: T201 (this is how it answers)
