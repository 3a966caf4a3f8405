"""Publishing: a version is added and never edited, with its notice, its second person and its calendars."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from portal.actions import publishing
from portal.core.calendar import CalendarRefused
from portal.core.guarantee import GuaranteeRefused
from portal.store import calendar as calendars
from portal.store import guarantee as versions
from portal.store.audit import Audit
from portal.store.calendar import Calendar
from portal.store.guarantee import Guarantee
from portal.store.person import Person
from tests.core.guarantees import guarantee, promise

TEXT = guarantee(promise("a", calendar='"service-desk"', within="4 working hours"), calendars='["service-desk"]')
NOTE = '{ en = "Changed", zh = "修改" }'


def change(within: str, **head: str) -> str:
    text = promise("a", calendar='"service-desk"', within=within)
    return guarantee(text, **({"calendars": '["service-desk"]', "number": '"2"', "change_note": NOTE} | head))


def codes(refused) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_the_first_version_is_in_force_at_once(db, now):
    row = publishing.publish(TEXT, " Ann ", "Bo", now)
    assert versions.row_in_force(now) == row
    assert (row.number, row.author, row.approver) == ("1", "Ann", "Bo")
    assert (row.approved_at, row.published_at, row.effective_at) == (now, now, now)
    assert row.hash == sha256(TEXT.encode()).hexdigest()
    assert row.version.promise("a").within.amount == 4


def test_nothing_is_in_force_before_anything_is_published(db, now):
    assert versions.in_force(now) is None


def test_a_change_waits_until_the_day_its_notice_ends(db, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    row = publishing.publish(change("2 working hours"), "Ann", "Bo", now)
    assert row.effective_at == datetime(2026, 9, 3, 16, tzinfo=UTC)  # Fri 2026-09-04 00:00 in Shanghai
    assert versions.in_force(row.effective_at - timedelta(seconds=1)).number == "1"
    assert versions.in_force(row.effective_at).number == "2"


def test_a_change_for_the_worse_waits_longer(db, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    row = publishing.publish(change("5 working hours"), "Ann", "Bo", now)
    assert row.effective_at == datetime(2026, 9, 18, 16, tzinfo=UTC)


def test_the_change_before_need_not_be_in_force_yet(db, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    publishing.publish(change("2 working hours"), "Ann", "Bo", now)
    row = publishing.publish(change("3 working hours", number='"3"'), "Ann", "Bo", now)
    assert row.effective_at == datetime(2026, 9, 18, 16, tzinfo=UTC)  # weaker than the version published last


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_number_is_never_used_twice(db, now, number):
    publishing.publish(TEXT, "Ann", "Bo", now)
    publishing.publish(change("2 working hours"), "Ann", "Bo", now)
    with pytest.raises(GuaranteeRefused) as refused:
        publishing.publish(change("1 working hour", number=f'"{number}"'), "Ann", "Bo", now)
    assert codes(refused) == ["number-taken"]


@pytest.mark.parametrize(("approver", "code"), [(None, "no-approver"), ("", "no-approver"), ("ann", "same-person")])
def test_a_second_person_approves(db, now, approver, code):
    with pytest.raises(GuaranteeRefused) as refused:
        publishing.publish(TEXT, "Ann", approver, now)
    assert codes(refused) == [code]


def test_one_person_alone_says_so(db, now):
    text = f'approval_waived = {{ en = "I am alone.", zh = "仅我一人。" }}\n{TEXT}'
    row = publishing.publish(text, "Ann", None, now)
    assert (row.approver, row.approved_at) == (None, None)


def test_the_second_person_is_waived_only_where_there_is_none(db, now):
    text = f'approval_waived = {{ en = "I am alone.", zh = "仅我一人。" }}\n{TEXT}'
    for name, role in (("Ann", "admin"), ("Cy", "agent")):
        Person.create(email=f"{name}@example.com", name=name, public_name=name, role=role)
    Person.create(email="bo@example.com", name="Bo", public_name="Bo", role="supervisor")
    for approver in (None, "ann"):
        with pytest.raises(GuaranteeRefused) as refused:
            publishing.publish(text, "Ann", approver, now)
        assert codes(refused) == ["waived-among-many"]
    assert publishing.publish(text, "Ann", "Bo", now).approver == "Bo"


def test_a_refused_text_changes_nothing(db, now):
    with pytest.raises(GuaranteeRefused):
        publishing.publish(TEXT.replace('target = "response"', 'target = "answer"'), "Ann", "Bo", now)
    assert (Guarantee.select().count(), Calendar.select().count(), Audit.select().count()) == (0, 0, 0)


def test_the_calendars_a_version_names_are_added_from_those_that_ship(db, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    assert list(calendars.latest()) == ["service-desk"]
    assert calendars.latest()["service-desk"].is_open(now)


def test_a_calendar_of_ones_own_is_left_alone(db, now):
    own = 'slug = "service-desk"\ntz = "Asia/Shanghai"\n[week]\nsat = [["10:00", "11:00"]]\n'
    publishing.publish_calendar(own, "Ann", now)
    publishing.publish(TEXT, "Ann", "Bo", now)
    assert Calendar.select().count() == 1
    assert not calendars.latest()["service-desk"].is_open(now)


def test_each_text_of_a_calendar_is_one_more_revision_and_the_last_one_counts(db, now):
    text = 'slug = "shop"\ntz = "Asia/Shanghai"\n[week]\n%s = [["09:00", "18:00"]]\n'
    publishing.publish_calendar(text % "thu", "Ann", now)
    publishing.publish_calendar(text % "fri", "Ann", now)
    assert publishing.publish_calendar(text % "fri", "Ann", now) is None
    assert [row.revision for row in Calendar.select().order_by(Calendar.id)] == [1, 2]
    assert not calendars.latest()["shop"].is_open(now)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("slug = ", "not TOML"),
        ('tz = "Asia/Shanghai"\n[week]\nmon = [["09:00", "18:00"]]', "slug"),
        ('slug = "shop"\ntz = "Asia/Shanghai"', "never open"),
    ],
)
def test_a_calendar_that_is_none_is_refused_with_a_sentence(db, now, text, why):
    with pytest.raises(CalendarRefused, match=why):
        publishing.publish_calendar(text, "Ann", now)


def test_publishing_leaves_a_trace(db, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    assert {(row.verb, row.detail) for row in Audit.select()} == {
        ("publish", "guarantee 1"),
        ("publish", "calendar service-desk 1"),
    }


def test_the_demo_is_published_once_and_only_into_an_empty_store(db, now):
    assert publishing.publish_demo(now).number == "HP-2026-1"
    assert publishing.publish_demo(now) is None
    assert set(calendars.latest()) == {"service-desk", "on-call"}


def test_a_check_knows_what_was_published_before(db, now):
    assert publishing.check(TEXT) == []
    publishing.publish(TEXT, "Ann", "Bo", now)
    assert {fault.code for fault in publishing.check(TEXT)} == {"number-taken", "no-change-note"}
