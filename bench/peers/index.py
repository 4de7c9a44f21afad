"""Which rules can match at all: an index for those who look up, slices for those who try all that they are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from bench.peers.part import NOBODY, Match, Part, Question, Sink
from policies.label import Level
from policies.model import Channel

# Narrowest first: few transfers are of one project, to one party or by one person; most carry no marking and no side.
_NARROW = (
    "projects", "to_parties", "to_projects", "to_zones", "persons", "markings", "fields", "sides", "to_countries",
    "origins",
)  # fmt: skip
_SINGLE = ("to_parties", "to_zones", "to_countries", "persons")

# Channel, level, whether the content has projects and markings, and whether it goes to a zone, a party or neither.
SliceKey = tuple[str, int, bool, bool, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Rules by key, and what is left to ask of a rule that stands under one of a transfer's keys.

    Attributes:
        numbers: Key to numbers of rules, in order.
        rules: Each rule without the conditions that its key has answered.
    """

    numbers: dict[str, list[int]]
    rules: tuple[Match, ...]


def index_of(part: Part) -> Index:
    """The index of a part's rules."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(part.rules):
        for key in _keys_of(rule):
            numbers[key].append(number)
    return Index(numbers=dict(numbers), rules=tuple(map(_remaining, part.rules)))


def _narrowest(rule: Match) -> str:
    named = (name for name in _NARROW if name in rule.sets and not (name == "to_parties" and rule.partner))
    return next(named, "")


def _keys_of(rule: Match) -> Iterator[str]:
    name = _narrowest(rule)
    words = sorted(rule.sets.get(name, ("",)))
    if name == "persons" and rule.stops:
        words.append(NOBODY)
    for channel in sorted(rule.sets.get("channels", frozenset(map(str, Channel)))):
        for level in range(rule.least, rule.most + 1):
            yield from (f"{channel}:{level}:{name}:{word}" for word in words)


def _remaining(rule: Match) -> Match:
    name = _narrowest(rule)
    # Of several words in the content one is enough for a rule that stops; another rule still asks for the others.
    answered = {"channels", name} if rule.stops or name in _SINGLE else {"channels"}
    return replace(rule, sets={each: words for each, words in rule.sets.items() if each not in answered})


def keys_of(question: Question, sink: Sink, part: Part) -> list[str]:
    """Keys under which the rules stand that can match a transfer."""
    words = [":"]
    words += [f"persons:{question.person}"] if question.person != NOBODY or question.stops_unknown else []
    words += [f"to_countries:{sink.country}"] if sink.country is not None else []
    words += [f"to_zones:{sink.zone}"] if sink.zone else []
    words += [f"to_parties:{sink.party}"] if sink.party else []
    words += [f"projects:{project}" for project in question.projects]
    words += [f"sides:{side}" for side in sorted({side for p in question.projects for side in part.sides[p]})]
    words += [f"to_projects:{project}" for project in sorted(sink.projects)]
    words += [f"markings:{marking}" for marking in question.markings]
    words += [f"fields:{field}" for field in question.fields]
    words += [f"origins:{origin}" for origin in question.origins]
    return [f"{question.channel}:{question.level}:{word}" for word in words]


def slice_of(question: Question) -> SliceKey:
    """The slice that a transfer is in."""
    sort = question.sink.partition("/")[0]
    return question.channel, question.level, bool(question.projects), bool(question.markings), sort


def slice_keys() -> Iterator[SliceKey]:
    """Every slice that there is."""
    channels, levels = [str(channel) for channel in Channel], [level.rank for level in Level]
    return product(channels, levels, (False, True), (False, True), ("", "zone", "party"))


def is_in_slice(rule: Match, key: SliceKey) -> bool:
    """Whether a rule can be satisfied by any transfer of a slice."""
    channel, level, is_labelled, is_marked, sort = key
    missing = set[str]()
    missing |= set() if is_labelled else {"projects", "sides"}
    missing |= set() if is_marked else {"markings"}
    missing |= set() if sort == "zone" else {"to_zones", "to_kinds"}
    missing |= set() if sort == "party" else {"to_parties"}
    missing |= set() if sort else {"to_projects", "to_sides", "to_countries"}
    in_range = rule.least <= level <= rule.most and channel in rule.sets.get("channels", (channel,))
    return in_range and missing.isdisjoint(rule.sets)
