"""The audit: who looked at what and who changed what. It is read and exported here; nothing edits it."""

import re
from datetime import tzinfo

from flask import Blueprint, g, render_template, request, url_for

from portal.actions import auditing
from portal.store import audit
from portal.store.audit import PAGE, Audit, Place
from portal.web.fields import local_zone
from portal.web.staff.audit.forms import FilterForm
from portal.web.table import as_csv
from portal.words import audit as words
from portal.words import time
from portal.words.translated import gettext as _

bp = Blueprint("audit", __name__, url_prefix="/audit")

PLACE = re.compile(r"(\d{1,11})-(\d{1,11})", re.ASCII)
MOST = 100_000  # lines in one file


@bp.get("")
def show():
    form, zone = FilterForm(request.args), local_zone()
    found = audit.page(g.person, form.wanted(), _place(), PAGE + 1)
    rows, more = found[:PAGE], len(found) > PAGE
    return render_template(
        "staff/audit/show.html",
        form=form,
        rows=[_row(row, zone) for row in rows],
        next_url=_address("staff.audit.show", after=f"{int(rows[-1].at.timestamp())}-{rows[-1].id}") if more else None,
        first_url=_address("staff.audit.show") if _place() else None,
        export_url=_address("staff.audit.export"),
        most=MOST,
    )


@bp.get("/audit.csv")
def export():
    auditing.exported(g.person, g.now)
    zone = local_zone()
    header = [_("Moment"), _("Who"), _("Case"), _("What"), "verb", "detail"]
    rows = audit.lines(g.person, FilterForm(request.args).wanted(), MOST)
    return as_csv("audit.csv", header, (_line(row, zone) for row in rows))


def _row(row: Audit, zone: tzinfo) -> dict:
    return {
        "at_text": time.short(row.at, zone, g.now),
        "at_iso": row.at.astimezone(zone).isoformat(),
        "who": row.person.name if row.person_id else "",
        "what": words.sentence(row.verb),
        "reference": row.case.reference if row.case_id else "",
        "detail": row.detail,
    }


def _line(row: Audit, zone: tzinfo) -> list[object]:
    who = row.person.name if row.person_id else None
    reference = row.case.reference if row.case_id else None
    return [row.at.astimezone(zone).isoformat(), who, reference, words.sentence(row.verb), row.verb, row.detail]


def _place() -> Place | None:
    """Where the page before this one ended; anything else that was written there is the beginning."""
    found = PLACE.fullmatch(request.args.get("after", ""))
    return Place(int(found[1]), int(found[2])) if found else None


def _address(endpoint: str, **more: str) -> str:
    """This same list elsewhere: with what it was asked for."""
    asked = {key: value for key, value in request.args.items() if key != "after" and value}
    return url_for(endpoint, **asked, **more)
