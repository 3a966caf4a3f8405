"""The report of a period, for supervisors, administrators and auditors: to read, to print and sign, and as a table."""

from flask import Blueprint, Response, g, render_template, request, url_for

from portal.core import period
from portal.core.period import HALF, QUARTER, YEAR, Named
from portal.store.report import MOST
from portal.web.show.breaches import GRADES
from portal.web.staff.reports import data
from portal.web.staff.reports.report import Report
from portal.web.table import as_csv
from portal.words import report as words
from portal.words.translated import lazy_gettext as _l

bp = Blueprint("reports", __name__)

GRADED = GRADES | {"": _l("Not graded yet")}
OFFERED = {QUARTER: 4, HALF: 2, YEAR: 2}  # so many of each, the running one with them


@bp.get("/reports")
def show() -> str:
    report = Report(_asked(), g.now)
    return render_template(
        "staff/reports/show.html",
        report=report,
        say=words,
        grades=GRADED,
        refused=words.refused(report.refused, _asked()),
        choices=_choices(report),
        earlier_url=_address(report.named.moved(-1)) if report.named.year > period.EARLIEST else None,
        table_url=url_for("staff.reports.as_table", period=report.period.name),
        most=MOST,
    )


@bp.get("/reports.csv")
def as_table() -> Response:
    report = Report(_asked(), g.now)
    return as_csv(f"report-{report.period.name}.csv", data.HEADER, data.rows(report))


def _asked() -> str:
    return request.args.get("period", "")


def _choices(report: Report) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What else one can look at: under a heading each, (words, address, whether it is this page)."""
    return [
        (str(words.LENGTHS[length]), [_choice(one, report) for one in period.latest(length, number, report.today)])
        for length, number in OFFERED.items()
    ]


def _choice(named: Named, report: Report) -> tuple[str, str, bool]:
    return words.short(named), _address(named), named == report.named


def _address(named: Named) -> str:
    return url_for("staff.reports.show", period=named.name)
