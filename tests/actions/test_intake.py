"""Filing as the house does it: one ticket is one case, whole or not at all, kept from whom it names."""

from datetime import timedelta

import pytest
from peewee import IntegrityError

from portal.actions import intake
from portal.actions.intake import Filing, same_words
from portal.actions.moves import Actor, OnTheSpot
from portal.core import reference
from portal.core.case import Verb
from portal.store import case as cases
from portal.store import circle
from portal.store.case import Case
from portal.store.deadline import Breach, Deadline
from portal.store.event import Event
from portal.store.file import File
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.person import Person
from tests.core.moments import at

THURSDAY = at("Thu 2026-08-20 10:00")
TICKET = "f" * 32


def filing(**changed) -> Filing:
    typed = {"ticket": TICKET, "kind": "complaint", "body": "The table came broken", "email": "li@example.com"}
    return Filing(**typed | changed)


def file(**changed) -> Case:
    return intake.file(filing(**changed), THURSDAY)[0]


def a_file(ticket: str = TICKET) -> File:
    return File.create(ticket=ticket, name="a.txt", stored="0" * 32, type="text/plain", size=1, sha256="", at=THURSDAY)


# --- what one filing leaves behind


def test_a_filing_leaves_a_case_its_words_its_deadlines_its_history_and_a_letter(office):
    case = file(wish="A new one", subject="Table", files=(a_file(),))
    assert case.state == "received"
    assert reference.parse(case.reference) == case.reference
    assert case.guarantee.number == "HP-2026-1"
    assert office_said(case) == [("filed", "The table came broken"), ("wish", "A new one")]
    assert [row.target for row in Deadline.select().order_by(Deadline.due_at)] == [
        "response",
        "plan",
        "progress",
        "resolution",
    ]
    assert [event.verb for event in Event.select()] == ["file"]
    assert [(letter.kind, letter.recipient) for letter in Letter.select()] == [("received", "li@example.com")]
    assert [(row.case, row.ticket) for row in File.select()] == [(case, None)]
    assert case.due_at == at("Thu 2026-08-20 12:00")
    assert case.wake_at == at("Thu 2026-08-20 11:00")  # half of the time to the first response


def office_said(case: Case) -> list[tuple[str, str]]:
    rows = Message.select().where(Message.case == case).order_by(Message.id)
    return [(row.type, row.body) for row in rows]


def test_nothing_the_customer_typed_is_in_the_letter(office):
    file(name="Canary-Name", subject="Canary-Subject", body="Canary-Body", order_number="Canary-1")
    letter = Letter.get()
    assert "Canary" not in letter.subject + letter.text


def test_without_a_guarantee_in_force_nothing_is_promised(db, app):
    with app.app_context():
        case = file()
    assert case.guarantee is None
    assert Deadline.select().count() == 0
    assert case.due_at is None


def test_a_filing_entered_by_staff_starts_when_the_customer_spoke(office):
    entered, spoke = THURSDAY, at("Thu 2026-08-20 09:15")
    case, _fresh = intake.file(filing(channel="phone"), entered, Actor.staff(office.agent), spoke)
    assert case.received_at == spoke
    assert Deadline.get(Deadline.target == "response").due_at == at("Thu 2026-08-20 11:15")
    assert Deadline.get(Deadline.target == "attended").start_at == spoke


# --- once


def test_one_ticket_is_one_case(office):
    first, fresh = intake.file(filing(), THURSDAY)
    second, again = intake.file(filing(), at("Thu 2026-08-20 10:05"))
    assert (fresh, again) == (True, False)
    assert first == second
    assert Case.select().count() == Letter.select().count() == Message.select().count() == 1


def test_two_tickets_are_two_cases(office):
    assert file().reference != file(ticket="e" * 32).reference


@pytest.mark.parametrize(
    "changed",
    [
        {"body": "The table came broken."},
        {"email": "lei@example.com"},
        {"phone": "+86 138 0013 8000"},
        {"name": "Li"},
        {"subject": "Table"},
        {"order_number": "1"},
        {"wish": "A new one"},
        {"urgent": True, "urgent_reason": "It may fall"},
        {"about_staff": "Chen"},
        {"kind": "enquiry"},
    ],
)
def test_one_changed_word_is_no_repetition(office, changed):
    case = file()
    assert same_words(case, filing())
    assert not same_words(case, filing(**changed))


def test_a_filing_that_fails_half_way_leaves_nothing(office):
    lost = a_file()
    lost.stored = None  # the database refuses this row, after the case and its words were written
    with pytest.raises(IntegrityError):
        intake.file(filing(files=(lost,)), THURSDAY)
    assert [table.select().count() for table in (Case, Message, Deadline, Event, Letter)] == [0, 0, 0, 0, 0]
    assert File.get().ticket == TICKET


# --- who is told, and who may read it


def test_claimed_urgency_alarms_everybody_who_may_act_at_once(office):
    case = file(urgent=True, urgent_reason="It may fall on a child")
    assert case.severity == "urgent"
    alarmed = {letter.recipient for letter in Letter.select().where(Letter.kind == "on_call")}
    assert alarmed == {"chen@example.com", "zhao@example.com", "wang@example.com"}
    assert Deadline.get(Deadline.target == "response").due_at == at("Thu 2026-08-20 10:30")


def test_nobody_is_alarmed_by_an_ordinary_case(office):
    file()
    assert Letter.select().where(Letter.kind == "on_call").count() == 0


