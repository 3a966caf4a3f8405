"""Two at one instant, in real processes on each database: one clean winner, and a sentence for the other."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.visitor import Answer, Visitor, at_once
from tests.live import LiveSite

ROUNDS = 4
PASSWORD = "a harbour full of pines"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory, live_settings):
    settings = live_settings(request.param) | {"RATELIMIT_ENABLED": "false"}
    with LiveSite(tmp_path_factory.mktemp("site"), **settings) as site:
        yield site


@pytest.fixture(scope="module")
def two(site) -> list[Visitor]:
    """Two colleagues, each signed in with a browser of his own."""
    first, second = Visitor(site.url), Visitor(site.url)
    first.begin(site.invitation.removeprefix(site.url), "Chen", PASSWORD)
    first.fill("/staff/people", "/staff/people", email="zhao@example.com", role="supervisor", language="en")
    letter = site.letter_to("zhao@example.com").get_body(("plain",)).get_content()
    second.begin(re.search(r"/staff/invite/\S+", letter)[0], "Zhao", PASSWORD)
    return [first, second]


@pytest.fixture
def customer(site) -> Visitor:
    return Visitor(site.url)


def file(customer: Visitor, site: LiveSite) -> tuple[str, str]:
    """A new complaint: the path of its status page, and that of its page in the back office."""
    typed = {"body": "The table came with a broken leg", "email": f"c{datetime.now(UTC).timestamp()}@example.com"}
    link = customer.fill("/file/complaint", "/file/complaint", **typed).location
    reference = re.search(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]", customer.get(link).text)[0]
    return link, f"/staff/cases/{reference}"


def statuses(answers: list[Answer]) -> list[int]:
    return sorted(answer.status for answer in answers)


def test_one_form_sent_twenty_times_at_once_is_one_case(site, customer):
    sent = customer.hidden("/file/complaint", "/file/complaint") | {"body": "It leaks", "email": "twenty@example.com"}
    browsers = [Visitor(site.url) for _ in range(20)]
    answers = at_once(*(lambda one=one: one.post("/file/complaint", **sent) for one in browsers))
    assert statuses(answers) == [303] * 20
    assert len({answer.location for answer in answers}) == 1
    site.letter_to("twenty@example.com")
    assert len([letter for letter in site.letters() if letter["To"] == "twenty@example.com"]) == 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_replies_one_is_sent_and_the_other_comes_back_whole(site, two, customer, number):
    _link, case = file(customer, site)
    soon = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT10:00}"
    texts = [f"What {name} writes in round {number}" for name in ("Chen", "Zhao")]
    forms = [one.hidden(case, f"{case}/say") | {"type": "respond", "next_step": "Next", "by_when": soon} for one in two]
    acts = [lambda at=at: two[at].post(f"{case}/say", **forms[at] | {"body": texts[at]}) for at in (0, 1)]
    answers = at_once(*acts)
    assert statuses(answers) == [303, 409]
    won, lost = (next(at for at in (0, 1) if answers[at].status == status) for status in (303, 409))
    assert texts[lost] in answers[lost].words
    story = two[0].get(case).words
    assert texts[won] in story
    assert texts[lost] not in story


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_accepting_and_resuming_one_wins_and_the_other_reads_why(site, two, customer, number):
    link, case = file(customer, site)
    soon = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT10:00}"
    plan = {"type": "propose", "body": "We bring a new leg", "by_when": soon}
    assert two[0].fill(case, f"{case}/say", **plan).status == 303
    accepting = customer.hidden(link, f"{link}/accept")
    resuming = two[1].hidden(case, f"{case}/resume") | {"body": "We need not wait after all"}
    accepted, resumed = answers = at_once(
        lambda: customer.post(f"{link}/accept", **accepting), lambda: two[1].post(f"{case}/resume", **resuming)
    )
    assert statuses(answers) == [303, 409]
    if accepted.status == 409:
        assert "not possible any more" in accepted.words
    else:
        assert "We need not wait after all" in resumed.words


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_who_join_two_cases_with_each_other_one_wins_and_the_other_reads_why(site, two, customer, number):
    pages = [file(customer, site)[1] for _ in two]
    forms = [two[at].hidden(pages[at], f"{pages[at]}/merge") | {"other": pages[1 - at][-9:]} for at in (0, 1)]
    acts = [lambda at=at: two[at].post(f"{pages[at]}/merge", **forms[at]) for at in (0, 1)]
    answers = at_once(*acts)
    assert statuses(answers) == [303, 409]
    lost = next(answer for answer in answers if answer.status == 409)
    assert "That case was joined with another one itself" in lost.words


def test_one_form_of_a_new_incident_sent_ten_times_at_once_begins_one(site, two):
    form = "/staff/incidents/new"
    typed = {"title_en": "Cards are refused", "title_zh": "", "text_en": "", "text_zh": ""}
    sent = two[0].hidden(form, form) | typed | {"began_at": "2026-01-05T08:00"}
    answers = at_once(*[lambda: two[0].post(form, **sent)] * 10)
    assert statuses(answers) == [303] * 10
    assert len({answer.location for answer in answers}) == 1


GUARANTEES = "/staff/guarantees"
NOTE = 'change_note = { en = "Faster", zh = "更快" }'


def next_version(writer: Visitor, number: str) -> str:
    """A draft of the next version, sound and not approved yet: its address."""
    draft = writer.fill(GUARANTEES, f"{GUARANTEES}/drafts").location
    text = f"{draft}/edit/text"
    typed = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", writer.get(text).text, re.S)[1])
    typed = re.sub(r"(?m)^number = .*$", f'number = "{number}"\n{NOTE}', typed.replace("\nsigned_on", "\n# signed_on"))
    answer = writer.fill(text, text, toml=typed)
    assert answer.status == 303, answer.words
    return draft


@pytest.mark.parametrize("number", range(2))
def test_of_two_who_publish_the_same_number_one_reads_that_it_is_taken(site, two, number):
    """Two drafts of one number, each written by one and approved by the other, published at one instant."""
    chen, zhao = two
    drafts = [next_version(chen, f"R-{number}"), next_version(zhao, f"R-{number}")]
    for draft, approver in zip(drafts, (zhao, chen), strict=True):
        assert approver.fill(draft, f"{draft}/approve").status == 303
    forms = [who.hidden(draft, f"{draft}/publish") for who, draft in zip(two, drafts, strict=True)]
    answers = at_once(*(lambda at=at: two[at].post(f"{drafts[at]}/publish", **forms[at]) for at in (0, 1)))
    assert statuses(answers) == [303, 409]
    lost = next(answer for answer in answers if answer.status == 409)
    assert f"The number “R-{number}” was published already. Give this version a new one." in lost.words


@pytest.mark.parametrize("number", range(2))
def test_of_approving_and_rewriting_one_wins_and_no_unread_text_is_approved(site, two, number):
    chen, zhao = two
    draft = next_version(chen, f"A-{number}")
    approving = zhao.hidden(draft, f"{draft}/approve")
    rewriting = chen.hidden(f"{draft}/edit/text", f"{draft}/edit/text") | {"toml": "# Something else altogether"}
    answers = at_once(
        lambda: zhao.post(f"{draft}/approve", **approving), lambda: chen.post(f"{draft}/edit/text", **rewriting)
    )
    assert statuses(answers) == [303, 409]
    shown = chen.get(draft).words
    assert ("Approved by Zhao" in shown) is (answers[0].status == 303)
