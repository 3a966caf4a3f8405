"""Erasing: nothing that anybody wrote stays, whatever was promised and kept does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.actions import attaching, drafting, erasing
from portal.actions.attaching import Offered
from portal.core.case import Refused, Verb
from portal.mail import blanks, postman
from portal.store import erasure, reply_draft, search
from portal.store import file as files
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.letter import Letter
from portal.store.likeness import Likeness
from portal.store.message import Message
from portal.store.shelf import Shelf
from tests.actions.office import when
from tests.core.moments import at

TYPED = {
    "name": "Li Lei",
    "email": "li@example.com",
    "phone": "13800138000",
    "order_number": "HP-77120",
    "subject": "The leg",
    "wish": "A new leg",
}


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "files", reserve=0)


@pytest.fixture
def mail(app, tmp_path, monkeypatch):
    """The mailbox of this machine."""
    monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], data_dir=tmp_path))
    return tmp_path / "mail"


def closed(office, shelf=None, **typed):
    """A case with a file, answered and closed on Mon 2026-08-24 12:00."""
    moment, kept = "Mon 2026-08-24 10:00", ()
    if shelf:
        kept = (attaching.keep(Offered("leg.txt", b"The broken leg"), "f" * 32, shelf, at(moment)),)
    office.file(moment, files=kept, **TYPED | typed)
    office.staff("Mon 2026-08-24 10:30", Verb.NOTE, body="He sounds angry")
    office.resolve("Mon 2026-08-24 11:00")
    office.customer("Mon 2026-08-24 12:00", Verb.CONFIRM)


def erase(office, moment="Mon 2026-08-24 13:00"):
    office.customer(moment, Verb.ERASE)


def carry(moment: str):
    while postman.turn(at(moment)):
        pass


def test_only_a_closed_case_can_be_erased(office):
    office.file("Mon 2026-08-24 10:00")
    with pytest.raises(Refused, match="wrong_state"):
        erase(office)


def test_words_names_files_and_letters_go_and_moments_and_verdicts_stay(office, shelf):
    closed(office, shelf)
    assert Likeness.select().where(Likeness.case == office.case).count() > 0
    before = [(d.target, d.due_at, d.verdict) for d in Deadline.select() if d.verdict]
    erase(office)
    case = office.case
    assert {getattr(case, column) for column in erasure.PERSONAL} == {""}
    assert {(m.body, m.next_step) for m in Message.select().where(Message.case == case)} == {("", "")}
    assert files.of_case(case) == []
    assert search.matching("leg") == []
    assert Likeness.select().where(Likeness.case == case).count() == 0
    assert [(d.target, d.due_at, d.verdict) for d in Deadline.select() if d.verdict != "void"] == before
    assert (case.state, case.outcome, when(case.erased_at)) == ("closed", "declined", "Mon 2026-08-24 13:00")
    assert office.history()[-1] == "erase"


def test_what_still_runs_ends_without_a_verdict(office):
    closed(office)
    erase(office)
    assert office.rounds("follow_up")[-1][-1] == "void"
    assert Deadline.get(Deadline.verdict == "void").reason == "erased"
    assert (office.case.due_at, office.case.wake_at) == (None, None)


def test_nothing_more_can_be_done_with_it(office):
    closed(office)
    erase(office)
    for verb in (Verb.MORE, Verb.NOT_SOLVED, Verb.RELINK, Verb.ERASE):
        with pytest.raises(Refused, match="erased"):
            office.customer("Mon 2026-08-24 14:00", verb, "One more thing")
    with pytest.raises(Refused, match="erased"):
        office.staff("Mon 2026-08-24 14:00", Verb.NOTE, body="He called again")


# --- letters


def test_letters_that_still_waited_are_not_sent_and_the_last_one_is(office, mail):
    closed(office)
    erase(office)
    waiting = {row.kind for row in Letter.select().where(Letter.try_at.is_null(False))}
    assert waiting == {"erased"}
    last = Letter.get(Letter.kind == "erased")
    assert (last.recipient, "have been erased" in last.text) == ("li@example.com", True)


def test_the_last_letter_is_blanked_when_it_is_sent(office, mail):
    closed(office)
    erase(office)
    carry("Mon 2026-08-24 13:01")
    last = Letter.get(Letter.kind == "erased")
    assert (last.state, last.subject, last.text) == ("sent", "", "")
    assert not Letter.select().where(Letter.recipient.contains("@"), Letter.case.is_null(False)).exists()


def test_the_mailbox_keeps_the_last_letter_for_a_day(office, mail):
    closed(office)
    carry("Mon 2026-08-24 12:01")
    assert len(list(mail.iterdir())) > 1
    erase(office)
    carry("Mon 2026-08-24 13:01")
    erasing.finish(mail, at("Mon 2026-08-24 13:02"))
    (left,) = mail.iterdir()
    assert b"Erased" in left.read_bytes()
    erasing.finish(mail, at("Tue 2026-08-25 13:59"))
    assert list(mail.iterdir()) == []


def test_erasing_is_no_way_around_the_cap_on_letters_to_one_address(office, mail):
    for _ in range(3):
        office.file("Mon 2026-08-24 10:00", email="victim@example.com")
        carry("Mon 2026-08-24 10:01")
        office.customer("Mon 2026-08-24 10:10", Verb.WITHDRAW)
        carry("Mon 2026-08-24 10:11")
        erase(office, "Mon 2026-08-24 10:20")
        carry("Mon 2026-08-24 10:21")
    assert Letter.select().where(Letter.sent_at.is_null(False)).count() == 3


def test_the_mark_of_an_address_goes_when_no_cap_needs_it(office, mail):
    closed(office)
    erase(office)
    carry("Mon 2026-08-24 13:01")
    marks = Letter.select().where(Letter.mailbox.startswith(blanks.MARK))
    assert marks.exists()
    erasing.finish(mail, at("Tue 2026-08-25 13:59"))
    assert not marks.exists()


def test_a_letter_with_the_links_of_several_cases_goes_too(office, mail):
    closed(office)
    Letter.create(
        kind="link",
        recipient="li@example.com",
        language="en",
        subject="s",
        text="K7Q",
        message_id="<1>",
        at=at("Mon 2026-08-24 12:30"),
    )
    erase(office)
    assert not Letter.select().where(Letter.recipient == "li@example.com", Letter.kind != "erased").exists()


def test_spam_gets_no_last_letter(office):
    office.file("Mon 2026-08-24 10:00")
    office.staff("Mon 2026-08-24 10:10", Verb.DISMISS, outcome="spam")
    erase(office)
    assert "erased" not in office.letters()


# --- files


def test_files_leave_the_shelf_at_the_next_sweep_and_others_stay(office, shelf):
    closed(office, shelf)
    other = shelf.put(b"of somebody else")
    File.create(stored=other, name="x", type="text/plain", size=16, sha256="0", at=at("Mon 2026-08-24 12:59"))
    erase(office)
    assert attaching.clear(shelf, at("Mon 2026-08-24 13:00")) == 1
    assert [path.name for path in shelf.folder.iterdir()] == [other]


def test_so_do_the_files_of_a_reply_that_was_begun_and_not_sent(office, shelf):
    closed(office)
    moment, ticket = at("Mon 2026-08-24 12:30"), "d" * 32
    kept = attaching.keep(Offered("secret.txt", b"What he told me"), ticket, shelf, moment)
    typed = {"body": "Half of it", "next_step": "", "by_when": "", "ticket": ticket}
    assert drafting.keep(office.case, office.agent, moment, typed)
    erase(office)
    assert (File.get_by_id(kept.id).name, reply_draft.of(office.case)) == ("", [])
    assert attaching.clear(shelf, at("Mon 2026-08-24 13:00")) == 1


# --- by itself


def test_the_watch_erases_at_the_age_the_guarantee_says(office):
    closed(office)
    office.watch("Sat 2029-08-18 12:00")
    assert office.case.email == "li@example.com"
    assert when(office.case.wake_at) == "Thu 2029-08-23 12:00"
    office.watch("Thu 2029-08-23 12:00")
    assert (office.case.email, office.case.wake_at) == ("", None)
    assert Event.select().order_by(Event.id.desc()).first().who == "watch"


def test_what_came_from_an_older_system_is_erased_only_when_asked_for(office):
    closed(office)
    Case.update(origin="calls:7").where(Case.id == office.id).execute()
    later = at("Thu 2026-08-20 10:00") + timedelta(days=2000)
    assert office.case.id not in [case.id for case in erasing.overdue(later)]
    assert office.case.id in [case.id for case in erasing.overdue(later, imported=True)]


def test_overdue_asks_the_version_each_case_is_bound_to(office):
    closed(office)
    assert erasing.overdue(at("Thu 2029-08-23 11:59")) == []
    assert erasing.overdue(at("Thu 2029-08-23 12:00")) == [office.case]
    Case.update(guarantee=None).where(Case.id == office.id).execute()
    assert erasing.overdue(at("Thu 2029-08-23 12:00")) == [office.case]
