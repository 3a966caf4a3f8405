"""One inbox of what only a second person or a supervisor decides. Each thing is decided where it happened, with the
whole case before one's eyes; here it waits in order, the oldest promise first."""

from flask import Blueprint, g, render_template

from portal.store import decisions, letter, register
from portal.web.staff.decisions.items import breach_item, decision_item, unbegun_item

bp = Blueprint("decisions", __name__, url_prefix="/decisions")

BREACHES = 20


@bp.get("")
def show() -> str:
    waiting = register.page(g.person, "waiting")
    return render_template(
        "staff/decisions/show.html",
        unbegun=[unbegun_item(case, g.now) for case in decisions.not_begun(g.person, g.now)],
        contested=[decision_item(row, g.person, g.now) for row in decisions.contested(g.person)],
        requested=[decision_item(row, g.person, g.now) for row in decisions.requested(g.person)],
        breaches=[breach_item(row, g.now) for row in waiting.rows[:BREACHES]],
        more_breaches=len(waiting.rows) > BREACHES or bool(waiting.next),
        letters=len(letter.troubled(g.person)),
    )
