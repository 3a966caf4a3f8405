"""The figures of surveys in words: how many answered, how content they are, and where our record says otherwise."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from flask_babel import format_decimal, format_percent

from portal.core import survey as core
from portal.core.survey import Questionnaire
from portal.store.answers import Alike, Asked
from portal.web.language import in_language
from portal.words import time
from portal.words.translated import gettext as _

SCORES = range(1, 6)


def of(asked: Questionnaire, tally: Iterable[Alike], invited: Asked | None) -> dict:
    """One questionnaire for templates/staff/surveys/show.html. `invited`: where it is asked by letter."""
    rows = [alike for alike in tally if alike.slug == asked.slug]
    scores = _counted(rows, "score")
    return {
        "slug": asked.slug,
        "title": in_language(asked.title),
        "is_open": asked.is_open,
        "n": sum(row.number for row in rows),
        "facts": _facts(rows, scores, invited),
        "bars": _bars(scores),
        "table": _beside_our_record(rows) if "kept_word" in asked.by_code else None,
    }


def over_time(slug: str, days: Iterable[tuple[str, date, int, int]], months: Iterable[date]) -> list[tuple]:
    """The scores of one questionnaire month by month: (month, its short name, how often each score was given)."""
    found: dict[date, Counter] = defaultdict(Counter)
    for asked, day, score, number in days:
        if asked == slug:
            found[day.replace(day=1)][score] += number
    return [(time.month(first), time.short_month(first), found[first]) for first in months]


def months_until(today: date, number: int = 12) -> list[date]:
    """The first days of the last so many months, the running one last."""
    months = [today.year * 12 + today.month - 1 - back for back in reversed(range(number))]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _facts(rows: Sequence[Alike], scores: Counter, invited: Asked | None) -> list[tuple[str, str]]:
    n, average = core.total(scores), core.average(scores)
    facts = [
        (_("Average score"), _("%(score)s of 5 (n = %(n)d)", score=format_decimal(average, "0.00"), n=n) if n else ""),
        (_("Content (CSAT: 4 or 5)"), _percent(core.csat(scores), n)),
        (_("Net promoters (NPS: 5 less 1 to 3)"), _net(core.nps(scores), n)),
        (_("Solved, as they say"), _answered(_counted(rows, "solved"), "yes")),
        (_("Word kept, as they say"), _answered(_counted(rows, "kept_word"), True)),
    ]
    if invited:
        facts.insert(
            0,
            (
                _("Answered, of those asked by letter"),
                _percent(core.share(invited.answered, invited.letters), invited.letters),
            ),
        )
    return [(term, value) for term, value in facts if value]


def _counted(rows: Iterable[Alike], name: str) -> Counter:
    """How often each answer to one question was given; what was not said is not counted."""
    found: Counter = Counter()
    for row in rows:
        if getattr(row, name) is not None:
            found[getattr(row, name)] += row.number
    return found


def _answered(counted: Counter, good: object) -> str:
    return _percent(core.share(counted[good], counted.total()), counted.total())


def _net(share: float | None, n: int) -> str:
    """Between −100 and +100, as this figure is always told."""
    if share is None:
        return ""
    return _("%(share)s (n = %(n)d)", share=f"{100 * share:+.0f}".replace("-", "−"), n=n)


def _percent(share: float | None, n: int) -> str:
    if share is None:
        return ""
    return _("%(share)s (n = %(n)d)", share=format_percent(share), n=n)


def _bars(scores: Counter) -> list[dict]:
    """How often each score was given, the best first, with its part of the whole in percent."""
    n = core.total(scores)
    return [
        {"score": s, "number": scores[s], "percent": round(100 * scores[s] / n) if n else 0} for s in reversed(SCORES)
    ]


def _beside_our_record(rows: Iterable[Alike]) -> list[dict]:
    """What our record says, against what they say. The second figure of the first row is the gap."""
    found: Counter = Counter()
    for row in rows:
        if row.kept_word is not None:
            found[row.broken, row.kept_word] += row.number
    names = {False: _("We say: every promise kept"), True: _("We say: a promise broken")}
    return [
        {"ours": names[b], "kept": found[b, True], "not_kept": found[b, False], "gap": not b} for b in (False, True)
    ]
