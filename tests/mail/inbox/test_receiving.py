"""What a mail may do: be a message on the case whose address it was sent to, from the address of the case. No more."""

import hashlib

import pytest

from portal.actions import attaching, receiving
from portal.core.case import Verb
from portal.mail import replies
from portal.mail.inbox import Incoming
from portal.store import file as files
from portal.store import mail as mails
from portal.store.case import Case
from portal.store.event import Event
from portal.store.letter import Letter
from portal.store.mail import Mail
from portal.store.message import Message
from tests.core.moments import at
from tests.mail.inbox import corpus
from tests.mail.inbox.conftest import addressed, letters, original, shelf

FILED = "Thu 2026-08-20 10:00"
FROM_LI = {"From": "Li Lei <Li@Example.com>"}


@pytest.fixture
def case(office):
    office.file(FILED)
    office.staff("Thu 2026-08-20 10:05", Verb.TAKE)
    return office.case


def answer(case, text="The second leg is broken, too.", **headers) -> bytes:
    return addressed(corpus.plain(text, **FROM_LI | headers), case)


def from_li(raw: bytes, case) -> bytes:
    """A mail of the corpus, as this customer's answer."""
    return addressed(raw.replace(b"From: Kim Li <kim@example.com>", b"From: Li <li@example.com>"), case)


def last(case) -> Message:
    return mails.newest_message(case)


# --- the rule


def test_an_answer_is_a_message_of_the_customer_on_his_case(office, arrives, case):
    mail = arrives(answer(case))
    assert (mail.state, mail.why, mail.case, mail.message) == ("message", "", case, last(case))
    assert (last(case).who, last(case).type, last(case).body) == ("customer", "reply", "The second leg is broken, too.")
    assert office.history()[-1] == "reply"
    assert office.letters("chen@example.com")[-1] == "customer_wrote"
    assert office.letters() == ["received"], "an answer is not answered by a program"


def test_an_answer_to_a_question_ends_the_pause(office, arrives, case):
    office.staff("Thu 2026-08-20 10:10", Verb.ASK, body="Which leg?")
    arrives(answer(case))
    assert office.case.state == "in_progress"


def test_on_a_closed_case_it_waits_for_staff_to_say_what_it_means(office, arrives, case):
    office.resolve("Thu 2026-08-20 10:30")
    office.customer("Thu 2026-08-20 10:40", Verb.CONFIRM)
    mail = arrives(answer(case, "It wobbles again."))
    assert (mail.state, last(case).type, office.case.state) == ("message", "more", "closed")


def test_words_that_are_quoted_are_kept_beside_it(arrives, case):
    mail = arrives(answer(case, "Yes.\n\nOn Thu, Aug 20, 2026, Care wrote:\n> Which leg?"))
    assert (last(case).body, mail.rest) == ("Yes.", "On Thu, Aug 20, 2026, Care wrote:\n> Which leg?")


def test_the_original_is_kept_byte_for_byte(arrives, case):
    raw = answer(case)
    mail = arrives(raw)
    assert original(mail) == raw
    assert (mail.size, mail.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())


def test_no_private_link_that_he_quotes_is_stored_where_staff_read(settings, arrives, case):
    link = f"http://localhost/s/{'Ab1_' * 20}.x"
    mail = arrives(answer(case, f"I opened {link} and saw it.\n\n> {link}"))
    assert last(case).body == "I opened http://localhost/… and saw it."
    assert mail.rest == "> http://localhost/…"


@pytest.mark.parametrize(("headers", "why"), [
    ({"From": "eve@example.net"}, "stranger"),
    ({"From": '"li@example.com" <eve@example.net>'}, "stranger"),
    ({"From": "li@example.com, eve@example.net"}, "stranger"),
    ({"From": "li@example.com.evil.net"}, "stranger"),
    ({"From": ""}, "stranger"),
])  # fmt: skip
def test_the_address_alone_is_not_enough(office, arrives, case, headers, why):
    mail = arrives(answer(case, **headers))
    assert (mail.state, mail.why, mail.case, mail.meant) == ("waiting", why, None, case)
    assert office.history() == ["file", "take"]


