"""The guarantee for everyone to read: what is in force, what was, what comes, on a page and as data."""

import json
import re
from datetime import timedelta
from hashlib import sha256
from html import unescape

import pytest
from markupsafe import escape

from portal.actions import publishing
from portal.core.guarantee import parse
from tests import demo_guarantee
from tests.core.guarantees import guarantee, promise
from tests.web.staff.test_queue import queries

NOTE = '{ en = "We answer faster.", zh = "我们答复得更快。" }'
SECOND = guarantee(
    promise("a", calendar='"service-desk"'), number='"HP-2026-2"', calendars='["service-desk"]', change_note=NOTE
)


@pytest.fixture
def today(app, now, monkeypatch):
    """The site on Thursday 20 August 2026, 10:00 in Shanghai; `today(days)` is later."""

    def later(days: int = 0):
        monkeypatch.setitem(app.config, "CLOCK", lambda: now + timedelta(days=days))

    later()
    return later


@pytest.fixture
def demo(today, now):
    return demo_guarantee.publish(now)


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True)


def test_with_nothing_in_force_the_page_says_so(client, today):
    page = read(client, "/guarantee")
    assert "Nothing is promised yet" in page
    assert "You can still write to us." in page
    assert "Nothing was published yet." in read(client, "/guarantee/history")
    assert client.get("/guarantee.json").status_code == 404


def test_the_page_tells_every_promise_once(client, demo):
    page = read(client, "/guarantee")
    for line in (*demo.version.promises, *demo.version.rates):
        assert page.count(f'id="promise-{line.code}"') == 1
        assert line.title["en"] in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_speaks_the_readers_language(client, demo, language):
    page = read(client, f"/guarantee?lang={language}")
    version = demo.version
    for text in (version.title, version.organisation.name, version.dispute.court, version.grading.major):
        assert str(escape(text[language])) in page


def test_it_is_grouped_by_service_and_by_channel(client, demo):
    page = read(client, "/guarantee?lang=en")
    assert page.index('id="every-service"') < page.index('id="service-delivery"') < page.index('id="missed"')
    assert page.index('id="service-delivery"') < page.index('id="promise-delivery-complaint-response"')
    rows = page[page.index('<table class="table by-channel">') : page.index("</table>")].split("<tr>")[2:]
    assert len(rows) == 7
    web = rows[0]
    assert "This site" in web
    assert web.index("2 working hours") < web.index("30 minutes") < web.index("3 working days")


def test_it_tells_what_a_miss_brings_and_where_else_to_go(client, demo):
    page = read(client, "/guarantee?lang=en")
    assert "If we miss it: a new date within 1 working hour; a supervisor takes a look; you get: " in page
    assert "We talk, for up to 30 days." in page
    assert "Shanghai Arbitration Commission" in page


def test_it_tells_how_long_a_case_waits_and_when_the_desk_is_open(client, demo):
    page = read(client, "/guarantee?lang=en")
    assert "we remind you after 2 days and 5 days" in page
    assert "Monday to Friday" in page
    assert "09:00–12:00, 13:00–18:00" in page
    assert "are entered up to 2026" in page


def test_it_carries_its_number_its_people_its_fingerprint_and_its_code(client, demo):
    page = read(client, "/guarantee?lang=en")
    assert demo.hash in page
    assert "Zhou Min" in page
    assert "Lin Wanqing, General Manager" in page
    assert 'src="data:image/svg+xml' in page
    assert "http://localhost/guarantee</span>" in page


def test_what_is_done_at_once_in_a_major_case_is_told_and_is_data(client, demo):
    page = read(client, "/guarantee?lang=en")
    assert "What we do at once when it is grave" in page
    for procedure in demo.version.procedures:
        for step in procedure.steps:
            assert step.title["en"] in page
    said = client.get("/guarantee.json").json["procedures"]
    assert [(one["code"], one["for"]) for one in said] == [
        ("major", {"severity": ["major"]}),
        ("urgent", {"severity": ["urgent"]}),
    ]
    assert [step["code"] for step in said[1]["steps"]] == ["call", "relief", "colleagues"]


