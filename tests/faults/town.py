"""A small town for attackers: cases in every stage, everybody who may touch them, and every form that stands there.

The forms are found by walking the pages as a browser does, so that a form that is new tomorrow is attacked tomorrow.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from urllib.parse import urljoin, urlsplit

from werkzeug.security import generate_password_hash

from portal import tokens
from portal.actions import bulletins, canned, incidents, team
from portal.actions.bulletins import Said
from portal.actions.calendars import drafting, revising
from portal.actions.publishing import drafts
from portal.core.calendar_text import CLOSED
from portal.core.case import Verb
from portal.mail import links
from portal.store import calendar as calendars
from portal.store.case import Case
from portal.store.db import db
from portal.store.guarantee import Guarantee
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.person import Person, Team
from portal.store.review import Draw, Review
from portal.web.opened import status_token
from tests.core.guarantees import guarantee, promise
from tests.house_client import Element, Page
from tests.passwords import QUICK
from tests.web.staff.conftest import Clock, OutsideRequests, hire, sign_pledge

NOW = "Thu 2026-08-20 15:00"
PUBLIC, OFFICE = (
    ("/", "/find", "/staff/sign-in", "/feedback/our-service"),
    ("/staff/queue", "/staff/letters", "/staff/people", "/staff/account", "/staff/calendars/on-call/changes"),
)
SECRET, KNOWN = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "a harbour full of pines"
PASSWORD = generate_password_hash(KNOWN, QUICK)
#: Where nobody walks: what is no page, and the same page once more.
NEVER = ("/static/", "/bootstrap/", "/dev/", "/files/", "lang=", "/record.json", "?")


@dataclass(frozen=True)
class Field:
    """One control of a form: its name, its sort (text, textarea, select, hidden, file…), and what stands in it."""

    name: str
    sort: str
    value: str

    @property
    def typed(self) -> bool:
        """Whether a person types words into it, which must not be lost."""
        return self.sort in ("text", "email", "tel", "textarea") and self.name != "website"


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page in somebody's browser, with the cookies of that browser."""

    page: str
    action: str
    method: str
    cookie: str
    endpoint: str
    fields: tuple[Field, ...] = field(repr=False)

    @property
    def key(self) -> tuple:
        """Forms that differ in their addresses only are one form."""
        door = self.action.partition("?")[0].rpartition("/")[2] if self.endpoint.endswith(".act") else ""
        return self.endpoint, self.method, door, tuple(field.name for field in self.fields)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.endpoint} {self.action}"


