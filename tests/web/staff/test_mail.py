"""The tray: mail that fits no case does nothing until somebody says what it is; two at once, the second is told."""

import json
import re
from dataclasses import replace

import pytest

from portal.core.case import Verb
from portal.store import file as files
from portal.store import mail as mails
from portal.store import pulse
from portal.store.audit import Audit
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.message import Message
from portal.web.files import shelf
from portal.words import audit
from tests.core.moments import at
from tests.mail.inbox import corpus
from tests.web.staff.test_queue import queries

FILED = "Fri 2026-08-21 09:00"
ANSWER = {"how": "customer", "reason": "He told me the reference by phone."}


@pytest.fixture(autouse=True)
def awake(office, clock):
    for loop in ("watch", "postman"):
        pulse.beat(loop, clock.now)


@pytest.fixture
def comes(app, office):
    """Gives `comes(…)`: a mail that waits, as the inbox left it."""
    numbers = iter(range(1, 1000))

    def mail(raw: bytes = b"", **columns) -> Mail:
        with app.app_context():
            raw = raw or corpus.plain("The table wobbles.")
            facts = {"state": "waiting", "why": "untagged", "sender": "li@example.net", "sender_name": "Li Lei"}
            facts |= {"subject": "My table", "words": "The table wobbles.", "stored": shelf().put(raw)}
            moments = {"at": at("Fri 2026-08-21 09:30"), "arrived_at": at("Fri 2026-08-21 09:29")}
            return Mail.create(once=f"{next(numbers):064}", size=len(raw), sha256="", **facts | moments | columns)

    return mail


def test_what_waits_is_listed_with_who_and_what(desk, office, comes):
    comes()
    browser = desk(office.agent)
    page = browser.get("/staff/mail").text
    assert "My table" in page
    assert "Li Lei &lt;li@example.net&gt;" in page
    assert "Mail (1)" in page, "the way to it stands on every page"
    assert "Mail (1)" in browser.get("/staff/queue").text


@pytest.mark.parametrize(("view", "state"), [
    ("done", "message"), ("done", "note"), ("done", "case"), ("back", "bounce"), ("automatic", "automatic"),
    ("aside", "aside"),
])  # fmt: skip
def test_each_list_holds_what_its_name_says(desk, office, comes, view, state):
    comes(state=state, why="")
    browser = desk(office.agent)
    assert "My table" not in browser.get("/staff/mail").text
    assert "My table" in browser.get(f"/staff/mail?view={view}").text


def test_an_empty_tray_says_what_would_stand_there(desk, office):
    browser = desk(office.agent)
    for view in ("waiting", "done", "back", "automatic", "aside", "nonsense"):
        page = browser.get(f"/staff/mail?view={view}&before=-1").text
        assert any(said in page for said in ("No mail waits", "No letter came back", "This list is empty"))


@pytest.mark.parametrize("why", ["untagged", "stale", "several", "stranger", "ended", "empty", "loop", "unreadable"])
def test_a_mail_says_what_keeps_it_from_acting(desk, office, comes, why):
    mail = comes(why=why)
    page = desk(office.agent).get(f"/staff/mail/{mail.id}").text
    assert len(re.search(r'class="letter-standing">.*?<p>(.*?)</p>', page, re.S)[1]) > 20
    assert "The table wobbles." in page


def test_reading_it_leaves_a_trail_and_changes_nothing(desk, office, comes):
    mail = comes()
    desk(office.agent).get(f"/staff/mail/{mail.id}")
    assert Audit.get(Audit.verb == "mail_read").detail == f"mail {mail.id}"
    assert Mail.get_by_id(mail.id).state == "waiting"


# --- onto a case


def test_it_becomes_the_customers_words_with_its_files(desk, office, comes):
    case = office.file(FILED)
    raw = corpus.with_files(("leg.png", corpus.picture(), "image/png"), ("a.exe", b"MZ", "application/octet-stream"))
    mail = comes(raw, attached=json.dumps([["leg.png", 9, ""], ["a.exe", 2, ""]]))
    browser = desk(office.agent)
    answer = browser.post(f"/staff/mail/{mail.id}/attach", reference=case.reference.lower(), **ANSWER)
    assert answer.headers["Location"] == f"/staff/cases/{case.reference}"
    said = {row.type: (row.who, row.body) for row in Message.select().where(Message.case == case)}
    assert said["reply"] == ("customer", "The table wobbles.")
    assert said["note"] == ("agent", ANSWER["reason"])
    assert [row.name for row in files.of_case(case)] == ["leg.png"]
    mail = Mail.get_by_id(mail.id)
    assert (mail.state, mail.case, mail.person, mail.message.type) == ("message", case, office.agent, "reply")
    page = browser.get(f"/staff/cases/{case.reference}").text
    assert "Came by mail" in page
    assert "“a.exe” was not added" in page, "what was not taken is told by name"


def test_it_becomes_a_note_that_names_who_wrote_it(desk, office, comes):
    case = office.file(FILED)
    mail = comes()
    desk(office.agent).post(
        f"/staff/mail/{mail.id}/attach", reference=case.reference, how="note", reason="His wife wrote."
    )
    note = mails.newest_message(case)
    assert note.type == "note"
    assert note.body == "His wife wrote.\n\nLi Lei <li@example.net>\n> The table wobbles."
    assert (office.case.state, office.history()[-1]) == ("received", "note")