def test_figures_filled_in_by_us_are_marked(client, demo):
    page = read(client, "/guarantee?lang=en")
    version = demo.version
    count = sum(line.filled_by_us for line in (*version.promises, *version.rates, *version.procedures))
    assert page.count('href="#filled"') == count


def test_a_change_is_announced_until_its_day_comes(client, demo, now, today):
    publishing.publish(SECOND, "Ann", "Bo", now)
    page = read(client, "/guarantee?lang=en")
    assert "A change is announced." in page
    assert 'href="/guarantee/HP-2026-2"' in page
    assert "This version is not in force yet." in read(client, "/guarantee/HP-2026-2?lang=en")
    today(days=60)
    assert "We answer faster." in read(client, "/guarantee?lang=en")
    assert "A change is announced." not in read(client, "/guarantee?lang=en")


def test_an_older_version_stays_readable(client, demo, now, today):
    publishing.publish(SECOND, "Ann", "Bo", now)
    today(days=60)
    page = read(client, "/guarantee/HP-2026-1?lang=en")
    assert "This is an older version." in page
    assert "promise-complaint-plan" in page


def test_the_history_shows_every_version_the_newest_first(client, demo, now):
    publishing.publish(SECOND, "Ann", "Bo", now)
    page = read(client, "/guarantee/history?lang=en")
    assert page.index("Version HP-2026-2") < page.index("Not in force yet") < page.index("Version HP-2026-1")
    assert page.index("Version HP-2026-1") < page.index("In force<")


