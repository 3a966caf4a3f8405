"""What other machines learn of this one: alive, ready, and no more; whoever has the token, how much lies behind."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal.app import VERSION
from portal.core.case import Verb
from portal.store import db as store
from portal.store import gauges, pulse, schema
from portal.store.case import Case
from portal.store.letter import Letter
from portal.store.mail import Mail
from tests.actions.office import Office
from tests.conftest import DATABASE
from tests.core.moments import at
from tests.house import ROOT
from tests.web.staff.test_queue import queries

TOKEN = "the-scraper-of-the-tests-knows-this-and-no-one-else"
NOW = at("Fri 2026-08-21 10:00")
SAMPLE = re.compile(r'(?P<name>[a-z_]+)(?:\{(?P<labels>[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*)\})? (?P<number>\d+)')


def test_alive_says_ok_and_no_more(client):
    response = client.get("/healthz")
    assert (response.status_code, response.text) == (200, "ok\n")


def test_alive_asks_no_database(client, monkeypatch):
    monkeypatch.setattr(store.db.obj, "connect", None)
    assert client.get("/healthz").status_code == 200


def test_ready_with_the_tables_of_this_version(client):
    assert client.get("/readyz").text == "ready\n"


def test_not_ready_before_the_migration(client, monkeypatch):
    monkeypatch.setattr(schema, "pending", lambda: ["0002_more"])
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "not ready\n")


# --- who may read the figures


@pytest.fixture
def settings(app, monkeypatch):
    """Change settings for one test: `settings(imap_url=…)`. The token is set, and it is Friday, 10:00 in Shanghai."""

    def change(**settings):
        monkeypatch.setitem(app.config, "KEPT", replace(app.config["KEPT"], **settings))

    monkeypatch.setitem(app.config, "CLOCK", lambda: NOW)
    change(metrics_token=TOKEN)
    return change


@pytest.fixture
def scrape(client, settings):
    """Ask for the figures as Prometheus does."""
    return lambda token=TOKEN, **more: client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, **more)


def test_without_a_token_in_the_settings_there_is_no_such_page(scrape, settings, client):
    settings(metrics_token=None)
    assert scrape().status_code == scrape("").status_code == scrape("None").status_code == 404
    assert scrape().text == client.get("/no-such-page").text


WRONG = ("", "Bearer", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "Bearer \xe9")


@pytest.mark.parametrize("presented", WRONG)
def test_who_does_not_present_it_reads_a_sentence_and_no_figure(client, settings, presented):
    answer = client.get("/metrics", headers={"Authorization": presented} if presented else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.text == ("These figures are for whoever presents METRICS_TOKEN, as: Authorization: Bearer <token>\n")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["of any letters, und auch äöü, 和汉字", "with=signs=that=other=headers=use=="])
def test_a_token_may_hold_what_it_likes(client, settings, token):
    settings(metrics_token=token)
    sent = token.encode().decode("latin-1")  # as every byte of a header comes to us
    assert client.get("/metrics", headers={"Authorization": f"bearer {sent}"}).status_code == 200


def test_the_token_in_the_address_opens_nothing(client, settings):
    assert client.get(f"/metrics?token={TOKEN}").status_code == 401


def test_they_are_read_and_nothing_else(scrape, client):
    assert client.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405
    assert client.head("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    with queries() as sent:
        scrape()
    assert all(sql.lower().startswith("select") for sql in sent)


def test_they_are_in_no_cache_set_no_cookie_and_are_the_same_in_every_language(scrape):
    answer = scrape()
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Vary", "Content-Language"} & set(answer.headers.keys())
    assert figures(scrape(query_string={"lang": "zh"})).keys() == figures(answer).keys()


# --- what they say


def figures(answer) -> dict[str, int]:
    """Each sample under its name and labels. As the format wants it, what it is stands before its samples, once."""
    assert answer.status_code == 200
    assert answer.text.endswith("\n")
    found, told = {}, {}
    for line in answer.text.splitlines():
        if line.startswith("# "):
            _, sort, name, words = line.split(" ", 3)
            assert sort not in told.setdefault(name, {}), f"{line} is said twice"
            told[name][sort] = words
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, f"{line} is no sample"
            assert list(told)[-1] == sample["name"], f"{line} stands beneath another figure"
            assert told[sample["name"]].keys() == {"HELP", "TYPE"}
            assert line.rpartition(" ")[0] not in found
            found[line.rpartition(" ")[0]] = int(sample["number"])
    assert all(said["TYPE"] == "gauge" and said["HELP"] for said in told.values())
    return found


@pytest.fixture
def office(app, settings):
    with app.app_context():
        yield Office()


def mail(once: str, state: str = "waiting") -> None:
    Mail.create(once=once, at=NOW, arrived_at=NOW, state=state, sender="li@example.com", size=1, sha256="0" * 64)


def letter_of(case: Case, **changes) -> None:
    """The receipt of this case, as it stands now."""
    Letter.update(changes).where(Letter.case == case, Letter.kind == "received").execute()


def test_an_empty_portal_tells_that_there_is_nothing(scrape, settings):
    told = figures(scrape())
    assert told.pop(f'kept_build_info{{version="{VERSION}",database="{DATABASE}"}}') == 1
    assert told.pop("kept_data_free_bytes") > 0
    assert told == {
        'kept_cases_open{state="in_progress"}': 0,
        'kept_cases_open{state="received"}': 0,
        'kept_cases_open{state="waiting"}': 0,
        "kept_cases_late": 0,
        "kept_watch_lag_seconds": 0,
        'kept_letters{state="queued"}': 0,
        'kept_letters{state="retrying"}': 0,
        'kept_letters{state="dead"}': 0,
        'kept_letters{state="uncertain"}': 0,
        'kept_letters{state="undelivered"}': 0,
        "kept_letters_lag_seconds": 0,
        "kept_mail_waiting": 0,
    }


def test_open_cases_are_told_by_whose_turn_it_is(scrape, office):
    office.file("Fri 2026-08-21 09:30")
    office.file("Fri 2026-08-21 09:30")
    office.staff("Fri 2026-08-21 09:40", Verb.ASK, body="Which leg?")
    office.file("Fri 2026-08-21 09:30")
    office.respond("Fri 2026-08-21 09:40")
    office.file("Fri 2026-08-21 09:30")
    office.resolve("Fri 2026-08-21 09:40")
    office.file("Fri 2026-08-21 09:30")
    office.customer("Fri 2026-08-21 09:40", Verb.WITHDRAW)
    told = figures(scrape())
    assert {name: number for name, number in told.items() if name.startswith("kept_cases_open")} == {
        'kept_cases_open{state="received"}': 1,
        'kept_cases_open{state="in_progress"}': 1,
        'kept_cases_open{state="waiting"}': 1,
    }


def test_a_case_is_late_when_its_moment_has_passed_and_not_in_that_second(scrape, office):
    case = office.file("Fri 2026-08-21 09:00")
    for due_at, late in ((NOW, 0), (NOW - timedelta(seconds=1), 1)):
        Case.update(due_at=due_at).where(Case.id == case.id).execute()
        assert figures(scrape())["kept_cases_late"] == late
    office.resolve("Fri 2026-08-21 09:59")
    assert figures(scrape())["kept_cases_late"] == 0


def test_the_watch_lags_by_what_it_should_have_looked_at_long_ago(scrape, office):
    case = office.file("Fri 2026-08-21 09:00")
    office.file("Fri 2026-08-21 09:00")
    for wake_at, lag in ((NOW + timedelta(hours=1), 0), (NOW - timedelta(minutes=5), 300)):
        Case.update(wake_at=wake_at).where(Case.id == case.id).execute()
        Case.update(wake_at=NOW).where(Case.id != case.id).execute()
        assert figures(scrape())["kept_watch_lag_seconds"] == lag


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        ("queued", {"tries": 1}),  # in the hands of the postman
        ("retrying", {"tries": 1, "error": "421 later"}),
        ("uncertain", {"tries": 1, "error": "broke off", "state": "uncertain"}),
        ("uncertain", {"tries": 2, "error": "broke off", "state": "uncertain", "try_at": None}),
        ("dead", {"tries": 1, "error": "550 nobody", "state": "dead", "try_at": None}),
        ("undelivered", {"tries": 1, "error": "550 nobody", "state": "undelivered", "try_at": None}),
        (None, {"tries": 1, "state": "sent", "try_at": None}),
        (None, {"error": "cap", "state": "cancelled", "try_at": None}),
    ],
)
def test_a_letter_counts_in_one_state_and_only_while_it_matters(scrape, office, state, becomes):
    case = office.file("Fri 2026-08-21 09:00")
    Letter.delete().where((Letter.case != case) | (Letter.kind != "received")).execute()
    letter_of(case, **becomes)
    told = figures(scrape())
    counted = {name: number for name, number in told.items() if name.startswith("kept_letters{") and number}
    assert counted == ({f'kept_letters{{state="{state}"}}': 1} if state else {})


def test_a_letter_that_could_have_gone_is_told_by_how_long_it_waits(scrape, office):
    case = office.file("Fri 2026-08-21 09:00")
    for try_at, lag in ((NOW - timedelta(minutes=20), 1200), (NOW + timedelta(minutes=2), 0), (None, 0)):
        Letter.update(try_at=try_at).execute()
        letter_of(case, try_at=try_at)
        assert figures(scrape())["kept_letters_lag_seconds"] == lag


def test_mail_that_waits_for_somebody_is_counted(scrape, settings):
    for once, state in (("a", "waiting"), ("b", "waiting"), ("c", "aside"), ("d", "bounce")):
        mail(once, state)
    assert figures(scrape())["kept_mail_waiting"] == 2


def test_each_loop_is_told_by_how_long_it_gave_no_sign(scrape, settings):
    """One that never ran has no age; the mailbox only where there is one."""
    pulse.beat("watch", NOW - timedelta(seconds=7))
    pulse.beat("mailbox", NOW - timedelta(hours=1))
    assert loops(figures(scrape())) == {"watch": 7}
    settings(imap_url="imaps://li:secret@mail.example.com/INBOX")
    pulse.beat("postman", NOW + timedelta(seconds=3))  # a clock that was set back
    assert loops(figures(scrape())) == {"watch": 7, "postman": 0, "mailbox": 3600}


def loops(told: dict[str, int]) -> dict[str, int]:
    found = {re.fullmatch(r'kept_loop_silence_seconds\{loop="(\w+)"\}', name): number for name, number in told.items()}
    return {match[1]: number for match, number in found.items() if match}


def test_a_disk_that_is_gone_hides_no_other_figure(scrape, settings):
    settings(data_dir=Path("/nowhere/at/all"))
    told = figures(scrape())
    assert "kept_data_free_bytes" not in told
    assert "kept_cases_late" in told


def test_nothing_is_counted_further_than_is_said(scrape, office):
    for _ in range(3):
        office.file("Fri 2026-08-21 09:00")
    assert gauges.open_cases(NOW, most=2).by_state["received"] == 2
    assert gauges.underway(most=2).queued == 2
    assert "Counted up to 20000" in scrape().text


def test_of_too_many_cases_the_most_urgent_are_counted(office):
    for _ in range(3):
        case = office.file("Fri 2026-08-21 09:00")
    Case.update(due_at=NOW - timedelta(days=1)).where(Case.id == case.id).execute()
    assert gauges.open_cases(NOW, most=1).late == 1


def test_nothing_in_them_leads_to_anybody(scrape, settings, office):
    settings(imap_url="imaps://box:secret@mail.example.com/INBOX")
    pulse.beat("mailbox", NOW)
    case = office.file("Fri 2026-08-21 09:00", name="Li Lei", phone="+86 139 1234 5678", order_number="A00000017")
    letter_of(case, state="dead", try_at=None, error="550 nobody here of the name li@example.com")
    mail("a")
    text = scrape().text
    for word in (case.reference, "li@example", "example.com", "Li Lei", "1234", "A00000017", "550", "secret", TOKEN):
        assert word not in text


@pytest.mark.parametrize("cases", [1, 3])
def test_how_often_the_database_is_asked(scrape, office, cases):
    for _ in range(cases):
        office.file("Fri 2026-08-21 09:00")
    with queries() as sent:
        scrape()
    assert len(sent) == 7


def test_the_guide_names_what_is_there_and_nothing_else(scrape, settings):
    pulse.beat("watch", NOW)
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    told = {name.partition("{")[0] for name in figures(scrape())}
    assert set(re.findall(r"\bkept_[a-z_]+", guide)) == told