def test_every_mistake_is_named_in_one_go_and_what_was_typed_stays(desk, office, comes):
    mail = comes()
    answer = desk(office.agent).post(f"/staff/mail/{mail.id}/attach", reference="K7Q-3FM-9", how="x", reason="")
    assert answer.status_code == 422
    for sentence in ("There is no such case", "Choose as what it stands", "Say how you know"):
        assert sentence in answer.text
    assert 'value="K7Q-3FM-9"' in answer.text
    assert Mail.get_by_id(mail.id).state == "waiting"


def test_on_an_erased_case_nothing_is_put(desk, office, comes):
    case = office.file(FILED)
    office.resolve("Fri 2026-08-21 09:10")
    office.customer("Fri 2026-08-21 09:20", Verb.CONFIRM)
    office.customer("Fri 2026-08-21 09:25", Verb.ERASE)
    mail = comes()
    answer = desk(office.agent).post(f"/staff/mail/{mail.id}/attach", reference=case.reference, **ANSWER)
    assert answer.status_code == 409
    assert Mail.get_by_id(mail.id).state == "waiting"


def test_without_words_and_files_it_can_only_be_a_note(desk, office, comes):
    case = office.file(FILED)
    mail = comes(words="")
    answer = desk(office.agent).post(f"/staff/mail/{mail.id}/attach", reference=case.reference, **ANSWER)
    assert (answer.status_code, "it can only be a note" in answer.text) == (422, True)
    assert office.history() == ["file"]


@pytest.mark.parametrize("door", ["attach", "aside"])
def test_the_second_of_two_is_told_and_nothing_of_his_is_done(desk, office, comes, door):
    case = office.file(FILED)
    mail = comes()
    typed = {"reference": case.reference, **ANSWER} if door == "attach" else {}
    desk(office.colleague).post(f"/staff/mail/{mail.id}/{door}", **typed)
    history = office.history()
    Mail.update(state="message").execute()
    answer = desk(office.agent).post(f"/staff/mail/{mail.id}/{door}", **typed)
    assert (answer.status_code, "Somebody else was quicker." in answer.text) == (409, True)
    assert office.history() == history


def test_a_digest_that_came_back_is_for_nobody_else_either(desk, office, comes):
    office.file(FILED)
    digest = office.case.letters.get()
    Letter.update(case=None, kind="digest", recipient=office.admin.email).execute()
    mail = comes(state="bounce", letter=digest)
    for person, status in ((office.admin, 200), (office.supervisor, 404), (office.agent, 404)):
        assert desk(person).get(f"/staff/mail/{mail.id}").status_code == status


# --- a case of its own, aside, and back


def test_a_new_case_begins_when_the_mail_arrived(desk, office, comes):
    raw = corpus.with_files(("leg.png", corpus.picture(), "image/png"))
    mail = comes(raw, words="桌子坏了，没人管。")
    browser = desk(office.agent)
    page = browser.get(f"/staff/cases/new?mail={mail.id}").text
    assert "桌子坏了，没人管。" in page
    assert 'value="li@example.net"' in page
    assert re.search(r'value="2026-08-21T09:29(:00)?"', page)
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]
    typed = {"channel": "email", "received_at": "2026-08-21T09:29", "kind": "complaint", "body": "桌子坏了，没人管。"}
    typed |= {"email": "li@example.net", "language": "zh", "service": "", "ticket": ticket, "mail": str(mail.id)}
    assert browser.post("/staff/cases/new", **typed).status_code == 303
    case = Case.get(Case.email == "li@example.net")
    assert (case.channel, case.received_at, case.language) == ("email", at("Fri 2026-08-21 09:29"), "zh")
    assert [row.name for row in files.of_case(case)] == ["leg.png"]
    settled = Mail.get_by_id(mail.id)
    assert (settled.state, settled.case, settled.person) == ("case", case, office.agent)
    assert browser.post("/staff/cases/new", **typed).headers["Location"].endswith(case.reference), "once, however often"


def test_two_make_a_case_of_one_mail_and_the_second_is_told(desk, office, comes):
    mail = comes()
    browser = desk(office.agent)
    ticket = re.search(r'name="ticket" value="([^"]+)"', browser.get(f"/staff/cases/new?mail={mail.id}").text)[1]
    mails.move(mail, "waiting", state="case")
    typed = {"channel": "email", "received_at": "2026-08-21T09:29", "kind": "complaint", "body": "My own words"}
    typed |= {"email": "li@example.net", "language": "en", "service": "", "ticket": ticket, "mail": str(mail.id)}
    answer = browser.post("/staff/cases/new", **typed)
    assert (answer.status_code, "My own words" in answer.text) == (409, True)
    assert Case.select().count() == 0


@pytest.mark.parametrize("typed", ["999999", "nonsense", "-1", "٣", "9" * 40])
def test_a_mail_that_is_not_there_makes_an_empty_form(desk, office, typed):
    assert desk(office.agent).get(f"/staff/cases/new?mail={typed}").status_code == 200


