"""Mail of every shape is read; what cannot be read is kept, and nothing stops the next one."""

import base64
import os
import time

import pytest

from portal.mail.inbox import read, tnef
from portal.mail.inbox.decoding import text_of
from tests.core.moments import at
from tests.mail.inbox import corpus


@pytest.fixture(autouse=True)
def _house(settings):
    settings(reply_address="reply@example.com")


def names(incoming) -> list[str]:
    return [one.name for one in incoming.attached]


def test_a_plain_answer_from_its_first_header_to_its_last_word():
    found = read(corpus.plain("The second leg is broken, too.", In_Reply_To="<a@x>", References="<z@x> <a@x>"))
    assert (found.sender, found.sender_name) == ("kim@example.com", "Kim Li")
    assert (found.subject, found.words, found.rest) == ("Re: Your complaint", "The second leg is broken, too.", "")
    assert found.arrived_at == at("Thu 2026-08-20 10:30")
    assert found.refers_to == ("<a@x>", "<z@x>")
    assert (found.attached, found.automatic, found.returned, found.whole) == ((), "", None, True)


def test_the_moment_it_reached_the_nearest_server_counts_before_its_own_date():
    line = "from mx by imap; Thu, 20 Aug 2026 11:00:00 +0800"
    assert read(corpus.plain(Received=line)).arrived_at == at("Thu 2026-08-20 11:00")
    assert read(corpus.plain(Received="nonsense", Date="yesterday")).arrived_at is None


@pytest.mark.parametrize("named", ["gb18030", "gb2312", "GBK", "x-gbk", "cp936"])
def test_chinese_in_gb_by_any_of_its_names(named):
    found = read(corpus.gb18030(named))
    assert (found.subject, found.words) == ("回复：桌腿坏了", corpus.CHINESE)


@pytest.mark.parametrize("charset", ["x-unknown", "default", "utf-8mb4", "hex", "rot13", "a\0b", "unicode_escape", ""])
def test_a_charset_nobody_knows_is_guessed(charset):
    assert text_of(corpus.CHINESE.encode(), charset) == corpus.CHINESE
    assert text_of(corpus.CHINESE.encode("gb18030"), charset) == corpus.CHINESE


def test_chinese_in_quoted_printable():
    assert read(corpus.quoted_printable()).words == corpus.CHINESE


def test_a_subject_in_raw_eight_bits():
    assert read(corpus.eight_bit_subject()).subject == "桌腿坏了"


def test_a_page_without_text_is_read_as_a_reader_sees_it():
    found = read(corpus.only_a_page())
    assert found.words == f"{corpus.CHINESE}\n\n- First\n- Second"
    assert found.rest == "> We wrote this"


def test_a_page_that_is_never_closed_is_read_to_its_end():
    assert read(corpus.only_a_page("<div><p>One<blockquote>Two<p>Three")).words == "One"
    assert read(corpus.only_a_page("<b>One &amp; two &#20320;")).words == "One & two 你"


def test_files_are_found_with_their_names():
    found = read(corpus.with_files(("发票.pdf", b"%PDF-1.4", "application/pdf"), ("a.png", b"x", "image/png")))
    assert names(found) == ["发票.pdf", "a.png"]
    assert found.attached[0].data == b"%PDF-1.4"
    assert found.words == "Here it is."


def test_a_picture_within_the_page_is_a_file_with_a_name():
    found = read(corpus.inline_pictures())
    assert names(found) == ["picture.jpg"]
    assert found.words.startswith("See the leg:")


def test_what_outlook_wrapped_is_unwrapped():
    found = read(corpus.winmail())
    assert names(found) == ["The broken leg 桌腿.png"]
    assert found.attached[0].data == corpus.picture()
    assert found.words == "The picture is attached."


def test_a_wrapping_cut_off_anywhere_gives_what_was_whole():
    whole = corpus.tnef(("A.TXT", "a.txt", b"one"), ("B.TXT", "b.txt", b"two"))
    assert tnef.files(whole) == [("a.txt", b"one"), ("b.txt", b"two")]
    for end in range(len(whole)):
        assert len(tnef.files(whole[:end])) <= 2
    assert tnef.files(b"\x78\x9f\x3e\x22" + b"\xff" * 200) == []


