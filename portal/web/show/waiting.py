"""Our time and the time we waited for the customer, cycle by cycle, as macros/waiting.html draws it."""

from datetime import datetime, timedelta, tzinfo

from portal.core.waiting import Stretch, stretches
from portal.mail.letters import zone_of
from portal.store.message import Message
from portal.store.sheet import Sheet
from portal.words import case as words
from portal.words import text, time
from portal.words.translated import gettext as _
from portal.words.translated import lazy_gettext as _l

KINDS = ("ours", "waits", "struck")
NARROWEST = 0.5  # percent: what lasted a minute in a month is still to be seen


def waiting_item(sheet: Sheet, now: datetime, cycle: int, staff: bool = False) -> dict | None:
    """Whose time a cycle was; None where nobody waited."""
    begin, end = _span(sheet, now, cycle)
    asks = [ask for ask in sheet.asks if begin <= ask.at < end] if begin < end else []
    if not asks:
        return None
    found = stretches(begin, end, [(ask.id, ask.at, ask.answered_at) for ask in asks])
    by_id = {ask.id: ask for ask in asks}
    rows = [_row(stretch, by_id.get(stretch.ask), zone_of(sheet.guarantee), now, staff) for stretch in found]
    spent = {kind: sum((row["length"] for row in rows if row["kind"] == kind), timedelta(0)) for kind in KINDS}
    return {
        "id": f"waiting-{cycle}",
        "rows": rows,
        "bar": _bar(rows, end - begin),
        "ours_text": time.duration(spent["ours"]),
        "waited_text": time.duration(spent["waits"]) if spent["waits"] else _("none"),
        "struck_text": time.duration(spent["struck"]) if spent["struck"] else "",
        "stops": _stops(sheet, cycle),
        "contested": any(row["standing"] == "contested" for row in rows),
    }


def choices(sheet: Sheet, ids: tuple[int, ...], now: datetime) -> list[tuple[str, str]]:
    """These waiting times, to choose one: “from … to …”."""
    zone = zone_of(sheet.guarantee)
    asks = [ask for ask in sheet.asks if ask.id in ids]
    return [(str(ask.id), _between(ask.at, ask.answered_at, zone, now)) for ask in asks]


def _span(sheet: Sheet, now: datetime, cycle: int) -> tuple[datetime, datetime]:
    """A cycle begins with its promises, and ends when the outcome was told, the case was closed, or the next began."""
    case = sheet.case
    begin = _begin(sheet, cycle)
    after = _begin(sheet, cycle + 1) if cycle < case.cycle else None
    told = [mark.at for mark in sheet.marks if mark.type == "outcome" and begin <= mark.at < (after or now)]
    closed = case.closed_at if cycle == case.cycle else None
    return begin, min(told[-1:] or [moment for moment in (after, closed, now) if moment])


def _begin(sheet: Sheet, cycle: int) -> datetime:
    case = sheet.case
    if cycle == case.cycle:
        return case.cycle_at
    first = min((r.start_at for r in sheet.rounds if r.cycle == cycle), default=case.received_at)
    return case.received_at if cycle == 1 else first


def _row(stretch: Stretch, ask: Message | None, zone: tzinfo, now: datetime, staff: bool) -> dict:
    """One line of the table. A pause that was struck is our time."""
    standing = _standing(ask)
    return {
        "kind": "ours" if ask is None else "struck" if standing == "struck" else "waits",
        "whose": _whose(ask, standing, staff),
        "span_text": _between(stretch.begin, stretch.end if not ask or ask.answered_at else None, zone, now),
        "length": stretch.end - stretch.begin,
        "length_text": time.duration(stretch.end - stretch.begin),
        "standing": standing,
        "standing_text": STANDINGS.get(standing, ""),
    }


def _whose(ask: Message | None, standing: str, staff: bool) -> str:
    if ask is None:
        return _("Our turn")
    if standing == "struck":
        return _("Our time: the waiting was struck")
    if staff:
        return _("The customer’s turn: a plan") if ask.type == "plan" else _("The customer’s turn: a question")
    return _("Your turn: our plan") if ask.type == "plan" else _("Your turn: our question")


def _standing(ask: Message | None) -> str:
    if ask is None or ask.contested_at is None:
        return ""
    return ask.ruling or "contested"


STANDINGS = {
    "contested": _l("Contested; a supervisor decides"),
    "upheld": _l("A supervisor upheld it"),
    "struck": _l("A supervisor struck it: it counts as our time"),
}


def _stops(sheet: Sheet, cycle: int) -> str:
    """Which promises of the cycle stand still meanwhile, in words; "" where none does."""
    promises = ((r.target, sheet.clocks.promise(r)) for r in sheet.rounds if r.cycle == cycle)
    targets = dict.fromkeys(target for target, promise in promises if promise and promise.pauses)
    return text.listed(words.TARGETS[target] for target in targets)


def _between(begin: datetime, end: datetime | None, zone: tzinfo, now: datetime) -> str:
    since = time.short(begin, zone, now)
    if end is None:
        return _("since %(begin)s", begin=since)
    return _("from %(begin)s to %(end)s", begin=since, end=time.short(end, zone, now))


def _bar(rows: list[dict], whole: timedelta) -> list[dict]:
    """Where each stretch begins on the bar and how wide it is, in percent."""
    widths = [max(NARROWEST, 100 * (row["length"] / whole)) for row in rows]
    scale, here, bar = 100 / sum(widths), 0.0, []
    for row, width in zip(rows, widths, strict=True):
        bar.append({"x": round(here, 2), "width": round(width * scale, 2), "kind": row["kind"]})
        here += width * scale
    return bar
