"""Enough, not too much: several pieces of news make one letter, and what can wait until the morning is none."""

import re

import pytest

from portal.actions import digest
from portal.core.case import Verb
from portal.mail import outbox, postman
from portal.mail.draft import SENT
from portal.store.letter import Letter
from portal.store.person import Person
from tests.actions.conftest import office
from tests.actions.office import when
from tests.core.moments import at

__all__ = ["office"]
FILED = "Thu 2026-08-20 10:00"


def taken(office):
    office.file(FILED)
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    return office


def report(office, moment, body="The carrier has found it"):
    office.staff(moment, Verb.PROGRESS, body=body, next_step="We fetch it", by_when="Fri 2026-08-28 17:00")


def mail(office, to="li@example.com"):
    return [(row.kind, when(row.try_at)) for row in Letter.select().where(Letter.recipient == to).order_by(Letter.id)]


def newest(kind=None):
    rows = Letter.select().order_by(Letter.id.desc())
    return (rows.where(Letter.kind == kind) if kind else rows).first()


# --- to the customer


def test_an_answer_waits_ten_minutes_for_more(office):
    taken(office).respond("Thu 2026-08-20 10:10")
    assert mail(office)[1:] == [("reply", "Thu 2026-08-20 10:20")]


def test_several_pieces_of_news_within_ten_minutes_are_one_letter(office):
    taken(office).respond("Thu 2026-08-20 10:10")
    report(office, "Thu 2026-08-20 10:14")
    report(office, "Thu 2026-08-20 10:19", "It is not broken")
    assert mail(office)[1:] == [("news", "Thu 2026-08-20 10:20")]
    text = newest().text
    assert text.startswith("We have 3 pieces of news of your complaint ")
    assert [text.count(said) for said in ("We have read it", "The carrier has found it", "It is not broken")] == [1] * 3
    assert len(re.findall(r"^\{\{link\}\}$", text, re.MULTILINE)) == 1


def test_what_comes_after_the_ten_minutes_is_a_letter_of_its_own(office):
    taken(office).respond("Thu 2026-08-20 10:10")
    report(office, "Thu 2026-08-20 10:21")
    assert mail(office)[1:] == [("reply", "Thu 2026-08-20 10:20"), ("progress", "Thu 2026-08-20 10:31")]


def test_what_the_postman_has_taken_is_not_changed_any_more(office):
    taken(office).respond("Thu 2026-08-20 10:10")
    _receipt, reply = (outbox.claim("postman", at("Thu 2026-08-20 10:20")) for _ in range(2))
    report(office, "Thu 2026-08-20 10:15")
    assert [kind for kind, _ in mail(office)] == ["received", "reply", "progress"]
    assert outbox.settle(reply, SENT, at("Thu 2026-08-20 10:20"))


def test_news_does_not_wait_beyond_the_promise_it_keeps(office):
    """Answered five minutes before the two working hours end: the letter goes in time, too."""
    taken(office).respond("Thu 2026-08-20 11:55")
    assert mail(office)[-1] == ("reply", "Thu 2026-08-20 12:00")


@pytest.mark.parametrize("verb", [Verb.ASK, Verb.PROPOSE, Verb.RESOLVE])
def test_a_question_a_plan_and_an_outcome_wait_for_nothing_and_what_waited_goes_first(office, verb):
    taken(office).respond("Thu 2026-08-20 10:10")
    more = {Verb.PROPOSE: {"by_when": "Fri 2026-08-28 17:00"}, Verb.RESOLVE: {"outcome": "declined"}}.get(verb, {})
    office.staff("Thu 2026-08-20 10:13", verb, body="This is it", **more)
    (_, reply), (_, second) = mail(office)[1:]
    assert reply == second == "Thu 2026-08-20 10:13"
    outbox.claim("postman", at("Thu 2026-08-20 10:13"))  # the receipt
    assert outbox.claim("postman", at("Thu 2026-08-20 10:13")).kind == "reply"


def test_an_apology_is_never_folded(office):
    office.file(FILED)
    office.watch("Thu 2026-08-20 12:01")
    assert ("missed", "Thu 2026-08-20 12:00") in mail(office)
    office.respond("Thu 2026-08-20 12:02")
    report(office, "Thu 2026-08-20 12:03")
    assert [kind for kind, _ in mail(office)] == ["received", "missed", "news"]


def test_other_cases_are_other_letters(office):
    taken(office).respond("Thu 2026-08-20 10:10")
    taken(office).respond("Thu 2026-08-20 10:12")
    assert [kind for kind, _ in mail(office)] == ["received", "reply", "received", "reply"]


# --- to staff


def test_what_is_due_before_the_next_noon_cannot_wait(office):
    """The answer is owed within two working hours, so its owner is told at once that the customer has written."""
    taken(office).customer("Thu 2026-08-20 10:30", Verb.REPLY, "One more thing")
    assert [kind for kind, _ in mail(office, "chen@example.com")] == ["customer_wrote"]


def test_however_often_a_customer_writes_in_an_hour_his_case_is_one_letter(office):
    taken(office)
    for minute in range(30, 50, 2):
        office.customer(f"Thu 2026-08-20 10:{minute}", Verb.REPLY, "And another thing")
    assert [kind for kind, _ in mail(office, "chen@example.com")] == ["customer_wrote"]


