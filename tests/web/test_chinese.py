"""The pages as a Chinese reader gets them: no sentence of ours is left in English, on any page, in any form."""

import html
import re
from html.parser import HTMLParser

import pytest

from portal.actions import team
from portal.core.case import Verb
from portal.store.person import Person
from portal.web.opened import status_token
from tests.actions.office import Office
from tests.core.moments import at
from tests.web.staff.conftest import sign_pledge

NOW = "Fri 2026-08-21 10:00"
#: Three Latin words in a row; product names, addresses and formats never come to so many.
ENGLISH = re.compile(r"[A-Za-z][A-Za-z’'-]*(?:[\s,.;:]+[A-Za-z][A-Za-z’'-]*){2,}")
#: What people typed, what is a text for machines, and the other language's name for itself.
NOT_OURS = {"bdi", "code", "pre", "script", "style", "svg", "textarea"}
CLASSES = {"words", "address", "trap"}
SPOKEN = ("aria-label", "alt", "placeholder", "title")
TYPED = "餐桌送到时一条桌腿是断的。"
MOMENT = re.compile(r"20\d\d年|\d{1,2}月\d{1,2}日（周[一二三四五六日]）")


class Reader(HTMLParser):
    """What a page says in our own words: its texts, and what a screen reader is told."""

    VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, page: str):
        super().__init__()
        self.open: list[bool] = []  # for each element around us, whether it is skipped
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        skipped = self._inside() or tag in NOT_OURS or bool(CLASSES & set(given.get("class", "").split()))
        skipped = skipped or (given.get("lang") == "en" and tag != "html")
        if not skipped:
            self.said += [given[name] for name in SPOKEN if name in given]
        if tag not in self.VOID:
            self.open.append(skipped)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data):
        if not self._inside():
            self.said.append(" ".join(html.unescape(data).split()))

    def _inside(self) -> bool:
        return bool(self.open) and self.open[-1]


def english(page) -> list[str]:
    return [text for text in Reader(page.text).said if ENGLISH.search(text) and "@" not in text]


@pytest.fixture
def office(app, monkeypatch):
    monkeypatch.setitem(app.config, "CLOCK", lambda: at(NOW))
    with app.app_context():
        office = Office()
    for person in Person.select():
        Person.update(name="陈静", public_name="陈女士", language="zh").where(Person.id == person.id).execute()
    return office


@pytest.fixture
def reader(client, office):
    """A browser that reads Chinese."""
    client.get("/?lang=zh")
    return client


@pytest.fixture
def colleague(reader, app, office):
    """The same, with an administrator signed in."""
    admin = Person.create(email="qian@example.com", name="钱亮", public_name="钱先生", role="admin", password="-")
    with app.app_context():
        sign_pledge(admin, at(NOW))
        reader.set_cookie("staff", team.open_session(admin, at(NOW)))
    return reader


def plain_pages(app, staff: bool) -> list[str]:
    """Every address that needs nothing filled in."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    return sorted(rule.rule for rule in rules if rule.rule.startswith("/staff") is staff)


def readable(answer) -> bool:
    return answer.status_code == 200 and answer.mimetype == "text/html"


def test_every_page_of_the_site(reader, app):
    kinds = [f"/file/{kind}" for kind in ("complaint", "enquiry", "suggestion", "praise")]
    pages = {path: reader.get(path) for path in [*plain_pages(app, staff=False), *kinds]}
    del pages["/dev/components"]  # for whoever builds pages, in English only
    left = {path: english(page) for path, page in pages.items() if readable(page)}
    assert len(left) > 9
    assert not {path: texts for path, texts in left.items() if texts}


def test_every_page_of_the_back_office(colleague, app):
    pages = {path: colleague.get(path) for path in plain_pages(app, staff=True)}
    left = {path: english(page) for path, page in pages.items() if readable(page)}
    assert len(left) > 3
    assert not {path: texts for path, texts in left.items() if texts}


def test_what_went_wrong(reader):
    told = [
        reader.get("/nothing"),
        reader.get("/s/nothing"),
        reader.post("/file/complaint", data={}),
        reader.post("/find", data={"email": "nobody", "reference": "x"}),
        reader.post("/staff/sign-in", data={"email": "nobody", "password": "x"}),
        reader.get("/staff/queue", follow_redirects=True),
        reader.get("/staff/invite/nothing"),
    ]
    assert [english(page) for page in told] == [[] for _ in told]


# --- a case in each of its states


def _received(office):
    return None


def _broken(office):
    office.watch(NOW)


def _asked(office):
    office.staff("Thu 2026-08-20 11:00", Verb.ASK, body="是哪一条桌腿？")


def _planned(office):
    office.staff("Thu 2026-08-20 11:00", Verb.PROPOSE, body="上门更换桌腿。", by_when="Fri 2026-08-28 18:00")


def _carried_out(office):
    _planned(office)
    office.customer("Thu 2026-08-20 12:00", Verb.ACCEPT)


def _resolved(office):
    office.staff("Thu 2026-08-20 11:00", Verb.RESOLVE, body="已退款。", outcome="declined")


def _again(office):
    _resolved(office)
    office.customer("Thu 2026-08-20 12:00", Verb.NOT_SOLVED, "款项没有到账。")


def _withdrawn(office):
    office.customer("Thu 2026-08-20 12:00", Verb.WITHDRAW)


STATES = (_received, _broken, _asked, _planned, _carried_out, _resolved, _again, _withdrawn)


@pytest.fixture(params=STATES, ids=lambda state: state.__name__.strip("_"))
def case(request, app, office):
    with app.app_context():
        office.file("Thu 2026-08-20 10:00", body=TYPED, wish="换一条新桌腿。", language="zh", urgent=True)
        request.param(office)
        yield office.case


def test_the_customers_page(reader, app, case):
    with app.test_request_context():
        link = f"/s/{status_token(case)}"
    cover = reader.get(link)
    reader.post(f"{link}/open")
    opened = reader.get(link)
    assert (english(cover), english(opened)) == ([], [])
    assert TYPED in opened.text
    assert MOMENT.search(opened.text)


def test_the_colleagues_page(colleague, case):
    page = colleague.get(f"/staff/cases/{case.reference}")
    assert readable(page)
    assert english(page) == []


def test_an_english_sentence_is_noticed(reader):
    assert Reader("<p>Nothing was sent.</p><bdi>Not ours at all</bdi>").said == ["Nothing was sent."]
    assert ENGLISH.search("还没有 Nothing was sent")
    assert not ENGLISH.search("图片（JPEG、PNG、WebP）、PDF 和 Cookie")
    assert english(reader.get("/privacy?lang=en"))