def test_a_complaint_about_staff_is_sealed_from_agents_and_from_whom_it_names(office):
    case = file(about_staff="Wang (service)", urgent=True, urgent_reason="He shouted")
    admin = Person.create(email="a@example.com", name="Adams", public_name="Adams", role="admin", password="-")
    assert case.sealed
    assert case.about == office.supervisor
    assert readers(case) == {admin}
    alarmed = {letter.recipient for letter in Letter.select().where(Letter.kind == "on_call")}
    assert alarmed <= {"a@example.com"}


@pytest.mark.parametrize(
    ("supervisor", "about_staff", "number"),
    [
        (True, "Wang and Qian", 1),  # a supervisor and the only administrator
        (False, "Qian", 1),  # the only administrator, where there is no supervisor
        (True, "Qian", 0),
        (True, "Wang", 0),
        (False, "Chen", 0),
        (False, "the tall man at the till", 0),
    ],
)
def test_a_complaint_that_nobody_here_may_open_is_known_until_somebody_may(office, supervisor, about_staff, number):
    if not supervisor:
        office.supervisor.delete_instance()
    office._hire("admin", "Qian")
    case = file(about_staff=about_staff)
    assert (circle.out_of_reach(), readers(case) == set()) == (number, number == 1)
    invited = Person.create(email="x@example.com", name="Xu", public_name="Xu", role="admin")
    assert circle.out_of_reach() == number, "who was invited and has not come opens nothing"
    Person.update(password="-").where(Person.id == invited.id).execute()
    assert circle.out_of_reach() == 0


def test_one_that_is_over_needs_nobody_any_more(office):
    office.file("Thu 2026-08-20 10:00", about_staff="Wang")
    assert circle.out_of_reach() == 1, "there is no administrator at all"
    office.customer("Thu 2026-08-20 11:00", Verb.WITHDRAW)
    assert circle.out_of_reach() == 0


def test_a_name_nobody_here_has_seals_it_all_the_same(office):
    case = file(about_staff="the tall man at the till")
    assert case.sealed
    assert case.about is None
    assert readers(case) == {office.supervisor}


def readers(case: Case) -> set[Person]:
    return {person for person in Person.select() if cases.seen_by(person, case.reference)}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Chen", "Chen"),
        ("CHEN (service), in the morning", "Chen"),
        ("Ｃｈｅｎ", "Chen"),
        ("a Mr  chen", "Chen"),
        ("Cheng", None),
        ("投诉李明态度恶劣", "李明"),
        ("Chen and Wang", "Wang"),  # of two the supervisor: a colleague of his must not read it either
    ],
)
def test_whom_a_complaint_names(office, typed, found):
    Person.create(email="li@example.com", name="李明", public_name="李明", role="agent", password="-")
    case = file(about_staff=typed)
    assert (case.about.name if case.about else None) == found


@pytest.mark.parametrize("kind", ["praise", "enquiry", "suggestion"])
def test_who_is_named_in_anything_but_a_complaint_may_read_it(office, kind):
    case = file(kind=kind, about_staff="Chen")
    assert not case.sealed
    assert office.agent in readers(case)


def test_whoever_is_praised_is_told(office):
    office.file("Thu 2026-08-20 10:00", kind="praise", about_staff="Chen, at the counter")
    told = [(letter.kind, letter.recipient) for letter in Letter.select().where(Letter.kind == "praised")]
    assert told == [("praised", "chen@example.com")]
    office.file("Thu 2026-08-20 10:00", about_staff="Chen")
    assert Letter.select().where(Letter.kind == "praised").count() == 1


def test_what_is_sorted_as_a_complaint_later_is_sealed_then(office):
    case = office.file("Thu 2026-08-20 10:00", kind="praise", about_staff="Chen")
    office.staff("Thu 2026-08-20 10:05", Verb.RECLASSIFY, office.supervisor, kind="complaint")
    assert (office.case.sealed, office.case.about) == (True, office.agent)
    assert readers(case) == {office.supervisor}


def test_whom_it_names_is_not_told_of_it_in_the_very_turn_that_seals_it(office):
    case = office.file("Thu 2026-08-20 10:00", kind="praise", about_staff="Chen")
    sorted_as = {"kind": "complaint", "severity": "urgent"}
    office.staff("Thu 2026-08-20 10:05", Verb.RECLASSIFY, office.agent, **sorted_as)
    assert office.case.owner == office.supervisor
    told = Letter.select().where(Letter.case == case, Letter.recipient == "chen@example.com")
    assert [letter.kind for letter in told] == ["praised"], "what he was told while it was praise"


def test_a_call_picked_up_too_late_is_in_the_register_and_in_the_history(office):
    spoke = at("Mon 2026-08-24 10:00")
    call = Filing("a" * 32, "complaint", "The table came with a broken leg", channel="phone", phone="13800138000")
    case, _ = intake.file(call, spoke, received_at=spoke, spot=OnTheSpot(spoke + timedelta(seconds=31)))
    attended = Deadline.get(Deadline.target == "attended")
    assert (attended.verdict, Breach.get().deadline) == ("broken", attended)
    assert [event.verb for event in case.events] == ["file", "miss", "log"]


def test_a_complaint_that_names_several_is_hidden_from_each_of_them_whatever_they_become(office):
    admin = office._hire("admin", "Qian")
    case = file(about_staff="Chen, Qian and Zhao")
    hidden = (office.agent, office.colleague, admin)
    assert not any(circle.may_see(person, case) for person in hidden)
    assert circle.may_see(office.supervisor, case)
    office.colleague.role = "supervisor"
    office.colleague.save()
    assert not circle.may_see(office.colleague, case)
