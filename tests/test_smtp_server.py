"""The tests' own mail server does what it says, or no test of the post room means anything."""

import smtplib

import pytest


def send(smtp, recipient="kim@example.com", timeout=5):
    with smtplib.SMTP(smtp.host, smtp.port, timeout=timeout) as client:
        client.sendmail("care@example.com", [recipient], b"Subject: Hello\r\n\r\nHello\r\n")


def test_it_takes_a_letter(smtp):
    send(smtp)
    assert [letter.recipient for letter in smtp.letters] == ["kim@example.com"]
    assert smtp.letters[0].message["Subject"] == "Hello"


@pytest.mark.parametrize(
    ("behaviour", "error", "kept"),
    [
        ("reject", smtplib.SMTPRecipientsRefused, 0),
        ("greylist", smtplib.SMTPRecipientsRefused, 0),
        ("refuse", smtplib.SMTPDataError, 0),
        ("full", smtplib.SMTPDataError, 0),
        ("cut", smtplib.SMTPServerDisconnected, 0),
        ("drop", smtplib.SMTPServerDisconnected, 0),
        ("swallow", smtplib.SMTPServerDisconnected, 1),
    ],
)
def test_it_misbehaves_once_and_then_accepts(smtp, behaviour, error, kept):
    smtp.answer(behaviour)
    with pytest.raises(error):
        send(smtp)
    assert len(smtp.letters) == kept
    send(smtp)
    assert smtp.tried == [behaviour, "accept"]
    assert len(smtp.letters) == kept + 1


@pytest.mark.parametrize("behaviour", ["mute", "hang"])
def test_it_says_nothing_until_it_is_released(smtp, behaviour):
    smtp.answer(behaviour)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp, timeout=0.2)
    assert smtp.letters == []


def test_one_address_may_be_bad_for_ever(smtp):
    smtp.always["bad@example.com"] = "reject"
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(smtp, "bad@example.com")
    send(smtp)
    assert len(smtp.letters) == 1
