"""Reconciling: a portal in order agrees with itself, and each disagreement is told in a sentence."""

from datetime import timedelta

import pytest

from portal.actions import attaching, incidents
from portal.actions.attaching import Offered
from portal.actions.keeping import reconcile
from portal.core.case import Verb
from portal.store import books
from portal.store import case as cases
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.shelf import Shelf
from tests.actions.office import Office
from tests.conftest import rolled_back
from tests.core.moments import at


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "files", reserve=0)


@pytest.fixture(scope="module")
def months(house):
    """An office with cases in every stage: fresh, waiting, missed, resolved, closed, reopened, withdrawn, erased."""
    with rolled_back(), house.app_context():
        office = Office()
        office.file("Mon 2026-08-24 09:00", kind="enquiry")
        office.file("Mon 2026-08-24 09:00")
        office.propose("Mon 2026-08-24 09:10")
        office.file("Mon 2026-08-24 09:00")
        office.watch("Mon 2026-08-31 10:00")
        office.file("Mon 2026-08-24 09:00", kind="suggestion")
        office.resolve("Mon 2026-08-24 10:00", "answered")
        for verb in (Verb.CONFIRM, Verb.NOT_SOLVED, Verb.WITHDRAW, Verb.ERASE):
            office.customer("Mon 2026-08-24 11:00", verb, "It broke again")
        office.file("Mon 2026-08-24 09:00")  # its plan came in time only because of a pause that was struck
        office.staff("Mon 2026-08-24 09:10", Verb.ASK, body="Which leg?")
        office.customer("Tue 2026-08-25 10:00", Verb.REPLY, "The left one")
        office.customer("Tue 2026-08-25 10:00", Verb.CONTEST)
        office.propose("Wed 2026-08-26 15:00")
        office.staff("Wed 2026-08-26 16:00", Verb.RULE, office.supervisor, outcome="struck", body="He had told us")
        office.file("Mon 2026-08-24 09:00")
        office.resolve("Mon 2026-08-24 10:00")
        office.customer("Mon 2026-08-24 11:00", Verb.CONFIRM)
        belong(office, "Mon 2026-08-24 12:00")
        yield office


def belong(office: Office, moment: str) -> None:
    """The last of them belongs to an incident; the first one did for a while."""
    words = {"title_en": "No trains", "title_zh": "", "text_en": "", "text_zh": ""}
    incident = incidents.begin(words, at(moment), office.agent, at(moment))
    first = Case.select().order_by(Case.id).first()
    incidents.link(incident, [first, office.case], office.agent, at(moment))
    incidents.unlink(incident, [cases.reread(first)], office.agent, at(moment))


@pytest.fixture
def busy(months, db):
    return months


def told() -> list[str]:
    return [said for book in books.read() for said in reconcile.case(book)]


def test_a_portal_in_order_agrees_with_itself(busy):
    assert books.count() == 6
    assert told() == []


NOON = at("Mon 2026-08-24 12:00")
FILED, KEPT, ITS = Message.type == "filed", Deadline.verdict == "kept", Case.state == "closed"
WRONG = [  # what is changed behind the portal's back, and what is said
    (Event.update(verb="note").where(Event.verb == "file"), "0 times that it was filed"),
    (Event.update(detail="999").where(Event.verb == "link"), "and its history says 999."),
    (Case.update(incident=None), "it belongs to incident None, and its history says"),
    (Event.update(state="waiting"), "the last line of its history says waiting"),
    (Case.update(closed_at=None).where(ITS), "the moment of its closing is None"),
    (Case.update(outcome=None).where(ITS), "its outcome is None"),
    (Message.update(type="note").where(FILED), "the words it was filed with are missing"),
    (
        Message.update(type="plan").where(FILED, Message.case.in_(Case.select().where(ITS))),
        "it is closed, and 1 questions or plans wait",
    ),
    (Case.update(merged_into=Case.id).where(ITS), "joined with itself"),
    (Case.update(due_at=NOON).where(ITS), "it is due at 2026-08-24"),
    (Case.update(wake_at=None).where(ITS), "it wakes at None"),
    (Letter.update(kind="reply").where(Letter.kind == "received"), "no receipt was written"),
    (Letter.update(state="queued", try_at=None), "nobody will try"),
    (Letter.update(state="sent", try_at=None), "was sent at None"),
    (Deadline.update(met_at=None).where(KEPT), "is called kept, and was done at None"),
    (Deadline.update(verdict="broken").where(KEPT), "is called broken, and was done in time"),
    (Deadline.update(judged_on=None).where(KEPT), "the verdict kept and the day None"),
    (Case.update(erased_at=NOON).where(ITS), "it was erased, and words are left"),
    (Case.update(erased_at=NOON).where(ITS), "it was erased, and numbers made of its words are left"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_each_disagreement_is_told(busy, change, sentence):
    change.execute()
    said = told()
    assert any(busy.case.reference in one and sentence in one for one in said), said


def test_a_broken_promise_that_is_in_no_register_is_told(busy):
    Breach.delete().execute()
    assert any("was broken and is not in the register" in said for said in told())


def test_signposts_can_be_set_anew(busy):
    Case.update(due_at=None, wake_at=None).where(Case.state != "received").execute()
    wrong = [book for book in books.read() if reconcile.case(book)]
    assert wrong
    for book in wrong:
        reconcile.set_signposts(book)
    assert told() == []


# --- files


def kept(shelf) -> File:
    return attaching.keep(Offered("leg.txt", b"The broken leg"), "f" * 32, shelf, at("Mon 2026-08-24 09:00"))


def test_a_file_whose_bytes_are_gone_or_others_is_told(db, shelf):
    row = kept(shelf)
    assert reconcile.file(row, shelf) == ""
    shelf.path(row.stored).write_bytes(b"something else")
    assert "not those it had" in reconcile.file(row, shelf)
    shelf.remove(row.stored)
    assert "not on the shelf" in reconcile.file(row, shelf)
    row.delete_instance()
    assert reconcile.file(row, shelf) == ""


def test_what_no_row_knows_is_found_once_it_is_an_hour_old(db, shelf, now):
    kept(shelf)
    lost = shelf.put(b"half a complaint")
    put = shelf.path(lost).stat().st_mtime
    later = now.fromtimestamp(put, now.tzinfo)
    assert list(reconcile.orphans(shelf, later + timedelta(minutes=59))) == []
    assert list(reconcile.orphans(shelf, later + timedelta(minutes=61))) == [lost]
