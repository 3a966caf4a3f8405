"""What the next day will ask of us, by the hour: the figures of the queue, in a picture and in a table."""

import re

from tests.web.customer import words


def rows(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<tr><th scope="row">([^<]*)</th><td class="number">(\d+)</td></tr>', page)


def test_each_hour_says_how_many_promises_it_holds(desk, office):
    office.file("Fri 2026-08-21 09:20")
    office.file("Fri 2026-08-21 09:40")
    page = desk(office.agent).get("/staff/load").text
    assert rows(page) == [("today, 11:00 to 12:00", "2")]
    assert "2 cases are due in the next 24 hours." in page


def test_what_is_late_stands_first(desk, office):
    office.file("Thu 2026-08-20 09:20")
    page = desk(office.agent).get("/staff/load").text
    assert rows(page)[0] == ("Late already", "1")


def test_an_empty_day_is_told_in_words(desk, office):
    answer = desk(office.agent).get("/staff/load")
    assert "Nothing is due in the next 24 hours" in words(answer)
    assert 'class="picture"' not in answer.text


def test_a_sealed_complaint_is_counted_for_nobody_who_may_not_see_it(desk, office):
    office.file("Fri 2026-08-21 09:20", about_staff="Chen")
    assert rows(desk(office.agent).get("/staff/load").text) == []
    assert rows(desk(office.supervisor).get("/staff/load").text) == [("today, 11:00 to 12:00", "1")]
