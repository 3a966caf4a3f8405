"""A draft of the next version: begun, changed by several hands, approved by somebody else, published.

The text is kept as it was typed, faults and all; only approving and publishing ask for a text without any. An approval
is given to one text: a comma changed afterwards, and it counts no more. Whoever wrote in a draft cannot approve it.
"""

from datetime import datetime
from hashlib import sha256

from portal.actions.publishing.versions import check, put_forth
from portal.core.cleaning import clean
from portal.core.guarantee import Fault, GuaranteeRefused, Publishing
from portal.core.guarantee_reader import LONGEST
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.draft import Draft
from portal.store.guarantee import Guarantee
from portal.store.person import Person


class DraftRefused(ValueError):
    """`code`: own_words (he wrote in it), not_approved, too_long."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


class DraftOvertaken(Exception):
    """Somebody changed, approved, published or discarded the draft since it was read."""


def begin(text: str, by: Person, now: datetime) -> Draft:
    """A new draft with this text, whatever it is worth."""
    text = tidy(text)
    with transaction():
        draft = Draft.create(
            toml=text,
            hash=fingerprint(text),
            author=by,
            writers=str(by.id),
            made_at=now,
            changed_by=by,
            changed_at=now,
        )
        _write_down("draft_begun", draft, by, now)
    return draft


def write(draft: Draft, seen: int, text: str, by: Person, now: datetime) -> None:
    """Another text. Raises DraftOvertaken where the draft is not as he saw it; the same text changes nothing."""
    text = tidy(text)
    with transaction():
        if text == draft.toml and seen == draft.version:
            return
        writers = " ".join(map(str, sorted(draft.writer_ids | {by.id})))
        changed = {"toml": text, "hash": fingerprint(text), "writers": writers, "changed_by": by, "changed_at": now}
        _hold(draft, seen, **changed)
        _write_down("draft_changed", draft, by, now)


def approve(draft: Draft, seen: int, by: Person, now: datetime) -> None:
    """A second person stands for this very text. Raises DraftRefused, GuaranteeRefused, DraftOvertaken."""
    with transaction():
        _hold(draft, seen, approver=by, approved_at=now, approved_hash=draft.hash)
        if by.id in draft.writer_ids:
            raise DraftRefused("own_words")
        _no_faults(check(draft.toml, now))
        _write_down("draft_approved", draft, by, now)


def publish(draft: Draft, seen: int, by: Person, now: datetime) -> Guarantee:
    """The approved text becomes a version. Raises DraftRefused, GuaranteeRefused, DraftOvertaken."""
    with transaction():
        _hold(draft, seen)
        if not draft.is_approved:
            raise DraftRefused("not_approved")
        people = Publishing(draft.author.public_name, draft.approver.public_name, now, are_two=True)
        row = put_forth(draft.toml, people, draft.approved_at, by)
        Draft.update(guarantee=row).where(Draft.id == draft.id).execute()
    return row


def discard(draft: Draft, seen: int, by: Person, now: datetime) -> None:
    """Put it away. The row stays; nobody sees it in the list any more."""
    with transaction():
        _hold(draft, seen, discarded_at=now)
        _write_down("draft_discarded", draft, by, now)


def tidy(text: str) -> str:
    """A text as it is kept and hashed: lines end as Unix has them, without characters no text file has.

    One that is too long to be a guarantee is not kept at all.
    """
    if len(text) > LONGEST:
        raise DraftRefused("too_long")
    return clean(text, 0) + "\n"  # 0: nothing is composed anew, so that what was typed is what is hashed


def fingerprint(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _hold(draft: Draft, seen: int, **changed) -> None:
    """Take the draft as he saw it, or not at all: two at once both come here, and one of them finds it moved on."""
    mine = (Draft.id == draft.id, Draft.version == seen, Draft.guarantee.is_null(), Draft.discarded_at.is_null())
    is_what_he_saw = draft.version == seen
    if not is_what_he_saw or not Draft.update(version=Draft.version + 1, **changed).where(*mine).execute():
        raise DraftOvertaken


def _no_faults(faults: list[Fault]) -> None:
    if faults:
        raise GuaranteeRefused(faults)


def _write_down(verb: str, draft: Draft, by: Person, now: datetime) -> None:
    Audit.create(at=now, person=by, verb=verb, detail=f"draft {draft.id}")
