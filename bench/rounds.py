"""Contestants who take turns: each round gives everyone the same short time, so that a busy machine slows all alike."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Once = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for one call, the median of all rounds: on the wall, and of this process's own work."""

    wall: float
    own: float


def compete(contestants: Mapping[str, Once], rounds: int = 7, share: float = 0.3) -> dict[str, Cost]:
    """What one call of each costs. In each round each runs for about `share` seconds."""
    counts = {name: _fitting(call, share) for name, call in contestants.items()}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, call in contestants.items():
            found[name].append(_timed(call, counts[name]))
    return {name: Cost(*(median(column) for column in zip(*times, strict=True))) for name, times in found.items()}


def once(call: Once) -> tuple[float, float]:
    """One call: (wall, own) seconds."""
    return _timed(call, 1)


def middle(times: list[tuple[float, float]]) -> Cost:
    return Cost(*(median(column) for column in zip(*times, strict=True)))


def _fitting(call: Once, share: float) -> int:
    """How many calls fit into the share; also warms everything up."""
    call()
    wall, _ = min(_timed(call, 3) for _ in range(2))
    return max(1, round(share / wall))


def _timed(call: Once, count: int) -> tuple[float, float]:
    gc.collect()
    wall, own = time.perf_counter(), time.process_time()
    for _ in range(count):
        call()
    return (time.perf_counter() - wall) / count, (time.process_time() - own) / count
