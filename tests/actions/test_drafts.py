"""A draft of the guarantee: several hands, a second person, one text."""

from datetime import timedelta

import pytest

from portal.actions import publishing
from portal.actions.publishing import drafts
from portal.actions.publishing.drafts import DraftOvertaken, DraftRefused
from portal.core.guarantee import GuaranteeRefused
from portal.store import draft as store
from portal.store import guarantee as versions
from portal.store.audit import Audit
from portal.store.draft import Draft
from portal.store.guarantee import Guarantee
from portal.store.person import Person
from tests.core.guarantees import guarantee, promise

TEXT = guarantee(promise("a", within="4 hours", calendar=""), calendars="[]")
OTHER = TEXT.replace("4 hours", "3 hours")


@pytest.fixture
def ann(db) -> Person:
    return hire("Ann")


@pytest.fixture
def bo(db) -> Person:
    return hire("Bo")


def hire(name: str) -> Person:
    return Person.create(email=f"{name}@example.com", name=name, public_name=name, role="supervisor")


def again(draft: Draft) -> Draft:
    return store.by_id(draft.id)


def approved(text: str, ann, bo, now) -> Draft:
    draft = drafts.begin(text, ann, now)
    drafts.approve(draft, 1, bo, now)
    return again(draft)


def test_a_draft_with_faults_is_kept_as_it_was_typed(ann, now):
    draft = drafts.begin('number = "one\n[[promise', ann, now)
    assert again(draft).toml == 'number = "one\n[[promise\n'
    assert store.open_ones() == [draft]


def test_a_text_is_kept_as_it_can_be_kept_on_every_database(ann, now):
    draft = drafts.begin("# a\r\n# b\x00c\ue000\r\n\r\n", ann, now)
    assert again(draft).toml == "# a\n# bc\ue000\n"
    assert again(draft).hash == drafts.fingerprint("# a\n# bc\ue000\n")


def test_what_is_too_long_for_a_guarantee_is_not_kept(ann, now):
    with pytest.raises(DraftRefused, match="too_long"):
        drafts.begin("x" * 1_000_000, ann, now)
    draft = drafts.begin(TEXT, ann, now)
    with pytest.raises(DraftRefused, match="too_long"):
        drafts.write(draft, 1, "x" * 1_000_000, ann, now)
    assert [row.toml for row in Draft.select()] == [TEXT.strip() + "\n"]


