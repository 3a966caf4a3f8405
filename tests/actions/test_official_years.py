"""A year of public holidays as data: China from what ships, other years and countries from the package that knows."""

from datetime import date

import pytest

from portal.actions.calendars import official
from portal.core.calendar_text import Written

HOURS = ((36_000, 64_800),)
SHOP = Written("shop", "Asia/Shanghai", {}, (HOURS,) * 5 + ((), ()))


def worked(found: official.Official) -> set[date]:
    return {day for day, what in found.days.items() if what.hours}


def test_china_comes_with_its_make_up_days_open_as_the_desk_is():
    found = official.year("CN", 2026, SHOP)
    assert found.complete
    assert found.days[date(2026, 2, 14)].hours == HOURS
    assert found.days[date(2026, 2, 17)].name == {"en": "Spring Festival", "zh": "春节"}
    assert len(worked(found)) == 6


def test_a_year_of_china_that_nobody_announced_is_not_complete():
    """The package gives the statutory days without a word about those that are missing."""
    found = official.year("CN", 2027, SHOP)
    assert found.days
    assert not found.complete
    assert worked(found) == set()


def test_where_both_know_a_year_they_agree():
    for year in (2020, 2024, 2026):
        shipped, packaged = official.year("CN", year, SHOP), official._packaged("CN", year, "", HOURS)
        assert worked(shipped) == worked(packaged)
        off = [
            {day for day, what in found.days.items() if not what.hours and day.weekday() < 5}
            for found in (shipped, packaged)
        ]
        assert off[0] == off[1]
        assert packaged.complete


def test_other_countries_and_their_regions():
    bavaria, germany = official.year("DE", 2027, SHOP, "BY"), official.year("DE", 2027, SHOP)
    assert bavaria.complete
    assert bavaria.days.keys() > germany.days.keys()
    assert official.year("HK", 2027, SHOP).days[date(2027, 2, 6)].name["zh"] == "农历年初一"
    assert not official.year("HU", 2027, SHOP).complete  # its rest days are moved by an order, too


@pytest.mark.parametrize(
    ("country", "year", "region", "what"),
    [("DE", 2027, "XX", "region"), ("ZZ", 2027, "", "country"), ("US", 1500, "", "year")],
)
def test_what_nobody_knows_is_said(country, year, region, what):
    with pytest.raises(official.Unknown) as unknown:
        official.year(country, year, SHOP, region)
    assert unknown.value.what == what
