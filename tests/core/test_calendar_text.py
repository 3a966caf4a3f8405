"""A calendar as people write it: read, written again, changed, compared, and every fault in one go."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from portal.core import calendar_text
from portal.core.calendar_changes import Change, carried, changes, first_difference
from portal.core.calendar_faults import SENTENCES, CalendarRefused
from portal.core.calendar_file import Exceptional
from portal.core.calendar_text import CLOSED, Written

SHIPPED = Path(__file__).parents[2] / "portal" / "guarantees" / "calendars"
TEXT = """\
# Ours.

slug = "shop"
title = { en = "Shop", zh = "门店" }
tz = "Asia/Shanghai"
years = [2026]

[week]
mon = [["09:00", "12:00"], ["13:00", "18:00"]]  # split
[exceptions]
2026-02-14 = { hours = [["09:00", "12:00"]], en = "Make-up “day”", zh = "调休" }
2026-02-16 = []
"""
SHOP = calendar_text.read(TEXT)
HOURS = ((32_400, 43_200),)
DAY, OTHER = date(2026, 2, 16), date(2026, 2, 17)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_what_ships_is_the_same_after_it_was_read_and_written(file):
    written = calendar_text.read(file.read_text("utf-8"))
    assert calendar_text.read(written.text) == written


def test_comments_above_the_text_stay_and_dates_say_their_weekday():
    assert SHOP.text.startswith("# Ours.\n\nslug = ")
    assert '2026-02-14 = { hours = [["09:00", "12:00"]], en = "Make-up “day”", zh = "调休" } # Sat' in SHOP.text


@pytest.mark.parametrize("word", ['"', "\\", "\t", "\x7f", "#", "]", "’", "😀", "\n[week]"])
def test_whatever_a_day_is_called_it_is_read_as_it_was_written(word):
    named = SHOP.with_days({DAY: Exceptional((), {"en": word, "zh": word})})
    assert calendar_text.read(named.text) == named


def test_a_reason_is_put_into_a_text_without_touching_the_rest():
    noted = calendar_text.with_note(TEXT, replace(SHOP, note={"en": "Painting", "zh": "粉刷"}))
    assert "# split" in noted
    assert calendar_text.read(noted).note == {"en": "Painting", "zh": "粉刷"}
    assert calendar_text.with_note(noted, SHOP) == TEXT


def test_hours_before_and_after_seconds_and_midnight():
    assert [calendar_text.clock(second) for second in (0, 32_400, 32_430, 86_400)] == [
        "00:00",
        "09:00",
        "09:00:30",
        "24:00",
    ]


def test_a_make_up_day_is_open_as_most_days_are():
    long, short = ((0, 100),), ((0, 50),)
    assert calendar_text.usual_hours((long, short, short, (), (), (), ())) == short
    assert calendar_text.usual_hours(((),) * 7) == ()


def test_where_two_sources_meet_the_make_up_day_wins():
    joined, doubled = SHOP.joined_with({date(2026, 2, 14): CLOSED, OTHER: CLOSED, DAY: Exceptional(HOURS, {})})
    assert doubled == (date(2026, 2, 14), DAY)
    assert joined.days[date(2026, 2, 14)].hours == HOURS
    assert joined.days[DAY].hours == HOURS
    assert joined.days[OTHER] == CLOSED


def test_everything_that_differs_is_told_in_order():
    other = replace(SHOP.with_days({OTHER: CLOSED}).without_days([DAY]).entered(2027), tz="Europe/Berlin")
    assert [change.place for change in changes(SHOP, other)] == ["tz", 2027, DAY, OTHER]
    assert changes(SHOP, SHOP) == []
    assert changes(SHOP, replace(SHOP, note={"en": "why"})) == []


FIRST = [
    (lambda shop: shop, None),
    (lambda shop: shop.entered(2027), None),
    (lambda shop: shop.with_days({DAY: Exceptional((), {"en": "Spring"})}), None),  # only its name
    (lambda shop: shop.with_days({OTHER: CLOSED, date(2026, 3, 2): CLOSED}), date(2026, 3, 2)),  # Tuesdays are closed
    (lambda shop: replace(shop, tz="Europe/Berlin"), date.min),
    (lambda shop: replace(shop, week=(HOURS,) * 7), date.min),
]


@pytest.mark.parametrize(("change", "first"), FIRST)
def test_the_first_date_that_can_count_otherwise(change, first):
    assert first_difference(SHOP, change(SHOP)) == first


def test_two_peoples_changes_are_put_together():
    mine = replace(SHOP, title={"en": "Mine", "zh": "我"}).with_days({OTHER: CLOSED}).entered(2027)
    theirs = replace(SHOP, week=(HOURS,) * 7).without_days([DAY])
    together, clashes = carried(SHOP, mine, theirs)
    assert clashes == []
    assert (together.title["en"], together.week, together.years) == ("Mine", (HOURS,) * 7, {2026, 2027})
    assert OTHER in together.days
    assert DAY not in together.days


def test_where_both_changed_the_same_mine_stands_and_says_whose_it_overrules():
    mine, theirs = SHOP.with_days({OTHER: CLOSED}), SHOP.with_days({OTHER: Exceptional(HOURS, {})})
    together, clashes = carried(SHOP, mine, theirs)
    assert together.days[OTHER] == CLOSED
    assert clashes == [Change(OTHER, Exceptional(HOURS, {}), CLOSED)]
    assert carried(SHOP, mine, mine) == (mine, [])


FAULTY = """\
slug = "The Shop"
tz = "Asia/Peking"
title = { en = 5, fr = "Magasin" }
years = [2026, "2027"]
colour = "red"
[week]
mon = [["18:00", "09:00"]]
tue = [["09:00", "12:00"], ["11:00", "13:00"]]
wed = [["9", "10:00"]]
thu = "09:00-10:00"
[exceptions]
2026-02-30 = []
2026-02-16 = { en = "Spring" }
2026-02-17 = [["24:00", "25:00"]]
"""


def test_every_fault_is_named_in_one_go_at_its_place():
    with pytest.raises(CalendarRefused) as refused:
        calendar_text.read(FAULTY)
    assert [(fault.place, fault.code) for fault in refused.value.faults] == [
        ("calendar", "unknown"),
        ("tz", "no-zone"),
        ("slug", "no-slug"),
        ("title", "unknown"),
        ("title", "no-text"),
        ("years", "no-years"),
        ("mon", "ends-before"),
        ("tue", "overlap"),
        ("wed", "no-clock"),
        ("thu", "no-hours"),
        ("2026-02-16", "hours-missing"),
        ("2026-02-17", "beyond-day"),
        ("exceptions", "no-date"),
    ]
    assert all(fault.sentence for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("text", "code"), [("slug = ", "not-toml"), ('tz = "UTC"\nweek.mon = [["09:00", "10:00"]]', "slug-missing")]
)
def test_what_is_no_calendar_at_all_says_so(text, code):
    with pytest.raises(CalendarRefused) as refused:
        calendar_text.read(text)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert code in SENTENCES


UNENTERED = [
    ("2026-10-31", ()),
    ("2026-11-01", (2027,)),
    ("2027-06-01", (2027,)),
    ("2027-12-01", (2027, 2028)),
]


@pytest.mark.parametrize(("day", "years"), UNENTERED)
def test_a_year_is_needed_from_november_before_it(day, years):
    moment = SHOP.calendar.midnight(date.fromisoformat(day))
    assert SHOP.calendar.unentered(moment) == years
    assert replace(SHOP, years=None).calendar.unentered(moment) == ()


def test_a_new_calendar_has_no_year_entered():
    assert Written("new", "UTC", {}, (HOURS,) * 7).entered(2026).years == {2026}