class Town:
    """`links` are the private links by the name of their case, `forms` every form, `pages` every page somebody saw."""

    def __init__(self, app, clock: Clock):
        self.app, self.clock = app, clock
        self.office = OutsideRequests(app)
        self.newcomer, self.unsigned = hire("agent", "Newcomer"), hire("agent", "Unsigned")
        self.links = dict(self._cases())
        clock.at(NOW)
        self._people()
        self._drafts()
        self._calendars()
        self._incidents()
        self._replies()
        self.pages: dict[tuple[str, str], str] = {}
        self.forms = list({form.key: form for form in self._walk()}.values())

    # --- what happened here

    def _cases(self) -> Iterator[tuple[str, str]]:
        """Each stage in which a case offers something else."""
        office = self.office
        typed = {"name": "Li Lei", "phone": "13800138000", "subject": "The leg", "order_number": "HP-77120"}
        office.file("Thu 2026-08-20 14:30", wish="A new leg", **typed)
        yield "fresh", self._link()
        office.file("Thu 2026-08-20 14:00", **typed)
        office.staff("Thu 2026-08-20 14:10", Verb.TAKE)
        office.propose("Thu 2026-08-20 14:20", by_when="Fri 2026-08-28 18:00")
        yield "planned", self._link()
        office.file("Thu 2026-08-20 14:00", **typed)
        office.resolve("Thu 2026-08-20 14:30", "declined")
        yield "resolved", self._link()
        office.file("Wed 2026-08-19 09:00", **typed)
        office.watch("Thu 2026-08-20 14:00")
        yield "late", self._link()
        office.file("Thu 2026-08-20 14:40", **typed)
        office.staff("Thu 2026-08-20 14:50", Verb.DISMISS, outcome="spam")
        yield "spam", self._link()
        office.file("Thu 2026-08-20 13:00", **typed)
        office.resolve("Thu 2026-08-20 13:30", "declined")
        office.customer("Thu 2026-08-20 13:40", Verb.CONFIRM)
        yield "closed", self._link()
        Letter.update(state="dead", try_at=None, error="550 no such user").where(Letter.id == 1).execute()

    def _people(self) -> None:
        """What the pages about people show only where there is something: a team, phones, reviews at each stage."""
        office = self.office
        for person in (office.admin, office.supervisor):
            Person.update(totp=SECRET, password=PASSWORD).where(Person.id == person.id).execute()
            person.totp = SECRET
        Team.create(name="Repairs", services="repairs")
        draw = Draw.create(day=self.clock.now.date(), at=self.clock.now, seed="x", since=0, until=0, candidates=3)
        scored = {"reviewer": office.supervisor, "scored_at": self.clock.now}
        for stage, handler, more in (
            ("closed", office.agent, {}),
            ("spam", office.admin, scored),
            ("resolved", office.agent, scored | {"explained_at": self.clock.now}),
        ):
            of = {"draw": draw, "case": self.case_of(stage), "cycle": 1, "guarantee": Guarantee.get()}
            Review.create(handler=handler, **of, **more)

    def _mail(self) -> tuple[str, ...]:
        """The pages of a mail that waits, and of one that was put aside."""
        facts = {"at": self.clock.now, "arrived_at": self.clock.now, "sender": "li@example.com", "words": "The leg"}
        rows = [Mail.create(once=state, state=state, size=7, sha256="", **facts) for state in ("waiting", "aside")]
        return tuple(f"/staff/mail/{row.id}" for row in rows)

    def _drafts(self) -> None:
        """Drafts of the guarantee: one the administrator may approve, one that may be published."""
        note = 'change_note = { en = "Faster", zh = "更快" }'
        for number in ("T-1", "T-2"):
            text = guarantee(promise("a", within="2 hours", calendar=""), calendars="[]", number=f'"{number}"')
            draft = drafts.begin(f"{note}\n{text}", self.office.supervisor, self.clock.now)
        drafts.approve(draft, draft.version, self.office.admin, self.clock.now)

    def _calendars(self) -> None:
        """An administrator's drafts of calendars: one that can be published, and one that somebody overtook."""
        admin, now = self.office.admin, self.clock.now
        with self.app.app_context():
            for slug in ("service-desk", "on-call"):
                drafting.keep(slug, drafting.of(slug, admin).with_days({now.date(): CLOSED}), admin, now)
            revising.add("on-call", calendars.row("on-call").toml, "Somebody", now)

    def _incidents(self) -> None:
        """One that everybody reads of, with a case in it and one reply that waits; one not shown yet; one over."""
        words = {"title_en": "No payments", "title_zh": "无法付款", "text_en": "We mend it.", "text_zh": "正在修复。"}
        boss, now = self.office.supervisor, self.clock.now
        with self.app.app_context():
            shown, _fresh, over = (incidents.begin(words, now - timedelta(hours=n), boss, now) for n in (1, 2, 3))
            incidents.end(over, 0, boss, now)
            incidents.show(shown, 0, boss, now)
            incidents.link(shown, [self.case_of("fresh")], boss, now)
            said = Said(Verb.RESPOND, "Soon", "We pay", by_when=now + timedelta(days=1))
            bulletins.write(shown, said, "i" * 32, boss, now)

    def _replies(self) -> None:
        canned.add(
            self.office.supervisor, self.clock.now, name="Part sent", body_en="It is on its way", body_zh="已寄出"
        )

    def _link(self) -> str:
        with self.app.test_request_context():
            return f"/s/{status_token(self.office.case)}"

    def account_link(self, purpose: str) -> str:
        """The way in for the newcomer: `purpose` is invite or reset."""
        with self.app.app_context():
            token = tokens.sign(purpose, [self.newcomer.id, self.newcomer.epoch], self.clock.now)
        return f"/staff/{purpose}/{token}"

    def _unsubscribe_link(self) -> str:
        with self.app.app_context():
            return urlsplit(links.unsubscribe("li@example.com")).path

    def case_of(self, stage: str) -> Case:
        with self.app.app_context():
            return Case.get_by_id(tokens.read("status", self.links[stage].removeprefix("/s/"))[0])

    # --- who is here

    def stranger(self):
        return self.app.test_client()

    def customer(self, stage: str):
        """The browser in which this case is open."""
        browser = self.app.test_client()
        browser.post(f"{self.links[stage]}/open")
        return browser

    def colleague(self, role: str):
        """The browser in which somebody of this role is signed in."""
        browser, person = self.app.test_client(), getattr(self.office, role)
        with self.app.app_context():
            sign_pledge(person, self.clock.now)
            browser.set_cookie("staff", team.open_session(person, self.clock.now))
        return browser

    def unsigned_colleague(self):
        """Somebody who has the pledge still before him."""
        browser = self.app.test_client()
        with self.app.app_context():
            browser.set_cookie("staff", team.open_session(self.unsigned, self.clock.now))
        return browser

    def half_way(self):
        """Somebody who gave the password, and whose phone is asked for next."""
        browser = self.app.test_client()
        page = Page(browser.get("/staff/sign-in", read=False).text)
        form = next(form for form in page.find("form") if form["action"] == "/staff/sign-in")
        hidden = {field.name: field.value for field in fields_of(form, page)}
        browser.post("/staff/sign-in", data=hidden | {"email": self.office.supervisor.email, "password": KNOWN})
        return browser

    # --- every form

    def _walk(self) -> Iterator[Form]:
        """The public pages as a stranger, a case as its customer, the back office as one who may do everything."""
        doors = (*PUBLIC, *map(self.account_link, ("invite", "reset")), self._unsubscribe_link(), *self.links.values())
        yield from self._walk_from(self.stranger(), doors)
        for stage, link in self.links.items():
            yield from self._walk_from(self.customer(stage), (link,), (link, "/survey/"))
        self.colleague("admin")  # whoever is signed in elsewhere, too, can end that
        yield from self._walk_from(self.colleague("admin"), (*OFFICE, *self._mail()), ("/staff/",))
        yield from self._walk_from(self.unsigned_colleague(), ("/staff/pledge",), ("/staff/pledge",))
        yield from self._walk_from(self.half_way(), ("/staff/sign-in/code",), ("/staff/sign-in/code",))

    def _walk_from(self, browser, start: tuple[str, ...], beneath: tuple[str, ...] = ("/",)) -> Iterator[Form]:
        """Every page one gets to by links from there, once; the forms on them."""
        waiting, known = list(start), set(start)
        for url in waiting:
            answer = self._look(browser, url)
            if answer.status_code != 200 or answer.mimetype != "text/html":
                continue
            page, cookie = Page(answer.text), answer.request.headers.get("Cookie", "")
            self.pages[url, cookie] = answer.text
            waiting += self._fresh([link["href"] for link in page.find("a")], url, beneath, known)
            for form in page.find("form"):
                yield from (self._form(form, page, url, action, cookie) for action in actions_of(form, page))

    @staticmethod
    def _look(browser, url: str):
        """The page, with the cookies in hand that its first look may have set."""
        answer = browser.get(url, read=False)
        return browser.get(url, read=False) if "Set-Cookie" in answer.headers else answer

    @staticmethod
    def _fresh(addresses: list[str], page: str, beneath: tuple[str, ...], known: set[str]) -> list[str]:
        found = [urljoin(page, address.partition("#")[0]) for address in addresses]
        inside = [url for url in found if url.startswith(beneath) and not any(part in url for part in NEVER)]
        fresh = [url for url in dict.fromkeys(inside) if url not in known]
        known.update(fresh)
        return fresh

    def _form(self, form: Element, page: Page, url: str, action: str, cookie: str) -> Form:
        action, method = urljoin(url, action), form["method"].lower() or "get"
        endpoint = self.app.url_map.bind("localhost").match(urlsplit(action).path, method.upper())[0]
        return Form(url, action, method, cookie, endpoint, tuple(fields_of(form, page)))


