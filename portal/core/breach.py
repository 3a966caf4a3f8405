"""How a broken promise is graded: by how late it came in the promise's own clock, and by what it was about."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.core.clock import Clock
from portal.core.terms import Grading

MINOR, MAJOR = GRADES = ("minor", "major")


def lateness(clock: Clock | None, start: datetime, due: datetime, end: datetime) -> tuple[timedelta, timedelta]:
    """How late something came, and how much time was promised, both in the promise's own clock; in real time for a
    date somebody named."""
    if clock is None:
        return max(end - due, timedelta(0)), due - start
    return clock.elapsed(end) - clock.elapsed(due), timedelta(seconds=clock.promise.within.seconds)


def grade(grading: Grading, late: timedelta, promised: timedelta, about: Mapping[str, str]) -> str:
    """Minor, if it came soon after and nothing makes it major; `about` are the case's kind, severity … and target."""
    if any(about.get(dimension) in values for dimension, values in grading.major_if.items()):
        return MAJOR
    soon = late * 100 <= promised * grading.minor_share or late <= grading.minor_late
    return MINOR if soon else MAJOR
