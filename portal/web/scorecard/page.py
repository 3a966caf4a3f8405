"""The page of the scorecard: which steps of time it shows, and its promises in the order in which a case meets them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import urlencode

from portal.core.figures import Share
from portal.store import scorecard
from portal.store.scorecard import Missed
from portal.web.language import in_language
from portal.web.scorecard.card import Asked, Card, Score
from portal.web.show import pictures
from portal.web.show.pictures import Picture
from portal.words import figures as words
from portal.words import time
from portal.words.guarantee import OCCASIONS
from portal.words.translated import gettext

Steps = list[tuple[str, Share]]


def months(card: Card, shares: Mapping[str, Share]) -> Steps:
    """Each month of the last twelve with its share, the oldest first; or each year since the beginning."""
    if card.asked.everything:
        return [(gettext("%(year)s", year=year), share) for year, share in _by_year(shares)]
    return [(month_name(month), shares.get(month, Share())) for month in card.months]


def counted(card: Card, shares: Mapping[str, Share]) -> Steps:
    """Only the steps in which anything was judged."""
    return [(name, share) for name, share in months(card, shares) if share.judged]


def picture(card: Card, shares: Mapping[str, Share]) -> Picture | None:
    """The same steps as a picture; None where there is nothing to see but one of them."""
    if card.asked.everything:
        return pictures.shares([(year, year, share) for year, share in _by_year(shares)])
    named = [(month_name(month), time.short_month(_first(month)), shares.get(month, Share())) for month in card.months]
    return pictures.shares(named)


def month_name(month: str) -> str:
    """“August 2026” for “2026-08”."""
    return time.month(_first(month))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _by_year(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    years: dict[str, Share] = defaultdict(Share)
    for month, share in shares.items():
        years[month[:4]] = years[month[:4]].and_(share)
    return sorted(years.items())


def groups(card: Card) -> list[tuple[str, list[Score]]]:
    """The promises under their headings; what no version of the guarantee knows comes last."""
    found: dict[str, list[Score]] = defaultdict(list)
    for score in card.scores:
        found[score.promise.target if score.promise else ""].append(score)
    headings = {**OCCASIONS, "": gettext("Promises of no published version")}
    return [(str(heading), found[target]) for target, heading in headings.items() if target in found]


def title(card: Card, code: str) -> str:
    """What a promise is called, in the reader's language."""
    known = card.promises.get(code)
    return in_language(known[0].title) if known else code


def how_late(missed: Missed, now: datetime) -> str:
    """How late it came, or that it has not come."""
    if missed.met_at is None:
        return gettext("It is still owed: %(late)s.", late=time.late_by(missed.due_at, now))
    return gettext("It came %(late)s.", late=time.late_by(missed.due_at, missed.met_at))


def not_judged(card: Card) -> list[tuple[str, int, str]]:
    """What is in none of the shares: why, how many, and what they had been judged before that."""
    void = [(words.reason(code), number, "") for code, number in card.figures.void.most_common()]
    return [*void, *(_set_aside(code, share) for code, share in card.figures.set_aside.items())]


def _set_aside(code: str, share: Share) -> tuple[str, int, str]:
    judged = gettext("judged before: %(kept)d kept, %(broken)d broken", kept=share.kept, broken=share.broken)
    return words.reason(code), share.judged, judged


def choices(asked: Asked, imported: int) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What else one can look at: under a heading each, (words, address, whether it is this page)."""
    periods = [(gettext("The last 12 months"), False), (gettext("Since the beginning"), True)]
    found = [(gettext("Time"), [_choice(name, Asked(every, asked.origin), asked) for name, every in periods])]
    if imported:
        origins = {
            scorecard.ALL: gettext("All cases"),
            scorecard.OWN: gettext("Without imported ones"),
            scorecard.IMPORTED: gettext("Only imported ones"),
        }
        links = [_choice(name, Asked(asked.everything, origin), asked) for origin, name in origins.items()]
        found.append((gettext("Cases"), links))
    return found


def _choice(name: str, wanted: Asked, asked: Asked) -> tuple[str, str, bool]:
    return name, address("/scorecard", wanted), wanted == asked


def since_the_beginning(asked: Asked) -> str:
    return address("/scorecard", replace(asked, everything=True))


def address(path: str, asked: Asked) -> str:
    """An address that asks for the same."""
    wanted = {"period": "all" if asked.everything else "", "cases": asked.origin}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{path}?{query}" if query else path
