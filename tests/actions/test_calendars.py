"""A changed calendar: what it would move, who follows it, what stays, and who is told."""

from dataclasses import replace
from datetime import date

import pytest

from portal.actions.calendars import drafting, recounting, revising, shifts
from portal.core.calendar_file import Exceptional
from portal.core.calendar_text import CLOSED
from portal.core.case import Verb
from portal.store import calendar as calendars
from portal.store.audit import Audit
from portal.store.calendar import Calendar, CalendarDraft
from portal.store.case import Case
from portal.store.deadline import Deadline
from portal.store.event import Event
from portal.store.letter import Letter
from tests.actions.office import when
from tests.core.moments import at

DESK = "service-desk"
MONDAY = date(2026, 8, 24)
NOTE = {"en": "The shop is being painted.", "zh": "门店粉刷。"}
HOURS = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
NOW = at("Fri 2026-08-21 17:10")


@pytest.fixture
def filed(office):
    """A complaint of Friday at 17:00: the 2 working hours until an answer end on Monday at 10:00."""
    office.file("Fri 2026-08-21 17:00")
    return office


def draft(office, change, now=NOW) -> CalendarDraft:
    written = change(drafting.of(DESK, office.supervisor))
    return drafting.keep(DESK, written, office.supervisor, now)


def publish(office, change, now=NOW, note=NOTE):
    return revising.publish(draft(office, change, now), note, office.supervisor, now)


def monday_off(written):
    return written.with_days({MONDAY: Exceptional((), {"en": "Painting", "zh": "粉刷"})})


def saturday_open(written):
    return written.with_days({date(2026, 8, 22): Exceptional(HOURS, {})})


def friday_was_off(written):
    return written.with_days({date(2026, 8, 20): CLOSED, date(2026, 8, 21): CLOSED})


def dues(office) -> dict[str, str]:
    return {f"{target}": due for target, _, _, due, _ in office.rounds()}


def test_what_would_move_is_known_before_anything_changes(filed):
    before = dues(filed)
    effect = shifts.of(calendars.row(DESK).written, draft(filed, monday_off).written, NOW)
    assert {(shift.round.target, when(shift.was), when(shift.now)) for shift in effect.shifts} >= {
        ("response", "Mon 2026-08-24 10:00", "Tue 2026-08-25 10:00")
    }
    assert all(shift.later for shift in effect.shifts)
    assert dues(filed) == before


def test_a_date_that_moves_later_is_recounted_written_down_and_told_with_the_reason(filed):
    published = publish(filed, monday_off)
    assert (published.revision, published.cases, published.later) == (2, 1, False)
    assert dues(filed)["response"] == "Tue 2026-08-25 10:00"
    assert "recount" in filed.history()
    letter = Letter.get(Letter.kind == "recounted")
    assert letter.recipient == "li@example.com"
    assert "The shop is being painted." in letter.text
    assert "by Tuesday 25 August 2026, 10:00 instead of Monday 24 August 2026, 10:00." in letter.text
    assert filed.case.due_at <= at("Tue 2026-08-25 10:00")


def test_a_date_that_moves_earlier_is_written_down_without_a_letter(filed):
    publish(filed, saturday_open, note={})
    assert dues(filed)["response"] == "Sat 2026-08-22 10:00"
    assert "recount" in filed.history()
    assert "recounted" not in filed.letters()


def test_a_moment_that_would_land_in_the_past_stays_for_good(office):
    """Saturday turns out to have been a working day, on Sunday: what was due on Monday is not late on Saturday."""
    office.file("Fri 2026-08-21 17:00")
    office.watch("Sun 2026-08-23 10:00")
    sunday = at("Sun 2026-08-23 10:00")
    effect = shifts.of(calendars.row(DESK).written, draft(office, saturday_open, sunday).written, sunday)
    assert "response" in {shift.round.target for shift in effect.shifts if shift.stays}
    publish(office, saturday_open, sunday, note={})
    assert dues(office)["response"] == "Mon 2026-08-24 10:00"
    office.staff("Mon 2026-08-24 09:00", Verb.NOTE, body="Looked at")
    office.watch("Mon 2026-08-24 09:30")
    assert dues(office)["response"] == "Mon 2026-08-24 10:00"
    assert Deadline.get(Deadline.case == office.id, Deadline.target == "response").revision == 1


def test_what_was_judged_before_stands_as_it_was_judged(filed):
    filed.respond("Fri 2026-08-21 17:05")
    before = filed.verdicts()
    publish(filed, friday_was_off, at("Mon 2026-08-24 09:00"))
    assert filed.verdicts() == before
    judged = Deadline.get(Deadline.case == filed.id, Deadline.verdict == "kept")
    assert judged.revision == 1


def test_a_round_that_begins_afterwards_is_counted_on_the_new_revision(filed):
    publish(filed, monday_off)
    filed.resolve("Tue 2026-08-25 09:10")
    filed.customer("Tue 2026-08-25 09:20", Verb.NOT_SOLVED, "It is still broken")
    assert {row.revision for row in Deadline.select().where(Deadline.case == filed.id, Deadline.cycle == 2)} == {2}


def test_where_the_clock_stands_still_it_follows_without_a_word(office):
    office.file("Fri 2026-08-21 17:00")
    office.propose("Fri 2026-08-21 17:05")
    told = office.history()
    publish(office, lambda written: written.with_days({date(2026, 12, 31): CLOSED}))
    assert office.history() == told


