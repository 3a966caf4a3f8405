"""What the lines of a guarantee owe each other: the rules no single line can break alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from portal.core.calendar import OutOfReach, WorkingCalendar
from portal.core.clock import due
from portal.core.guarantee_reader import Table
from portal.core.guarantee_text import Draft
from portal.core.notice import needed_days, weakened
from portal.core.promise import Promise, Within
from portal.core.terms import Guarantee, names, overlap, tie

MAY_PAUSE = ("plan", "resolution")  # DESIGN.md 5.2
MAY_REPEAT = ("progress",)
FACE_TO_FACE = frozenset({"phone", "counter"})
RANGE = {"solved": (0, 100), "response": (0, 100), "kept": (0, 100), "satisfaction": (1, 5)}


LONGEST_NAME = 120
ANY_YEAR = 2026  # for a calendar that names no years: its week is the same in all of them


@dataclass(frozen=True, slots=True)
class Publishing:
    """Who publishes a text and when, which outranks what the text says; and the numbers that were used before.

    `are_two`: author and approver are known to be two people, by more than their names. `approvers`: how many people
    who could approve work here, as far as that is known. `is_trial`: nobody publishes it
    yet; it is judged as if it were published on the day it names, or else now.
    """

    author: str
    approver: str | None
    at: datetime
    taken: frozenset[str] = frozenset()
    are_two: bool = False
    approvers: int = 0
    is_trial: bool = False

    def day(self, zone: ZoneInfo | None) -> date:
        """The local date of publishing."""
        return self.at.astimezone(zone or UTC).date()


def judge(
    draft: Draft,
    calendars: Mapping[str, WorkingCalendar] | None,
    standing: Sequence[Guarantee],
    publishing: Publishing | None,
) -> None:
    """Write down every fault. `calendars` None: it is not known here which there are."""
    _judge_codes(draft)
    for table, promise in draft.promises:
        _judge_promise(table, promise, draft.guarantee.calendars)
    _judge_ambiguity(draft)
    _judge_procedures(draft)
    _judge_remedies(draft)
    _judge_rates(draft)
    _judge_life(draft)
    if calendars is not None:
        _judge_calendars(draft, calendars)
    _judge_approval(draft, publishing)
    _judge_dates(draft, standing, publishing)


def _judge_codes(draft: Draft) -> None:
    lines = [(table, "code", value.code) for table, value in (*draft.promises, *draft.rates)]
    services = [(table, "slug", value.slug) for table, value in draft.services]
    procedures = [(table, "code", value.code) for table, value in draft.procedures]
    for table, key, word in (*_repeated(lines), *_repeated(services), *_repeated(procedures)):
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
    """Only lines about the same target that name the same dimensions can tie."""
    rivals: dict[tuple, list[tuple[Table, Promise]]] = {}
    for table, promise in draft.promises:
        rivals.setdefault((promise.target, names(promise)), []).append((table, promise))
    for group in rivals.values():
        for (_, one), (table, other) in combinations(group, 2):
            case = overlap(one, other)
            if case is not None:
                table.fault("ambiguous", "for", other=one.code, target=other.target, case=case)


def _judge_procedures(draft: Draft) -> None:
    """A case has one checklist, or none."""
    for (_, one), (table, other) in combinations(draft.procedures, 2):
        case = tie(one, other)
        if case is not None:
            table.fault("ambiguous-procedure", "for", other=one.code, case=case)


def _judge_remedies(draft: Draft) -> None:
    """Who owes a remedy says by when: every case that can be owed one needs a promise about `remedy`."""
    owing = [(table, promise) for table, promise in draft.promises if promise.on_miss.remedy]
    untimed = _untimed(draft.guarantee) if owing else {}
    for table, promise in owing:
        if promise.code in untimed:
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
    for table, promise in draft.promises:
        if promise.calendar in calendars:
            _judge_reach(table, promise, calendars[promise.calendar])


def _judge_reach(table: Table, promise: Promise, calendar: WorkingCalendar) -> None:
    """Every time ends, and within fifty years. The year after the last one entered has only the usual hours."""
    start = datetime(max(calendar.years or (ANY_YEAR,)) + 1, 1, 1, tzinfo=UTC)
    for key, within in (("within", promise.within), ("on_miss", promise.on_miss.again)):
        if within and within.needs_calendar and not _ends(within, calendar, start):
            table.fault("unreachable", key, value=str(within), calendar=promise.calendar)


def _ends(within: Within, calendar: WorkingCalendar, start: datetime) -> bool:
    try:
        return any(calendar.week) and due(within, calendar, start) is not None
    except OutOfReach:
        return False


def _judge_approval(draft: Draft, publishing: Publishing | None) -> None:
    guarantee = draft.guarantee
    is_final = publishing is not None and not publishing.is_trial
    author = publishing.author if is_final else guarantee.author
    approver = publishing.approver if is_final else guarantee.approver
    _judge_names(draft, {"author": author, "approver": approver}, is_final)
    if is_final and publishing.are_two:
        return
    if guarantee.approval_waived:
        _judge_waiver(draft, author, approver, publishing.approvers if is_final else 0)
    elif is_final and not approver:
        draft.top.fault("no-approver", "approver")
    elif author and approver and _same(author, approver):
        draft.top.fault("same-person", "approver", value=approver)


def _judge_waiver(draft: Draft, author: str | None, approver: str | None, approvers: int) -> None:
    """The second person is waived only where there is none."""
    alone = not approver or _same(author or "", approver)
    if alone and approvers > 1:
        draft.top.fault("waived-among-many", "approval_waived", number=approvers)


def _judge_names(draft: Draft, people: Mapping[str, str | None], is_final: bool) -> None:
    for key, name in people.items():
        if len(name or "") > LONGEST_NAME:
            draft.top.fault("name-too-long", key, most=LONGEST_NAME)
    if is_final and not (people["author"] or "").strip():
        draft.top.fault("no-author", "author")


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _judge_dates(draft: Draft, standing: Sequence[Guarantee], publishing: Publishing | None) -> None:
    guarantee, top = draft.guarantee, draft.top
    published = _published_on(draft, publishing)
    if guarantee.number in _taken(standing, publishing):
        top.fault("number-taken", "number", value=guarantee.number)
    if _is_before(published, guarantee.signed_on):
        top.fault("signed-after-published", "signed_on", signed=guarantee.signed_on, published=published)
    if _is_before(guarantee.effective_on, published):
        facts = {"effective": guarantee.effective_on, "published": published}
        top.fault("effective-before-published", "effective_on", **facts)
    if _is_before(guarantee.weaker_notice_days, guarantee.notice_days):
        top.fault("weaker-notice-shorter", "weaker_notice_days")
    if standing:
        _judge_change(draft, standing, published)


def _published_on(draft: Draft, publishing: Publishing | None) -> date | None:
    """The day it is published, as far as that is known; a text that names a day is published on that day."""
    named = draft.guarantee.published_on
    if publishing is None:
        return named
    today = publishing.day(draft.guarantee.zone)
    if publishing.is_trial and named and named >= today:
        return named
    if named not in (None, today) and publishing.is_trial:
        draft.top.fault("published-in-the-past", "published_on", value=named, on=today)
    elif named not in (None, today):
        draft.top.fault("published-another-day", "published_on", value=named, on=today)
    return today


def _is_before(one: date | int | None, other: date | int | None) -> bool:
    return one is not None and other is not None and one < other


def _taken(standing: Sequence[Guarantee], publishing: Publishing | None) -> frozenset[str]:
    numbers = publishing.taken if publishing else frozenset()
    return numbers | {version.number for version in standing}


def _judge_change(draft: Draft, standing: Sequence[Guarantee], published: date | None) -> None:
    guarantee = draft.guarantee
    if guarantee.change_note is None:
        draft.top.fault("no-change-note")
    if published and guarantee.effective_on:
        _judge_notice(draft, standing, published)


def _judge_notice(draft: Draft, standing: Sequence[Guarantee], published: date) -> None:
    """While lines are unreadable nobody knows what they weaken, so only the ordinary notice is asked for."""
    guarantee, ordinary = draft.guarantee, max(version.notice_days for version in standing)
    needed = needed_days(guarantee, standing) if draft.is_whole else ordinary
    given = (guarantee.effective_on - published).days
    if 0 <= given < needed:
        worse = [weakened(guarantee, before) for before in standing] if draft.is_whole else []
        weaker = tuple(dict.fromkeys(code for codes in worse for code in codes))
        earliest = published + timedelta(days=needed)
        draft.top.fault(
            "notice-too-short", "effective_on", needed=needed, given=given, earliest=earliest, weaker=weaker
        )
