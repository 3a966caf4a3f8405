"""What the scorecard counts of which cases; and that kept months say the same as the deadlines themselves."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from portal.actions import months, watch
from portal.core import figures
from portal.core.case import Verb
from portal.core.figures import Share
from portal.core.terms import Rate
from portal.store import month, scorecard
from portal.store.deadline import Deadline
from portal.store.survey import Answer
from tests.actions.office import Office
from tests.core.moments import at
from tests.recount import ROWS, recount
from tests.scored import NOW, TODAY, case, judged

SHANGHAI = ZoneInfo("Asia/Shanghai")
JULY = figures.span(["2026-07"], SHANGHAI)


@pytest.fixture
def office(app):
    with app.app_context():
        yield Office()


def counted(since="2025-09", today=TODAY, origin=""):
    return figures.count(scorecard.judged(since, today, SHANGHAI, origin))


def plan(found, month="2026-08") -> Share:
    return found.promises["complaint-plan"][month]


def test_a_promise_counts_in_the_month_of_its_day(db):
    judged("2026-07-31", times=3)
    judged("2026-08-01", "broken")
    found = counted()
    assert (plan(found, "2026-07"), plan(found)) == (Share(3, 3), Share(0, 1))


def test_nothing_before_the_first_month_is_counted(db):
    judged("2025-08-31")
    judged("2025-09-01")
    assert counted().by_month() == {"2025-09": Share(1, 1)}
    assert counted("").by_month() == {"2025-08": Share(1, 1), "2025-09": Share(1, 1)}


def test_what_is_due_later_waits_for_its_day(db):
    judged("2026-08-21", times=2)
    judged("2027-01-04")
    assert (counted().by_month(), counted().ahead) == ({}, 3)
    assert counted(today=TODAY + timedelta(days=1)).by_month() == {"2026-08": Share(2, 2)}


def test_a_ruling_counts_instead(db):
    judged("2026-08-10", "kept", ruling="broken")
    judged("2026-08-10", "broken", ruling="kept", times=2)
    judged("2026-08-10", "broken", ruling="void")
    found = counted()
    assert (plan(found), found.ruled, found.void) == (Share(2, 3), 3, {"ruling": 1})


def test_dates_given_afterwards_stand_apart(db):
    for because in ("missed", "extended", "agreed", "given"):
        judged("2026-08-10", because=because, code="")
    found = counted()
    assert (found.afterwards["2026-08"], found.by_month()) == (Share(4, 4), {})


def test_imported_cases_can_be_left_out_or_looked_at_alone(db):
    judged("2026-08-10", times=2)
    judged("2026-08-10", "broken", of=case(origin="hotline:7"))
    judged("2026-08-30", of=case(origin="hotline:8", outcome=None, closed_at=None))
    found = {origin: counted(origin=origin) for origin in scorecard.ORIGINS}
    assert [plan(found[origin]) for origin in scorecard.ORIGINS] == [Share(2, 3), Share(2, 2), Share(0, 1)]
    assert [found[origin].ahead for origin in scorecard.ORIGINS] == [1, 0, 1]
    assert [found[origin].lasting.judged for origin in scorecard.ORIGINS] == [2, 1, 1]
    assert scorecard.imported() == 2


def test_only_promises_are_told_to_be_running(db):
    of = case(state="in_progress", outcome=None, closed_at=None)
    for number, because in enumerate(("promise", "repeat", "given")):
        Deadline.create(
            case=of, cycle=1, target="plan", round=number, because=because, code="plan", start_at=NOW, due_at=NOW
        )
    judged("2026-08-10", of=of)
    assert scorecard.running() == {"plan": 2}
    assert scorecard.running(scorecard.IMPORTED) == {}


def test_how_late_the_broken_ones_came(db):
    judged("2026-08-10", "broken", met_at=at("Mon 2026-08-10 12:01"))
    judged("2026-08-11", "broken", times=2)
    judged("2026-08-12", "broken", reason="spam")
    judged("2026-08-12", "broken", ruling="kept")
    judged("2026-08-12", "broken", because="missed")
    found = scorecard.late(date(2026, 8, 1), TODAY)
    assert sorted(found["complaint-plan"], key=str) == [60, None, None]
    assert scorecard.last_missed(date(2026, 8, 1), TODAY).judged_on == date(2026, 8, 11)
    assert scorecard.last_missed(date(2026, 8, 13), TODAY) is None


def test_what_was_missed_comes_with_a_round_after_it(office):
    office.file("Mon 2026-08-10 10:00")
    office.watch("Mon 2026-08-10 12:30")
    assert scorecard.late(JULY.first, TODAY) == {"complaint-response": [None]}
    office.respond("Mon 2026-08-10 14:00")
    assert scorecard.late(JULY.first, TODAY) == {"complaint-response": [2 * 3600]}
    assert scorecard.last_missed(JULY.first, TODAY).met_at == at("Mon 2026-08-10 14:00")


def test_cases_that_came_back_are_counted_when_they_are_closed(db):
    case()
    case(cycle=2)
    case(cycle=2, outcome="lapsed")
    case(outcome="spam")
    case(closed_at=at("Fri 2026-07-31 23:59"))
    assert counted("2026-08").lasting == Share(1, 2)
    assert counted("2026-07").lasting == Share(2, 3)


def test_of_the_cases_of_a_rate_those_solved_in_full(db):
    rate = Rate("r", {}, "solved", Decimal(95), "month", {"kind": frozenset({"complaint", "enquiry"})})
    in_july = {"closed_at": at("Wed 2026-07-15 10:00")}
    for outcome in ("solved", "answered", "solved_in_part", "declined", "no_agreement", "withdrawn", "lapsed", "spam"):
        case(outcome=outcome, **in_july)
    case(kind="praise", outcome="answered", **in_july)
    case(outcome="solved")
    assert scorecard.solved(rate, JULY) == Share(2, 5)
    assert scorecard.solved(rate, JULY, scorecard.IMPORTED) == Share(0, 0)


def test_a_kept_rate_of_some_cases_only(db):
    rate = Rate("r", {}, "kept", Decimal(95), "month", {"severity": frozenset({"major"})})
    judged("2026-07-10", times=3, of=case(severity="major"))
    judged("2026-07-10", "broken", of=case(severity="major"))
    judged("2026-07-10", "broken", of=case(severity="major"), reason="spam")
    judged("2026-07-10", "broken")
    judged("2026-07-10", "broken", target="response", of=case(severity="major"))
    assert scorecard.kept_of(rate, JULY, TODAY) == Share(3, 5)
    assert scorecard.kept_of(replace(rate, measure="response"), JULY, TODAY) == Share(0, 1)
    assert scorecard.kept_of(rate, JULY, date(2026, 7, 9)) == Share(0, 0)


def test_what_customers_say_is_of_those_asked_after_their_case(db):
    for score, kept_word in ((5, True), (4, None), (4, False), (None, True)):
        Answer.create(case=case(), score=score, kept_word=kept_word, at=at("Wed 2026-07-15 10:00"))
    Answer.create(score=1, kept_word=False, at=at("Wed 2026-07-15 10:00"))  # an open form
    assert scorecard.scores(JULY) == {5: 1, 4: 2}
    praise = Rate("r", {}, "satisfaction", Decimal(4), "month", {"kind": frozenset({"praise"})})
    assert scorecard.scores(JULY, praise) == {}
    assert scorecard.scores(JULY, replace(praise, applies={}), scorecard.IMPORTED) == {}
    assert scorecard.kept_word(JULY.begin) == Share(2, 3)
    assert scorecard.kept_word(JULY.end) == Share(0, 0)


def keep_all(now=NOW) -> int:
    number = 0
    while months.turn(now):
        number += 1
    return number


def mixture():
    """Something of everything, in five months."""
    for number, day in enumerate(("2026-04-30", "2026-05-01", "2026-07-31", "2026-08-20", "2026-08-21")):
        judged(day, times=number + 1)
        judged(day, "broken", code="complaint-response")
        judged(day, "kept", ruling="broken")
        judged(day, "void", reason="withdrawn", met_at=None)
        judged(day, "broken", reason="spam", of=case(outcome="spam"))
        judged(day, because="given", code="")
        judged(day, of=case(origin=f"hotline:{number}", cycle=2, closed_at=at("Wed 2026-07-15 10:00")))


@pytest.mark.parametrize("origin", scorecard.ORIGINS)
@pytest.mark.parametrize("since", ["", "2026-05", "2026-08"])
def test_kept_months_say_what_the_deadlines_say(db, origin, since):
    mixture()
    before = counted(since, origin=origin)
    assert keep_all() == 4  # April to July, and June though nothing is in it
    assert set(month.kept("")) == {"2026-04", "2026-05", "2026-06", "2026-07"}
    assert counted(since, origin=origin) == before


def test_another_reckoning_from_the_raw_rows_agrees(db):
    mixture()
    keep_all()
    found = counted("")
    told = {code: figures.total(shares.values()) for code, shares in found.promises.items()}
    rows = db.execute_sql(ROWS).fetchall()
    assert {code: tuple(share) for code, share in told.items()} == {
        code: told[:2] for code, told in recount(rows, TODAY.isoformat()).items()
    }


def test_a_month_is_kept_when_it_is_over_for_a_day(office):
    judged("2026-07-15")
    assert not months.turn(at("Sat 2026-08-01 23:59"))
    assert months.turn(at("Sun 2026-08-02 00:00"))
    assert not months.turn(at("Sun 2026-08-02 00:00"))


def test_nothing_is_kept_where_nothing_was_judged(db):
    assert not months.turn(NOW)


def test_a_late_change_is_seen_at_once_and_counted_anew(office):
    """Judged in July, thrown out in August, restored: the kept July knows each time."""
    office.file("Thu 2026-07-30 10:00")
    office.respond("Thu 2026-07-30 10:20")
    response = counted("2026-07").promises["complaint-response"]["2026-07"]
    assert response == Share(1, 1)
    assert keep_all(at("Mon 2026-08-03 10:00")) == 1
    office.staff("Mon 2026-08-03 10:00", Verb.DISMISS, body="This is no case", outcome="spam")
    assert month.kept("") == {}
    found = counted("2026-07")
    assert "complaint-response" not in found.promises
    assert found.set_aside["spam"] == Share(1, 2)  # the plan was overdue by then
    assert keep_all(at("Mon 2026-08-03 10:05")) == 1
    office.staff("Mon 2026-08-03 10:10", Verb.RESTORE, person=office.supervisor, body="It was one after all")
    found = counted("2026-07")
    assert (found.promises["complaint-response"]["2026-07"], found.set_aside) == (response, {})


def test_a_turn_that_changes_no_finished_month_forgets_none(office):
    judged("2026-07-15")
    keep_all()
    office.file("Thu 2026-08-20 10:00")
    office.respond("Thu 2026-08-20 10:20")
    assert set(month.kept("")) == {"2026-07"}


def test_a_verdict_that_comes_after_the_month_is_seen(office):
    """The worker was down over the end of the month."""
    judged("2026-07-01")
    office.file("Thu 2026-07-30 10:00")
    keep_all(at("Mon 2026-08-03 10:00"))
    watch.turn(at("Mon 2026-08-03 10:00"))
    assert counted("2026-07").promises["complaint-response"]["2026-07"] == Share(0, 1)
