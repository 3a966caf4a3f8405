"""The page of a draft: begun as a copy, what it changes, the second person, publishing."""

import pytest

from portal.actions import publishing
from portal.actions.publishing import drafts
from portal.store import guarantee as versions
from portal.store.draft import Draft
from portal.store.guarantee import Guarantee
from tests.web.staff.guarantees.conftest import NEXT, TEXT, words
from tests.web.staff.test_queue import queries

ROOM = "/staff/guarantees"


def at(draft, *more) -> str:
    return "/".join([f"{ROOM}/drafts/{draft.id}", *more])


def press(browser, draft, button: str, seen: int | None = None):
    return browser.post(at(draft, button), seen=draft.version if seen is None else seen)


def test_the_room_shows_versions_and_drafts(desk, office):
    draft = office.begin()
    page = words(desk(office.wang).get(ROOM))
    assert "Draft of 2 Begun by Wang; last changed by Wang" in page
    assert "1 In force" in page
    assert at(draft) in desk(office.wang).get(ROOM).text


def test_a_draft_begins_as_a_copy_of_what_is_in_force(desk, office):
    browser = desk(office.wang)
    assert browser.post(f"{ROOM}/drafts", number="1").status_code == 303
    assert office.only().toml == TEXT.strip() + "\n"
    assert office.only().author == office.wang
    assert "The draft is a copy." in words(browser.get(at(office.only())))


@pytest.mark.parametrize("number", ["", "9", "no. 1/2", "x" * 500])
def test_a_number_that_is_none_begins_with_the_one_in_force(desk, office, number):
    assert desk(office.wang).post(f"{ROOM}/drafts", number=number).status_code == 303
    assert office.only().toml.startswith('number = "1"')


def test_where_nothing_was_published_it_begins_with_the_demo(desk, staff, clock):
    desk(staff.supervisor).post(f"{ROOM}/drafts")
    assert "HP-2026-1" in Draft.get().toml


def test_the_page_says_what_is_changed_promise_by_promise(desk, office):
    page = words(desk(office.zhao).get(at(office.begin())))
    assert "What it changes of 1, which is in force 1 promise stricter" in page
    assert "48 hours 24 hours Stricter" in page
    assert "1 line stays as it is." in page
    assert "Published now, it counts from Saturday 5 September 2026, 00:00. It weakens nothing" in page


def test_a_weaker_promise_waits_longer(desk, office):
    page = words(desk(office.zhao).get(at(office.begin(NEXT.replace("24 hours", "50 hours")))))
    assert "1 promise weaker" in page
    assert (
        "from Sunday 20 September 2026, 00:00. It weakens what is promised, so it waits for the longer notice" in page
    )


def test_what_weakens_an_announced_version_waits_longer_too(desk, office):
    publishing.publish(NEXT.replace("24 hours", "12 hours"), "Wang", "Zhao", office.now)
    page = words(desk(office.zhao).get(at(office.begin(NEXT.replace('"2"', '"3"')))))
    assert "1 promise stricter" in page
    assert "from Sunday 20 September 2026, 00:00. It weakens what is promised" in page


def test_where_nothing_is_promised_is_a_table(desk, office):
    draft = office.begin(NEXT.replace('code = "all"', 'code = "all"\nfor = { channel = "web" }'))
    page = words(desk(office.wang).get(at(draft)))
    assert "Kind Channel Not sorted yet General Complex Urgent Major Question E-mail nothing nothing" in page
    whole = words(desk(office.wang).get(at(office.begin())))
    assert "Every kind of case is promised a first response" in whole


def test_every_fault_stands_there_with_its_line_and_the_way_to_mend_it(desk, office):
    draft = office.begin(
        NEXT.replace("24 hours", "soon").replace("court = { en", "court = { de").replace("Asia/", "Asien/")
    )
    answer = desk(office.wang).get(at(draft))
    page = words(answer)
    assert "4 faults stand in the way" in page
    assert "“soon” is not a time." in page
    assert 'within = "soon"' in page
    for part in ("promise-1", "dispute", "head"):
        assert f'href="{at(draft, "edit", part)}">Mend it' in answer.text


def test_three_faults_and_a_date_in_the_past_are_told_in_one_go(desk, office):
    text = f"effective_on = 2026-08-01\n{NEXT.replace('24 hours', '99999 hours 5').replace('Shanghai', 'Peking')}"
    page = words(desk(office.wang).get(at(office.begin(text.replace('"10 days"', '"1 day"')))))
    for sentence in (
        "is not a time",
        "is not a time zone",
        "the reminders must come one after the other",
        "before it is published",
    ):
        assert sentence in page


def test_who_wrote_in_it_is_not_offered_to_approve(desk, office):
    draft = office.begin()
    own, other = words(desk(office.wang).get(at(draft))), words(desk(office.zhao).get(at(draft)))
    assert "Whoever wrote in a draft does not approve it. These can: Qian, Zhao." in own
    assert "Approve this text" not in own
    assert "Approve this text" in other


