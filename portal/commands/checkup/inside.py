"""What the database tells: itself, the clock, the guarantee, the calendars, the worker, the letters, the people."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.commands.checkup.finding import Finding, bad, good, look
from portal.commands.clock import own
from portal.store import calendar, circle, guarantee, letter, person, pulse, schema
from portal.store.db import db, is_sqlite, now_of_the_store
from portal.words import time
from portal.words.translated import gettext as _
from portal.words.translated import ngettext

MIGRATE = "flask --app wsgi migrate"
INVITE = "flask --app wsgi invite EMAIL --role admin"
STILL = timedelta(minutes=2)  # after so long without a sign of life staff are told, too
SKEW, FAR_OFF = timedelta(seconds=2), timedelta(seconds=30)
ASK_FROM = 11  # from November on, next year's holidays are missed
LOOPS = ("watch", "postman")


def database() -> Finding:
    """Needs an open connection."""
    about, kind = _("Database"), kind_of_store()
    newer = set(schema.applied()) - schema.known()
    if newer:
        said = _("%(kind)s, with tables of a newer version (%(name)s)", kind=kind, name=max(newer))
        return bad(about, said, _("Run the newer version of the portal, or restore a backup of before."))
    if lacking := schema.pending():
        said = ngettext(
            "%(kind)s, but %(num)d migration is missing", "%(kind)s, but %(num)d migrations are missing",
            len(lacking), kind=kind,
        )  # fmt: skip
        return bad(about, said, _("Run: %(command)s", command=MIGRATE))
    if is_sqlite() and db.execute_sql("pragma journal_mode").fetchone()[0] == "delete":
        return bad(about, _("%(kind)s without its write-ahead log", kind=kind), _("Run: %(command)s", command=MIGRATE))
    return good(about, _("%(kind)s, with the tables of this version", kind=kind))


def kind_of_store() -> str:
    """“SQLite 3.40.1”."""
    if is_sqlite():
        return "SQLite " + db.execute_sql("select sqlite_version()").fetchone()[0]
    return "PostgreSQL " + db.execute_sql("show server_version").fetchone()[0].split()[0]


def clock(now: datetime) -> Finding:
    """This machine's clock beside the store's; on SQLite, beside what was noted already."""
    about = _("Clock")
    theirs = now_of_the_store()
    if theirs is None:
        return _beside_notes(about, now)
    skew = abs(own() - theirs)
    if skew <= SKEW:
        return good(about, _("this machine and the database agree"))
    said = _("this machine and the database differ by %(time)s", time=time.exactly(skew))
    do = _("Let both take the time from the network (NTP). Promises are counted by the database's clock.")
    return bad(about, said, do) if skew > FAR_OFF else look(about, said, do)


def _beside_notes(about: str, now: datetime) -> Finding:
    last = max(pulse.last_of(LOOPS).values(), default=now)
    if last - now > FAR_OFF:
        said = _("the worker noted something %(time)s from now: the clock was set back", time=time.exactly(last - now))
        return bad(about, said, _("Let this machine take the time from the network (NTP)."))
    return good(about, _("%(moment)s UTC, and nothing is noted later", moment=f"{now:%Y-%m-%d %H:%M}"))


def promise(now: datetime) -> Finding:
    about, version = _("Guarantee"), guarantee.in_force(now)
    if version is None:
        do = _("Publish one: %(command)s", command="flask --app wsgi guarantee publish FILE --author A --approver B")
        return look(about, _("none is in force: cases are taken, and nothing is promised"), do)
    lines = ngettext("%(num)d promise", "%(num)d promises", len(version.promises))
    return good(about, _("%(number)s is in force, with %(promises)s", number=version.number, promises=lines))


def calendars(now: datetime) -> Iterator[Finding]:
    about, known = _("Calendars"), calendar.latest()
    lacking = {slug: missing for slug, one in known.items() if (missing := _missing(one, now))}
    for slug, year in sorted(lacking.items()):
        said = _("%(calendar)s: the holidays of %(year)d are not entered", calendar=slug, year=year)
        do = _("Enter them once they are published. Until then moments in that year are shown as provisional.")
        yield bad(about, said, do) if year == now.year else look(about, said, do)
    if not lacking:
        yield good(about, ", ".join(sorted(known)) or _("none is needed"))


def _missing(one: calendar.WorkingCalendar, now: datetime) -> int | None:
    """The first year that counts already and has no holidays: this one, or the next from November on."""
    local = now.astimezone(one.zone)
    years = [local.year, local.year + 1] if local.month >= ASK_FROM else [local.year]
    return next((year for year in years if one.years is not None and year not in one.years), None)


def worker(now: datetime) -> Finding:
    about, beats = _("Worker"), pulse.last_of(LOOPS)
    do = _("Start it, and let the system start it again: %(command)s", command="flask --app wsgi work")
    silent = [name for name in LOOPS if name not in beats]
    if silent:
        return bad(about, _("%(loops)s never ran: no verdict is written, no letter sent", loops=_and(silent)), do)
    late = [name for name in LOOPS if now - beats[name] > STILL]
    if late:
        since = time.duration(now - min(beats[name] for name in late))
        return bad(about, _("%(loops)s gave no sign for %(time)s", loops=_and(late), time=since), do)
    return good(about, _("watch and postman are at work"))


def _and(names: list[str]) -> str:
    told = [_("the watch") if name == "watch" else _("the postman") for name in names]
    return _("%(one)s and %(other)s", one=told[0], other=told[1]) if len(told) > 1 else told[0]


def letters(now: datetime) -> Finding:
    about, dead, waiting = _("Letters"), letter.dead(), letter.overdue(now - timedelta(minutes=10))
    if dead:
        said = ngettext("%(num)d letter could not be sent", "%(num)d letters could not be sent", dead)
        return look(about, said, _("Read why, and send them again, at /staff/letters."))
    if waiting:
        said = ngettext(
            "%(num)d letter should have gone long ago", "%(num)d letters should have gone long ago", waiting
        )
        return look(about, said, _("See what Mail and Worker say here."))
    return good(about, _("none waits longer than it should"))


def people() -> Finding:
    about, there = _("People"), [one for one in person.active() if one.password]
    if not any(one.role == "admin" for one in there):
        do = _("Invite one: %(command)s", command=INVITE)
        return look(about, _("no administrator has signed in yet"), do)
    if hidden := circle.out_of_reach():
        said = ngettext(
            "%(num)d complaint can be opened by nobody", "%(num)d complaints can be opened by nobody", hidden
        )
        do = _("It is kept from whom it names. Invite another administrator: %(command)s", command=INVITE)
        return look(about, said, do)
    return good(about, ngettext("%(num)d person can sign in", "%(num)d people can sign in", len(there)))