def actions_of(form: Element, page: Page) -> list[str]:
    """Where a form leads, and where each of its buttons that leads elsewhere does."""
    elsewhere = [button["formaction"] for button in page.find("button") if button["formaction"] and button.within(form)]
    return list(dict.fromkeys([form["action"], *elsewhere]))


def fields_of(form: Element, page: Page) -> Iterator[Field]:
    """The controls of a form, each name once, with the value a person would send without touching it."""
    seen = set()
    for element in page.find("input", "textarea", "select", "button"):
        if element["name"] and element.within(form) and element["name"] not in seen:
            seen.add(element["name"])
            yield Field(element["name"], element["type"] or element.tag, _value(element, page))


def _value(element: Element, page: Page) -> str:
    if element.tag == "textarea":
        return element.text.removeprefix("\n")
    if element.tag == "select":
        options = [option for option in page.find("option") if option.within(element)]
        chosen = [option for option in options if "selected" in option] or options[:1]
        return chosen[0]["value"] if chosen else ""
    return element["value"]


#: The reader's own trail, what is the same for ever, words that are there twice, and files that wait for their form.
ASIDE = {"audit", "session", "pulse", "guarantee", "calendar", "migratehistory", "search", "file"}


def contents() -> dict[str, Counter]:
    """Everything in the database but ASIDE."""
    return rows_of(table for table in tables() if table not in ASIDE)


def everything() -> dict[str, Counter]:
    """Every row there is: a stranger leaves no trail at all."""
    return rows_of(tables())


def rows_of(tables: Iterable[str]) -> dict[str, Counter]:
    """How often each row is there, for rows have no order."""
    return {table: Counter(db.execute_sql(f'select * from "{table}"').fetchall()) for table in tables}


@cache
def tables() -> tuple[str, ...]:
    return tuple(table for table in db.get_tables() if not table.startswith(("search_", "sqlite")))
