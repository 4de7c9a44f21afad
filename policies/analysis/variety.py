"""Transfers that stand for all that two policies tell apart.

What neither policy tells apart is asked about once: projects, zones and parties of which both policies say the same are
one class with one that stands for it; of those that differ, every one is asked about. Content × destination × level ×
reading is complete over these; kinds, channels, fields, markings, sizes, sessions, exposure and people are varied one
and two at a time. Every rule of either policy is asked about with transfers made to its measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import gcd

from policies.analysis.pair import Pair
from policies.analysis.probe import Probe
from policies.tables import Tables

MOST_PROBES = 20_000
MOST_DIRECTED = 60_000
GOLDEN = 0.6180339887


@dataclass(frozen=True, slots=True, kw_only=True)
class Variety:
    """What is asked about, and what is not.

    Attributes:
        probes: The transfers, each once.
        left_out: How many more there would have been.
        unshared: Ids that only one of the policies has, by what they are: `project`, `person`, `zone`, `party`.
    """

    probes: tuple[Probe, ...]
    left_out: int
    unshared: Mapping[str, tuple[str, ...]]


def variety_of(old: Tables, new: Tables, *, most: int = MOST_PROBES) -> Variety:
    """Transfers that stand for all that the two tell apart, at most so many.

    Those made to the measure of rules and people come first, then content × destination × level × reading, then these
    with one thing and with two things otherwise; what is too much of each is taken evenly from all of it.
    """
    pair = Pair(old, new)
    directed = [*dict.fromkeys(islice(pair.directed(), MOST_DIRECTED))]
    probes = dict.fromkeys(_spread(directed, max(1, most // 2)))
    left_out = len(directed) - len(probes)
    for size, at in pair.grids():
        room = max(0, most - len(probes)) if size <= most // 3 else max(0, most - len(probes)) // 2
        taken = min(size, room)
        probes |= dict.fromkeys(at(index) for index in _even(size, taken))
        left_out += size - taken
    return Variety(probes=tuple(probes), left_out=left_out, unshared=pair.unshared())


def _spread(probes: list[Probe], most: int) -> list[Probe]:
    """All, or as many as asked for, evenly over the list."""
    return [probes[index] for index in _even(len(probes), min(most, len(probes)))]


def _even(size: int, count: int) -> Iterator[int]:
    """So many of the numbers below `size`, all different and evenly spread in every digit of a mixed count."""
    if count >= size:
        yield from range(size)
        return
    step = max(1, int(size * GOLDEN))
    while gcd(step, size) != 1:
        step += 1
    yield from ((index * step) % size for index in range(count))
