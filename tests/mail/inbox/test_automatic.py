"""What no person wrote is known as such, and so are our own letters coming back."""

import pytest

from portal.mail.inbox import read
from portal.mail.inbox.returned import Returned
from tests.mail.inbox import corpus

OURS = f"<{'0123456789abcdef' * 2}@example.com>"


@pytest.fixture(autouse=True)
def _house(settings):
    settings(reply_address="reply@example.com")


@pytest.mark.parametrize(("why", "headers"), [(why, one) for why, some in corpus.AUTOMATIC.items() for one in some])
def test_mail_that_no_person_wrote(why, headers):
    assert read(corpus.automatic(headers)).automatic == why


def test_mail_that_goes_in_circles():
    hops = [f"Received: from mx{n} by mx{n + 1}; Thu, 20 Aug 2026 11:00:00 +0800" for n in range(61)]
    assert read(corpus.raw(*hops, body="Round and round")).automatic == "loop"


@pytest.mark.parametrize("headers", [
    {"Auto-Submitted": "no"},
    {"Subject": "Re: about your automatic reply"},
    {"Subject": "你们的自动回复没有用"},
    {"Subject": "Automatic doors"},
    {"Precedence": "first-class"},
    {"Return-Path": "<kim@example.com>"},
])  # fmt: skip
def test_mail_of_people_is_theirs(headers):
    assert read(corpus.automatic(headers)).automatic == ""


@pytest.mark.parametrize("only_headers", [False, True])
def test_a_letter_that_came_back(only_headers):
    found = read(corpus.bounce(OURS, headers=only_headers))
    said = "550 5.1.1 <kim@example.com>: User unknown (5.1.1)"
    assert found.returned == Returned((OURS,), True, said)
    assert found.automatic == ""


def test_a_letter_that_is_only_late_did_not_come_back():
    assert not read(corpus.bounce(OURS, action="delayed")).returned.failed


def test_a_letter_that_came_back_with_words_instead_of_a_report():
    found = read(corpus.bounce_in_words(OURS)).returned
    assert (found.message_ids, found.failed) == ((OURS,), True)
    assert "被退回来了" in found.said


def test_whoever_writes_about_a_bounce_did_not_bounce():
    assert read(corpus.plain("退信了，怎么办？", Subject="退信")).returned is None
    assert read(corpus.plain("Undeliverable?", Subject="Undeliverable: your parcel")).returned is None


def test_a_report_without_its_letter_is_a_report_on_nothing_we_know():
    assert read(corpus.bounce("<somebody@else>")).returned.message_ids == ()
