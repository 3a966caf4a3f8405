"""A complaint about a member of staff is invisible to that person everywhere.

Attacked at every address of the back office: after such a complaint came in, was handled, answered and closed, each
page its subject can open is the same, letter for letter, as it was before; and each address that leads to it is none.
"""

import re

import pytest

from portal.actions import bulletins, customer, digest, handling, incidents, links
from portal.actions.bulletins import Said
from portal.core.case import Given, Verb
from portal.core.survey import Filled
from portal.store import survey
from portal.store.case import Case
from portal.store.event import Event
from portal.store.incident import Incident
from portal.store.letter import Letter
from portal.store.person import Person
from portal.web.staff import lock
from portal.web.staff.cases.forms import FORMS
from tests.core.moments import at

SECRET, EMAIL = "unspeakable", "whistle@example.com"
WEDNESDAY, THURSDAY, FRIDAY = "Wed 2026-08-19 09:00", "Thu 2026-08-20 09:00", "Fri 2026-08-21 08:01"
#: Who is named, and who handles it: a colleague who may see it.
NAMED = [("agent", "supervisor"), ("supervisor", "admin"), ("admin", "supervisor")]

#: What is new on every page: guards of forms, keys for a phone, and the squares that hold them.
RANDOM = re.compile(r'value="[^"]{30,}"|src="data:[^"]+"|<code class="secret">[^<]+</code>')


class World:
    """One customer with two complaints: about a table, which everybody may read, and about one of the staff."""

    def __init__(self, app, office, clock):
        self.app, self.office, self.clock = app, office, clock
        self.plain = office.file(WEDNESDAY, email=EMAIL, service="repairs", subject="A broken table")
        office.staff(THURSDAY, Verb.TAKE)
        self.incidents = [self._begin(title) for title in ("No payments", "Nobody hangs on it")]
        self._belongs(self.plain, self.incidents[0])

    def complain_about(self, person: Person, handler: Person) -> Case:
        """Everything that can happen to a case, none of it today."""
        with self.app.app_context():
            typed = {"body": f"{SECRET} things", "subject": f"{SECRET} in a word", "about_staff": person.name}
            case = self.office.file(
                WEDNESDAY, email=EMAIL, service="repairs", urgent=True, urgent_reason=SECRET, **typed
            )
            self._belongs(case, self.incidents[1])
            self.office.customer(THURSDAY, Verb.REPLY, SECRET)
            self._write_digests(case, person)
            Case.update(owner=person).where(Case.id == case.id).execute()  # even if it had been his own
            said = Said(Verb.RESPOND, SECRET, "We ask", by_when=at("Fri 2026-08-28 10:00"))
            bulletins.write(self.incidents[1], said, "s" * 32, handler, at(THURSDAY))
            bulletins.turn(at(THURSDAY))
            for verb, given in STEPS:
                self.office.staff(THURSDAY, verb, handler, **given)
            filled = Filled(survey.questionnaire(survey.AFTER_CLOSING), "no", False, 1, SECRET)
            customer.act(Case.get_by_id(case.id), Verb.ANSWER, at(THURSDAY), Given(filled=filled))
            handling.read(case, handler, at(THURSDAY))
            links.mail_lost(EMAIL, None, at(THURSDAY), "en")
            return case

    @staticmethod
    def _write_digests(case: Case, person: Person) -> None:
        """Everybody's of the next morning. His own is his to read, and says nothing of it."""
        digest.write(digest.is_due(at(FRIDAY), None), at(FRIDAY))
        written = {row.recipient: row for row in Letter.select().where(Letter.kind == "digest")}
        his = written.pop(person.email, None)
        assert any(case.reference in row.text for row in written.values())
        if his:
            assert case.reference not in his.text
            his.delete_instance()

    def _begin(self, title: str) -> Incident:
        words = {"title_en": title, "title_zh": "", "text_en": "", "text_zh": ""}
        with self.app.app_context():
            return incidents.begin(words, at(WEDNESDAY), self.office.colleague, at(WEDNESDAY))

    def _belongs(self, case: Case, incident: Incident) -> None:
        with self.app.app_context():
            assert incidents.link(incident, [Case.get_by_id(case.id)], self.office.colleague, at(THURSDAY)) == {}


STEPS = (
    (Verb.NOTE, {"body": SECRET}),
    (Verb.RESPOND, {"body": "We look into it", "next_step": "We ask", "by_when": "Fri 2026-08-28 10:00"}),
    (Verb.RESOLVE, {"body": "We spoke with our colleague", "outcome": "declined"}),
    (Verb.CLOSE, {}),
)


@pytest.fixture
def world(app, office, clock) -> World:
    return World(app, office, clock)


