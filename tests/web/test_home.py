"""The front page: what one can do here, what is promised, and nothing that is not so."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests import demo_guarantee

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    """“Fri 2026-08-21 17:00”, in Shanghai."""
    local = datetime.strptime(text, "%a %Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    return local.astimezone(UTC)


@pytest.fixture
def page(app, client):
    """The front page as it is read at a moment."""

    def read(moment, path="/"):
        app.config["CLOCK"] = lambda: at(moment)
        return client.get(path).text

    kept = app.config["CLOCK"]
    yield read
    app.config["CLOCK"] = kept


@pytest.fixture
def published(db):
    return demo_guarantee.publish(at("Mon 2026-01-05 09:00"))


def doors(html):
    """The moment behind each door, by its kind."""
    return dict(re.findall(r'href="/file/(\w+)">.*?(?:<time[^>]*>([^<]*)</time>|</a>)', html, re.S))


def test_the_four_doors_and_the_way_back_to_a_case_are_there(page, published):
    html = page("Thu 2026-08-20 10:00")
    assert list(doors(html)) == ["complaint", "enquiry", "suggestion", "praise"]
    assert 'href="/find"' in html


@pytest.mark.parametrize(
    ("read", "complaint", "enquiry"),
    [
        ("Thu 2026-08-20 10:00", "today, 12:00", "today, 10:30"),
        ("Thu 2026-08-20 16:30", "tomorrow, Friday 09:30", "today, 17:00"),
        ("Fri 2026-08-21 17:00", "Monday 24 August, 10:00", "today, 17:30"),
    ],
)
def test_each_door_says_when_one_who_writes_now_will_hear(page, published, read, complaint, enquiry):
    found = doors(page(read))
    assert (found["complaint"], found["enquiry"]) == (complaint, enquiry)


def test_the_main_promises_stand_there_with_their_time(page, published):
    html = page("Thu 2026-08-20 10:00")
    assert 3 <= html.count('class="promise ') <= 5
    assert "within 48 hours" in html
    assert "Lin Wanqing" in html


def test_a_promise_no_one_has_started_wears_no_verdict(page, published):
    assert 'class="standing' not in page("Thu 2026-08-20 10:00")


def test_without_a_guarantee_the_doors_are_open_and_nothing_is_promised(page, db):
    html = page("Thu 2026-08-20 10:00")
    assert "No guarantee is in force today." in html
    assert list(doors(html)) == ["complaint", "enquiry", "suggestion", "praise"]
    assert "<time" not in html


def test_privacy_says_how_long_from_the_guarantee(page, published):
    html = page("Thu 2026-08-20 10:00", "/privacy")
    assert "3 years" in html
    assert "care@example.com" in html


@pytest.mark.parametrize("path", ["/", "/privacy", "/accessibility"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_page_stands_with_and_without_a_guarantee(page, db, path, lang):
    address = f"{path}?lang={lang}"
    page("Thu 2026-08-20 10:00", address)
    demo_guarantee.publish(at("Mon 2026-01-05 09:00"))
    html = page("Thu 2026-08-20 10:00", address)
    assert ("海松家居" if lang == "zh" else "Harbour &amp; Pine Home") in html


def test_the_footer_leads_to_both_pages(page, db):
    html = page("Thu 2026-08-20 10:00")
    assert 'href="/privacy"' in html
    assert 'href="/accessibility"' in html
