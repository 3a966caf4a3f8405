"""Calendars in the back office: the month as a sheet, drafts, a year of holidays, the text, what nobody may break."""

import pytest

from portal.actions.calendars import drafting
from portal.core.calendar_file import WEEKDAYS
from portal.store import calendar as calendars
from portal.store.calendar import Calendar, CalendarDraft
from tests.web.staff.test_queue import queries

DESK = "/staff/calendars/service-desk"


@pytest.fixture
def browser(desk, office):
    return desk(office.admin)


@pytest.fixture
def draft(browser):
    """Monday 24 August is taken off, in a draft."""
    browser.post(f"{DESK}/days", first="2026-08-24", what="closed", en="Painting", zh="粉刷")
    return browser


def mine() -> CalendarDraft:
    return CalendarDraft.get()


def test_everybody_sees_the_desks_with_their_hours_of_today(desk, office):
    page = desk(office.agent).get("/staff/calendars").text
    assert "Service desk" in page
    assert "09:00–12:00, 13:00–18:00" in page
    assert "Make a new calendar" not in page


@pytest.mark.parametrize("role", ["agent", "auditor", "admin"])
def test_a_month_says_of_each_day_what_it_is_in_words(desk, office, role):
    page = desk(getattr(office, role)).get(f"{DESK}?month=2026-02").text
    assert "February 2026" in page
    for words in ("Spring Festival", "春节", "Make-up day", "Day off", "Not open", "13:00–18:00"):
        assert words in page
    assert ("Change dates" in page) is (role == "admin")


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "9999-01", "x", "1000-01"])
def test_a_month_there_is_not_is_this_month(browser, month):
    assert "August 2026" in browser.get(f"{DESK}?month={month}").text


def test_what_is_changed_stands_in_a_draft_that_only_its_writer_sees(draft, desk, office):
    assert calendars.last_revision("service-desk") == 1
    page = draft.get(f"{DESK}?month=2026-08").text
    assert "This is your draft, with 1 change" in page
    assert "Painting" in page
    assert "Painting" not in desk(office.agent).get(f"{DESK}?month=2026-08").text


def test_several_days_are_changed_and_put_back(browser):
    browser.post(
        f"{DESK}/days", first="2026-10-12", last="2026-10-16", what="open", hours="10：00 - 12:00、14:00至16:00"
    )
    days = mine().written.days
    assert [hours for day, what in days.items() if str(day).startswith("2026-10-1") for hours in [what.hours]][1:] == [
        ((36_000, 43_200), (50_400, 57_600))
    ] * 5
    browser.post(f"{DESK}/days", first="2026-10-12", last="2026-10-16", what="usual")
    assert mine().written.days == calendars.row("service-desk").written.days


DAYS = [
    ({"first": ""}, "Enter the date"),
    ({"first": "tomorrow"}, "Write the date as 2026-02-14"),
    ({"first": "0001-01-01"}, "Write the date as 2026-02-14"),
    ({"last": "9999-12-31"}, "Write the date as 2026-02-14"),
    ({"last": "2026-08-01"}, "comes before the first"),
    ({"last": "2029-08-01"}, "more than a year"),
    ({"what": ""}, ""),
    ({"what": "open"}, "Enter the hours"),
    ({"what": "open", "hours": "9"}, "is no time of day"),
    ({"what": "open", "hours": "18:00-09:00"}, "ends before it begins"),
    ({"what": "open", "hours": "09:00-12:00, 11:00-13:00"}, "overlap"),
    ({"what": "open", "hours": "09:00-25:00"}, "24:00"),
    ({"zh": ""}, "both languages"),
    ({"en": "x" * 121}, "room for 120"),
]


