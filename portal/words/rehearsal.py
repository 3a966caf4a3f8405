"""What a rehearsal found, in sentences: for the terminal and for the page of a draft."""

from collections.abc import Iterator
from datetime import date

from portal.core.figures import Share
from portal.core.promise import Promise
from portal.words import figures, text, time
from portal.words.translated import gettext, ngettext


def cases(number: int, chosen: int, since: date) -> str:
    """How many cases there were, and how many were rehearsed."""
    there = ngettext(
        "%(number)s case was received since %(day)s.",
        "%(number)s cases were received since %(day)s.",
        number,
        number=figures.number(number),
        day=time.day(since),
    )
    if chosen == number:
        return there
    rehearsed = gettext(
        "%(chosen)s of them, evenly spread, were rehearsed; the command does it with all.",
        chosen=figures.number(chosen),
    )
    return text.sentences([there, rehearsed])


def caveats(left_out: int, tried: int, agreed: int, not_noted: int) -> Iterator[str]:
    """What to know before the figures are believed."""
    if tried:
        yield gettext(
            "Rehearsed by their own version, %(agreed)s of %(tried)s cases come out exactly as they were judged.",
            agreed=figures.number(agreed),
            tried=figures.number(tried),
        )
    yield gettext("What people did and when is taken as it was: a stricter promise might have made us quicker.")
    if left_out:
        yield ngettext(
            "%(num)d case was left out: nobody wrote down how it was sorted when it was filed.",
            "%(num)d cases were left out: nobody wrote down how they were sorted when they were filed.",
            left_out,
        )
    if not_noted:
        yield ngettext(
            "%(num)d promise is not judged: it is met by what staff note, and then nobody was asked to note it.",
            "%(num)d promises are not judged: they are met by what staff note, and then nobody was asked to note it.",
            not_noted,
        )


def side(share: Share) -> str:
    """“940 of 1,000: 94.0 % (92.3 % to 95.3 %)”, or that there is too little to say."""
    if not share.judged:
        return gettext("nothing was judged")
    told = {"kept_of": figures.kept_of(share), "told": figures.told(share), "between": figures.between(share)}
    if not share.enough:
        return gettext("%(kept_of)s: %(told)s", **told)
    return gettext("%(kept_of)s: %(told)s (%(between)s)", **told)


def difference(of: float | None) -> str:
    """“+2.1 points”, “−0.4 points”, “as before”; empty where there is nothing to compare."""
    if of is None:
        return ""
    tenths = round(of * 1000)
    if not tenths:
        return gettext("as before")
    return gettext("%(points)s points", points=f"{'+' if tenths > 0 else '−'}{abs(tenths) / 10:.1f}")


def change(known: Promise | None, draft: Promise | None) -> str:
    """What becomes of the time: “48 hours”, “48 hours → 24 hours”, or that only one of the two knows the promise."""
    if known is None:
        return gettext("%(time)s; new", time=time.amount(draft.within))
    if draft is None:
        return gettext("%(time)s; not in this draft", time=time.amount(known.within))
    if known.within == draft.within:
        return time.amount(draft.within)
    return f"{time.amount(known.within)} → {time.amount(draft.within)}"
