"""One reply to all of an incident: to each once, in his language, through his own promises; what cannot be said is
told to staff."""

from datetime import timedelta

import pytest

from portal.actions import bulletins, handling, incidents
from portal.actions.bulletins import BATCH, NotPossible, Said
from portal.core.case import Given, Verb
from portal.mail import outbox
from portal.store import bulletin as store
from portal.store.audit import Audit
from portal.store.bulletin import Bulletin, BulletinCase
from portal.store.case import Case
from portal.store.event import Event
from portal.store.incident import Incident
from portal.store.letter import Letter
from portal.store.message import Message
from portal.store.person import Person
from tests.actions.test_incidents import BEGAN, BOTH
from tests.core.moments import at

FILED, NOW, LATER = "Fri 2026-08-21 09:00", at("Fri 2026-08-21 10:00"), at("Fri 2026-08-21 10:05")
SOON = at("Mon 2026-08-24 12:00")
NEWS = Said(Verb.PROGRESS, "The bank repairs it", "We try again", "银行正在修复", "我们会再试", SOON)
ANSWER = Said(Verb.RESOLVE, body_en="It works again", body_zh="已恢复正常", outcome="solved")
TICKET = "f" * 32


@pytest.fixture
def incident(office) -> Incident:
    return incidents.begin(BOTH, BEGAN, office.agent, NOW)


@pytest.fixture
def linked(office, incident):
    """`linked(**typed)`: a new case that belongs to the incident."""

    def of(moment: str = FILED, **typed) -> Case:
        case = office.file(moment, **{"language": "en", "email": f"c{Case.select().count()}@example.com"} | typed)
        incidents.link(incident, [case], office.agent, NOW)
        return office.case

    return of


def write(office, incident, said: Said = NEWS, ticket: str = TICKET, person: Person | None = None) -> Bulletin:
    return bulletins.write(incident, said, ticket, person or office.supervisor, NOW)


def said_in(case: Case) -> list[tuple]:
    rows = Message.select().where(Message.case == case, Message.type != "filed").order_by(Message.id)
    return [(row.type, row.body, row.next_step) for row in rows]


def refusals() -> list[str]:
    return [row.refused for row in BulletinCase.select().order_by(BulletinCase.id)]


def test_it_is_kept_first_and_told_by_the_watch(office, incident, linked):
    case = linked()
    write(office, incident)
    assert said_in(case) == []
    assert bulletins.turn(LATER) is True
    assert said_in(case) == [("progress", NEWS.body_en, NEWS.next_step_en)]
    assert bulletins.turn(LATER) is False
    told = Event.get(Event.case == case, Event.verb == "progress")
    assert (told.person, told.who, told.at) == (office.supervisor, "supervisor", LATER)


def test_each_customer_reads_it_in_his_language(office, incident, linked):
    english, chinese = linked(), linked(language="zh")
    write(office, incident)
    bulletins.turn(LATER)
    assert said_in(english) == [("progress", "The bank repairs it", "We try again")]
    assert said_in(chinese) == [("progress", "银行正在修复", "我们会再试")]
    assert "银行正在修复" in Letter.get(Letter.case == chinese, Letter.kind == "progress").text


def test_it_meets_each_case_s_own_promises_and_gives_each_its_date(office, incident, linked):
    linked("Fri 2026-08-21 09:30")
    write(office, incident)
    bulletins.turn(LATER)
    assert ("response", 1, "kept") in office.verdicts()
    assert office.rounds("given") == [("given", 1, "given", "Mon 2026-08-24 12:00", None)]


def test_who_wrote_it_is_audited_for_each_case(office, incident, linked):
    case = linked()
    bulletin = write(office, incident)
    bulletins.turn(LATER)
    written, told = Audit.select().where(Audit.person == office.supervisor).order_by(Audit.id)
    assert (written.verb, written.detail) == (
        "bulletin_written",
        f"incident {incident.id} bulletin {bulletin.id}",
    )
    assert (told.verb, told.case, told.detail) == ("progress", case, f"bulletin {bulletin.id}")


def test_it_is_for_those_that_were_open_and_linked_when_it_was_written(office, incident, linked):
    first = linked()
    office.file(FILED)  # belongs to nothing
    linked()
    office.resolve("Fri 2026-08-21 09:30")
    write(office, incident)
    late = linked()
    bulletins.turn(LATER)
    assert [row.case for row in BulletinCase.select()] == [first]
    assert said_in(late) == []


