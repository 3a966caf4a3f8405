"""A report as a table for other programs: one line for all cases, and one for each kind and each channel.

Shares are exact, from 0 to 1, and waits are seconds of real time; both are empty where there are fewer than ten.
"""

from collections.abc import Iterator

from portal.core.report import Tally, Waits
from portal.web.staff.reports.report import Report, Waiting
from portal.words import case as words
from portal.words.translated import gettext as _

HEADER = (
    *("period", "by", "code", "name", "judged", "kept", "broken", "does_not_count", "share", "low", "high"),
    *("cases", "answered", "answer_median", "answer_nine_in_ten"),
    *("outcomes", "outcome_median", "outcome_nine_in_ten"),
)
NONE = Waiting(0, Waits(0), Waits(0))


def rows(report: Report) -> Iterator[tuple]:
    yield _line(report, ("", "", _("All cases")), report.overall, report.waiting)
    sorts = (
        ("kind", words.KINDS, report.kinds, report.waiting_by_kind),
        ("channel", words.CHANNELS, report.channels, report.waiting_by_channel),
    )
    for by, named, tallies, waiting in sorts:
        for code, name in named.items():
            if code in tallies or code in waiting:
                of = (by, code, str(name))
                yield _line(report, of, tallies.get(code, Tally()), waiting.get(code, NONE))


def _line(report: Report, of: tuple[str, str, str], tally: Tally, waiting: Waiting) -> tuple:
    share = tally.share
    counted = (share.judged, share.kept, share.broken, tally.void, share.value, *(share.interval or (None, None)))
    return report.period.name, *of, *counted, waiting.cases, *waiting.answer, *waiting.outcome
