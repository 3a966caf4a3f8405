"""Forms over the text: they show what it says, and change only the line that was changed."""

import re
from difflib import ndiff
from html import unescape

import pytest

from portal.actions.publishing import drafts
from portal.actions.publishing.shipped import DEMO
from portal.store.draft import Draft
from tests.web.staff.guarantees.conftest import NEXT, words


@pytest.fixture
def browser(desk, office):
    return desk(office.wang)


@pytest.fixture
def draft(office) -> Draft:
    return office.begin()


def address(draft, part: str) -> str:
    return f"/staff/guarantees/drafts/{draft.id}/edit/{part}"


class Form:
    """What stands in the form of a page, as a browser would send it back."""

    def __init__(self, browser, draft, part: str):
        self.browser, self.draft, self.part = browser, draft, part
        self.page = browser.get(address(draft, part)).text.split('<form class="writing')[1].split("</form>")[0]
        self.fields = self._inputs() | self._texts() | self._selects()

    def _inputs(self) -> dict:
        found: dict = {}
        for tag in re.findall(r"<input [^>]+>", self.page):
            name, kind = re.search(r'name="([^"]+)"', tag)[1], re.search(r'type="([^"]+)"', tag)[1]
            value = unescape((re.search(r'value="([^"]*)"', tag) or ["", "y"])[1])
            if kind == "checkbox" and "checked" in tag:
                found.setdefault(name, []).append(value)
            elif kind != "checkbox":
                found[name] = value
        return found

    def _texts(self) -> dict:
        return {
            n: unescape(t).lstrip("\r\n")
            for n, t in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', self.page, re.S)
        }

    def _selects(self) -> dict:
        selects = re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', self.page, re.S)
        return {n: unescape(re.search(r'<option selected value="([^"]*)"', o)[1]) for n, o in selects}

    def send(self, button: str = "", **changed):
        fields = {k: v for k, v in (self.fields | changed).items() if v is not None and k != "csrf_token"}
        return self.browser.post(address(self.draft, self.part), **fields | ({button: "1"} if button else {}))


def changed(before: str, after: str) -> list[str]:
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def test_a_form_shows_what_the_text_says(browser, draft):
    fields = Form(browser, draft, "promise-1").fields
    assert (fields["code"], fields["within"], fields["target"], fields["kind"]) == (
        "a",
        "24 hours",
        "response",
        ["complaint"],
    )
    assert Form(browser, draft, "life").fields["remind"] == "2 days, 5 days"
    assert Form(browser, draft, "head").fields["change_en"] == "Faster"


@pytest.mark.parametrize(
    ("part", "typed", "lines"),
    [
        ("promise-1", {"within": "12 hours"}, ['- within = "24 hours"', '+ within = "12 hours"']),
        (
            "promise-1",
            {"kind": ["complaint", "praise"]},
            ['- for = { kind = "complaint" }', '+ for = { kind = ["complaint", "praise"] }'],
        ),
        ("promise-1", {"kind": None}, ['- for = { kind = "complaint" }']),
        ("promise-1", {"filled_by_us": "y"}, ["+ filled_by_us = true"]),
        (
            "promise-1",
            {"again": "1 hour", "escalate": "admin"},
            ['+ on_miss = { again = "1 hour", escalate = "admin" }'],
        ),
        ("head", {"notice_days": "20"}, ["- notice_days = 15", "+ notice_days = 20"]),
        ("head", {"notice_days": "many"}, ["- notice_days = 15", '+ notice_days = "many"']),
        ("head", {"effective_on": "2026-12-01"}, ["+ effective_on = 2026-12-01"]),
        ("head", {"effective_on": "soon"}, ['+ effective_on = "soon"']),
        (
            "head",
            {"title_zh": "新"},
            ['- title = { en = "Our guarantee", zh = "服务承诺书" }', '+ title = { en = "Our guarantee", zh = "新" }'],
        ),
        ("life", {"remind": "1 day，3 days"}, ['- remind = ["2 days", "5 days"]', '+ remind = ["1 day", "3 days"]']),
        ("organisation", {"phone": 'a "b" \\'}, ['- phone = "400"', '+ phone = "a \\"b\\" \\\\"']),
        ("service-2", {"slug": "mending"}, ['- slug = "repairs"', '+ slug = "mending"']),
        ("dispute", {}, []),
    ],
)
def test_a_form_changes_its_own_line_and_nothing_else(browser, office, draft, part, typed, lines):
    answer = Form(browser, draft, part).send(**typed)
    assert answer.status_code == 303
    found = [line for line in changed(draft.toml, office.again(draft).toml) if line.strip("+- ")]
    assert found == lines


