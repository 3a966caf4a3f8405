"""The letters: what each says, to whom, in which language, and what it never says."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal import tokens
from portal.config_reader import ROOT
from portal.core.terms import KINDS
from portal.mail import compose, letters, links, outbox
from portal.mail.draft import ACCOUNT, DESK, STAFF, SURVEY, Draft
from portal.store.case import Case
from portal.store.db import transaction
from portal.store.person import Person
from tests.mail import stories
from tests.mail.conftest import new_case

LANGUAGES = ("en", "zh")
PARTS = {"parts", "staff_parts"}


@pytest.fixture(autouse=True)
def _house(settings):
    """Letters are written in an app's context, where the languages live."""


def to_customer(letter, now, language="en", **facts):
    return stories.sample(now, language).customer(letter, **stories.typed | facts)


@cache
def of_every_kind(now, language):
    """A draft is a value, so each is written once for all who look at it."""
    reviewed = letters.reviewed(stories.case(now, language), stories.person(language), 12)
    return [*stories.sample(now, language).all(), reviewed]


def test_every_letter_is_written_in_both_languages_and_told_here(now):
    known = {*stories.CUSTOMER, *STAFF, *ACCOUNT, *DESK, *PARTS}
    for language in LANGUAGES:
        folder = ROOT / "templates" / "letters" / language
        assert {Path(file).stem for file in folder.iterdir()} == known
        assert {draft.kind for draft in of_every_kind(now, language)} == known - PARTS