@pytest.mark.parametrize("to", [
    "reply@example.com",
    "reply+aa-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com",
    "service@example.com",
])  # fmt: skip
def test_the_sender_alone_is_not_enough(office, arrives, case, to):
    mail = arrives(corpus.plain(To=to, **FROM_LI))
    assert (mail.state, mail.why) == ("waiting", "stale" if "+" in to else "untagged")
    assert office.history() == ["file", "take"]


def test_a_mail_that_answers_a_letter_without_its_address_names_the_case_to_staff(arrives, case):
    thread = Letter.get(Letter.case == case).message_id
    mail = arrives(corpus.plain(In_Reply_To=thread, From="eve@example.net"))
    assert (mail.state, mail.why, mail.meant, mail.case) == ("waiting", "untagged", case, None)


def test_a_new_private_link_ends_the_old_address(office, arrives, case):
    old = answer(case)
    office.customer("Thu 2026-08-20 10:30", Verb.RELINK)
    assert arrives(old).why == "stale"
    assert arrives(answer(office.case, "By the new address")).state == "message"


def test_a_mail_to_the_addresses_of_two_cases_waits(office, arrives, case):
    one = replies.address(case)
    office.file(FILED)
    mail = arrives(corpus.plain(To=f"{one}, {replies.address(office.case)}", **FROM_LI))
    assert (mail.state, mail.why) == ("waiting", "several")


def test_an_address_a_server_only_notes_counts_too(arrives, case):
    raw = corpus.plain(To="undisclosed-recipients:;", Delivered_To=replies.address(case), **FROM_LI)
    assert arrives(raw).state == "message"
    again = corpus.plain("Blind copy", To="undisclosed-recipients:;", **FROM_LI)
    assert arrives(again, "Thu 2026-08-20 11:01", replies.address(case)).state == "message"


def test_a_corrected_address_is_the_one_that_counts(office, arrives, case):
    office.staff("Thu 2026-08-20 10:30", Verb.CORRECT, email="new@example.com")
    assert arrives(answer(office.case)).why == "stranger"
    assert arrives(answer(office.case, From="new@example.com")).state == "message"


def test_an_erased_case_and_one_whose_link_had_its_time_take_nothing(office, arrives, case):
    office.resolve("Thu 2026-08-20 10:30")
    office.customer("Thu 2026-08-20 10:40", Verb.CONFIRM)
    assert arrives(answer(case), "Mon 2029-08-20 10:00").why == "ended"
    office.customer("Thu 2026-08-20 10:50", Verb.ERASE)
    assert arrives(answer(office.case, "Once more")).why == "ended"


def test_nothing_new_and_no_file_is_nothing_to_say(arrives, case):
    assert arrives(answer(case, "> Which leg?")).why == "empty"


def test_the_twenty_first_mail_within_an_hour_waits(office, arrives, case):
    states = [arrives(answer(case, f"Number {n}")).state for n in range(21)]
    assert states == ["message"] * 20 + ["waiting"]
    assert arrives(answer(case, "An hour later"), "Thu 2026-08-20 12:00").state == "message"


# --- once


def test_the_same_mail_a_second_time_is_nothing(office, arrives, case):
    raw = answer(case)
    assert arrives(raw)
    assert arrives(b"Received: from a by b\r\n" + raw) is None
    assert office.history().count("reply") == 1
    assert len(list(shelf().all())) == 1


def test_what_fails_in_the_middle_leaves_nothing_and_can_be_brought_again(office, arrives, case, monkeypatch):
    def full(*_):
        raise OSError("full")

    with monkeypatch.context() as broken:
        broken.setattr(receiving.taking, "judge", full)
        with pytest.raises(OSError, match="full"):
            arrives(answer(case))
    assert (Mail.select().count(), list(shelf().all())) == (0, [])
    assert arrives(answer(case)).state == "message"


def test_a_mail_that_cannot_be_handled_waits_with_its_original(arrives, case, monkeypatch):
    def odd(mail: Incoming, *_):
        if mail.whole:
            raise ValueError("nobody thought of this")
        return receiving.Judged("waiting", "unreadable")

    monkeypatch.setattr(receiving.taking, "judge", odd)
    mail = arrives(answer(case))
    assert (mail.state, mail.why, original(mail)) == ("waiting", "unreadable", answer(case))
    assert arrives(answer(case)) is None