def addresses(house, person: Person, case: Case) -> list[str]:
    """Every page of the back office this role may open, about a case that is no secret or about none."""
    rules = [rule for rule in house.url_map.iter_rules() if "GET" in rule.methods and lock.beneath_staff(rule.rule)]
    mine = [rule for rule in rules if person.role in lock.ACCESS.get(rule.endpoint, ())]
    found = [filled(rule.rule, case, person) for rule in mine]
    lists = [f"/staff/queue?view={view}" for view in ("mine", "late", "closed", "waiting", "unassigned", "team")]
    searches = [f"/staff/queue?q={words}" for words in (SECRET, EMAIL, "A+broken+table")]
    filters = ["/staff/queue?severity=urgent", f"/staff/queue?owner={person.id}", "/staff/queue?kind=complaint"]
    linked = [
        f"/staff/incidents/{incident.id}{asked}" for incident in Incident.select() for asked in ("", f"?q={SECRET}")
    ]
    return [address for address in (*found, *lists, *searches, *filters, *linked) if "audit.csv" not in address]


def filled(rule: str, case: Case, person: Person) -> str:
    places = {"reference": case.reference, "person_id": person.id, "letter_id": case.letters.get().id}
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda place: str(places.get(place[1], 1)), rule)


def read(browser, address: str) -> str:
    answer = browser.get(address)
    return f"{answer.status_code} {answer.headers.get('Location', '')} {RANDOM.sub('', answer.text)}"


@pytest.mark.parametrize(("named", "handler"), NAMED)
def test_every_page_is_as_if_it_were_not_there(house, desk, world, named, handler):
    person = getattr(world.office, named)
    browser, pages = desk(person), addresses(house, person, world.plain)
    before = {address: read(browser, address) for address in pages if "audit" not in address}  # his own steps are there
    case = world.complain_about(person, getattr(world.office, handler))
    after = {address: read(browser, address) for address in before}
    assert [address for address in before if before[address] != after[address]] == []
    told = [
        address for address in after if SECRET in after[address].replace(f"q={SECRET}", "").replace(f'"{SECRET}"', "")
    ]
    assert [address for address in told if "q=" not in address] == []
    assert case.reference not in "".join(after.values())
    assert len(before) > 25


@pytest.mark.parametrize(("named", "handler"), NAMED)
def test_no_address_leads_to_it(house, desk, world, named, handler):
    """By its reference, by the numbers of its letters, by every door it has."""
    person = getattr(world.office, named)
    browser = desk(person)
    case = world.complain_about(person, getattr(world.office, handler))
    events = Event.select().count()
    reference = f"/staff/cases/{case.reference}"
    pages = [reference, f"{reference}/files/1", *(f"{reference}/{door}" for door in FORMS)]
    hidden = Letter.select().where((Letter.case == case) | Letter.kind.in_(("link", "digest")))
    pages += [f"/staff/letters/{letter.id}" for letter in hidden]
    assert {browser.get(page).status_code for page in pages} == {404}
    posts = [f"{reference}/{door}" for door in FORMS] + [f"/staff/letters/{letter.id}/again" for letter in hidden]
    assert {browser.post(page, body="x").status_code for page in posts} == {404}
    assert browser.get(f"/staff/queue?q={case.reference}").status_code == 200
    assert Event.select().count() == events


@pytest.mark.parametrize(("named", "handler"), NAMED)
def test_no_letter_tells_of_it(world, named, handler):
    person = getattr(world.office, named)
    before = Letter.select().where(Letter.recipient == person.email).count()
    world.complain_about(person, getattr(world.office, handler))
    assert Letter.select().where(Letter.recipient == person.email).count() == before


def test_no_line_of_the_audit_tells_of_it(desk, world):
    """Neither on the page nor in the file an administrator takes along."""
    office = world.office
    browser = desk(office.admin)
    case = world.complain_about(office.admin, office.supervisor)
    asked = f"person={office.supervisor.id}"
    page, saved = browser.get(f"/staff/audit?{asked}").text, browser.get(f"/staff/audit/audit.csv?{asked}").text
    assert "Nothing of that kind is written down" in page
    assert case.reference not in page + saved
    assert len(saved.splitlines()) == 1
    for_auditors = desk(office.auditor).get(f"/staff/audit?{asked}").text
    assert case.reference in for_auditors


@pytest.mark.parametrize(("named", "handler"), NAMED)
def test_what_is_told_to_all_does_not_show_that_it_is_among_them(app, desk, world, named, handler):
    """The only case in Chinese is about him: then what it says in Chinese is no word for him."""
    person, handler = getattr(world.office, named), getattr(world.office, handler)
    typed = {"body": SECRET, "about_staff": person.name, "language": "zh"}
    world._belongs(world.office.file(WEDNESDAY, **typed), world.incidents[0])
    with app.app_context():
        said = Said(Verb.RESPOND, "It is mended", "We look again", "已经修好", "再看一次", at("Fri 2026-08-28 10:00"))
        bulletins.write(world.incidents[0], said, "t" * 32, handler, at(THURSDAY))
    page = f"/staff/incidents/{world.incidents[0].id}"
    his, whole = desk(person).get(page).text, desk(handler).get(page).text
    assert ("It is mended" in his, "已经修好" in his, "再看一次" in his) == (True, False, False)
    assert "已经修好" in whole


def test_whoever_may_see_it_does(desk, world):
    office = world.office
    case = world.complain_about(office.agent, office.supervisor)
    for person, status in (
        (office.supervisor, 200),
        (office.admin, 200),
        (office.auditor, 200),
        (office.colleague, 404),
    ):
        assert desk(person).get(f"/staff/cases/{case.reference}").status_code == status
