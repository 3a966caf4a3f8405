"""Shares and numbers as people read them. A percentage is cut, never rounded up: 100 % means every single one."""

from datetime import date, timedelta
from math import ceil, floor

from portal.core.figures import Share
from portal.core.rates import Period, Points
from portal.words import time
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

# The shapes are ours, as those of moments are; a page writes hundreds of them.
PERCENT = {"en": "{}\N{NO-BREAK SPACE}%", "zh": "{}%"}

#: Why something was not judged, or was set aside.
REASONS = {
    "withdrawn": _l("The customer withdrew the case."),
    "not_ours": _l("The matter was not ours to decide."),
    "spam": _l("It was no case: spam, or a drill."),
    "duplicate": _l("The case was joined with another one, where the promises go on."),
    "lapsed": _l("Our question stayed unanswered, and the case was closed."),
    "erased": _l("The customer had the case erased before the promise was due."),
    "not_noted": _l("Nobody noted when somebody was there for the customer."),
    "not_known_when": _l("The case was imported, and when it was answered is not known."),
    "ruling": _l("A supervisor ruled that it does not count, with reasons the customer can read."),
}
OTHERWISE = _l("Another reason.")

#: How a rate promise stands in a period.
VERDICTS = {
    "kept": _l("Kept"),
    "broken": _l("Broken"),
    "too_few": _l("Over, and too few to say."),
    "running": _l("Still running: no verdict yet."),
    "unpromised": _l("Not promised in this time."),
}


def number(of: int) -> str:
    """“12,301”."""
    return f"{of:,}"


def percent(share: float) -> str:
    """“94.9 %”, cut."""
    return _percent(floor(_tenths(share)))


def told(share: Share) -> str:
    """“94.9 %”, or that it is too few to say."""
    return percent(share.value) if share.enough else gettext("too few to say")


def between(share: Share) -> str:
    """“93.5 % to 96.0 %”, rounded outwards; empty where it is too few to say."""
    if not share.enough:
        return ""
    low, high = share.interval
    ends = {"low": _percent(floor(_tenths(low))), "high": _percent(ceil(_tenths(high)))}
    return gettext("%(low)s to %(high)s", **ends)


def kept_of(share: Share) -> str:
    """“1,234 of 1,301”."""
    return gettext("%(kept)s of %(judged)s", kept=number(share.kept), judged=number(share.judged))


def sentence(share: Share) -> str:
    """A share with its n and its interval, in words: for a drawing, and for the front page."""
    if not share.judged:
        return gettext("Nothing was judged.")
    if not share.enough:
        return gettext("Kept %(kept_of)s: too few to say more.", kept_of=kept_of(share))
    return gettext(
        "Kept %(kept_of)s, that is %(percent)s; with 95 %% certainty the share lies in the range %(between)s.",
        kept_of=kept_of(share),
        percent=percent(share.value),
        between=between(share),
    )


def length(seconds: float) -> str:
    """“2 hours 50 minutes”, cut."""
    return time.duration(timedelta(seconds=seconds))


def reason(code: str) -> str:
    return str(REASONS.get(code, OTHERWISE))


def points(of: float) -> str:
    """“4.5” of five points, cut."""
    return f"{floor(round(of * 10, 6)) / 10:.1f}"


def between_points(of: Points) -> str:
    """“4.2 to 4.7” of five, rounded outwards; empty where it is too few to say."""
    if not of.enough:
        return ""
    low, high = of.interval
    return gettext("%(low)s to %(high)s", low=points(low), high=f"{ceil(round(high * 10, 6)) / 10:.1f}")


def period(of: Period) -> str:
    """“October 2026”, “July 2026 – September 2026”, “2026”."""
    first, last = (date.fromisoformat(f"{month}-01") for month in (of.span.months[0], of.span.months[-1]))
    if first == last:
        return time.month(first)
    if len(of.span.months) == 12:
        return gettext("%(year)s", year=first.year)
    return f"{time.month(first)} – {time.month(last)}"


def rest(share: Share) -> str:
    """What is missing from a share to the whole, “5.1 %”: it and what `percent` says make 100 %."""
    return _percent(1000 - floor(_tenths(share.value)))


def _tenths(share: float) -> float:
    """In tenths of a percent, free of the hair that binary fractions leave."""
    return round(share * 1000, 6)


def _percent(tenths: int) -> str:
    digits = 0 if tenths in (0, 1000) else 1
    return PERCENT[time.language()].format(f"{tenths / 10:.{digits}f}")
