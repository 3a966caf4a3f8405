"""The scorecard as data: one JSON document, and one CSV row for each promise and month.

Shares are exact: from 0 to 1 with `kept` and `judged` beside them, and empty where fewer than ten were judged.
"""

from collections.abc import Iterator
from itertools import chain

from portal.core.figures import ENOUGH, Share
from portal.core.rates import BROKEN, KEPT, Rated
from portal.store.scorecard import ORIGINS
from portal.web.scorecard.card import Card, Score

HEADER = (
    *("month", "code", "promise", "promise_zh", "within", "kept", "judged", "share", "low", "high"),
    # Of rate promises only, whose month is their period: what they are counted from is counted above already.
    *("at_least", "rate_kept", "rate_of", "points", "verdict"),
)
ORIGIN = dict(zip(ORIGINS, ("all", "own", "imported"), strict=True))
AFTERWARDS = {"en": "Dates we gave afterwards", "zh": "事后约定的日期"}


def document(card: Card) -> dict:
    """Everything the page shows. Moments are ISO 8601 in UTC, days and months are local to `zone`."""
    missed = card.last_missed
    return {
        "counted_at": card.now.isoformat(),
        "today": card.today.isoformat(),
        "zone": str(card.zone),
        "guarantee": card.in_force and card.in_force.number,
        "period": "all" if card.asked.everything else "12 months",
        "since": None if card.asked.everything else card.since.isoformat(),
        "cases": ORIGIN[card.asked.origin],
        "imported_cases": card.imported,
        "fewest": ENOUGH,
        "interval": "Wilson score, 95 %",
        "overall": _with_months(card.overall, card.by_month),
        "promises": [_score(score) for score in card.scores],
        "dates_given_afterwards": _with_months(card.afterwards, card.figures.afterwards),
        "kept_ahead_of_their_day": card.figures.ahead,
        "changed_by_a_ruling": card.figures.ruled,
        "void": dict(card.figures.void),
        "set_aside": {code: _share(share) for code, share in card.figures.set_aside.items()},
        "reopened": {"came_back": card.figures.lasting.broken, "closed": card.figures.lasting.judged},
        "customers_say_kept": _share(card.kept_word),
        "rates": [_rate(*both) for both in card.rates],
        "last_missed": missed and {"code": missed.code, "due_on": missed.judged_on.isoformat()},
    }


def rows(card: Card) -> Iterator[tuple]:
    """The lines of the table, those of each promise together, the oldest month first."""
    for score in card.scores:
        promise = score.promise
        titles = (promise.title["en"], promise.title["zh"], str(promise.within)) if promise else (score.code, "", "")
        yield from _lines((score.code, *titles), score.months)
    yield from _lines(("", AFTERWARDS["en"], AFTERWARDS["zh"], ""), card.figures.afterwards)
    for rated in chain.from_iterable(card.rates):
        if rated.rate:
            yield _line_of_rate(rated)


def _lines(named: tuple, months) -> Iterator[tuple]:
    for month, share in sorted(months.items()):
        low, high = share.interval or (None, None)
        yield month, *named, share.kept, share.judged, share.value, low, high, *(None,) * 5


def _line_of_rate(rated: Rated) -> tuple:
    rate, figure = rated.rate, _figure(rated)
    named = (rated.period.name, rate.code, rate.title["en"], rate.title["zh"], "", None, None)
    counted = (figure.get("kept"), figure.get("judged", figure.get("answers")), figure.get("points"))
    return *named, figure.get("share"), figure["low"], figure["high"], float(rate.at_least), *counted, rated.verdict


def _score(score: Score) -> dict:
    promise, late = score.promise, score.lateness
    return {
        "code": score.code,
        "title": promise and promise.title,
        "target": promise and promise.target,
        "within": promise and str(promise.within),
        "in_force": score.is_in_force,
        **_with_months(score.share, score.months),
        "running": score.running,
        "late": late and {"median_seconds": late.median, "longest_seconds": late.longest, "never_came": late.missing},
    }


def _rate(last: Rated, running: Rated) -> dict:
    """The last period that is over, with its verdict; and what there is of the running one."""
    rate = running.rate or last.rate
    return {
        "code": rate.code,
        "title": rate.title,
        "measure": rate.measure,
        "for": {name: sorted(values) for name, values in rate.applies.items()},
        "per": rate.per,
        **_in_period(last),
        "reached": {KEPT: True, BROKEN: False}.get(last.verdict),
        "running": _in_period(running),
    }


def _in_period(rated: Rated) -> dict:
    return {
        "period": rated.period.name,
        "months": list(rated.period.span.months),
        "at_least": rated.rate and float(rated.rate.at_least),
        "verdict": rated.verdict,
        **_figure(rated),
    }


def _figure(rated: Rated) -> dict:
    if rated.rate and rated.rate.measure == "satisfaction":
        low, high = rated.figure.interval or (None, None)
        return {"points": rated.figure.value, "answers": rated.figure.answers, "low": low, "high": high}
    return _share(rated.figure)


def _with_months(share: Share, months) -> dict:
    return {**_share(share), "months": {month: _share(one) for month, one in sorted(months.items())}}


def _share(share: Share) -> dict:
    low, high = share.interval or (None, None)
    return {"kept": share.kept, "judged": share.judged, "share": share.value, "low": low, "high": high}
