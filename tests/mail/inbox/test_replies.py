"""The address a customer may answer a letter to: his case's own, as long as his link is."""

from email import message_from_bytes, policy

import pytest

from portal.mail import replies
from portal.mail.compose import compose
from portal.store.case import Case
from tests.mail.conftest import new_case, queued


def parsed(letter, now):
    return message_from_bytes(compose(letter, now).as_bytes(), policy=policy.default)


@pytest.mark.parametrize(("setting", "begins", "ends"), [
    ("reply@example.com", "reply+", "@example.com"),
    ("reply-*@example.com", "reply-", "@example.com"),
    ("*.care@example.com", "", ".care@example.com"),
])  # fmt: skip
def test_a_letter_to_a_customer_is_answered_to_the_address_of_its_case(settings, case, now, setting, begins, ends):
    settings(reply_address=setting)
    address = parsed(queued(case, now), now)["Reply-To"].addresses[0].addr_spec
    assert (address[: len(begins)], address[-len(ends) :]) == (begins, ends)
    assert len(address.partition("@")[0]) <= 64
    (tag,) = replies.tags(["care@example.com", address.upper(), address, "reply+nobody@example.net"])
    assert replies.case_of(tag) == case
    assert replies.is_ours(address)


def test_a_letter_comes_back_to_where_it_is_answered_to(settings, case, now):
    settings(reply_address="reply@example.com")
    message = compose(queued(case, now), now)
    assert message.answers_to == replies.address(case)


@pytest.mark.parametrize("kind", ["customer_wrote", "on_call"])
def test_alerts_to_staff_have_no_such_address(settings, case, now, kind):
    settings(reply_address="reply@example.com")
    message = compose(queued(case, now, kind=kind, recipient="ann@example.com"), now)
    assert message.answers_to is None
    assert "Reply-To" not in message.headers


def test_without_the_setting_nothing_can_be_answered(case, now):
    assert replies.address(case) is None
    assert replies.tags(["reply+aa-aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com"]) == []
    assert "Reply-To" not in compose(queued(case, now), now).headers


def test_a_new_private_link_ends_the_address(settings, case, now):
    settings(reply_address="reply@example.com")
    (tag,) = replies.tags([replies.address(case)])
    Case.update(link_key="cd" * 16).execute()
    assert replies.case_of(tag) is None


def test_the_tag_of_another_case_opens_only_that_one(settings, case, now):
    settings(reply_address="reply@example.com")
    other = new_case(now, reference="B2B-2B2-2", link_key="ef" * 16)
    (tag,) = replies.tags([replies.address(other)])
    assert replies.case_of(tag) == other
    mine = replies.tags([replies.address(case)])[0]
    assert replies.case_of(f"{mine.partition('-')[0]}-{tag.partition('-')[2]}") is None