# --- files


def test_files_come_with_it_through_the_same_hands_as_an_upload(arrives, case):
    raw = corpus.with_files(
        ("leg.png", corpus.picture(), "image/png"),
        ("bill.exe", b"MZ", "application/octet-stream"),
        ("letter.docx", b"PK\x03\x04", "application/msword"),
        ("fake.png", b"<script>", "image/png"),
    )
    mail = arrives(from_li(raw, case))
    assert [(row.name, row.message) for row in files.of_case(case)] == [("leg.png", last(case))]
    told = [(name, why) for name, _size, why in mail.files]
    assert told == [("leg.png", ""), ("bill.exe", "kind"), ("letter.docx", "kind"), ("fake.png", "unlike")]


@pytest.mark.parametrize(("raw", "name"), [
    (corpus.winmail(), "The broken leg 桌腿.png"),
    (corpus.inline_pictures(), "picture.jpg"),
])  # fmt: skip
def test_wrapped_and_inline_pictures_arrive(arrives, case, raw, name):
    arrives(from_li(raw, case))
    assert [row.name for row in files.of_case(case)] == [name]


def test_a_picture_without_words_is_a_message_of_its_name(arrives, case):
    mail = arrives(from_li(corpus.with_files(("leg.png", corpus.picture(), "image/png"), text=""), case))
    assert (mail.state, last(case).body) == ("message", "leg.png")


def test_a_file_we_do_not_take_without_any_words_waits(arrives, case):
    mail = arrives(from_li(corpus.with_files(("a.exe", b"MZ", "application/octet-stream"), text=""), case))
    assert (mail.state, mail.why, mail.case, mail.meant) == ("waiting", "empty", None, case)


def test_files_of_mail_that_waits_are_named_and_not_opened(arrives, case):
    mail = arrives(corpus.with_files(("leg.png", b"no picture", "image/png")))
    assert mail.files == [("leg.png", 10, "")]
    assert files.count() == 0


@pytest.mark.parametrize("raw", [
    *(corpus.gb18030(), corpus.quoted_printable(), corpus.only_a_page(), corpus.a_mail_within()),
    corpus.eight_bit_subject(),
])  # fmt: skip
def test_the_corpus_becomes_messages(arrives, case, raw):
    mail = arrives(from_li(raw, case))
    assert (mail.state, last(case).who) == ("message", "customer")


# --- nobody wrote it


def test_a_hundred_automatic_replies_make_no_letter(office, arrives, case):
    before = letters()
    kinds = [headers for some in corpus.AUTOMATIC.values() for headers in some]
    for n in range(100):
        headers = {"From": "li@example.com"} | kinds[n % len(kinds)]
        raw = corpus.automatic(headers | {"Message-ID": f"<auto{n}@example.com>", "To": replies.address(case)})
        assert arrives(raw).state == "automatic"
    assert letters() == before
    assert office.history() == ["file", "take"]


def test_an_automatic_reply_is_shown_beside_the_case_it_names(arrives, case):
    thread = Letter.get(Letter.case == case).message_id
    raw = addressed(corpus.automatic({"From": "li@example.com", "Auto-Submitted": "auto-replied"}), case)
    mail = arrives(raw.replace(b"Subject:", f"In-Reply-To: {thread}\r\nSubject:".encode(), 1))
    assert (mail.state, mail.why, mail.meant) == ("automatic", "auto", case)


# --- letters that came back


@pytest.fixture
def receipt(case) -> Letter:
    Letter.update(state="sent", try_at=None, sent_at=at(FILED)).where(Letter.kind == "received").execute()
    return Letter.get(Letter.kind == "received")


