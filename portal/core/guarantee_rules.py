"""What the lines of a guarantee owe each other: the rules no single line can break alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from portal.core.calendar import WorkingCalendar
from portal.core.guarantee_reader import Table
from portal.core.guarantee_text import Draft
from portal.core.notice import needed_days, weakened
from portal.core.promise import Promise
from portal.core.terms import Guarantee, overlap

MAY_PAUSE = ("plan", "resolution")  # DESIGN.md 5.2
MAY_REPEAT = ("progress",)
FACE_TO_FACE = frozenset({"phone", "counter"})
RANGE = {"solved": (0, 100), "kept": (0, 100), "satisfaction": (1, 5)}


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes a text and when, which outranks what the text says; and the numbers that were used before."""

    author: str
    approver: str | None
    at: datetime
    taken: frozenset[str] = frozenset()

    def day(self, zone: ZoneInfo | None) -> date:
        """The local date of publishing."""
        return self.at.astimezone(zone or UTC).date()


def judge(
    draft: Draft,
    calendars: Mapping[str, WorkingCalendar] | None,
    previous: Guarantee | None,
    publishing: Publishing | None,
) -> None:
    """Write down every fault. `calendars` None: it is not known here which there are."""
    _judge_codes(draft)
    for table, promise in draft.promises:
        _judge_promise(table, promise, draft.guarantee.calendars)
    _judge_ambiguity(draft)
    _judge_remedies(draft)
    _judge_rates(draft)
    _judge_life(draft)
    if calendars is not None:
        _judge_calendars(draft, calendars)
    _judge_approval(draft, publishing)
    _judge_dates(draft, previous, publishing)


def _judge_codes(draft: Draft) -> None:
    lines = [(table, "code", value.code) for table, value in (*draft.promises, *draft.rates)]
    services = [(table, "slug", value.slug) for table, value in draft.services]
    for table, key, word in (*_repeated(lines), *_repeated(services)):
        table.fault("duplicate", key, value=word)


def _repeated(places: Iterable[tuple[Table, str, str]]) -> list[tuple[Table, str, str]]:
    seen: set[str] = set()
    # `set.add` answers None, so a word is kept here only when it was seen before.
    return [place for place in places if place[2] in seen or seen.add(place[2])]


def _judge_promise(table: Table, promise: Promise, calendars: tuple[str, ...]) -> None:
    _judge_target(table, promise)
    _judge_times(table, promise)
    if promise.calendar and promise.calendar not in calendars:
        table.fault("unlisted-calendar", "calendar", value=promise.calendar)


def _judge_target(table: Table, promise: Promise) -> None:
    """The table of targets, DESIGN.md 5.2."""
    if promise.target == "given":
        table.fault("given-is-no-promise", "target")
    if promise.pauses and promise.target not in MAY_PAUSE:
        table.fault("may-not-pause", "pauses", target=promise.target)
    if promise.repeats and promise.target not in MAY_REPEAT:
        table.fault("may-not-repeat", "repeats", target=promise.target)
    if promise.target == "attended" and not promise.applies.get("channel", frozenset()) <= FACE_TO_FACE:
        table.fault("attended-elsewhere", "for")
    if promise.target == "remedy" and promise.on_miss.remedy:
        table.fault("remedy-of-a-remedy", "on_miss")


def _judge_times(table: Table, promise: Promise) -> None:
    if promise.calendar:
        return
    if promise.within.needs_calendar:
        table.fault("no-calendar", "within", value=str(promise.within))
    if promise.on_miss.again and promise.on_miss.again.needs_calendar:
        table.fault("no-calendar", "on_miss", value=str(promise.on_miss.again))


def _judge_ambiguity(draft: Draft) -> None:
    for (_, one), (table, other) in combinations(draft.promises, 2):
        case = overlap(one, other)
        if case is not None:
            table.fault("ambiguous", "for", other=one.code, target=other.target, case=case)


def _judge_remedies(draft: Draft) -> None:
    """Who owes a remedy says by when: every case that can be owed one needs a promise about `remedy`."""
    untimed = _untimed(draft.guarantee)
    for table, promise in draft.promises:
        if promise.on_miss.remedy and promise.code in untimed:
            table.fault("remedy-untimed", "on_miss", case=untimed[promise.code])


