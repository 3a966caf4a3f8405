"""A draft rehearsed: what the scorecard would have said by it, beside what it says.

Nobody waits for a page that reads a hundred thousand cases: of more than AT_MOST an even part is rehearsed, told as
such, and its range says how far it may be off. `flask guarantee rehearse` does it with all.
"""

from flask import Blueprint, abort, g, render_template, request

from portal.actions import publishing, rehearsing
from portal.actions.rehearsing import Compared, Rehearsal, Rehearsing
from portal.core.guarantee import GuaranteeRefused
from portal.store import draft
from portal.store.draft import Draft
from portal.web.language import in_language
from portal.words import faults
from portal.words import rehearsal as words
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

bp = Blueprint("rehearsal", __name__, url_prefix="/guarantees/drafts/<int:draft_id>/rehearsal")

AT_MOST = 2000  # of so many cases: less than a second
TRIED = 200
MONTHS = (1, 3, 6, 12, 24)
USUAL = 3


@bp.get("")
def show(draft_id: int) -> str:
    row = (draft.by_id(draft_id) if draft_id < 2**31 else None) or abort(404)
    months = _months()
    shown = {"draft": row, "choices": [(one, _of_months(one), one == months) for one in MONTHS]}
    try:
        found = _rehearsed(row, months)
    except GuaranteeRefused as refused:
        return render_template(
            "staff/rehearsal/show.html", faults=[faults.line(one) for one in refused.faults], **shown
        )
    return render_template("staff/rehearsal/show.html", found=found, **_told(found), **shown)


def _months() -> int:
    asked = request.args.get("months", "")
    return int(asked) if asked in [str(one) for one in MONTHS] else USUAL


def _of_months(number: int) -> str:
    return _("This month") if number == 1 else ngettext("%(num)d month", "%(num)d months", number)


def _rehearsed(row: Draft, months: int) -> Rehearsal:
    shipped = publishing.shipped_calendars()
    work = Rehearsing(rehearsing.read(row.toml, shipped), months, g.now, AT_MOST, TRIED, shipped)
    for _number in work.go():
        pass
    return work.result()


def _told(found: Rehearsal) -> dict:
    judged = [one for one in found.promises if one.would.judged or one.said.judged]
    return {
        "rows": [_row(one) for one in judged],
        "idle": [_title(one) for one in found.promises if one not in judged],
        "caveats": list(words.caveats(found.left_out, found.tried, found.agreed, found.not_noted)),
        "cases": words.cases(found.cases, found.chosen, found.since),
    }


def _row(one: Compared) -> dict:
    moved = one.difference or 0
    return {
        "title": _title(one),
        "change": words.change(one.known, one.draft),
        "said": one.said if one.known else None,
        "would": one.would if one.draft else None,
        "difference": words.difference(one.difference),
        "tone": "bad" if moved <= -0.0005 else "good" if moved >= 0.0005 else "plain",
    }


def _title(one: Compared) -> str:
    return in_language((one.draft or one.known).title) if one.draft or one.known else one.code
