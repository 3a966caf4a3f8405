"""A closed day is entered in the back office: what would move is shown first, then the customer reads of it."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import keep_picture
from tests.browser.people import SHANGHAI, Colleague, Customer

REASON = {"note_en": "The office moves house on that day.", "note_zh": "当天办公室搬迁。"}


def tomorrow_and_the_week_after() -> list[str]:
    """The next seven days, whichever weekday it is: the first reply is then due after them."""
    today = datetime.now(SHANGHAI).date()
    return [f"{today + timedelta(days=days)}" for days in (1, 7)]


def test_a_closed_week_moves_a_date_and_says_why(live_site, visitor):
    customer = Customer(visitor(), "kim@example.com")
    customer.file("complaint", "The table came with a broken leg.")
    first, last = tomorrow_and_the_week_after()

    admin = visitor()
    Colleague(admin).join(live_site)
    admin.goto("/staff/calendars/service-desk/days")
    admin.fill("[name=first]", first)
    admin.fill("[name=last]", last)
    admin.check("[name=what][value=closed]")
    admin.fill("[name=en]", "Moving house")
    admin.fill("[name=zh]", "搬迁")
    admin.get_by_role("button", name="Put into my draft").click()
    admin.get_by_role("link", name="See what would change").click()
    expect(admin.locator("table.moves tbody tr")).not_to_have_count(0)
    keep_picture(admin, "calendar-changes")

    admin.get_by_role("button", name="Publish as revision 2").click()
    expect(admin.locator("#error-summary")).to_be_visible()  # without a reason nobody's date comes later
    for name, text in REASON.items():
        admin.fill(f"[name={name}]", text)
    admin.get_by_role("button", name="Publish as revision 2").click()
    expect(admin.get_by_text("Revision 2 counts from now on.")).to_be_visible()

    letter = live_site.letter_to("kim@example.com", 2)
    assert re.match("A later date for your complaint", letter["Subject"])
    assert REASON["note_en"] in letter.get_body(("plain",)).get_content()
