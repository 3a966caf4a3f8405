"""The slip for a customer without e-mail: what his letter would have told him, on paper, with a code for his phone."""

import segno
from flask import Blueprint, abort, current_app, g, render_template

from portal.actions import handling
from portal.core import reference as references
from portal.mail.letters import zone_of
from portal.store import case as cases
from portal.store.case import Case
from portal.store.sheet import Sheet
from portal.web import show as shown
from portal.web import site
from portal.web.opened import path_of, status_token
from portal.words import time

bp = Blueprint("slip", __name__, url_prefix="/cases")


@bp.get("/<reference>/slip")
def show(reference: str) -> str:
    """In the customer's language. Only where no letter reaches him: whoever holds the link can act as the customer, so
    it is not shown to staff without need, and each showing is in the audit."""
    case = _case(reference)
    handling.print_slip(case, g.person, g.now)
    site.personal()
    g.language = case.language
    return render_template("staff/slip/show.html", **_slip(Sheet(case)))


def _case(reference: str) -> Case:
    meant = references.parse(reference) or abort(404)
    case = cases.seen_by(g.person, meant) or abort(404)
    return abort(404) if case.email or case.erased_at else case


def _slip(sheet: Sheet) -> dict:
    case = sheet.case
    url = current_app.config["KEPT"].public_url + path_of(status_token(case))
    return {
        "case": case,
        "guarantee": sheet.guarantee,
        "received": time.moment(case.received_at, zone_of(sheet.guarantee)),
        "promises": shown.deadline_items(sheet, g.now, case.cycle),
        "url": url,
        "code": segno.make(url, error="m").svg_data_uri(scale=4, border=2, light="#fff"),
    }