def test_one_letter_from_the_first_word_to_the_last(now):
    assert to_customer("missed", now) == Draft(
        kind="missed",
        recipient="kim@example.com",
        language="en",
        case_id=7,
        once=None,
        subject="We are sorry: we missed a promise on your complaint K7Q-3FM-9",
        text="""\
We have not kept our word on your complaint K7Q-3FM-9, and we apologise.

We said: A person replies to you within 2 working hours. That was due by Thursday 20 August 2026, 06:40; we are \
3 hours 20 minutes late.

For this we owe you: A voucher of CNY 20 for your next order.
Our new date is Thursday 20 August 2026, 18:00.

Ms Lee is in charge of it now. A supervisor has been told, and the miss is on record; nobody can take it off again.

What we owe you now, and by when:
- You get our answer, by Thursday 20 August 2026, 18:00.
- You get a handling plan within 48 hours, by Saturday 22 August 2026, 10:00.

You need not do anything. If you want a supervisor to take it up at once, choose “Call in a supervisor” on your page.

Everything about it, and the place to answer us:

{{link}}

This link is yours alone: whoever has it can read what you wrote, so please do not pass it on. Please answer on that \
page; nobody reads mail sent to this address. Times are given in China Time.

Harbour & Pine Home
18 Haisong Road, Pudong New Area, Shanghai
400-555-0118 · care@example.com
Guarantee HP-2026-1
""",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_has_a_subject_a_first_sentence_and_one_link(now, language):
    for draft in of_every_kind(now, language):
        lines = draft.text.splitlines()
        assert draft.language == language
        assert draft.subject
        assert draft.subject.isprintable()
        assert re.match(r"\S", lines[0]), draft.kind
        links = [line for line in lines if re.fullmatch(r"\{\{link( K7Q-3FM-9| 12?)?\}\}", line)]
        assert len(links) == (0 if draft.kind == "erased" else 1), draft.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_shows_a_hole_or_a_word_of_the_machine(now, language):
    for draft in of_every_kind(now, language):
        ours = (
            draft.text.replace(stories.quoted, "")
            .replace("  We call the carrier.", "")
            .replace("  我们联系承运商。", "")
        )
        text = draft.subject + "\n" + re.sub(r"\{\{(stop|link( K7Q-3FM-9| 12?)?)\}\}|(?<=80) ?%", "", ours)
        assert not re.search(r"[{}%_]|None|Undefined|  ", text), draft.kind
        assert "\n\n\n" not in draft.text, draft.kind


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_customer_is_never_quoted_in_a_subject_nor_greeted_by_what_was_typed_as_his_name(now, language):
    for draft in of_every_kind(now, language):
        assert "Typed" not in draft.subject
        if draft.kind in (*stories.WITHOUT_WORDS, *STAFF, *ACCOUNT, *DESK):
            assert "Typed" not in draft.text, draft.kind
        else:
            assert draft.text.count("Typed") == (2 if draft.kind == "news" else 1), draft.kind


def test_a_chinese_letter_is_chinese(now):
    for draft in of_every_kind(now, "zh"):
        assert re.search("[一-鿿]", draft.subject), draft.kind
        assert re.search("[一-鿿]", draft.text.splitlines()[0]), draft.kind
    assert "2026年8月20日（周四）18:00" in to_customer("received", now, "zh").text


def test_an_unknown_language_is_answered_in_english(now):
    story = stories.sample(now).story("received", language="fr")
    assert letters.customer("received", story).language == "en"


def test_a_case_without_an_address_gets_no_letter(now):
    assert to_customer("received", now, email="") is None
    assert letters.customer("link", stories.story("link", now, email="")) is None


@pytest.mark.parametrize(
    ("outcome", "kind"), [("solved", "closed"), ("withdrawn", "withdrawn"), ("not_ours", "not_ours")]
)
def test_why_a_case_was_closed_makes_the_letter(now, outcome, kind):
    story = stories.story("closed", now)
    story.case.outcome = outcome
    assert letters.customer("closed", story).kind == kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_case_gets_every_letter(now, language, kind):
    assert all(to_customer(letter, now, language, kind=kind).text for letter in stories.CUSTOMER)


def test_without_a_guarantee_a_letter_promises_nothing_and_tells_utc(now):
    story = replace(stories.story("resolved", now), guarantee=None, deadlines=())
    draft = letters.customer("resolved", story)
    assert "Thursday 3 September 2026, 02:00" in draft.text
    assert "Times are given in UTC." in draft.text
    assert "by when" not in draft.text
    assert "disagree" not in draft.text


def test_a_paused_promise_says_that_its_clock_stands_still(now):
    paused = stories.round("plan", "promise", "complaint-plan", None)
    draft = letters.customer("question", replace(stories.story("question", now), deadlines=(paused,)))
    assert "- You get a handling plan within 48 hours. The clock stands still until you answer.\n" in draft.text


def test_a_date_we_gave_is_not_told_as_the_promise(now):
    agreed = stories.round("resolution", "agreed", "complaint-resolution", now + timedelta(days=3))
    draft = letters.customer("agreed", replace(stories.story("agreed", now), deadlines=(agreed,)))
    assert "- What we agreed is done, by Sunday 23 August 2026, 10:00.\n" in draft.text


def test_a_promise_missed_a_moment_ago_is_late_by_no_figure(now):
    story = stories.story("missed", now)
    story.missed[0].due_at = now - timedelta(seconds=2)
    assert "the moment has just passed" in letters.customer("missed", story).text


def test_nobody_in_charge_is_said_so(now):
    draft = letters.customer("missed", replace(stories.story("missed", now), owner=None))
    assert "A supervisor has been told and puts somebody in charge of it." in draft.text


@pytest.mark.parametrize(("share", "subject"), [(50, "Half the time is gone"), (80, "Due soon")])
def test_staff_are_warned_twice(now, share, subject):
    story = stories.story("warned", now)
    story.missed[0].warned = share
    assert letters.staff("warned", story, stories.person("en")).subject == f"{subject}: complaint K7Q-3FM-9"


def test_lost_links_are_told_for_each_case_the_newest_first(now):
    older = stories.case(now - timedelta(days=2), reference="AAA-AAA-A")
    draft = letters.lost_links("kim@example.com", [older, stories.case(now)], now, "en")
    assert draft.subject == "Your links to 2 cases"
    assert re.findall(r"^\{\{link (.+)\}\}$", draft.text, re.MULTILINE) == ["K7Q-3FM-9", "AAA-AAA-A"]
    assert letters.lost_links("kim@example.com", [], now, "en") is None


# As they go out


def sent(draft, now):
    """The draft as queued and composed: the row, and the message on the wire parsed again."""
    with transaction():
        letter = outbox.queue(draft, now)
    message = compose.compose(letter, now)
    return letter, message.as_bytes(), message._message()


class Page(HTMLParser):
    """What is in the HTML part: its links, its text, and what it would fetch."""

    def __init__(self, html):
        super().__init__()
        self.links, self.words, self.fetches = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "a":
            self.links.append(facts["href"])
        self.fetches += [facts[name] for name in ("src", "srcset", "background") if name in facts]
        assert tag not in ("script", "img", "link", "iframe", "form")

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_goes_out_with_its_link_in_both_parts_and_short_lines(now, language):
    case = new_case(now, language=language)
    person = Person.create(**stories.person(language).__data__)
    for draft in of_every_kind(now, language):
        draft = replace(draft, case_id=None if draft.kind in ACCOUNT else case.id)
        letter, raw, message = sent(draft, now)
        text = message.get_body(["plain"]).get_content().replace("\r\n", "\n")
        page = Page(message.get_body(["html"]).get_content())
        urls = re.findall(r"^(http://localhost/.+)$", text, re.MULTILINE)
        assert urls == page.links == expected_links(draft, case, person, now), draft.kind
        assert page.fetches == []
        folded = [line for line in raw.splitlines() if not line.startswith(b"List-Unsubscribe: ")]
        assert max(len(line) for line in folded) <= 78
        assert raw.isascii()
        assert letter.text == draft.text  # what is stored holds no secret


def expected_links(draft, case, person, now):
    if draft.kind == "erased":
        return []
    if draft.kind in ACCOUNT:
        return [f"http://localhost/staff/{draft.kind}/{tokens.sign(draft.kind, [person.id, person.epoch], now)}"]
    if draft.kind in DESK:
        return [f"http://localhost/staff/{'reviews/12' if draft.kind == 'reviewed' else 'queue?view=mine'}"]
    if draft.kind in STAFF:
        return ["http://localhost/staff/cases/K7Q-3FM-9"]
    if draft.kind == SURVEY:
        survey = f"http://localhost/survey/{tokens.sign('survey', [case.id, case.link_key, 1], now)}"
        return [survey, links.unsubscribe("kim@example.com")]
    return [f"http://localhost/s/{tokens.sign('status', [case.id, case.link_key, links.mailed_to(case)])}"]


def test_a_lost_link_of_another_address_does_not_go_out(now):
    case = new_case(now)
    draft = letters.lost_links("stranger@example.com", [case], now, "en")
    with pytest.raises(compose.ComposeRefused):
        sent(draft, now)


def test_the_link_in_a_letter_opens_its_case_only(now):
    case = new_case(now)
    _, _, message = sent(replace(to_customer("received", now), case_id=case.id), now)
    token = re.search(r"/s/(\S+)", message.get_body(["plain"]).get_content())[1]
    assert tokens.read("status", token) == [case.id, case.link_key, links.mailed_to(case)]


def test_typed_words_stay_words_in_html(now):
    case = new_case(now)
    draft = replace(to_customer("reply", now), case_id=case.id)
    html = sent(draft, now)[2].get_body(["html"]).get_content()
    assert ">Typed‹&amp;› {{ 7*7 }} &lt;b&gt;words&lt;/b&gt;<br><br>https://evil.test/<br>{{link}}</blockquote>" in html
    assert "evil.test" not in "".join(Page(html).links)


def test_nine_thousand_chinese_characters_without_a_break_are_mailed_in_short_lines(now):
    case = new_case(now, language="zh")
    story = stories.story("reply", now, "zh")
    story.message.body = "很" * 9000
    _, raw, message = sent(replace(letters.customer("reply", story), case_id=case.id), now)
    assert max(len(line) for line in raw.splitlines()) <= 78
    assert "很" * 9000 in message.get_body(["plain"]).get_content()


def test_a_chinese_subject_and_a_chinese_sender_arrive_whole(now, settings):
    settings(
        mail_default_sender="海松家居, 客服中心 <care@example.com>".replace(
            "海松家居, 客服中心", '"海松家居, 客服中心"'
        )
    )
    case = new_case(now, language="zh")
    letter, _, message = sent(replace(to_customer("not_ours", now, "zh"), case_id=case.id), now)
    assert message["Subject"] == letter.subject
    assert message["From"].addresses[0].display_name == "海松家居, 客服中心"
    assert message["From"].addresses[0].addr_spec == "care@example.com"


def test_a_survey_letter_that_is_late_still_asks_about_its_own_cycle(now):
    case = new_case(now)
    draft = replace(to_customer("survey", now), case_id=case.id)
    Case.update(cycle=2).where(Case.id == case.id).execute()
    token = re.search(r"/survey/(\S+)", sent(draft, now)[2].get_body(["plain"]).get_content())[1]
    assert tokens.read("survey", token, now) == [case.id, case.link_key, 1]


def test_the_row_of_a_letter_keeps_no_token(now):
    case = new_case(now)
    letter, _, _ = sent(replace(to_customer("plan", now), case_id=case.id), now)
    assert tokens.sign("status", [case.id, case.link_key]) not in letter.text
    assert Case.get_by_id(case.id).link_key not in letter.text


@pytest.mark.parametrize(("language", "yours"), [("en", r"\byou get\b|replies to you"), ("zh", "给您处理方案|答复您")])
def test_staff_read_of_the_customer_and_not_of_themselves(now, language, yours):
    for kind in STAFF:
        draft = letters.staff(kind, stories.story(kind, now, language), stories.person(language))
        assert not re.search(yours, draft.text, re.IGNORECASE), kind
