"""The part by hand in Python: ifs over sets made beforehand, with the index. What it costs without an engine.

No trace, no reasons, nothing that the part leaves out, and every fact handed in: a lower bound, not a peer.
"""

from __future__ import annotations

from dataclasses import dataclass

from bench.peers.facts import facts_of
from bench.peers.index import index_of, keys_of
from bench.peers.part import NO_RULE, NOBODY, SCREENING, WALL, Match, Part, Question

_ALWAYS_ANY = ("to_parties", "persons")
_NO_LIMIT = 2**63


@dataclass(frozen=True, slots=True)
class Facts:
    """A transfer as the ladder takes it."""

    words: dict[str, frozenset[str]]
    keys: list[str]
    today: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Rung:
    """A rule as the ladder takes it: dimensions of which any word will do, and those all of whose words must stand."""

    name: str
    since: int
    until: int
    least: int
    most: int
    any_of: tuple[tuple[str, frozenset[str]], ...]
    all_of: tuple[tuple[str, frozenset[str]], ...]


class Ladder:
    """Ifs over sets, with the index that the peers get."""

    def __init__(self, part: Part) -> None:
        self._part = part
        index = index_of(part)
        self._rungs = [_rung(rule) for rule in index.rules]
        self._numbers = index.numbers
        self._enemies = {side: frozenset(sides.keys() - {side}) for sides in part.walls.values() for side in sides}
        self._pairs = frozenset(
            f"{one}+{other}" for sides in part.walls.values() for one in sides for other in sides if one < other
        )

    def prepared(self, question: Question) -> Facts:
        """Words and keys of the transfer."""
        keys = keys_of(question, self._part.sinks[question.sink], self._part)
        return Facts(facts_of(question, self._part), keys, question.today, question.size_bytes)

    def answer(self, facts: Facts) -> str:
        """`wall`, `screening`, the name of the first rule that matches, or `no-rule`."""
        words = facts.words
        if words["projects"]:
            for side in words["outside"]:
                if not self._enemies[side].isdisjoint(words["to_sides"]):
                    return WALL
            if not self._pairs.isdisjoint(words["pairs"]):
                return WALL
            if words["listed"]:
                return SCREENING
        best, rungs = len(self._rungs), self._rungs
        for key in facts.keys:
            for number in self._numbers.get(key, ()):
                if number >= best:
                    break
                if _holds(rungs[number], facts):
                    best = number
        return rungs[best].name if best < len(rungs) else NO_RULE


def _holds(rung: Rung, facts: Facts) -> bool:
    if not (rung.since <= facts.today <= rung.until and rung.least <= facts.size_bytes <= rung.most):
        return False
    words = facts.words
    for name, wanted in rung.any_of:
        if wanted.isdisjoint(words[name]):
            return False
    for name, wanted in rung.all_of:
        found = words[name]
        if not found or not found <= wanted:
            return False
    return True


def _rung(rule: Match) -> Rung:
    sets = dict(rule.sets)
    if rule.partner:
        sets["to_parties"] |= {"partner"}
    if "persons" in sets and rule.stops:
        sets["persons"] |= {NOBODY}
    any_of = {name: wanted for name, wanted in sets.items() if rule.stops or name in _ALWAYS_ANY}
    return Rung(
        name=rule.name,
        since=rule.since,
        until=rule.until,
        least=rule.least_bytes,
        most=_NO_LIMIT if rule.most_bytes is None else rule.most_bytes,
        any_of=tuple(any_of.items()),
        all_of=tuple((name, wanted) for name, wanted in sets.items() if name not in any_of),
    )