@pytest.mark.parametrize("how", [corpus.bounce, corpus.bounce_in_words])
def test_a_letter_that_came_back_is_undelivered_and_staff_are_told_once(office, arrives, case, receipt, how):
    raw = how(receipt.message_id)
    mail = arrives(raw)
    again = raw.replace(b"Message-ID: <m1@", b"Message-ID: <m2@", 1)
    assert (arrives(again).state, mail.state, mail.letter, mail.meant) == ("bounce", "bounce", receipt, case)
    row = Letter.get_by_id(receipt.id)
    assert (row.state, row.try_at, bool(row.error)) == ("undelivered", None, True)
    assert office.history() == ["file", "take", "bounce"]
    assert office.letters("chen@example.com").count("bounced") == 1
    assert Event.select().where(Event.verb == "bounce").get().who == "watch"


def test_a_letter_that_is_only_late_stays_sent(office, arrives, receipt):
    arrives(corpus.bounce(receipt.message_id, action="delayed"))
    assert Letter.get_by_id(receipt.id).state == "sent"
    assert office.history() == ["file", "take"]


def test_an_alert_that_came_back_makes_no_other_alert(office, arrives, case):
    Letter.update(state="sent", try_at=None, sent_at=at(FILED), kind="customer_wrote").execute()
    before = letters()
    arrives(corpus.bounce(Letter.get().message_id))
    assert (Letter.get().state, letters()) == ("undelivered", before)


def test_a_report_on_a_letter_we_never_wrote_does_nothing(office, arrives, receipt):
    mail = arrives(corpus.bounce(f"<{'0' * 32}@example.com>"))
    assert (mail.state, mail.letter) == ("bounce", None)
    assert Letter.get_by_id(receipt.id).state == "sent"


def test_a_letter_that_is_on_its_way_once_more_is_left_to_the_postman(arrives, receipt):
    Letter.update(state="queued", try_at=at(FILED)).where(Letter.id == receipt.id).execute()
    arrives(corpus.bounce(receipt.message_id))
    assert Letter.get_by_id(receipt.id).state == "queued"


# --- how long


def test_what_nobody_needs_goes_after_thirty_days_and_what_waits_stays(arrives, case):
    arrives(addressed(corpus.automatic({"Auto-Submitted": "auto-replied"}), case))
    waits, stays = arrives(corpus.plain("A new matter")), arrives(answer(case))
    assert receiving.clear(shelf(), at("Sat 2026-09-19 11:00")) == 0
    assert receiving.clear(shelf(), at("Sat 2026-09-19 11:01")) == 1
    assert {mail.id for mail in Mail.select()} == {waits.id, stays.id}
    assert set(shelf().all()) == {waits.stored, stays.stored}


def test_erasing_a_case_takes_its_mail_with_it(office, arrives, case):
    arrives(answer(case))
    arrives(answer(case, "From my wife’s address", From="wife@example.com"))
    office.resolve("Thu 2026-08-20 11:30")
    office.customer("Thu 2026-08-20 11:40", Verb.CONFIRM)
    office.customer("Thu 2026-08-20 11:50", Verb.ERASE)
    for mail in Mail.select():
        assert (mail.sender, mail.subject, mail.words, mail.rest, mail.stored) == ("", "", "", "", None)
    assert Mail.select().where(Mail.state == "waiting").count() == 0
    attaching.sweep(shelf(), at("Thu 2026-08-20 12:00"))
    assert list(shelf().all()) == []
    assert Case.get_by_id(case.id).erased_at


def test_erasing_the_case_a_mail_only_named_leaves_it_to_the_case_it_is_on(office, arrives, case):
    """His wife answered the letter about his table, and what she wrote is about her own."""
    mail = arrives(answer(case, "My own table wobbles.", From="wife@example.com"))
    other = office.file("Thu 2026-08-20 11:05", email="wife@example.com")
    receiving.attach(mail, other, "customer", "She said so", office.agent, at("Thu 2026-08-20 11:10"))
    office.id = case.id
    office.resolve("Thu 2026-08-20 11:30")
    office.customer("Thu 2026-08-20 11:40", Verb.CONFIRM)
    office.customer("Thu 2026-08-20 11:50", Verb.ERASE)
    left = Mail.get_by_id(mail.id)
    assert (left.case, left.meant, left.sender) == (other, None, "wife@example.com")
    assert left.words == "My own table wobbles."
    assert original(left)