def test_nobody_is_mailed_at_once_about_what_can_wait_until_the_morning(office):
    taken(office).resolve("Thu 2026-08-20 11:00")
    office.customer("Thu 2026-08-20 12:00", Verb.THANKS, "Well done")
    assert mail(office, "chen@example.com") == []


# --- the digest


def write(moment: str) -> int:
    morning = digest.is_due(at(moment), None)
    return digest.write(morning, at(moment)) if morning else 0


def test_the_morning_tells_what_is_due_and_what_customers_did(office):
    taken(office).resolve("Thu 2026-08-20 11:00")
    office.customer("Thu 2026-08-20 12:00", Verb.THANKS, "Well done")
    taken(office).respond("Thu 2026-08-20 10:30", by_when="Fri 2026-08-21 17:00")
    assert write("Fri 2026-08-21 08:01") == 1
    (letter,) = Letter.select().where(Letter.kind == "digest")
    assert (letter.recipient, letter.subject) == ("chen@example.com", "Your morning: 1 case with a promise due")
    assert f"- Complaint {office.case.reference}: by Friday 21 August 2026, 17:00." in letter.text
    assert "thanked us." in letter.text
    assert "Well done" not in letter.text, "mail is read by more people than a case"


def test_it_is_written_once_a_morning_however_many_workers_there_are(office):
    taken(office)
    assert write("Fri 2026-08-21 08:01") > 0
    assert write("Fri 2026-08-21 08:02") == 0
    assert digest.is_due(at("Fri 2026-08-21 08:03"), at("Fri 2026-08-21 08:00")) is None


@pytest.mark.parametrize("moment", ["Fri 2026-08-21 07:59", "Fri 2026-08-21 12:01", "Sat 2026-08-22 08:30"])
def test_there_is_none_at_other_hours_and_on_a_day_off(office, moment):
    taken(office)
    assert write(moment) == 0


def test_after_a_weekend_it_tells_of_the_weekend(office):
    taken(office).resolve("Thu 2026-08-20 11:00")
    office.customer("Fri 2026-08-21 20:00", Verb.MORE, "One more thing")
    assert write("Mon 2026-08-24 08:01") == 1
    assert "added something" in newest("digest").text


def test_whoever_has_nothing_to_know_gets_none(office):
    assert write("Fri 2026-08-21 08:01") == 0


def test_supervisors_are_told_what_was_broken_and_what_nobody_took_up(office):
    office.file(FILED)
    office.watch("Thu 2026-08-20 13:00")
    write("Fri 2026-08-21 08:01")
    letter = Letter.get(Letter.kind == "digest", Letter.recipient == "wang@example.com")
    assert "promises were broken since then." in letter.text or "promise was broken since then." in letter.text
    assert "1 case has been taken up by nobody." in letter.text


def test_a_sealed_case_is_in_no_digest_of_those_who_may_not_see_it(office):
    office.file(FILED, about_staff="Chen")
    office.customer("Thu 2026-08-20 11:00", Verb.REPLY, "One more thing")
    write("Fri 2026-08-21 08:01")
    told = {row.recipient for row in Letter.select().where(Letter.kind == "digest")}
    assert told == {"wang@example.com"}


def test_nor_of_whom_it_names_if_it_is_his_by_name(office):
    """He took it up while it was praise; then a colleague saw that it is a complaint about him."""
    office.file(FILED, kind="praise", about_staff="Chen", body="Chen shouted at me")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    office.staff("Thu 2026-08-20 10:10", Verb.RECLASSIFY, office.colleague, kind="complaint")
    office.customer("Thu 2026-08-20 11:00", Verb.REPLY, "One more thing")
    write("Fri 2026-08-21 08:01")
    assert office.case.owner == office.agent
    assert [row for row in Letter.select().where(Letter.kind == "digest") if row.recipient == "chen@example.com"] == []


def test_nor_of_its_owner_who_is_no_supervisor_any_more(office):
    office.file(FILED, about_staff="Chen")
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE, office.supervisor)
    office.customer("Thu 2026-08-20 11:00", Verb.REPLY, "One more thing")
    Person.update(role="agent").where(Person.id == office.supervisor.id).execute()
    assert write("Fri 2026-08-21 08:01") == 0


def test_an_administrator_is_told_of_a_complaint_nobody_here_may_open_and_no_more(office):
    office._hire("admin", "Qian")
    office.file(FILED, about_staff="Wang and Qian")
    office.customer("Thu 2026-08-20 11:00", Verb.REPLY, "One more thing")
    assert write("Fri 2026-08-21 08:01") == 1
    letter = Letter.get(Letter.kind == "digest")
    assert letter.recipient == "qian@example.com"
    assert "- 1 complaint nobody here may open. Invite another administrator." in letter.text
    assert office.case.reference not in letter.text


def test_the_digest_leads_to_the_queue(office):
    taken(office)
    write("Fri 2026-08-21 08:01")
    while postman.turn(at("Fri 2026-08-21 08:02")):
        pass
    assert newest("digest").state == "sent"