def chapters(page: str) -> list[str]:
    """What the history says of each version, without tags, the newest first."""
    items = re.findall(r'<li id="version-[^"]+">(.*?)\n  </li>', page, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", item)).split()) for item in items]


LINE = promise("a", within="48 hours", calendar="")
FIRST = guarantee(LINE, calendars="[]")


def after(number: str, within: str) -> str:
    return guarantee(LINE.replace("48 hours", within), calendars="[]", number=f'"{number}"', change_note=NOTE)


def test_the_history_says_who_approved_when_it_counts_and_what_was_changed(client, today, now):
    publishing.publish(FIRST, "Ann", "Bo", now)
    publishing.publish(after("2", "24 hours"), "Cy", "Bo", now)
    second, first = chapters(read(client, "/guarantee/history?lang=en"))
    assert first.startswith(
        "Version 1 In force Published on Thursday 20 August 2026, in force from Thursday 20 August 2026, 10:00."
    )
    assert "Until Friday 4 September 2026, 00:00." in first
    assert "Written by Cy. Approved by Bo on Thursday 20 August 2026, 10:00." in second
    assert "What this version changes: We answer faster." in second
    assert "Beside version 1: 1 promise stricter" in second
    assert "48 hours 24 hours Stricter" in second


def test_a_version_that_was_overtaken_says_that_it_never_counted(client, today, now):
    publishing.publish(FIRST, "Ann", "Bo", now)
    publishing.publish(after("2", "50 hours"), "Ann", "Bo", now)
    publishing.publish(after("3", "40 hours"), "Ann", "Bo", now)
    third, second, _first = chapters(read(client, "/guarantee/history?lang=en"))
    assert "Version 2 Old" in second
    assert "It never took effect: the next version came before it." in second
    assert "Version 3 Not in force yet" in third


def test_a_version_that_nobody_else_approved_says_why(client, today, now):
    waived = f'approval_waived = {{ en = "I am alone.", zh = "仅我一人。" }}\n{FIRST}'
    publishing.publish(waived, "Ann", None, now)
    assert (
        "Written by Ann. Nobody else approved it: I am alone."
        in chapters(read(client, "/guarantee/history?lang=en"))[0]
    )


def test_the_history_asks_the_same_of_three_versions_as_of_one(client, today, now):
    for number, text in enumerate([FIRST, after("2", "24 hours"), after("3", "12 hours")]):
        publishing.publish(text, "Ann", "Bo", now)
        with queries() as sent:
            read(client, "/guarantee/history")
        assert len(sent) == 3, number


def test_the_very_text_of_every_version_can_be_had_and_its_fingerprint_counted(client, today, now):
    rows = [publishing.publish(text, "Ann", "Bo", now) for text in (FIRST, after("2", "24 hours"))]
    for row in rows:
        answer = client.get(f"/guarantee/{row.number}?format=toml")
        assert sha256(answer.data).hexdigest() == row.hash
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{row.number}.toml"'
        assert row.hash in read(client, f"/guarantee/{row.number}")
        assert client.get(f"/guarantee/{row.number}?format=json").get_json()["hash"]["value"] == row.hash
    assert client.get("/guarantee/9?format=toml").status_code == 404


def test_the_data_names_every_version_with_its_fingerprint(client, today, now):
    rows = [publishing.publish(text, "Ann", "Bo", now) for text in (FIRST, after("2", "24 hours"))]
    data = client.get("/guarantee.json").get_json()
    assert data["url"] == "http://localhost/guarantee/1"
    assert [(one["number"], one["sha256"], one["url"]) for one in data["versions"]] == [
        (row.number, row.hash, f"http://localhost/guarantee/{row.number}") for row in reversed(rows)
    ]


def test_where_nothing_is_promised_is_said_to_everyone(client, today, now):
    line = promise(
        "a",
        within="2 hours",
        calendar="",
        for_='{ kind = ["complaint", "enquiry"], channel = ["web", "email", "phone", "chat", "counter", "letter"] }',
    )
    publishing.publish(guarantee(line, calendars="[]"), "Ann", "Bo", now)
    page = read(client, "/guarantee?lang=en")
    assert "<li>Complaint: Social media</li>" in page
    assert "<li>Praise, by any channel</li>" in page


def test_where_everything_is_promised_nothing_is_said_of_gaps(client, demo):
    assert "Where nothing is promised" not in read(client, "/guarantee?lang=en")


@pytest.mark.parametrize("number", ["HP-2026-9", "hp-2026-1", "..", "%00", "x" * 500, "退款"])
def test_a_version_there_is_not_is_a_404(client, demo, number):
    assert client.get(f"/guarantee/{number}").status_code in (404, 308)


def test_the_data_says_what_the_page_says(client, demo):
    data = client.get("/guarantee.json").get_json()
    assert data["number"] == "HP-2026-1"
    assert len(data["promises"]) == len(demo.version.promises)
    plan = next(promise for promise in data["promises"] if promise["code"] == "complaint-plan")
    assert plan["within"] == {"text": "48 hours", "amount": 48, "unit": "hours"}
    assert plan["for"] == {"kind": ["complaint"]}
    assert plan["on_miss"]["again"]["text"] == "1 working day"
    assert data["effective_at"] == "2026-08-20T02:00:00+00:00"
    assert data["life"]["close_seconds"] == 7 * 24 * 3600


def test_anyone_can_check_the_fingerprint_and_read_the_text_again(client, demo):
    data = json.loads(client.get("/guarantee.json").get_data(as_text=True))
    assert sha256(data["toml"].encode()).hexdigest() == data["hash"]["value"] == demo.hash
    assert parse(data["toml"]) == demo.version


def test_a_case_without_service_or_calendar_is_no_trouble(client, today, now):
    """The smallest guarantee there can be: one promise in real time, no rates, no calendars."""
    text = guarantee(promise("a", within="2 hours", calendar=""), calendars="[]")
    publishing.publish(text, "Ann", "Bo", now)
    assert "within 2 hours" in read(client, "/guarantee?lang=en")
    assert "at least" not in read(client, "/guarantee?lang=en")
