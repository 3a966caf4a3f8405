"""A report as a supervisor reads it, and as a table."""

import csv
import io

import pytest

from portal.store import pulse
from tests.web.customer import words
from tests.web.staff.reports.rows import Q3


@pytest.fixture(autouse=True)
def today(clock):
    """Thursday 12 November 2026, 10:00 in Shanghai: the third quarter is over, the fourth runs."""
    clock.at("Thu 2026-11-12 10:00")
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


@pytest.fixture
def read(desk, office):
    """`read(address)` is the page in words, as a supervisor reads it."""

    def page(address: str = Q3, lang: str = "en", person=None) -> str:
        mark = "&" if "?" in address else "?"
        return words(desk(person or office.supervisor).get(f"{address}{mark}lang={lang}"))

    return page


@pytest.fixture
def table(desk, office):
    """`table(period)`: the lines of the CSV, by (by, code)."""

    def lines(period: str = "2026-Q3") -> dict[tuple[str, str], dict]:
        answer = desk(office.supervisor).get(f"/staff/reports.csv?period={period}", read=False)
        rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        return {(row["by"], row["code"]): row for row in rows}

    return lines