def test_many_cases_are_left_to_the_watch_spread_over_time_and_count_as_before_until_then(filed, monkeypatch):
    monkeypatch.setattr(recounting, "AT_ONCE", 0)
    published = publish(filed, monday_off)
    assert (published.cases, published.later) == (1, True)
    assert dues(filed)["response"] == "Mon 2026-08-24 10:00"
    assert filed.case.wake_at == NOW
    filed.watch("Fri 2026-08-21 17:11")
    assert dues(filed)["response"] == "Tue 2026-08-25 10:00"
    assert filed.letters().count("recounted") == 1


def test_the_watch_is_not_asked_for_everything_in_one_second(office):
    ids = [office.file(f"Fri 2026-08-21 17:{minute:02}", "enquiry").id for minute in range(45)]
    Case.update(wake_at=None).execute()
    recounting.spread(ids, NOW)
    seconds = [(case.wake_at - NOW).seconds for case in Case.select().order_by(Case.id)]
    assert seconds == [0] * 20 + [1] * 20 + [2] * 5


def test_whoever_touches_the_case_first_finds_it_counted_anew(filed, monkeypatch):
    monkeypatch.setattr(recounting, "AT_ONCE", 0)
    publish(filed, monday_off)
    filed.staff("Fri 2026-08-21 17:20", Verb.NOTE, body="Looked at")
    assert dues(filed)["response"] == "Tue 2026-08-25 10:00"
    assert filed.history().index("recount") < filed.history().index("note")


def test_the_second_of_two_is_told_and_loses_nothing(filed):
    mine = draft(filed, monday_off)
    theirs = drafting.keep(DESK, saturday_open(drafting.of(DESK, filed.colleague)), filed.colleague, NOW)
    revising.publish(theirs, NOTE, filed.colleague, NOW)
    with pytest.raises(revising.Overtaken):
        revising.publish(mine, NOTE, filed.supervisor, NOW)
    assert drafting.overtaken(mine)
    assert drafting.carry(mine, NOW) == []
    revising.publish(mine, NOTE, filed.supervisor, NOW)
    days = calendars.row(DESK).written.days
    assert days[MONDAY].name["en"] == "Painting"
    assert days[date(2026, 8, 22)].hours == HOURS


def test_where_both_changed_the_same_day_the_second_sees_whose_he_overrules(filed):
    mine = draft(filed, monday_off)
    half = Exceptional(HOURS[:1], {})
    theirs = drafting.keep(DESK, drafting.of(DESK, filed.colleague).with_days({MONDAY: half}), filed.colleague, NOW)
    revising.publish(theirs, NOTE, filed.colleague, NOW)
    clash = drafting.carry(mine, NOW)
    assert [(one.place, one.was, one.now.hours) for one in clash] == [(MONDAY, half, ())]


def test_customers_are_not_told_of_a_later_date_without_a_reason(filed):
    with pytest.raises(revising.NoReason):
        publish(filed, monday_off, note={})
    assert calendars.last_revision(DESK) == 1
    assert CalendarDraft.select().count() == 1


def test_a_calendar_by_which_a_promise_is_never_due_is_not_published(filed):
    def closed(written):
        return replace(written, week=((),) * 7, days={MONDAY: Exceptional(HOURS, {})})

    with pytest.raises(revising.NeverReached) as refused:
        publish(filed, closed)
    assert refused.value.promises
    assert Calendar.select().where(Calendar.slug == DESK).count() == 1


def test_an_imported_case_follows_without_a_letter(filed):
    Case.update(origin="table:1").where(Case.id == filed.id).execute()
    publish(filed, monday_off)
    assert dues(filed)["response"] == "Tue 2026-08-25 10:00"
    assert "recounted" not in filed.letters()


def test_a_new_calendar_moves_nobody(filed):
    new = replace(drafting.of(DESK, filed.supervisor), slug="berlin", tz="Europe/Berlin")
    kept = drafting.begin(new, filed.supervisor, NOW)
    with pytest.raises(drafting.SlugTaken):
        drafting.begin(replace(new, slug=DESK), filed.supervisor, NOW)
    assert revising.publish(kept, {}, filed.supervisor, NOW).cases == 0
    assert calendars.latest()["berlin"].zone.key == "Europe/Berlin"


def test_where_there_are_too_many_to_count_all_that_might_move_follow(filed):
    filed.file("Fri 2026-08-21 17:05")
    before, after = calendars.row(DESK).written, monday_off(calendars.row(DESK).written)
    effect = shifts.of(before, after, NOW, most=1)
    assert (effect.counted, effect.more) == (1, True)
    assert len(revising.moved(before, after, effect)) == 2


def test_a_number_that_was_taken_in_the_same_moment_is_not_taken_twice(filed, monkeypatch):
    monkeypatch.setattr(calendars, "next_revision", lambda slug: 1)
    with pytest.raises(revising.Overtaken):
        publish(filed, monday_off)
    assert CalendarDraft.select().count() == 1


def test_publishing_leaves_a_trace(filed):
    publish(filed, monday_off)
    assert Audit.select().where(Audit.detail == f"calendar {DESK} 2").count() == 1
    assert Event.select().where(Event.verb == "recount").first().detail.startswith("calendar was=")