def test_every_form_of_the_demo_sent_back_untouched_changes_nothing(browser, office):
    draft = office.begin(DEMO.read_text("utf-8"))
    parts = [
        "head",
        "organisation",
        "signatory",
        "grading",
        "life",
        "dispute",
        "service-3",
        "rate-2",
        "promise-3",
        "promise-8",
    ]
    for part in parts:
        assert Form(browser, draft, part).send().status_code == 303
    assert office.again(draft).toml == DEMO.read_text("utf-8").strip() + "\n"


def test_a_promise_is_added_behind_the_others(browser, office, draft):
    typed = {
        "code": "thanks",
        "title_en": "Thanks",
        "title_zh": "谢",
        "target": "response",
        "within": "2 hours",
        "kind": ["praise"],
    }
    Form(browser, draft, "promise-new").send(**typed)
    added = [line for line in changed(draft.toml, office.again(draft).toml) if line.strip("+- ")]
    assert added == [
        "+ [[promise]]",
        '+ code = "thanks"',
        '+ title = { en = "Thanks", zh = "谢" }',
        '+ target = "response"',
        '+ within = "2 hours"',
        '+ for = { kind = "praise" }',
    ]


def test_a_promise_is_taken_out_with_its_comment(browser, office, draft):
    Form(browser, draft, "promise-1").send("remove")
    text = office.again(draft).toml
    assert 'code = "a"' not in text
    assert "# The one promise there is." not in text
    assert 'code = "all"' in text


def test_checking_names_each_fault_at_its_field_and_stores_nothing(browser, office, draft):
    answer = Form(browser, draft, "promise-1").send("check", within="soon", title_zh="", target="")
    page = words(answer)
    assert "“soon” is not a time." in page
    assert "has no Chinese text" in page
    assert "needs the line “target”" in page
    assert 'id="within-error"' in answer.text
    assert 'id="title_zh-error"' in answer.text
    assert 'value="soon"' in answer.text
    assert office.again(draft).toml == draft.toml


def test_what_is_wrong_elsewhere_is_told_too(browser, office):
    draft = office.begin(NEXT.replace("Shanghai", "Peking"))
    page = words(Form(browser, draft, "promise-1").send("check"))
    assert "Elsewhere in the draft:" in page
    assert "“Asia/Peking” is not a time zone." in page


def test_a_sound_form_is_told_so(browser, draft):
    assert "No faults. Nothing was stored yet." in words(
        Form(browser, draft, "promise-1").send("check", within="1 hour")
    )


def test_the_check_while_typing_judges_the_form(browser, office, draft):
    answer = Form(browser, draft, "promise-1").send(check="piece", within="soon")
    assert "<html" not in answer.text
    assert "“soon” is not a time." in words(answer)
    assert office.again(draft).version == 1


def test_a_word_nobody_knows_stays_until_another_is_chosen(browser, office):
    draft = office.begin(
        NEXT.replace('target = "response"', 'target = "respons"', 1).replace('"complaint"', '"complain"', 1)
    )
    form = Form(browser, draft, "promise-1")
    assert (form.fields["target"], form.fields["kind"]) == ("respons", ["complain"])
    form.send(within="1 hour")
    assert 'target = "respons"' in office.again(draft).toml
    assert 'kind = "complain"' in office.again(draft).toml


