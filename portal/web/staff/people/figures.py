"""One colleague's work in words: what is open, what was kept, what customers and reviewers said."""

from datetime import datetime, timedelta

from flask import url_for
from flask_babel import format_decimal, format_percent

from portal.core import review as core
from portal.core.figures import ENOUGH, Share
from portal.store import review as reviews
from portal.store import work
from portal.store.person import Person
from portal.web.fields import local_zone
from portal.words import review as words
from portal.words import time
from portal.words.translated import gettext as _

SPAN = timedelta(days=90)


def of(person: Person, viewer: Person, now: datetime) -> dict:
    """For templates/staff/people/person.html."""
    since = now - SPAN
    day, load = since.astimezone(local_zone()).date(), work.load(person, viewer, now)
    drawn = reviews.of_handler(person, viewer, since)
    return {
        "person": person,
        "days": SPAN.days,
        "facts": [
            (_("Open cases"), str(load.open)),
            (_("Of these late"), str(load.late)),
            (_("Due within a day"), str(load.soon)),
            (_("Promises kept"), _share(work.kept(person, viewer, day))),
            (_("Customers’ score"), _ratings(*work.ratings(person, viewer, day))),
            (_("Reviews"), _reviews(drawn)),
        ],
        "queue_url": url_for("staff.queue.show", owner=person.id) if load.open else "",
        "reviews": [_review(row) for row in reversed(drawn)],
    }


def _share(share: Share) -> str:
    """A share is told with its n and its interval, and only from ten on."""
    if not share.judged:
        return _("None was judged")
    if not share.enough:
        return _(
            "%(kept)d of %(n)d; too few for a share (from %(enough)d on)",
            kept=share.kept,
            n=share.judged,
            enough=ENOUGH,
        )
    low, high = share.interval
    return _(
        "%(share)s, between %(low)s and %(high)s (n = %(n)d)",
        share=format_percent(share.value),
        low=format_percent(low),
        high=format_percent(high),
        n=share.judged,
    )


def _ratings(number: int, average: float | None) -> str:
    if average is None:
        return _("Nobody has answered")
    return _("%(score)s of 5 (n = %(n)d)", score=format_decimal(average, "0.00"), n=number)


def _reviews(drawn: list) -> str:
    """How many were finished and what they found on average."""
    done = [core.share(row.sheet) for row in drawn if row.closed_at]
    told = [share for share in done if share is not None]
    if not told:
        return _("None is finished")
    return _("%(share)s of what was asked (n = %(n)d)", share=format_percent(sum(told) / len(told)), n=len(told))


def _review(row) -> dict:
    return {
        "id": row.id,
        "reference": row.case.reference,
        "drawn": time.day(row.draw.day),
        "standing": words.RESULTS[row.result] if row.result else words.STAGES[row.stage],
        "tone": words.TONES.get(row.result, "plain"),
    }