@pytest.mark.parametrize(("typed", "sentence"), DAYS)
def test_what_is_no_day_is_said_at_its_field_and_what_was_typed_stays(browser, typed, sentence):
    fields = {"first": "2026-08-24", "what": "closed", "en": "Painting day", "zh": "粉刷日"} | typed
    answer = browser.post(f"{DESK}/days", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "粉刷日" in answer.text or typed.get("zh") == ""
    assert not CalendarDraft.select().exists()


WEEK = {
    "title_en": "Desk",
    "title_zh": "前台",
    "tz": "Asia/Shanghai",
    **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00–18:00"),
}


def seen(browser, door: str = "week") -> str:
    page = browser.get(f"{DESK}/{door}").text
    return page.split('name="seen" value="')[1].split('"')[0]


def test_the_week_is_changed_in_the_draft(browser):
    browser.post(f"{DESK}/week", seen=seen(browser), **WEEK | {"sat": "10:00-12:00"})
    written = mine().written
    assert (written.title["zh"], written.week[0], written.week[5]) == ("前台", ((32_400, 64_800),), ((36_000, 43_200),))
    assert written.days == calendars.row("service-desk").written.days


def test_every_fault_of_a_week_is_named_at_once(browser):
    wrong = {
        "title_en": "",
        "tz": "Mars/Olympus",
        "mon": "18-9",
        "tue": "09:00-12:00 11:00-13:00",
        "wed": "10:00-09:00",
    }
    page = browser.post(f"{DESK}/week", seen=seen(browser), **WEEK | wrong)
    assert page.status_code == 422
    for sentence in (
        "title in English",
        "no time zone",
        "Monday: “18”",
        "Tuesday: two of",
        "Wednesday: 10:00–09:00 ends",
    ):
        assert sentence in page.text
    assert "Mars/Olympus" in page.text


def test_a_week_that_is_never_open_is_refused(browser):
    closed = dict.fromkeys(WEEKDAYS, "")
    page = browser.post(f"{DESK}/week", seen=seen(browser), title_en="Desk", title_zh="前台", tz="UTC", **closed)
    assert "never open" in page.text
    assert not CalendarDraft.select().exists()


@pytest.mark.parametrize("door", ["week", "text"])
def test_an_old_page_does_not_write_over_what_came_after_it(browser, door):
    old = seen(browser, door)
    browser.post(f"{DESK}/days", first="2026-08-24", what="closed")
    text = calendars.row("service-desk").toml.replace("Service desk", "Front desk")
    fields = WEEK if door == "week" else {"toml": text}
    answer = browser.post(f"{DESK}/{door}", seen=old, **fields)
    assert answer.status_code == 409
    assert "Your draft has changed" in answer.text
    assert mine().written.title["en"] == "Service desk"
    browser.post(f"{DESK}/{door}", seen=seen(browser, door), **fields)
    assert mine().written.title["en"] in ("Desk", "Front desk")


def test_the_text_is_kept_as_it_was_typed(browser):
    text = calendars.row("service-desk").toml.replace("[week]", "[week] # ours")
    browser.post(f"{DESK}/text", seen=seen(browser, "text"), toml=text)
    assert "[week] # ours" in mine().toml
    assert "Nothing: the draft says what counts already." in browser.get(f"{DESK}/changes").text


TEXTS = [
    ("", "Write the calendar"),
    ("slug = ", "no TOML"),
    ('slug = "other"\ntz = "UTC"\n[week]\nmon = [["09:00", "10:00"]]', "must stay “service-desk”"),
    ('slug = "service-desk"\ntz = "Mars"\n[week]\nmon = [["10:00", "09:00"]]\ntue = 5', "no time zone “Mars”"),
]


ODD = [
    "years = [" + "9" * 5000 + "]",
    "a = " + "[" * 5000,
    'slug = 5\ntz = 2026-01-01\nweek = { mon = [[1, 2], ["09:00", nan]] }\nexceptions = { x = 1979-05-27T07:32:00Z }',
    '"" = 1\nslug = "service-desk"\ntitle = { en = { en = "x" } }',
    "💥\u0000\u202e",
    "x" * 400_001,
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_refused_in_sentences(browser, text):
    answer = browser.post(f"{DESK}/text", seen=seen(browser, "text"), toml=text, read=False)
    assert answer.status_code == 422
    assert not CalendarDraft.select().exists()


@pytest.mark.parametrize(("text", "sentence"), TEXTS)
def test_a_text_with_faults_comes_back_with_all_of_them(browser, text, sentence):
    answer = browser.post(f"{DESK}/text", seen=seen(browser, "text"), toml=text)
    assert answer.status_code == 422
    assert sentence in answer.text
    if "Mars" in text:
        assert "Monday: 10:00–09:00 ends before it begins." in answer.text
        assert "Tuesday: list the hours" in answer.text
    assert not CalendarDraft.select().exists()


def test_a_year_of_holidays_comes_into_the_draft_to_be_looked_through(browser):
    browser.post(f"{DESK}/years", country="CN", year="2027", region="")
    page = browser.get(f"{DESK}?month=2027-10").text
    assert "0 make-up days of 2027 are in your draft" in page
    assert "2027 stays provisional" in page
    assert "National Day" in page
    assert 2027 not in mine().written.years
    browser.post(f"{DESK}/years", year="2027", entered="yes")
    assert 2027 in mine().written.years
    browser.post(f"{DESK}/years", year="2027", entered="no")
    assert 2027 not in mine().written.years


YEARS = [
    ({"country": "DE", "year": "2027", "region": "XX"}, "no such region"),
    ({"country": "ZZ", "year": "2027"}, ""),
    ({"country": "CN", "year": "soon"}, "Write the year"),
    ({"country": "CN", "year": "1066"}, "Write the year"),
    ({"country": "CN"}, "Enter the year"),
]


@pytest.mark.parametrize(("typed", "sentence"), YEARS)
def test_a_year_nobody_knows_is_said(browser, typed, sentence):
    answer = browser.post(f"{DESK}/years", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not CalendarDraft.select().exists()


@pytest.mark.parametrize("year", ["", "x", "99999999999999999999"])
def test_a_year_that_is_none_is_not_marked(browser, year):
    assert browser.post(f"{DESK}/years", year=year, entered="yes").status_code == 400


def test_a_new_calendar_is_made_in_another_zone(browser):
    berlin = WEEK | {"slug": "berlin-counter", "tz": "Europe/Berlin", "title_en": "Berlin", "title_zh": "柏林"}
    browser.post("/staff/calendars/new", **berlin)
    assert "draft of a new calendar" in browser.get("/staff/calendars/berlin-counter").text
    assert "berlin-counter" in browser.get("/staff/calendars").text
    again = browser.post("/staff/calendars/new", **berlin)
    assert "There is a calendar “berlin-counter” already." in again.text
    browser.post("/staff/calendars/berlin-counter/changes", seen=seen_changes(browser, "berlin-counter"))
    assert calendars.latest()["berlin-counter"].zone.key == "Europe/Berlin"


@pytest.mark.parametrize("slug", ["", "New", "new", "a b", "x" * 41, "-a", "ü"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(browser, slug):
    answer = browser.post("/staff/calendars/new", **WEEK | {"slug": slug})
    assert answer.status_code == 422
    assert "short name" in answer.text


def seen_changes(browser, slug: str = "service-desk") -> str:
    return browser.get(f"/staff/calendars/{slug}/changes").text.split('name="seen" value="')[1].split('"')[0]


def test_a_draft_is_thrown_away(draft):
    draft.post(f"{DESK}/discard")
    assert not CalendarDraft.select().exists()
    assert "nothing would change" in draft.get(draft.get(f"{DESK}/changes").headers["Location"]).text


def test_a_revision_can_be_read_for_ever(draft, office, desk):
    draft.post(f"{DESK}/changes", seen=seen_changes(draft), note_en="Painting.", note_zh="粉刷。")
    page = desk(office.auditor).get(f"{DESK}/revisions/2").text
    assert "closed (Painting)" in page
    assert "The reason customers read" in page
    assert "it is the last one" in page
    assert "a later one took its place" in desk(office.auditor).get(f"{DESK}/revisions/1").text
    for number in ("3", "0", "99999999999"):
        assert desk(office.auditor).get(f"{DESK}/revisions/{number}").status_code == 404


@pytest.mark.parametrize("address", ["shop", "shop/days", "shop/week", "shop/text", "shop/years", "shop/changes"])
def test_what_is_not_there_is_no_page(browser, address):
    assert browser.get(f"/staff/calendars/{address}").status_code == 404


def test_a_months_page_costs_the_same_however_much_it_shows(browser, office):
    browser.get(DESK)
    with queries() as sent:
        browser.get(f"{DESK}?month=2026-02")
    few = len(sent)
    drafting.keep("service-desk", calendars.row("service-desk").written, office.admin, browser_now())
    with queries() as sent:
        browser.get(f"{DESK}?month=2026-10")
    assert (few, len(sent)) == (10, 9)  # who has a draft need not be asked whether there is a calendar


def browser_now():
    return calendars.row("service-desk").at


def test_nothing_is_published_by_looking(draft):
    for door in ("", "/days", "/week", "/years", "/text", "/changes"):
        draft.get(f"{DESK}{door}")
    assert Calendar.select().where(Calendar.slug == "service-desk").count() == 1
