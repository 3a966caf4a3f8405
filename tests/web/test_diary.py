"""The next promised moment as a file for the customer's own calendar."""

import re

import pytest

from portal.core.case import Verb
from portal.web.status import diary
from tests.actions.office import Office
from tests.web.customer import Customer, at


@pytest.fixture
def customer(app, client, monkeypatch):
    def clock(moment):
        monkeypatch.setitem(app.config, "CLOCK", lambda: at(moment))

    with app.app_context():
        office = Office()
        office.file("Thu 2026-08-20 10:00", subject="The leg", name="Li Lei")
        clock("Thu 2026-08-20 10:30")
        yield Customer(client, office, clock)


def test_it_names_the_moment_and_neither_the_link_nor_a_word_of_the_case(customer):
    answer = customer.client.get(f"{customer.link}/next.ics")
    assert answer.mimetype == "text/calendar"
    assert "DTSTART:20260820T040000Z" in answer.text  # 12:00 in Shanghai
    assert f"SUMMARY:Case {customer.office.case.reference}: an answer is due" in answer.text
    plain = answer.text.replace("\r\n ", "")
    assert "http://localhost/find" in plain
    for secret in ("/s/", "leg", "Li Lei"):
        assert secret not in plain


def test_it_speaks_the_readers_language(customer):
    plain = customer.client.get(f"{customer.link}/next.ics?lang=zh").text.replace("\r\n ", "")
    assert f"SUMMARY:个案 {customer.office.case.reference}：我们应在此时之前答复您\r\n" in plain
    assert "如果到那时您还没有收到回复，就是我们失约了" in plain


def test_it_is_offered_where_a_moment_comes_and_nowhere_else(customer):
    assert "/next.ics" in customer.open().text
    customer.office.resolve("Thu 2026-08-20 10:40")
    customer.office.customer("Thu 2026-08-20 10:50", Verb.CONFIRM)
    customer.clock("Thu 2026-08-20 11:00")
    if "/next.ics" not in customer.look().text:
        assert customer.client.get(f"{customer.link}/next.ics").status_code == 404


def test_what_is_late_is_for_no_calendar(customer):
    customer.clock("Thu 2026-08-20 12:30")
    assert "/next.ics" not in customer.open().text
    assert customer.client.get(f"{customer.link}/next.ics").status_code == 404


@pytest.mark.parametrize("text", ["a" * 200, "请在" * 100, "x" * 74 + "文" * 3])
def test_long_lines_are_folded_between_characters(text):
    folded = diary._folded(text)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert re.sub("\r\n ", "", folded) == text


def test_marks_of_the_format_are_escaped():
    assert diary._escaped("a, b; c\\d\ne") == "a\\, b\\; c\\\\d\\ne"