def test_of_two_hands_the_second_reads_who_and_keeps_his_words(browser, office, draft):
    form = Form(browser, draft, "promise-1")
    drafts.write(draft, 1, NEXT.replace("Our guarantee", "Ours"), office.zhao, office.now)
    answer = form.send(within="7 hours")
    assert answer.status_code == 409
    assert "Zhao changed this draft while you had it open." in words(answer)
    assert 'value="7 hours"' in answer.text
    assert "7 hours" not in office.again(draft).toml
    assert form.send(within="7 hours", seen="2").status_code == 303
    assert "7 hours" in office.again(draft).toml
    assert "Ours" in office.again(draft).toml


def test_a_line_that_moved_meanwhile_is_found_again_and_one_that_is_gone_becomes_a_new_one(browser, office, draft):
    form = Form(browser, draft, "promise-2")
    gone = NEXT[: NEXT.index("# The one")] + NEXT[NEXT.index("[[promise]]", NEXT.index('code = "a"')) :]
    drafts.write(draft, 1, gone, office.zhao, office.now)
    assert f'action="{address(draft, "promise-1")}"' in form.send(within="7 hours").text
    drafts.write(office.again(draft), 2, gone.replace('code = "all"', 'code = "every"'), office.zhao, office.now)
    assert f'action="{address(draft, "promise-new")}"' in form.send(within="7 hours").text


def test_a_form_of_a_draft_that_is_over_gives_its_words_back(browser, office, draft):
    form = Form(browser, draft, "promise-1")
    drafts.discard(draft, 1, office.zhao, office.now)
    answer = form.send(within="7 hours")
    assert answer.status_code == 409
    assert "to be copied into another draft" in words(answer)
    assert 'value="7 hours"' in answer.text
    for part in ("text", "promise-1"):
        assert browser.get(address(draft, part)).headers["Location"].endswith(f"/drafts/{draft.id}")


def test_a_text_no_form_can_read_is_mended_by_hand(browser, office):
    draft = office.begin("number = ")
    for answer in (browser.get(address(draft, "head")), browser.post(address(draft, "head"))):
        assert answer.headers["Location"].endswith(address(draft, "text"))


def test_a_text_laid_out_otherwise_is_not_broken(browser, office):
    draft = office.begin('on_miss.again = 1\nlife.lapse = "1 day"\npromise = [{ code = "a" }]')
    answer = Form(browser, draft, "life").send(close="7 days")
    assert answer.status_code == 422
    assert "This form cannot write into the text as it is laid out." in words(answer)
    assert 'value="7 days"' in answer.text
    assert office.again(draft).toml == draft.toml


@pytest.mark.parametrize(
    "part", ["promise-0", "promise-9", "promise-x", "promise", "head-1", "nothing", "promise-１", "rate-1"]
)
def test_a_part_that_is_not_there_is_no_page(browser, draft, part):
    assert browser.get(address(draft, part)).status_code == 404
    assert browser.post(address(draft, part)).status_code == 404


@pytest.mark.parametrize(
    "text",
    ["promise = 1", "promise = [1]", "[promise]", "life = 3", "title = 7\nservice = [{ slug = 3 }]", "[[service]]"],
)
def test_no_text_however_odd_breaks_a_form(browser, office, text):
    draft = office.begin(text)
    browser.get(f"/staff/guarantees/drafts/{draft.id}")
    for part in ("head", "life", "promise-new", "service-1"):
        if browser.get(address(draft, part)).status_code == 200:
            assert Form(browser, draft, part).send().status_code in (303, 409, 422)


def test_spaces_and_line_ends_nobody_typed_change_nothing(browser, office):
    draft = office.begin(NEXT.replace('phone = "400"', 'phone = " 4  00 "').replace('"Talk"', '"""Talk \n\n"""'))
    for part in ("organisation", "dispute"):
        Form(browser, draft, part).send()
    assert office.again(draft).toml == draft.toml
