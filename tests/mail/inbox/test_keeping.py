"""Originals are kept as files are: no sweep takes them, and whether they agree with their rows is checked."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.actions import attaching
from portal.actions.keeping import reconcile
from portal.core.case import Verb
from portal.store import books
from portal.store import mail as mails
from portal.store.mail import Mail
from tests.mail.inbox import corpus
from tests.mail.inbox.conftest import addressed, original, shelf


@pytest.fixture
def mail(office, arrives) -> Mail:
    """An answer on its case."""
    office.file("Thu 2026-08-20 10:00")
    return arrives(addressed(corpus.plain(From="li@example.com"), office.case))


def test_no_sweep_takes_an_original(mail):
    later = datetime.now(UTC) + timedelta(days=2)
    assert attaching.sweep(shelf(), later) == 0
    assert list(reconcile.orphans(shelf(), later)) == []
    assert original(mail)


def test_an_original_that_is_gone_or_another_is_told(mail):
    (row,) = mails.originals()
    assert (reconcile.original(row, shelf()), mails.count_originals()) == ("", 1)
    shelf().path(row.stored).write_bytes(b"something else")
    assert "its original is not what it was" in reconcile.original(row, shelf())
    shelf().remove(row.stored)
    assert "its original is not on the shelf" in reconcile.original(row, shelf())
    mails.forget(row)
    assert reconcile.original(row, shelf()) == ""


def told() -> list[str]:
    return [said for book in books.read() for said in reconcile.case(book)]


def test_everything_agrees_after_an_answer_a_bounce_and_erasing(office, arrives, mail):
    arrives(corpus.bounce(f"<{'0' * 32}@example.com>"))
    assert told() == []
    office.resolve("Thu 2026-08-20 11:30")
    office.customer("Thu 2026-08-20 11:40", Verb.CONFIRM)
    office.customer("Thu 2026-08-20 11:50", Verb.ERASE)
    assert told() == []
    Mail.update(words="left over").execute()
    assert told() == [f"{office.case.reference}: it was erased, and mail are left."]


def test_a_letter_that_came_back_agrees_with_the_rest(office, arrives, mail):
    from_us = office.case.letters.get()
    type(from_us).update(state="uncertain", try_at=None).execute()
    arrives(corpus.bounce(from_us.message_id), "Thu 2026-08-20 12:00")
    assert type(from_us).get_by_id(from_us.id).state == "undelivered"
    assert told() == []