def test_nobody_gets_a_letter_in_no_language(office, incident, linked):
    linked()
    linked(language="zh")
    with pytest.raises(NotPossible, match="language") as refused:
        write(office, incident, Said(Verb.RESPOND, "Words", "Next", by_when=SOON))
    assert refused.value.about == ("zh",)
    assert Bulletin.select().count() == 0


def test_with_no_open_case_there_is_nobody_to_write_to(office, incident):
    with pytest.raises(NotPossible, match="nobody"):
        write(office, incident)


def test_a_form_sent_twice_counts_once(office, incident, linked):
    linked()
    assert write(office, incident) == write(office, incident)
    bulletins.turn(LATER)
    assert office.said() == ["filed", "progress"]


def test_other_words_under_the_same_ticket_are_not_sent_unasked(office, incident, linked):
    linked()
    write(office, incident)
    with pytest.raises(NotPossible, match="sent_before"):
        write(office, incident, ANSWER)
    assert Bulletin.select().count() == 1


# --- what an outcome may honestly be


def test_outcomes_that_fit_every_kind_are_offered():
    assert bulletins.fitting({"complaint": 3}) == ["solved", "solved_in_part", "declined", "no_agreement"]
    assert bulletins.fitting({"complaint": 3, "enquiry": 1}) == ["solved", "solved_in_part", "declined"]
    assert bulletins.fitting({"complaint": 3, "praise": 1}) == []
    assert bulletins.fitting({}) == []


def test_an_outcome_that_fits_not_all_names_the_cases(office, incident, linked):
    linked()
    praise = linked(kind="praise")
    with pytest.raises(NotPossible, match="outcome") as refused:
        write(office, incident, ANSWER)
    assert refused.value.about == (praise.reference,)


# --- what the gate refuses


def test_what_was_closed_meanwhile_is_not_told_and_staff_read_why(office, incident, linked):
    case = linked()
    bulletin = write(office, incident)
    office.customer("Fri 2026-08-21 10:01", Verb.WITHDRAW)
    assert bulletins.turn(LATER) is True
    assert (said_in(case), refusals()) == ([], ["wrong_state"])
    assert store.told(incident, office.supervisor) == {bulletin.id: store.Told(1, 1, 1, {"en"})}
    assert [row.case for row in store.refused(incident, office.supervisor)[bulletin.id]] == [case]


def test_a_plan_that_was_not_agreed_is_not_called_solved(office, incident, linked):
    linked()
    office.propose("Fri 2026-08-21 09:30")
    linked()
    write(office, incident, ANSWER)
    bulletins.turn(LATER)
    assert sorted(refusals()) == ["", "plan_not_agreed"]
    assert store.told(incident, office.supervisor)[Bulletin.get().id].sent == 1


def test_a_date_that_passed_while_the_worker_slept_is_promised_to_nobody(office, incident, linked):
    case = linked()
    write(office, incident)
    bulletins.turn(SOON + timedelta(seconds=1))
    assert (said_in(case), refusals()) == ([], ["date_passed"])


def test_whoever_left_meanwhile_is_still_the_one_who_says_it(office, incident, linked):
    case = linked()
    write(office, incident)
    Person.update(retired_at=NOW).where(Person.id == office.supervisor.id).execute()
    bulletins.turn(LATER)
    assert Message.get(Message.case == case, Message.type == "progress").person == office.supervisor


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_case_that_was_taken_out_meanwhile_is_not_told(office, incident, linked, elsewhere):
    case = linked()
    write(office, incident)
    incidents.unlink(incident, [case], office.agent, NOW)
    if elsewhere:
        incidents.link(incidents.begin(BOTH, BEGAN, office.agent, NOW), [office.case], office.agent, NOW)
    bulletins.turn(LATER)
    assert (said_in(case), refusals()) == ([], ["not_linked"])


# --- what one may not see


def test_a_complaint_about_its_writer_gets_nothing_of_his_and_counts_for_nothing(office, incident, linked):
    hidden, seen = linked(), linked()
    Case.update(about=office.supervisor, sealed=True).where(Case.id == hidden.id).execute()
    bulletin = write(office, incident)
    assert [row.case for row in BulletinCase.select()] == [seen]
    assert store.told(incident, office.supervisor) == {bulletin.id: store.Told(1, 0, 0, {"en"})}


