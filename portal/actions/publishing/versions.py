"""Publishing a version of the guarantee.

A version is added, never edited, and open cases keep the one they were received under: so publishing moves nobody's
deadline. Two who publish at once come one after the other, and the second is judged beside the first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from hashlib import sha256

from portal.actions.publishing.calendars import add_calendars, known_calendars
from portal.actions.publishing.shipped import DEMO, shipped_calendars
from portal.core import guarantee as core
from portal.core.guarantee import Fault, GuaranteeRefused, Publishing
from portal.store import audit
from portal.store import guarantee as versions
from portal.store import person as people
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.guarantee import Guarantee
from portal.store.person import Person

APPROVERS = ("supervisor", "admin")


def check(text: str, now: datetime | None = None) -> list[Fault]:
    """Every fault of a text, judged beside the versions and calendars there are, and beside the day if it is told.

    Changes nothing.
    """
    trial = Publishing("", None, now, _taken(), is_trial=True) if now else None
    return core.check(text, known_calendars(), versions.standing(now), trial)


def notes(text: str) -> list[Fault]:
    """What is worth knowing about a text without faults, before it is published. Needs no database."""
    return core.notes(core.parse(text), shipped_calendars())


def publish(text: str, author: str, approver: str | None, now: datetime) -> Guarantee:
    """Publish a text as the next version. Raises GuaranteeRefused with every fault, and then nothing changed."""
    return put_forth(text, Publishing(author, approver, now))


def put_forth(
    text: str, publishing: Publishing, approved_at: datetime | None = None, by: Person | None = None
) -> Guarantee:
    """Publish a text; `approved_at` where that was earlier, `by` the colleague who does it."""
    now = publishing.at
    with transaction():
        audit.alone(["guarantee"])
        publishing = _beside(publishing)
        faults = core.check(text, known_calendars(), versions.standing(now), publishing)
        if faults:
            raise GuaranteeRefused(faults)
        version = core.parse(text)
        effective_at = foreseen(version, now)
        add_calendars(version.calendars, publishing.author, now)
        row = _add(text, version, publishing, approved_at or now, effective_at)
        Audit.create(at=now, person=by, verb="publish", detail=f"guarantee {version.number}")
    return row


def publish_demo(now: datetime) -> Guarantee | None:
    """Publish the demo guarantee where nothing was published yet; None where something was."""
    with transaction():
        audit.alone(["guarantee"])
        if versions.history():
            return None
        text = DEMO.read_text("utf-8")
        demo = core.parse(text)
        return publish(text, demo.author, demo.approver, now)


def foreseen(version: core.Guarantee, now: datetime, standing: Sequence[core.Guarantee] | None = None) -> datetime:
    """From when it would count, were it published now: the first moment of its day, or this one where that is today."""
    standing = versions.standing(now) if standing is None else standing
    day = core.effective_on(version, standing, now.astimezone(version.zone).date())
    return max(now, datetime.combine(day, time(), version.zone).astimezone(UTC))


def _beside(publishing: Publishing) -> Publishing:
    """With the numbers that are taken by now, and how many people could approve it."""
    return replace(publishing, taken=_taken(), approvers=len(people.with_role(*APPROVERS)))


def _taken() -> frozenset[str]:
    return frozenset(row.number for row in versions.history())


def _add(
    text: str, version: core.Guarantee, publishing: Publishing, approved_at: datetime, effective_at: datetime
) -> Guarantee:
    approver = (publishing.approver or "").strip() or None
    return Guarantee.create(
        number=version.number,
        toml=text,
        hash=sha256(text.encode()).hexdigest(),
        author=publishing.author.strip(),
        approver=approver,
        approved_at=approved_at if approver else None,
        published_at=publishing.at,
        effective_at=effective_at,
    )
