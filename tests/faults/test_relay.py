"""We are nobody's spam relay: what a stranger can have mailed, how much of it, and in whose words."""

import os
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from portal.actions import intake, watch
from portal.actions.intake import Filing
from portal.mail import compose
from portal.store.db import db
from portal.store.letter import Letter
from tests.faults.town import Town

SUBMITS = 500 if os.environ.get("KEPT_ATTACKS") == "all" else 100
VICTIM = "victim@example.com"
KNOWN = {
    *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "In-Reply-To", "References"),
}
#: What becomes headers or recipients of its own where somebody pastes it into a letter.
POISON = (
    "=?utf-8?q?hi=0AReply-To:_evil@example.com=0A=0A<a_href=3Dx>?=",
    "Li\r\nBcc: evil@example.com\r\n\r\nBuy this",
    "Li%0d%0aBcc:evil@example.com",
    "{{link}} {{ config }} %(link)s",
    "https://evil.example/buy",
)


@pytest.fixture(autouse=True)
def _undone(town):
    with town.app.app_context(), db.atomic() as transaction:
        yield
        transaction.rollback()


def letters_to(*recipients: str) -> list[Letter]:
    return list(Letter.select().where(Letter.recipient.in_(recipients), Letter.state != "cancelled"))


def delivered(letter: Letter, town: Town) -> EmailMessage:
    """The letter as its recipient gets it."""
    return message_from_bytes(compose.compose(letter, town.clock.now).as_bytes(), policy=policy.default)


# --- how much


def test_whoever_names_one_victim_over_and_over_gets_him_three_letters(town):
    """Cases of every kind in every spelling of the address, and his links asked for in between."""
    kinds, client = ("complaint", "enquiry", "suggestion", "praise"), town.stranger()
    for number in range(SUBMITS):
        email = ("victim@example.com", "Victim@Example.COM", "VICTIM@example.com")[number % 3]
        filing = Filing(f"{number:032x}", kinds[number % 4], "Buy this", email=email, urgent=number % 5 == 0)
        intake.file(filing, town.clock.now)
        if number % 10 == 0:
            client.post("/find", data={"email": email}, read=False)
    assert len(letters_to(VICTIM)) == 3


def test_no_spelling_and_no_urgency_gets_the_victim_more_than_three_letters_an_hour_and_ten_a_day(town):
    """Plus-addresses, and urgent complaints whose promise of half an hour nobody keeps: apologies are not a flood."""
    now, filed = town.clock.now, []
    for number in range(SUBMITS // 4):
        email = f"victim+{number % 7}@example.com" if number % 2 else VICTIM
        filing = Filing(f"{number:032x}", "complaint", "Buy this", email=email, urgent=True)
        filed.append(intake.file(filing, now + timedelta(seconds=number))[0].id)
    for minutes in range(20, 26 * 60, 20):
        moment = now + timedelta(minutes=minutes)
        while watch.turn(moment):
            pass
    rows = Letter.select().where(Letter.mailbox == VICTIM, Letter.case.in_(filed), Letter.state != "cancelled")
    moments = sorted(row.sent_at or row.try_at for row in rows)
    assert "missed" in {row.kind for row in rows}
    assert max(sum(one <= other < one + timedelta(hours=1) for other in moments) for one in moments) <= 3
    assert max(sum(one <= other < one + timedelta(days=1) for other in moments) for one in moments) <= 10


def test_nobody_turns_his_own_case_into_a_mail_bomb(town):
    """He corrects the address to somebody else's, asks for new links, and does it all again."""
    client = town.app.test_client()
    link = town.links["fresh"]
    client.post(f"{link}/open")
    for _ in range(8):
        for door, fields in (("correct", {"email": VICTIM}), ("relink", {}), ("correct", {"email": "li@example.com"})):
            page = client.get(link, read=False).text
            token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
            answer = client.post(f"{link}/{door}", data={"csrf_token": token} | fields, read=False)
            link = answer.location or link
    assert len(letters_to(VICTIM)) <= 3


# --- in whose words


@pytest.mark.parametrize("poison", POISON)
def test_a_letter_a_stranger_causes_has_none_of_his_words_and_no_header_of_his(town, poison):
    """Through the form, in every field at once that takes words."""
    form = next(form for form in town.forms if form.endpoint == "file.send")
    fields = {field.name: field.value for field in form.fields if field.sort == "hidden"}
    fields |= {field.name: f"{poison} canary7" for field in form.fields if field.typed}
    answer = town.stranger().post(form.action, data=fields | {"email": VICTIM, "phone": "", "person": "y"}, read=False)
    assert answer.status_code == 303
    (letter,) = letters_to(VICTIM)
    message = delivered(letter, town)
    assert set(message.keys()) <= KNOWN
    assert message["To"] == VICTIM
    told = message.as_string() + "".join(message.get_body((sort,)).get_content() for sort in ("plain", "html"))
    assert not [typed for typed in ("canary7", "evil", "Buy this") if typed in told]


@pytest.mark.parametrize("poison", POISON)
def test_what_staff_type_stays_words_of_the_letter(town, poison):
    """In the body of a reply, each typed line set off, and nothing of it is a header or a link of ours."""
    form = next(form for form in town.forms if form.action.endswith("/say"))
    typed = {"type": "respond", "body": poison, "next_step": poison, "by_when": "2026-08-28T17:00"}
    fields = {field.name: field.value for field in form.fields if field.sort == "hidden"} | typed
    client = town.app.test_client(use_cookies=False)
    for _ in range(2):  # what looks unfinished is read once more, and then goes as it is
        answer = client.post(form.action, data=fields, headers={"Cookie": form.cookie}, read=False)
        fields |= {"warned": answer.text.partition('name="warned" value="')[2].partition('"')[0]}
        if answer.status_code == 303:
            break
    assert answer.status_code == 303
    letter = Letter.select().where(Letter.kind == "reply").order_by(Letter.id.desc()).get()
    message = delivered(letter, town)
    assert set(message.keys()) <= KNOWN
    assert message["To"] == "li@example.com"
    assert message.get_body(("plain",)).get_content().count("/s/") == 1
