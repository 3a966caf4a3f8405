"""The page of one version, laid out to be read: by service and occasion, and once more by channel in one table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.core.calendar import WorkingCalendar
from portal.core.promise import Promise
from portal.core.terms import CHANNELS, KINDS, Guarantee
from portal.web.language import in_language
from portal.words import case, time
from portal.words import guarantee as words
from portal.words.translated import gettext
from portal.words.translated import lazy_gettext as _l

Calendars = Mapping[str, WorkingCalendar]

#: The columns of the table: a heading, and the case whose first response it shows. Feedback is asked for by surveys.
COLUMNS = (
    *((case.KINDS[kind], {"kind": kind}) for kind in KINDS if kind != "feedback"),
    (_l("Anything urgent"), {"kind": "complaint", "severity": "urgent"}),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One promise as the page shows it, in the reader's language."""

    code: str
    title: str
    within: str
    for_whom: list[str]
    counted: list[str]
    missed: str
    filled_by_us: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The promises of one service, or of every service, by occasion."""

    slug: str
    title: str
    occasions: list[tuple[str, list[Line]]]


def parts(version: Guarantee, calendars: Calendars) -> list[Part]:
    """First what holds for every service, then what a service has of its own."""
    general = [promise for promise in version.promises if "service" not in promise.applies]
    own = [
        Part(f"service-{service.slug}", in_language(service.title), _occasions(_of(service.slug, version), calendars))
        for service in version.services
        if _of(service.slug, version)
    ]
    return [Part("every-service", gettext("For every service"), _occasions(general, calendars)), *own]


def _of(service: str, version: Guarantee) -> list[Promise]:
    return [promise for promise in version.promises if service in promise.applies.get("service", ())]


def _occasions(promises: list[Promise], calendars: Calendars) -> list[tuple[str, list[Line]]]:
    found = [
        (str(heading), [_line(promise, calendars) for promise in promises if promise.target == target])
        for target, heading in words.OCCASIONS.items()
    ]
    return [(heading, lines) for heading, lines in found if lines]


def _line(promise: Promise, calendars: Calendars) -> Line:
    return Line(
        promise.code,
        in_language(promise.title),
        _within(promise),
        words.for_whom(promise),
        list(words.counted(promise, calendars)),
        words.missed(promise),
        promise.filled_by_us,
    )


def _within(promise: Promise) -> str:
    if promise.repeats:
        return gettext("every %(time)s", time=time.amount(promise.within))
    return gettext("within %(time)s", time=time.amount(promise.within))


def columns() -> list[str]:
    return [str(heading) for heading, _ in COLUMNS]


def channels(version: Guarantee) -> Iterator[tuple[str, list[str]]]:
    """For each channel the first response in each column; an empty text where none is promised."""
    for channel in CHANNELS:
        yield str(case.CHANNELS[channel]), [_response(version, channel, of) for _, of in COLUMNS]


def _response(version: Guarantee, channel: str, of: Mapping[str, str]) -> str:
    promise = version.select(channel=channel, **of).get("response")
    return time.amount(promise.within) if promise else ""


def desks(version: Guarantee, calendars: Calendars) -> list[tuple[str, str, list[tuple[str, str]], int | None]]:
    """The calendars it counts on: title, zone, usual hours, and the last year whose holidays are entered."""
    known = [calendars[slug] for slug in version.calendars if slug in calendars]
    return [
        (in_language(desk.title) or desk.slug, str(desk.zone), words.opening(desk), max(desk.years or (), default=None))
        for desk in known
    ]
