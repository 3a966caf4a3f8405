"""What is typed: cleaned once, judged in a sentence, given back as it was."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import g
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.web.fields import AddressField, LineField, MomentField, PhoneField, clean, clean_line, says_something
from tests import demo_guarantee
from tests.core.moments import at

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Typed(Form):
    line = LineField("Name", longest=10)
    address = AddressField("E-mail")
    phone = PhoneField("Phone")
    moment = MomentField("By when", tz=SHANGHAI)


@pytest.fixture
def typed(app, now):
    demo_guarantee.publish(at("Mon 2026-01-05 09:00"))  # its zone says which numbers need no +
    with app.test_request_context():
        g.now = now
        yield lambda **fields: Typed(MultiDict(fields))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x07\x85c", "ab\nc"),
        ("\r\na\r\nb\rc\u2028d\n", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("\ud83d half", "half"),
        ("e\u0301", "é"),
        ("👩‍👩‍👧 مرحبا 退款", "👩‍👩‍👧 مرحبا 退款"),
    ],
)
def test_what_cannot_be_stored_is_dropped_and_the_rest_stays(text, cleaned):
    assert clean(text, 100) == cleaned


def test_what_is_too_long_is_not_worked_on():
    assert clean("e\u0301" * 60, 100) == "e\u0301" * 60


def test_a_line_has_no_breaks():
    assert clean_line(" Li\r\nBcc:\tall \u3000 ", 100) == "Li Bcc: all"


@pytest.mark.parametrize(("text", "says"), [("", False), (" \u200b\u3000\n\u202e", False), ("。", True), ("💔", True)])
def test_whether_a_text_says_something(text, says):
    assert says_something(text) is says


def test_what_is_too_long_for_a_line_comes_back_whole(typed):
    form = typed(line="12345678901")
    assert not form.validate()
    assert form.line.errors == ["“Name” has room for 10 characters, and this has 11. Please shorten it."]
    assert form.line.data == "12345678901"


@pytest.mark.parametrize(
    "address", ["li", "li@", "a@x.com, b@y.com", "a@x.com\r\nBcc: b@y.com", "李@例子.中国", "<li@example.com>"]
)
def test_an_address_to_which_no_letter_can_go_is_refused(typed, address):
    form = typed(address=address)
    assert not form.validate()
    assert form.address.errors == ["Check the e-mail address: it should look like name@example.com."]


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        ("13800138000", "+86 138 0013 8000"),
        ("０１０－６５５２９９８８", "+86 10 6552 9988"),
        ("400-555-0118", "+86 400 555 0118"),
        ("+49 30 901820", "+49 30 901820"),
    ],
)
def test_a_number_is_kept_in_the_international_spelling(typed, number, kept):
    form = typed(phone=number)
    form.validate()
    assert form.phone.data == kept


@pytest.mark.parametrize("number", ["12", "call me", "+999 1", "1" * 50])
def test_a_number_that_cannot_exist_is_refused(typed, number):
    form = typed(phone=number)
    assert not form.validate()
    assert form.phone.errors[0].startswith("Check the phone number")


def test_a_moment_is_typed_in_the_local_zone_and_kept_in_utc(typed):
    form = typed(moment="2026-08-20T14:30")
    assert form.moment.data == at("Thu 2026-08-20 14:30")
    assert form.moment.data.tzinfo is UTC
    assert form.moment._value() == "2026-08-20T14:30"
    assert Typed(data={"moment": datetime(2026, 8, 20, 6, 30, tzinfo=UTC)}).moment._value() == "2026-08-20T14:30"


@pytest.mark.parametrize("moment", ["tomorrow", "2026-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "\x00"])
def test_what_is_no_moment_comes_back_with_a_sentence(typed, moment):
    form = typed(moment=moment)
    assert not form.validate()
    assert form.moment.errors == ["Enter the date and the time, such as 2026-08-20 14:30."]
    assert form.moment._value() == moment


def test_no_moment_is_no_mistake(typed):
    form = typed(moment="")
    assert form.validate()
    assert form.moment.data is None
