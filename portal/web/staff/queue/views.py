"""The queue: one list, ordered by the next promise due. Everything else is a way to narrow it."""

import re

from flask import Blueprint, g, redirect, render_template, request, url_for

from portal.core import reference
from portal.store import case as cases
from portal.store import guarantee, incident, queue
from portal.store.queue import MANY, Place, Wanted
from portal.web.show import incident_title
from portal.web.staff.queue.forms import FilterForm
from portal.web.staff.rows import rows
from portal.words.translated import lazy_gettext as _l

bp = Blueprint("queue", __name__, url_prefix="/queue")

VIEWS = {
    "open": _l("By the clock"),
    "mine": _l("Mine"),
    "team": _l("My team’s"),
    "unassigned": _l("Nobody’s"),
    "late": _l("Late or broken"),
    "waiting": _l("Customer’s turn"),
    "undated": _l("Without a date"),
    "closed": _l("Closed"),
}
NUMBERED = ("mine", "team", "unassigned", "waiting")  # the lists that say how many stand in them
PLACE = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)


@bp.get("")
def show():
    typed = reference.parse(request.args.get("q", "")[:60])
    if typed and cases.seen_by(g.person, typed):
        return redirect(f"/staff/cases/{typed}", 303)
    in_force = guarantee.row_in_force(g.now)
    going_on = {row.id: incident_title(row) for row in incident.going_on()}
    form = FilterForm(request.args, in_force, going_on)
    wanted = form.wanted(_view())
    found = queue.page(g.person, wanted, g.now, _place("after"), _place("before"))
    views = {view: name for view, name in VIEWS.items() if view != "team" or g.person.team_id}
    total, numbers = _numbers(wanted, [view for view in NUMBERED if view in views])
    return render_template(
        "staff/queue/show.html",
        form=form,
        views=views,
        numbers=numbers,
        wanted=wanted,
        rows=rows(found.rows, in_force, g.now, going_on),
        total=total,
        many=MANY,
        previous_url=_address("before", found.previous),
        next_url=_address("after", found.next),
    )


def _view() -> str:
    view = request.args.get("view", "")
    return view if view in VIEWS and (view != "team" or g.person.team_id) else "open"


def _place(name: str) -> Place | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    found = PLACE.fullmatch(request.args.get(name, ""))
    return Place(int(found[1]), int(found[2])) if found else None


def _numbers(wanted: Wanted, views: list[str]) -> tuple[int, dict[str, int]]:
    """How many stand in the list that is read, and in each list that says so."""
    total, *numbers = queue.counts(g.person, [wanted, *map(Wanted, views)], g.now)
    return total, dict(zip(views, numbers, strict=True))


def _address(name: str, place: Place | None) -> str | None:
    """This same list, from another place on."""
    if place is None:
        return None
    asked = {key: value for key, value in request.args.items() if key not in ("after", "before") and value}
    return url_for("staff.queue.show", **asked, **{name: f"{place.at}-{place.id}"})