def test_a_mail_within_the_mail_is_named_and_its_words_are_not_the_customers():
    found = read(corpus.a_mail_within())
    assert (found.words, names(found)) == ("See what they wrote to me.", ["message.eml"])


@pytest.mark.live  # only because it takes a second
def test_twenty_megabytes_are_read_in_a_moment():
    octets = 15 * 1024 * 1024
    mail = corpus.large(octets)
    assert len(mail) > 20_000_000
    began = time.process_time()
    found = read(mail)
    assert time.process_time() - began < 5
    assert (found.words, len(found.attached[0].data) // 54) == ("A large one.", octets // 54)


def test_a_mail_without_any_words_has_none():
    assert read(corpus.plain("")).words == ""
    assert read(corpus.plain("> Only what we wrote")).words == ""


BROKEN = {
    "nothing": b"",
    "no headers": b"\r\n\r\nwords",
    "no body": b"From: kim@example.com",
    "no boundary": corpus.raw("Content-Type: multipart/mixed", body="words"),
    "a boundary that never comes": corpus.raw('Content-Type: multipart/mixed; boundary="x"', body="words"),
    "never closed": corpus.raw('Content-Type: multipart/mixed; boundary="x"', body="--x\n\nwords"),
    "bad base64": corpus.raw("Content-Type: text/plain", "Content-Transfer-Encoding: base64", body="=@@@ not ==="),
    "bad type": corpus.raw("Content-Type: ;;;=;", body="words"),
    "bad charset": corpus.raw("Content-Type: text/plain; charset*=bogus''%FF%FE; charset=\"", body="words"),
    "bad name": corpus.raw("Content-Disposition: attachment; filename*0*=x''%; filename*1=", body="words"),
    "bad encoded word": corpus.plain(Subject="=?utf-8?B?=?= =?x?q?=ZZ?= =?utf-8?Q?"),
    "bad address": corpus.plain(From='"Kim" <kim@example.com'),
    "zeros": b"\0" * 5000,
    "one endless line": b"From: " + b"a" * 300_000,
    "noise": os.urandom(20_000),
    "very deep": corpus.raw(*[f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}' for n in range(400)]),
    "many parts": corpus.raw('Content-Type: multipart/mixed; boundary="x"', body="--x\n\nwords\n" * 5_000),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_whatever_comes_is_read_or_said_to_be_unreadable(raw):
    found = read(raw)
    assert len(found.once) == 64
    assert "\0" not in found.words + found.subject + found.rest + found.sender + found.sender_name


@pytest.mark.parametrize("part", ["no boundary", "a boundary that never comes", "never closed"])
def test_words_survive_a_broken_frame(part):
    assert "words" in read(BROKEN[part]).words


@pytest.mark.parametrize("written", [
    "kim@example.com, eve@example.net",
    "Kim <kim@example.com>, Eve <eve@example.net>",
    "",
    "undisclosed-recipients:;",
    "kim@example.com\r\nFrom: eve@example.net",
])  # fmt: skip
def test_a_mail_that_not_exactly_one_person_signed_has_no_sender(written):
    assert read(corpus.plain(From=written)).sender == ""


def test_a_name_that_looks_like_an_address_is_no_address():
    found = read(corpus.plain(From='"kim@example.com" <eve@example.net>'))
    assert found.sender == "eve@example.net"
    word = "=?utf-8?B?" + base64.b64encode(b"kim@example.com").decode() + "?="
    assert read(corpus.plain(From=f"{word} <eve@example.net>")).sender == "eve@example.net"
    assert read(corpus.plain(From=word)).sender == ""


def test_the_same_mail_by_another_way_is_the_same_mail():
    first = corpus.plain("Hello")
    again = b"Received: from a by b; Thu, 20 Aug 2026 12:00:00 +0800\r\nDelivered-To: x@example.com\r\n" + first
    assert read(first).once == read(again).once
    assert read(first).once == read(first + b"\r\n").once
    others = (corpus.plain("Hello!"), corpus.plain("Hello", Date="Fri, 21 Aug 2026 10:00:00 +0800"))
    assert len({read(mail).once for mail in (first, *others)}) == 3


def test_a_number_that_was_forged_does_not_hide_another_mail():
    assert read(corpus.plain("Mine")).once != read(corpus.plain("Somebody's with my Message-ID")).once
