"""What a report says in sentences: its period, the one before, and whether channels are treated alike."""

from collections.abc import Iterable, Mapping, Sequence

from portal.core import period, report
from portal.core.figures import Share
from portal.core.period import HALF, QUARTER, Named
from portal.core.rates import Points
from portal.core.report import Waits
from portal.words import case, figures
from portal.words.translated import gettext, ngettext
from portal.words.translated import lazy_gettext as _l

LENGTHS = {period.QUARTER: _l("Quarter"), period.HALF: _l("Half-year"), period.YEAR: _l("Year")}

PARTS = {
    (QUARTER, 1): _l("First quarter of %(year)d"),
    (QUARTER, 2): _l("Second quarter of %(year)d"),
    (QUARTER, 3): _l("Third quarter of %(year)d"),
    (QUARTER, 4): _l("Fourth quarter of %(year)d"),
    (HALF, 1): _l("First half of %(year)d"),
    (HALF, 2): _l("Second half of %(year)d"),
}

SHORT = {
    (QUARTER, 1): _l("Q1 %(year)d"),
    (QUARTER, 2): _l("Q2 %(year)d"),
    (QUARTER, 3): _l("Q3 %(year)d"),
    (QUARTER, 4): _l("Q4 %(year)d"),
    (HALF, 1): _l("H1 %(year)d"),
    (HALF, 2): _l("H2 %(year)d"),
}

REFUSED = {
    period.UNKNOWN: _l("“%(asked)s” is no period. Write a quarter as 2026-Q3, a half-year as 2026-H1, a year as 2026."),
    period.NOT_BEGUN: _l("%(asked)s has not begun, so there is nothing to tell of it yet."),
    period.TOO_OLD: _l("%(asked)s lies before everything that is kept here."),
}
SHOWN = 20  # characters of what was asked for


def name(named: Named) -> str:
    """“Third quarter of 2026”, “First half of 2026”, “2026”."""
    return _named(PARTS, named)


def short(named: Named) -> str:
    """“Q3 2026”."""
    return _named(SHORT, named)


def _named(words: Mapping, named: Named) -> str:
    sentence = words.get((named.length, named.part))
    return str(sentence) % {"year": named.year} if sentence else gettext("%(year)s", year=named.year)


def refused(code: str | None, asked: str) -> str:
    """Why the period asked for is not shown; "" where it is."""
    return str(REFUSED[code]) % {"asked": asked.strip()[:SHOWN]} if code else ""


def beside(now: Share, before: Share) -> str:
    """The period before in a sentence, and whether the two clearly differ."""
    found = report.apart({"now": now, "before": before})
    if not found:
        same = gettext("The two ranges overlap, so this is no clear change.")
        return same if now.enough and before.enough else ""
    better = gettext("This is clearly more than before: the ranges do not overlap.")
    worse = gettext("This is clearly less than before: the ranges do not overlap.")
    return better if found[0][0] == "now" else worse


def alike(channels: Mapping[str, Share]) -> list[str]:
    """Whether channels are treated alike: a sentence for each two that clearly differ, or one that says none do."""
    if not report.comparable(channels):
        return [gettext("There is too little to compare the channels: two of them need ten judged promises each.")]
    pairs = report.apart(channels)
    return [_differ(*pair, channels) for pair in pairs] or [
        gettext("No two channels clearly differ: wherever there is enough to say, the ranges overlap.")
    ]


def _differ(better: str, worse: str, channels: Mapping[str, Share]) -> str:
    return gettext(
        "%(better)s and %(worse)s clearly differ: %(more)s against %(less)s were kept, and the ranges do not overlap.",
        better=case.CHANNELS[better],
        worse=case.CHANNELS[worse],
        more=figures.percent(channels[better].value),
        less=figures.percent(channels[worse].value),
    )


def of(waits: Waits, cases: int) -> str:
    """How many of the cases it is that have been waited for to the end: “340 of 352”."""
    return gettext("%(number)s of %(all)s", number=figures.number(waits.n), all=figures.number(cases))


def share(of: Share) -> str:
    """“81.2 % (13 of 16)”, or “4 answers, too few to say”: what the single ones were is nobody's business."""
    if not of.enough:
        return _too_few(of.judged)
    told = {"part": figures.number(of.kept), "all": figures.number(of.judged)}
    told |= {"percent": figures.percent(of.value), "range": figures.between(of)}
    return gettext("%(percent)s (%(part)s of %(all)s; 95 %% range: %(range)s)", **told)


def score(of: Points) -> str:
    """“4.4 of 5 (52 answers; 95 % range: 4.1 to 4.7)”, or that it is too few to say."""
    if not of.enough:
        return _too_few(of.answers)
    told = {"score": figures.points(of.value), "answers": _answers(of.answers), "range": figures.between_points(of)}
    return gettext("%(score)s of 5 (%(answers)s; 95 %% range: %(range)s)", **told)


def _too_few(answers: int) -> str:
    return gettext("%(answers)s, too few to say", answers=_answers(answers)) if answers else gettext("nobody said")


def _answers(number: int) -> str:
    return ngettext("%(num)d answer", "%(num)d answers", number)


def in_order(codes: Iterable[str], known: Sequence[str]) -> list[str]:
    """Codes as their words are listed, those without words last."""
    return sorted(codes, key=lambda code: (known.index(code) if code in known else len(known), code))


def named(found: Mapping[str, object], names: Mapping[str, object]) -> list[tuple[str, object]]:
    """The same with its codes in words."""
    return [(str(names.get(code, code)), of) for code, of in found.items()]


def outcomes(told: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    """The outcomes that were told at all, as (code, in words)."""
    there = {code for numbers in told.values() for code in numbers}
    return [(code, str(case.OUTCOMES[code])) for code in in_order(there, list(case.OUTCOMES))]


def received(number: int, imported: int, aside: int) -> str:
    """“352; 12 of them from older records; 3 were spam or doubles”."""
    told = [figures.number(number)]
    if imported:
        told.append(gettext("%(number)s of them from older records", number=figures.number(imported)))
    if aside:
        told.append(ngettext("%(num)d was spam or a double", "%(num)d were spam or doubles", aside))
    return gettext("; ").join(told)