def test_nor_where_it_came_to_be_about_him_later(office, incident, linked):
    case = linked()
    write(office, incident)
    Case.update(about=office.supervisor, sealed=True).where(Case.id == case.id).execute()
    bulletins.turn(LATER)
    assert (said_in(case), refusals()) == ([], ["not_seen"])
    assert store.told(incident, office.supervisor) == {}
    assert store.refused(incident, office.supervisor) == {}


def test_of_what_was_told_the_languages_are_counted_in_which_he_may_read(office, incident, linked):
    hidden = [linked(), linked(language="zh")][1]
    both = write(office, incident)
    assert store.told(incident, office.agent) == {both.id: store.Told(2, 0, 0, {"en", "zh"})}
    Case.update(about=office.agent, sealed=True).where(Case.id == hidden.id).execute()
    assert store.told(incident, office.agent) == {both.id: store.Told(1, 0, 0, {"en"})}


# --- many, twice, and torn in two


def test_of_two_bulletins_none_overtakes_the_other(office, incident, linked):
    """However the workers shuffle: of each case only the oldest line is brought."""
    mine = [linked() for _ in range(5)]
    write(office, incident, NEWS, "a" * 32)
    write(office, incident, ANSWER, "b" * 32)
    assert [row.bulletin.verb for row in store.waiting(BATCH)] == ["progress"] * 5
    while bulletins.turn(LATER):
        pass
    assert [[type for type, *_rest in said_in(case)] for case in mine] == [["progress", "outcome"]] * 5


def test_a_turn_tells_fifty_those_due_first_first(office, incident, linked):
    last = linked("Fri 2026-08-21 09:59")
    first = [linked("Fri 2026-08-21 09:00") for _ in range(BATCH)]
    write(office, incident)
    bulletins.turn(LATER)
    told = {row.case_id for row in BulletinCase.select().where(BulletinCase.done_at.is_null(False))}
    assert told == {case.id for case in first}
    bulletins.turn(LATER)
    assert said_in(last) != []
    assert Letter.select().where(Letter.kind == "progress").count() == BATCH + 1


def test_a_worker_that_comes_second_tells_nobody_again(office, incident, linked):
    case = linked()
    write(office, incident)
    (mine,) = store.waiting(BATCH)  # another worker has read the same list
    bulletins.turn(LATER)
    assert bulletins._deliver(mine, LATER) is False
    assert len(said_in(case)) == 1


def test_a_crash_before_the_end_tells_nobody_and_forgets_nobody(office, incident, linked, monkeypatch):
    """Whatever was done for this case goes with the transaction, the line of the list too."""

    class Killed(BaseException):
        """As a process is: nobody catches it."""

    def die(**_row):
        raise Killed

    case = linked()
    write(office, incident)
    monkeypatch.setattr(Audit, "create", die)  # the last that is done for a case
    with pytest.raises(Killed):
        bulletins.turn(LATER)
    monkeypatch.undo()
    assert (said_in(case), [row.done_at for row in BulletinCase.select()]) == ([], [None])
    bulletins.turn(LATER)
    assert len(said_in(case)) == 1
    assert Letter.select().where(Letter.kind == "progress").count() == 1


def test_what_breaks_in_one_case_delays_no_other_and_staff_are_told(office, incident, linked, monkeypatch):
    broken, whole = linked(), linked()
    write(office, incident)
    queue = outbox.queue

    def stumble(draft, *when):
        if draft.recipient == broken.email:
            raise ZeroDivisionError
        queue(draft, *when)

    monkeypatch.setattr(outbox, "queue", stumble)
    bulletins.turn(LATER)
    assert (said_in(broken), len(said_in(whole)), sorted(refusals())) == ([], 1, ["", "failed"])


def test_a_case_that_somebody_moves_in_the_same_instant_waits_for_the_next_turn(office, incident, linked):
    case = linked()
    write(office, incident)
    (seen,) = store.waiting(BATCH)
    handling.act(case, Verb.NOTE, office.agent, NOW, Given(body="Called"))
    assert bulletins._deliver(seen, LATER) is False
    assert bulletins.turn(LATER) is True
    assert [type for type, *_rest in said_in(case)] == ["note", "progress"]