def test_whoever_wrote_in_it_cannot_approve_it(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    with pytest.raises(DraftRefused, match="own_words"):
        drafts.approve(draft, 1, ann, now)
    drafts.write(draft, 1, OTHER, bo, now)
    for person in (ann, bo):
        with pytest.raises(DraftRefused, match="own_words"):
            drafts.approve(again(draft), 2, person, now)
    assert not again(draft).is_approved
    drafts.approve(again(draft), 2, hire("Cy"), now)
    assert again(draft).is_approved


def test_a_text_with_faults_is_not_approved(ann, bo, now):
    draft = drafts.begin(TEXT.replace("4 hours", "soon"), ann, now)
    with pytest.raises(GuaranteeRefused) as refused:
        drafts.approve(draft, 1, bo, now)
    assert [fault.code for fault in refused.value.faults] == ["unknown-time"]
    assert (again(draft).approver, again(draft).version) == (None, 1)


def test_a_text_dated_in_the_past_is_not_approved(ann, bo, now):
    draft = drafts.begin(f"effective_on = 2026-08-19\n{TEXT}", ann, now)
    with pytest.raises(GuaranteeRefused) as refused:
        drafts.approve(draft, 1, bo, now)
    assert [fault.code for fault in refused.value.faults] == ["effective-before-published"]


def test_a_changed_text_has_lost_its_approval(ann, bo, now):
    draft = approved(TEXT, ann, bo, now)
    drafts.write(draft, draft.version, OTHER, ann, now)
    draft = again(draft)
    assert (draft.is_approved, draft.lost_its_approval) == (False, True)
    with pytest.raises(DraftRefused, match="not_approved"):
        drafts.publish(draft, draft.version, ann, now)
    assert Guarantee.select().count() == 0


def test_the_same_text_saved_once_more_changes_nothing(ann, bo, now):
    draft = approved(TEXT, ann, bo, now)
    drafts.write(draft, draft.version, TEXT.replace("\n", "\r\n"), ann, now)
    assert (again(draft).version, again(draft).is_approved) == (draft.version, True)


def test_of_two_hands_the_second_is_told(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    drafts.write(draft, 1, OTHER, bo, now)
    with pytest.raises(DraftOvertaken):
        drafts.write(draft, 1, TEXT.replace("4 hours", "5 hours"), ann, now)
    assert again(draft).toml == OTHER.strip() + "\n"


def test_of_two_approvals_the_second_is_told(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    drafts.approve(draft, 1, bo, now)
    with pytest.raises(DraftOvertaken):
        drafts.approve(draft, 1, hire("Cy"), now)
    assert again(draft).approver == bo


def test_an_approval_counts_for_the_text_that_was_read(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    drafts.write(again(draft), 1, OTHER, ann, now)
    with pytest.raises(DraftOvertaken):
        drafts.approve(again(draft), 1, bo, now)


def test_an_approved_text_is_published_with_both_names(ann, bo, now):
    draft = approved(TEXT, ann, bo, now)
    later = now + timedelta(hours=1)
    row = drafts.publish(draft, draft.version, ann, later)
    assert (row.author, row.approver, row.approved_at, row.published_at) == ("Ann", "Bo", now, later)
    assert (row.toml, row.hash) == (draft.toml, draft.hash)
    assert versions.row_in_force(later) == row
    assert store.open_ones() == []
    assert again(draft).guarantee_id == row.id


def test_a_draft_is_published_once(ann, bo, now):
    draft = approved(TEXT, ann, bo, now)
    drafts.publish(draft, draft.version, ann, now)
    with pytest.raises(DraftOvertaken):
        drafts.publish(draft, draft.version, bo, now)
    assert Guarantee.select().count() == 1


def test_two_drafts_of_one_number_make_one_version(ann, bo, now):
    first, second = (approved(text, ann, bo, now) for text in (TEXT, OTHER))
    drafts.publish(first, first.version, ann, now)
    with pytest.raises(GuaranteeRefused) as refused:
        drafts.publish(second, second.version, ann, now)
    assert {fault.code for fault in refused.value.faults} == {"number-taken", "no-change-note"}
    assert again(second).is_open
    assert again(second).is_approved


def test_a_notice_that_became_too_short_while_it_lay_there_is_told(ann, bo, now):
    publishing.publish(TEXT, "Ann", "Bo", now)
    note = '{ en = "Changed", zh = "修改" }'
    text = f"effective_on = 2026-09-04\nchange_note = {note}\n{OTHER.replace('1', '2', 1)}"
    draft = approved(text, ann, bo, now)
    with pytest.raises(GuaranteeRefused) as refused:
        drafts.publish(draft, draft.version, ann, now + timedelta(days=1))
    assert [fault.code for fault in refused.value.faults] == ["notice-too-short"]


def test_two_people_of_the_same_name_may_write_and_approve(ann, now):
    namesake = Person.create(email="other@example.com", name="Ann", public_name="Ann", role="supervisor")
    draft = approved(TEXT, ann, namesake, now)
    assert drafts.publish(draft, draft.version, ann, now).approver == "Ann"


def test_a_discarded_draft_is_over(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    drafts.discard(draft, 1, bo, now)
    assert store.open_ones() == []
    with pytest.raises(DraftOvertaken):
        drafts.write(draft, 2, OTHER, ann, now)


def test_every_step_is_written_down_with_its_person(ann, bo, now):
    draft = drafts.begin(TEXT, ann, now)
    drafts.write(draft, 1, OTHER, ann, now)
    drafts.approve(again(draft), 2, bo, now)
    drafts.publish(again(draft), 3, ann, now)
    assert [(row.verb, row.person.name, row.detail) for row in Audit.select().order_by(Audit.id)] == [
        ("draft_begun", "Ann", f"draft {draft.id}"),
        ("draft_changed", "Ann", f"draft {draft.id}"),
        ("draft_approved", "Bo", f"draft {draft.id}"),
        ("publish", "Ann", "guarantee 1"),
    ]
