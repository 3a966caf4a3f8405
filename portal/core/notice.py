"""How long before it counts a new version must be published, and which of its lines keep less than the old ones."""

from datetime import date, timedelta

from portal.core.promise import Promise, Within
from portal.core.terms import Guarantee


def effective_on(guarantee: Guarantee, previous: Guarantee | None, published_on: date) -> date:
    """The day a version begins to count: as it says itself, else as soon as its notice allows."""
    return guarantee.effective_on or published_on + timedelta(days=needed_days(guarantee, previous))


def needed_days(guarantee: Guarantee, previous: Guarantee | None) -> int:
    """Days of notice: none for the first version, else what the version in force promised, more where it weakens it."""
    if previous is None:
        return 0
    return previous.weaker_notice_days if weakened(guarantee, previous) else previous.notice_days


def weakened(guarantee: Guarantee, previous: Guarantee) -> tuple[str, ...]:
    """The codes of the previous version's lines that the new one keeps less well, in the order of the text."""
    worse = _weakened_promises(guarantee, previous) | _weakened_rates(guarantee, previous)
    codes = [line.code for line in (*previous.promises, *previous.rates)]
    return tuple(code for code in codes if code in worse)


def _weakened_promises(guarantee: Guarantee, previous: Guarantee) -> set[str]:
    """Compares what each sort of case gets, so that moved and renamed lines are seen through."""
    worse = set()
    for case in previous.cases():
        now, before = guarantee.select(**case), previous.select(**case)
        worse |= {old.code for target, old in before.items() if _is_weaker(now.get(target), old)}
    return worse


def _is_weaker(new: Promise | None, old: Promise) -> bool:
    if new is None or _may_be_later(new, old):
        return True
    owes_less = old.on_miss.remedy is not None and new.on_miss.remedy is None
    return owes_less or (new.pauses and not old.pauses) or (old.repeats and not new.repeats)


def _may_be_later(new: Promise, old: Promise) -> bool:
    """Whether any case could be due later. Where two clocks cannot be compared the answer is yes."""
    return not (_never_longer(new.within, old.within) and _same_hours(new, old))


def _never_longer(new: Within, old: Within) -> bool:
    comparable = new.is_elapsed and old.is_working  # so much real time never ends after as much working time
    same_clock = (new.is_elapsed and old.is_elapsed) or (new.is_working and old.is_working)
    return (comparable or same_clock or new.unit == old.unit) and new.seconds <= old.seconds


def _same_hours(new: Promise, old: Promise) -> bool:
    return new.within.is_elapsed or new.calendar == old.calendar


def _weakened_rates(guarantee: Guarantee, previous: Guarantee) -> set[str]:
    now = {rate.code: rate for rate in guarantee.rates}
    return {
        old.code
        for old in previous.rates
        if (new := now.get(old.code)) is None
        or (new.measure, new.per, new.applies) != (old.measure, old.per, old.applies)
        or new.at_least < old.at_least
    }
