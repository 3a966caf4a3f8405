"""What is owed for a miss: each remedy for its own, until it is given, whatever became of the case meanwhile."""

import pytest

from portal.actions import intake
from portal.actions.intake import Filing
from portal.actions.moves import Actor, OnTheSpot
from portal.core.case import Refused, Verb
from portal.store.deadline import Breach, Deadline
from portal.store.guarantee import Guarantee
from portal.store.sheet import Sheet
from tests.actions.office import TICKETS
from tests.core.moments import at

MONDAY_AFTER = "Mon 2026-09-07 10:00"


def owed(office) -> list[Deadline]:
    rounds = [round for round in Sheet(office.case).owed() if round.target == "remedy"]
    return sorted(rounds, key=lambda round: round.id)


def given(office, moment: str, remedy: Deadline) -> None:
    office.staff(moment, Verb.LOG, target="remedy", round=remedy.id, at=at(moment))


def open_misses(office) -> list[str]:
    """The targets for whose miss something is owed and not given."""
    rows = Breach.select().where(Breach.case == office.id, Breach.remedy != "", Breach.remedied_at.is_null())
    return [row.deadline.target for row in rows]


def two_misses(office) -> None:
    """The answer and the plan came too late, and a voucher is owed for each."""
    office.file("Thu 2026-08-20 10:00")
    office.watch("Thu 2026-08-20 13:30")
    office.respond("Thu 2026-08-20 14:00")
    office.watch("Sat 2026-08-22 10:30")
    office.resolve("Sat 2026-08-22 11:00")


def test_a_date_missed_in_the_same_second_owes_nothing_of_what_the_promise_owes(office):
    office.file("Thu 2026-08-20 10:00")
    office.respond("Thu 2026-08-20 10:20", by_when="Sat 2026-08-22 10:00")
    office.watch("Sat 2026-08-22 10:00:01")
    assert [(row.deadline.target, row.owed is not None) for row in Breach.select().order_by(Breach.id)] == [
        ("plan", True),
        ("given", False),
    ]


def test_two_that_are_late_are_entered_one_by_one(office):
    two_misses(office)
    office.watch(MONDAY_AFTER)
    first, second = owed(office)
    given(office, MONDAY_AFTER, first)
    assert open_misses(office) == ["plan"]
    given(office, MONDAY_AFTER, second)
    assert (open_misses(office), owed(office)) == ([], [])


def test_one_that_was_given_is_given_in_its_own_cycle_only(office):
    office.file("Thu 2026-08-20 10:00")
    office.watch("Thu 2026-08-20 13:30")
    office.resolve("Thu 2026-08-20 14:00")
    office.customer("Thu 2026-08-20 15:00", Verb.NOT_SOLVED, "No")
    office.watch("Fri 2026-08-21 10:00")
    first, second = owed(office)
    given(office, "Fri 2026-08-21 10:30", second)
    assert [round.id for round in owed(office)] == [first.id]
    assert [row[4] for row in office.rounds("remedy")] == [None, "kept"]


def test_one_that_is_late_is_owed_in_the_next_cycle_too(office):
    office.file("Thu 2026-08-20 10:00")
    office.watch("Thu 2026-08-20 13:30")
    office.resolve("Thu 2026-08-20 14:00")
    office.watch(MONDAY_AFTER)
    office.customer("Mon 2026-09-07 11:00", Verb.NOT_SOLVED, "No")
    assert len(owed(office)) == 1


def test_one_that_was_given_more_time_is_kept_when_it_comes_in_its_first(office):
    office.file("Thu 2026-08-20 10:00")
    office.watch("Thu 2026-08-20 13:30")
    office.respond("Thu 2026-08-20 14:00")
    later = {"target": "remedy", "by_when": "Mon 2026-08-31 10:00", "body": "They are being printed"}
    office.staff("Fri 2026-08-21 10:00", Verb.EXTEND, office.supervisor, **later)
    (remedy,) = owed(office)
    given(office, "Mon 2026-08-24 10:30", remedy)
    assert [row[4] for row in office.rounds("remedy")] == ["kept", "kept", None], "the third is for the missed plan"
    assert open_misses(office) == ["plan"]


def test_the_new_date_of_one_is_met_with_it_though_another_is_owed(office):
    two_misses(office)
    office.watch("Fri 2026-08-28 08:00")
    first, _second = owed(office)
    given(office, "Fri 2026-08-28 08:30", first)
    office.watch(MONDAY_AFTER)
    assert open_misses(office) == ["plan"]
    assert [(row[2], row[4]) for row in office.rounds("remedy")][2:] == [("missed", "kept"), ("missed", "broken")]


def test_of_two_new_dates_each_is_met_with_its_own(office):
    two_misses(office)
    office.watch("Sat 2026-08-29 08:00")
    first, second = owed(office)
    given(office, "Sat 2026-08-29 08:30", second)
    assert [(row[2], row[4]) for row in office.rounds("remedy")][2:] == [("missed", None), ("missed", "kept")]
    given(office, "Sat 2026-08-29 08:40", first)
    assert owed(office) == []


def test_one_that_came_after_its_own_new_date_began_settles_the_miss_it_was_owed_for(office):
    office.file("Thu 2026-08-20 10:00")
    office.watch("Thu 2026-08-20 13:30")
    office.resolve("Thu 2026-08-20 14:00")
    office.watch("Fri 2026-08-28 10:00")
    (remedy,) = owed(office)
    given(office, "Fri 2026-08-28 10:30", remedy)
    assert [row[4] for row in office.rounds("remedy")] == ["broken", "kept"]
    assert open_misses(office) == []


def test_what_is_not_owed_cannot_be_entered(office):
    two_misses(office)
    with pytest.raises(Refused, match="nothing_to_log"):
        office.staff(MONDAY_AFTER, Verb.LOG, target="remedy", round=10**6, at=at(MONDAY_AFTER))


def test_a_call_picked_up_too_late_owes_what_was_promised_for_that(office):
    promise = 'code = "counter-attended"'
    owes = f'on_miss = {{ remedy = {{ en = "A coffee", zh = "一杯咖啡" }} }}\n{promise}'
    text = Guarantee.get().toml.replace(promise, owes)
    Guarantee.update(toml=text, hash="with a coffee").execute()
    waited = Filing(f"{next(TICKETS):032x}", "complaint", "Nobody came", phone="1", channel="counter")
    came, seen = at("Thu 2026-08-20 10:00"), at("Thu 2026-08-20 10:20")
    office.id = intake.file(waited, seen, Actor.staff(office.agent), received_at=came, spot=OnTheSpot(seen))[0].id
    assert len(owed(office)) == 1
    assert open_misses(office) == ["attended"]
