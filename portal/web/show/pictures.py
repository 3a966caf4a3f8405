"""Pictures, reckoned: where each mark stands. `templates/macros/picture.html` draws them, beside a table of the same.

Widths are parts of a hundred, so that a picture is as wide as its place and its words stay readable; heights are in
pixels.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import ceil, sqrt
from typing import NamedTuple

from portal.core import survey
from portal.core.figures import ENOUGH, Share, Z
from portal.words import figures as words
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

TOP, PLOT, FOOT = 14, 132, 22  # room above the highest line, the plot, and the names beneath it
HEIGHT = TOP + PLOT + FOOT
LEFT = 9.0  # room for the names of the lines
LOWEST, HIGHEST = 1, 5  # the scores


class Mark(NamedTuple):
    """One point of a row in time. Without `y` it is too few to say; `low` and `high` are the ends of its interval."""

    name: str
    short: str
    told: str
    x: float
    y: float | None = None
    low: float | None = None
    high: float | None = None


class Column(NamedTuple):
    """One column, from `y` down to the ground; its number stands above it."""

    name: str
    short: str
    number: int
    x: float
    width: float
    y: float
    height: float
    tone: str


class Line(NamedTuple):
    y: float
    told: str


class Picture(NamedTuple):
    told: str  # the picture in a sentence
    lines: list[Line]
    marks: Sequence[Mark] = ()
    columns: Sequence[Column] = ()
    height: int = HEIGHT
    ground: int = TOP + PLOT

    @property
    def path(self) -> list[tuple[Mark, Mark]]:
        """The marks that follow each other without a gap, in pairs."""
        pairs = zip(self.marks, self.marks[1:], strict=False)
        return [(one, next_) for one, next_ in pairs if one.y is not None and next_.y is not None]


def shares(steps: Sequence[tuple[str, str, Share]]) -> Picture | None:
    """The share kept, step by step, as (name, short name, share). None where there is no row to see."""
    if sum(share.enough for _name, _short, share in steps) < 2:
        return None
    marks = [
        Mark(name, short, words.sentence(share), _middle(at, len(steps)), *_heights(share.value, share.interval))
        for at, (name, short, share) in enumerate(steps)
    ]
    lines = [Line(_height(part), words.percent(part)) for part in (0.0, 0.5, 1.0)]
    return Picture(_from_to(steps), lines, marks)


def _from_to(steps: Sequence[tuple[str, str, Share]]) -> str:
    sure = [(name, words.percent(share.value)) for name, _short, share in steps if share.enough]
    (first, was), (last, is_) = sure[0], sure[-1]
    return _("From %(was)s in %(first)s to %(now)s in %(last)s.", was=was, first=first, now=is_, last=last)


def scores(steps: Sequence[tuple[str, str, Counter]]) -> Picture | None:
    """The average score, step by step, as (name, short name, how often each score was given)."""
    if sum(survey.total(counted) > 0 for _name, _short, counted in steps) < 2:
        return None
    marks = [_score(*step, _middle(at, len(steps))) for at, step in enumerate(steps)]
    sure = [mark for mark in marks if mark.y is not None] or marks
    ends = {"first": sure[0].name, "was": sure[0].told, "last": sure[-1].name, "now": sure[-1].told}
    lines = [Line(_height(_part(score)), str(score)) for score in (LOWEST, 3, HIGHEST)]
    return Picture(_("%(first)s: %(was)s %(last)s: %(now)s", **ends), lines, marks)


def average_told(counted: Counter) -> str:
    n = survey.total(counted)
    if n < ENOUGH:
        return ngettext("%(num)d answer: too few to say.", "%(num)d answers: too few to say.", n)
    return _("%(score)s of 5 from %(num)d answers.", score=f"{survey.average(counted):.2f}", num=n)


def _score(name: str, short: str, counted: Counter, x: float) -> Mark:
    n = survey.total(counted)
    if n < ENOUGH:
        return Mark(name, short, average_told(counted), x)
    mean, half = survey.average(counted), _half(counted)
    ends = _part(max(LOWEST, mean - half)), _part(min(HIGHEST, mean + half))
    return Mark(name, short, average_told(counted), x, *_heights(_part(mean), ends))


def _half(counted: Counter) -> float:
    """Half the 95 % interval of an average."""
    n, mean = survey.total(counted), survey.average(counted)
    spread = sum(number * (score - mean) ** 2 for score, number in counted.items() if score) / max(1, n - 1)
    return Z * sqrt(spread / n)


def columns(bars: Iterable[tuple[str, str, int, str]], told: str) -> Picture:
    """Numbers side by side, as (name, short name, number, tone)."""
    bars = list(bars)
    scale = max(1, *(number for _name, _short, number, _tone in bars)) if bars else 1
    width = (100 - LEFT) / max(1, len(bars))
    drawn = [_column(bar, LEFT + (at + 0.15) * width, width * 0.7, scale) for at, bar in enumerate(bars)]
    lines = [Line(_height(number / scale), str(number)) for number in sorted({0, ceil(scale / 2), scale})]
    return Picture(told, lines, columns=drawn)


def _column(bar: tuple[str, str, int, str], x: float, width: float, scale: int) -> Column:
    name, short, number, tone = bar
    return Column(name, short, number, x, width, _height(number / scale), PLOT * number / scale, tone)


def _part(score: float) -> float:
    return (score - LOWEST) / (HIGHEST - LOWEST)


def _middle(at: int, of: int) -> float:
    return round(LEFT + (at + 0.5) * (100 - LEFT) / of, 2)


def _height(part: float) -> float:
    return round(TOP + PLOT * (1 - part), 1)


def _heights(value: float | None, ends: tuple[float, float] | None) -> tuple[float | None, ...]:
    if value is None or ends is None:
        return None, None, None
    return _height(value), _height(ends[0]), _height(ends[1])