def test_who_wrote_in_it_is_refused_all_the_same(desk, office):
    answer = press(desk(office.wang), office.begin(), "approve")
    assert answer.status_code == 409
    assert "You wrote in this draft, so somebody else must approve it." in words(answer)


def test_from_draft_to_version_by_two_people(desk, office):
    draft = office.begin()
    assert press(desk(office.zhao), draft, "approve").status_code == 303
    draft = office.again(draft)
    browser = desk(office.wang)
    page = words(browser.get(at(draft)))
    assert "Approved by Zhao" in page
    assert press(browser, draft, "publish").status_code == 303
    assert "Published as 2. In force from Saturday 5 September 2026, 00:00." in words(browser.get(ROOM))
    row = versions.by_number("2")
    assert (row.author, row.approver) == ("Wang (service)", "Zhao (service)")
    assert "This draft is over. It was published as 2." in words(browser.get(at(draft)))


def test_nothing_is_published_that_nobody_approved(desk, office):
    answer = press(desk(office.wang), office.begin(), "publish")
    assert answer.status_code == 409
    assert "Nobody has approved this text yet." in words(answer)
    assert Guarantee.select().count() == 1


def test_a_changed_text_needs_a_new_approval(desk, office):
    draft = office.begin()
    press(desk(office.zhao), draft, "approve")
    drafts.write(office.again(draft), 2, NEXT.replace("24 hours", "23 hours"), office.wang, office.now)
    browser = desk(office.wang)
    assert "Zhao had approved it, but the text was changed after that." in words(browser.get(at(draft)))
    assert "Changed after its approval" in words(browser.get(ROOM))
    assert "Nobody has approved this text yet." in words(press(browser, office.again(draft), "publish"))


def test_a_text_with_faults_is_not_approved_and_every_fault_is_told(desk, office):
    answer = press(
        desk(office.zhao), office.begin(NEXT.replace("24 hours", "soon").replace("Shanghai", "Peking")), "approve"
    )
    assert answer.status_code == 409
    assert "is not a time." in words(answer)
    assert "is not a time zone." in words(answer)


def test_the_second_of_two_approvals_reads_why(desk, office, staff):
    draft = office.begin()
    press(desk(office.zhao), draft, "approve")
    answer = press(desk(staff.admin), draft, "approve")
    assert answer.status_code == 409
    assert "Somebody else was quicker. Nothing of yours was done. Zhao changed or approved this draft" in words(answer)


def test_the_second_draft_of_a_number_reads_why(desk, office):
    first, second = office.begin(), office.begin(NEXT.replace("24 hours", "23 hours"))
    for draft in (first, second):
        press(desk(office.zhao), draft, "approve")
    browser = desk(office.wang)
    assert press(browser, office.again(first), "publish").status_code == 303
    answer = press(browser, office.again(second), "publish")
    assert answer.status_code == 409
    assert "The number “2” was published already. Give this version a new one." in words(answer)


def test_a_draft_is_put_away(desk, office):
    draft = office.begin()
    browser = desk(office.wang)
    press(browser, draft, "discard")
    assert "Nobody is writing a new version." in words(browser.get(ROOM))
    assert "It was put away." in words(browser.get(at(draft)))
    assert press(browser, draft, "discard").status_code == 409


def test_an_auditor_reads_and_is_offered_nothing(desk, office):
    draft = office.begin()
    answer = desk(office.auditor).get(at(draft))
    for word in ("approve", "publish", "/edit/", "discard"):
        assert f"{at(draft, word)}" not in answer.text


def test_who_lost_the_role_while_the_page_was_open_does_nothing_more(desk, office):
    draft = office.begin()
    browser = desk(office.zhao)
    browser.get(at(draft))
    type(office.zhao).update(role="agent").where(type(office.zhao).id == office.zhao.id).execute()
    assert press(browser, draft, "approve").status_code == 403
    assert office.again(draft).approver is None


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "１"])
def test_a_mark_that_is_none_never_fails(desk, office, seen):
    assert press(desk(office.zhao), office.begin(), "approve", seen).status_code == 409


@pytest.mark.parametrize("number", [999, 2**31, 2**63])
def test_what_is_not_there_is_no_page(desk, office, number):
    assert desk(office.wang).get(f"{ROOM}/drafts/{number}").status_code == 404


@pytest.mark.parametrize(("more", "number"), [((), 12), (("edit", "text"), 7), (("edit", "promise-1"), 5)])
def test_what_a_page_asks_of_the_database(desk, office, more, number):
    draft, browser = office.begin(), desk(office.wang)
    with queries() as sent:
        browser.get(at(draft, *more))
    assert len(sent) == number


def test_the_list_asks_the_same_of_three_drafts_as_of_one(desk, office):
    browser = desk(office.wang)
    for _ in range(3):
        office.begin()
        with queries() as sent:
            browser.get(ROOM)
        assert len(sent) == 7