def test_put_aside_and_taken_back(desk, office, comes):
    mail = comes()
    browser = desk(office.agent)
    browser.post(f"/staff/mail/{mail.id}/aside")
    row = Mail.get_by_id(mail.id)
    assert (row.state, row.person) == ("aside", office.agent)
    browser.post(f"/staff/mail/{mail.id}/back")
    row = Mail.get_by_id(mail.id)
    assert (row.state, row.person, row.settled_at) == ("waiting", None, None)
    assert [row.verb for row in Audit.select().where(Audit.verb.startswith("mail_")).order_by(Audit.id)] == [
        "mail_aside",
        "mail_back",
    ]


# --- who sees what


def test_mail_that_names_a_sealed_case_is_only_for_those_who_may_see_it(desk, office, comes):
    case = office.file(FILED, about_staff="Zhao")
    mail = comes(meant=case)
    assert "Mail (1)" not in desk(office.agent).get("/staff/mail").text
    assert desk(office.agent).get(f"/staff/mail/{mail.id}").status_code == 404
    assert desk(office.agent).post(f"/staff/mail/{mail.id}/aside").status_code == 404
    page = desk(office.supervisor).get(f"/staff/mail/{mail.id}").text
    assert f'value="{case.reference}"' in page, "and the case it names stands in the form"


def test_an_agent_cannot_put_mail_on_a_case_he_may_not_see(desk, office, comes):
    case = office.file(FILED, about_staff="Zhao")
    mail = comes()
    answer = desk(office.agent).post(f"/staff/mail/{mail.id}/attach", reference=case.reference, **ANSWER)
    assert (answer.status_code, "There is no such case" in answer.text) == (422, True)


def test_the_original_with_its_private_link_is_for_seniors(desk, office, comes):
    mail = comes()
    assert "/original" not in desk(office.agent).get(f"/staff/mail/{mail.id}").text
    answer = desk(office.supervisor).get(f"/staff/mail/{mail.id}/original")
    assert answer.data == corpus.plain("The table wobbles.")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Audit.select().where(Audit.verb == "mail_original").count() == 1


def test_an_original_that_is_gone_is_a_404(desk, office, comes):
    mail = comes(stored=None)
    assert desk(office.supervisor).get(f"/staff/mail/{mail.id}/original").status_code == 404
    assert "/original" not in desk(office.supervisor).get(f"/staff/mail/{mail.id}").text


def test_an_auditor_reads_and_does_nothing(desk, office, comes):
    mail = comes()
    page = desk(office.auditor).get(f"/staff/mail/{mail.id}").text
    assert "Put it on a case" not in page
    assert "Put it aside" not in page


@pytest.mark.parametrize("number", [999, 2**62, 2**70])
def test_a_mail_that_is_not_there_is_no_page(desk, office, number):
    assert desk(office.agent).get(f"/staff/mail/{number}").status_code == 404


# --- the mailbox, and what it costs


def test_a_mailbox_that_is_not_read_is_told(app, desk, office, clock, monkeypatch):
    settings = replace(app.config["KEPT"], imap_url="imaps://x:y@mx.example.com")
    monkeypatch.setitem(app.config, "KEPT", settings)
    browser = desk(office.agent)
    assert "has not been read yet" in browser.get("/staff/mail").text
    pulse.beat("mailbox", at("Fri 2026-08-21 09:44"))
    assert "has not been read since" in browser.get("/staff/mail").text
    pulse.beat("mailbox", at("Fri 2026-08-21 09:46"))
    assert "has not been read" not in browser.get("/staff/mail").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_tray_costs_the_same_however_much_is_in_it(desk, office, comes, number):
    for _ in range(number):
        comes(meant=office.file(FILED))
    browser = desk(office.agent)
    with queries() as sent:
        browser.get("/staff/mail")
    assert sum(sql.lower().startswith("select") for sql in sent) == 4


def test_more_than_a_page_holds_is_read_on(desk, office, comes):
    for n in range(60):
        comes(subject=f"Mail {n:03}", stored=None)
    browser = desk(office.agent)
    first = browser.get("/staff/mail").text
    assert ("Mail 059" in first, "Mail 005" in first) == (True, False)
    second = browser.get(re.search(r'href="(/staff/mail\?[^"]*before=\d+)"', first)[1].replace("&amp;", "&")).text
    assert ("Mail 005" in second, "Mail 059" in second) == (True, False)


def test_what_was_done_with_mail_is_told_in_the_audit_in_words(desk, office, comes):
    browser, mail = desk(office.supervisor), comes()
    browser.get(f"/staff/mail/{mail.id}")
    browser.get(f"/staff/mail/{mail.id}/original")
    browser.post(f"/staff/mail/{mail.id}/aside")
    browser.post(f"/staff/mail/{mail.id}/back")
    browser.post(f"/staff/mail/{mail.id}/attach", reference=office.file(FILED).reference, **ANSWER)
    assert {audit.sentence(row.verb) == row.verb for row in Audit.select().where(Audit.verb.startswith("mail_"))} == {
        False
    }