def _untimed(guarantee: Guarantee) -> dict[str, dict[str, str]]:
    """The promises chosen for a case that has no remedy promise, each with the first such case."""
    if any(promise.target == "remedy" and not promise.applies for promise in guarantee.promises):
        return {}  # One line times them all; no need to try out every case.
    found: dict[str, dict[str, str]] = {}
    for case in guarantee.cases():
        chosen = guarantee.select(**case)
        if "remedy" not in chosen:
            for promise in chosen.values():
                found.setdefault(promise.code, {name: value for name, value in case.items() if value})
    return found


def _judge_rates(draft: Draft) -> None:
    for table, rate in draft.rates:
        low, high = RANGE[rate.measure]
        if not low < rate.at_least <= high:
            table.fault("rate-out-of-range", "at_least", value=str(rate.at_least), low=low, high=high)


def _judge_life(draft: Draft) -> None:
    life = draft.guarantee.life
    if life is None:
        return
    table = draft.top.place("life")
    moments = (*life.remind, life.lapse)
    if len(life.remind) < 2:
        table.fault("remind-twice", "remind")
    if any(later <= earlier for earlier, later in pairwise(moments)):
        table.fault("lapse-before-reminder", "lapse")
    if life.link < life.reopen:
        table.fault("link-too-short", "link")
    if life.erase < life.reopen:
        table.fault("erased-too-soon", "erase")


def _judge_calendars(draft: Draft, calendars: Mapping[str, WorkingCalendar]) -> None:
    for slug in draft.guarantee.calendars:
        if slug not in calendars:
            draft.top.fault("unknown-calendar", "calendars", value=slug, known=", ".join(sorted(calendars)))


def _judge_approval(draft: Draft, publishing: Publishing | None) -> None:
    guarantee = draft.guarantee
    author = publishing.author if publishing else guarantee.author
    approver = publishing.approver if publishing else guarantee.approver
    if guarantee.approval_waived:
        return
    if publishing and not approver:
        draft.top.fault("no-approver", "approver")
    elif author and approver and _same(author, approver):
        draft.top.fault("same-person", "approver", value=approver)


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _judge_dates(draft: Draft, previous: Guarantee | None, publishing: Publishing | None) -> None:
    guarantee, top = draft.guarantee, draft.top
    published = publishing.day(guarantee.zone) if publishing else guarantee.published_on
    if guarantee.published_on not in (None, published):
        top.fault("published-another-day", "published_on", value=guarantee.published_on, on=published)
    if guarantee.number in _taken(previous, publishing):
        top.fault("number-taken", "number", value=guarantee.number)
    if _is_before(published, guarantee.signed_on):
        top.fault("signed-after-published", "signed_on", signed=guarantee.signed_on, published=published)
    if _is_before(guarantee.effective_on, published):
        facts = {"effective": guarantee.effective_on, "published": published}
        top.fault("effective-before-published", "effective_on", **facts)
    if _is_before(guarantee.weaker_notice_days, guarantee.notice_days):
        top.fault("weaker-notice-shorter", "weaker_notice_days")
    if previous is not None:
        _judge_change(draft, previous, published)


def _is_before(one: date | int | None, other: date | int | None) -> bool:
    return one is not None and other is not None and one < other


def _taken(previous: Guarantee | None, publishing: Publishing | None) -> frozenset[str]:
    numbers = publishing.taken if publishing else frozenset()
    return numbers | {previous.number} if previous else numbers


def _judge_change(draft: Draft, previous: Guarantee, published: date | None) -> None:
    guarantee = draft.guarantee
    if guarantee.change_note is None:
        draft.top.fault("no-change-note")
    if published and guarantee.effective_on:
        _judge_notice(draft, previous, published)


def _judge_notice(draft: Draft, previous: Guarantee, published: date) -> None:
    """While lines are unreadable nobody knows what they weaken, so only the ordinary notice is asked for."""
    guarantee = draft.guarantee
    needed = needed_days(guarantee, previous) if draft.is_whole else previous.notice_days
    given = (guarantee.effective_on - published).days
    if 0 <= given < needed:
        weaker = weakened(guarantee, previous) if draft.is_whole else ()
        earliest = published + timedelta(days=needed)
        draft.top.fault(
            "notice-too-short", "effective_on", needed=needed, given=given, earliest=earliest, weaker=weaker
        )
