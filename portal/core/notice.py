"""How long before it counts a new version must be published, and which of its lines keep less than the old ones."""

from collections.abc import Iterable
from datetime import date, timedelta

from portal.core.comparison import compare
from portal.core.terms import Guarantee


def effective_on(guarantee: Guarantee, standing: Iterable[Guarantee], published_on: date) -> date:
    """The day a version begins to count: as it says itself, else as soon as its notice allows."""
    return guarantee.effective_on or published_on + timedelta(days=needed_days(guarantee, standing))


def needed_days(guarantee: Guarantee, standing: Iterable[Guarantee]) -> int:
    """Days of notice: none for the first version, else what the versions customers rely on promised.

    `standing` are the one in force and every announced one: what weakens any of them waits for its longer notice, so
    that nobody gets round it in two steps.
    """
    return max((_days(guarantee, before) for before in standing), default=0)


def _days(guarantee: Guarantee, before: Guarantee) -> int:
    return before.weaker_notice_days if weakened(guarantee, before) else before.notice_days


def weakened(guarantee: Guarantee, previous: Guarantee) -> tuple[str, ...]:
    """The codes of the previous version's lines that the new one keeps less well, in the order of the text."""
    return compare(guarantee, previous).weakened
