"""Looking again at closed cases: the watch draws some by lot on each working day, somebody who did not handle the case
fills in the sheet, the handler says how he sees it, and the result is set.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from flask import current_app

from portal.core import review as core
from portal.mail import letters, outbox
from portal.store import calendar, guarantee
from portal.store import review as reviews
from portal.store.audit import Audit
from portal.store.db import transaction
from portal.store.guarantee import Guarantee
from portal.store.person import Person
from portal.store.review import Draw, Review

FIRST_SPAN = timedelta(days=31)  # what the first lot is drawn from
PATIENCE = timedelta(days=3)  # so long the handler's word is waited for


class NotPossible(ValueError):
    """`code`: own_work (nobody reviews what he had a hand in), not_yours, too_early, moved_on (somebody was first)."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


def draw(now: datetime, version: Guarantee | None = None) -> list[Review]:
    """Today's lot, once on each working day; nothing where it was drawn already or the guarantee asks for none.
    `version`: the one that asks for it by order, if not the one in force."""
    row = version or guarantee.row_in_force(now)
    if row is None or not row.version.quality or not row.version.quality.per_day:
        return []
    day = now.astimezone(row.version.zone).date()
    if reviews.drawn_on(day) or not _is_working_day(row, day):
        return []
    with transaction():
        return _draw(row, day, now)


def fill_in(review: Review, marks: Mapping[str, str], words: str, person: Person, now: datetime) -> None:
    """The sheet. Without a fault the review is over with it; else the handler is asked. Raises NotPossible."""
    if person.id == review.handler_id or person.id in reviews.wrote_in(review.case):
        raise NotPossible("own_work")
    flawless = core.is_flawless(marks)
    after = {"reviewer": person, "marks": json.dumps(dict(marks)), "words": words, "scored_at": now}
    if flawless:
        after |= {"result": "good", "closed_at": now}
    with transaction():
        _step(review, Review.scored_at.is_null(), after)
        _tell(review, "good" if flawless else "", now)
        Audit.create(at=now, person=person, verb="reviewed", case=review.case, detail=f"review {review.id}")


def explain(review: Review, words: str, person: Person, now: datetime) -> None:
    """How the handler sees it. Raises NotPossible."""
    if person.id != review.handler_id:
        raise NotPossible("not_yours")
    open_to_him = Review.scored_at.is_null(False) & Review.explained_at.is_null() & Review.closed_at.is_null()
    with transaction():
        _step(review, open_to_him, {"explanation": words, "explained_at": now})
        Audit.create(at=now, person=person, verb="review_explained", case=review.case, detail=f"review {review.id}")


def finish(review: Review, result: str, words: str, person: Person, now: datetime) -> None:
    """The result: after the handler's word, or when he had three days for it. Raises NotPossible."""
    if person.id == review.handler_id or person.id in reviews.wrote_in(review.case):
        raise NotPossible("own_work")
    if not may_finish(review, now):
        raise NotPossible("too_early")
    with transaction():
        _step(review, Review.closed_at.is_null(), {"result": result, "closing": words, "closed_at": now})
        _tell(review, result, now)
        Audit.create(
            at=now, person=person, verb="review_closed", case=review.case, detail=f"review {review.id} {result}"
        )


def may_finish(review: Review, now: datetime) -> bool:
    """Whether the handler had his say, or the time for it."""
    if review.scored_at is None:
        return False
    gone = review.handler.retired_at is not None
    return review.explained_at is not None or gone or now >= review.scored_at + PATIENCE


def _is_working_day(row: Guarantee, day) -> bool:
    """By the first calendar the guarantee names; one without calendars works every day."""
    known = calendar.latest()
    named = [known[slug] for slug in row.version.calendars if slug in known]
    return named[0].is_working_day(day) if named else True


def _draw(row: Guarantee, day, now: datetime) -> list[Review]:
    last = reviews.last_draw()
    since = last.until if last else now - FIRST_SPAN
    found = {case.reference: case for case in reviews.candidates(since, now)}
    seed = _seed(day)
    fresh = Draw.insert(day=day, at=now, seed=seed, since=since, until=now, candidates=len(found))
    made = next(iter(fresh.on_conflict_ignore().returning(Draw).execute()), None)
    if made is None:  # another worker drew in this very instant
        return []
    Audit.create(at=now, verb="reviews_drawn", detail=f"{day} of {len(found)}")
    return [_one(made, row, found[each]) for each in core.drawn(seed, found, row.version.quality.per_day)]


def _one(made: Draw, row: Guarantee, case) -> Review:
    return Review.create(draw=made, case=case.id, cycle=case.cycle, guarantee=row, handler=case.owner_id)


def _seed(day) -> str:
    """Nobody who works here can foresee it, and nobody can try until it pleases: one day has one seed."""
    key = current_app.config["KEPT"].secret_keys[-1]
    return hmac.new(key.encode(), f"kept.draw {day}".encode(), sha256).hexdigest()


def _step(review: Review, possible, after: dict) -> None:
    """Once, however often the button is pressed and by however many."""
    if not Review.update(after).where(Review.id == review.id, possible).execute():
        raise NotPossible("moved_on")


def _tell(review: Review, result: str, now: datetime) -> None:
    if review.handler.retired_at is None:
        outbox.queue(letters.reviewed(review.case, review.handler, review.id, result), now)
