"""What the next day will ask of us: the queue by the hour in which the next promise of each case is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, g, render_template

from portal.store import load
from portal.store.queue import MANY
from portal.web.fields import local_zone
from portal.web.show import pictures
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("load", __name__, url_prefix="/load")

HOURS = 24
EVERY = 3  # so many hours lie between two names beneath the picture


class Hour(NamedTuple):
    """One row of the table, and one column of the picture."""

    name: str
    short: str
    number: int
    tone: str


@bp.get("")
def show() -> str:
    late = load.late(g.person, g.now, MANY)
    hours = list(_hours(late))
    due = sum(hour.number for hour in hours) - late
    told = _told(due)
    return render_template(
        "staff/load/show.html",
        hours=[hour for hour in hours if hour.number],
        drawn=pictures.columns(hours, told) if late + due else None,
        told=told,
        many=MANY if late == MANY else None,
    )


def _told(due: int) -> str:
    return ngettext("%(num)d case is due in the next 24 hours.", "%(num)d cases are due in the next 24 hours.", due)


def _hours(late: int) -> Iterator[Hour]:
    """What is late already, and then each hour of the clock on the wall, the running one first."""
    local = g.now.astimezone(local_zone())
    start = local.replace(minute=0, second=0)
    found = load.by_hour(g.person, g.now, HOURS, local.utcoffset())
    yield Hour(_("Late already"), _("late"), late, "bad")
    for number in range(HOURS):
        at = start + timedelta(hours=number)
        short = f"{at:%H}" if at.hour % EVERY == 0 and number > 1 else ""  # nothing beneath what is late
        yield Hour(_named(at), short, found[number], "plain" if number else "accent")


def _named(at: datetime) -> str:
    """“today, 10:00 to 11:00”."""
    return _("%(moment)s to %(end)s", moment=time.moment(at, at.tzinfo, g.now), end=f"{at + timedelta(hours=1):%H:%M}")
