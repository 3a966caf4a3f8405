"""Figures as Prometheus reads them: its text format, version 0.0.4."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], int]  # its labels, and the number


class Gauge(NamedTuple):
    """One figure that goes up and down. `about` is a line for people; like the labels, it is made of plain words of
    our own, so that nothing in it needs to be escaped."""

    name: str
    about: str
    samples: Sequence[Sample]


def one(value: int, **labels: str) -> list[Sample]:
    return [(labels, value)]


def by(label: str, numbers: Mapping[str, int]) -> list[Sample]:
    """A number for each word this label can be."""
    return [({label: word}, number) for word, number in numbers.items()]


def text(gauges: Iterable[Gauge]) -> str:
    return "".join(f"{line}\n" for gauge in gauges for line in _lines(gauge))


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {gauge.about}"
    yield f"# TYPE {gauge.name} gauge"
    for labels, value in gauge.samples:
        named = ",".join(f'{label}="{word}"' for label, word in labels.items())
        yield f"{gauge.name}{{{named}}} {value}" if named else f"{gauge.name} {value}"
