"""The part as casbin's policy lines, by PyCasbin. Expresses the whole part.

Casbin has no data to look up, so a request brings the facts of its destination with it; the wall is a line for each two
sides that it keeps apart and one for each two that no content mixes, before screening and the rules. The effect is
`priority`: the first line that matches. Casbin tries every line, so there is one enforcer for each slice, made ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations, permutations

import casbin

from bench.peers.facts import facts_of
from bench.peers.index import SliceKey, is_in_slice, slice_of
from bench.peers.part import NO_RULE, NOBODY, SCREENING, WALL, Match, Part, Question

# What soonest fails stands first.
_ANY = ("outside", "pairs", "listed", "to_parties", "persons")
_BY_VERDICT = (
    "projects", "markings", "kinds", "fields", "to_countries", "to_zones", "to_kinds", "sides", "to_projects",
    "to_sides", "origins", "origin_kinds",
)  # fmt: skip
_NUMBERS = ("since", "until", "least", "most")
_MATCHER = " && ".join(
    [
        *(f'(p.{name} == "" || any_of(p.{name}, r.{name}))' for name in _ANY),
        *(f'(p.{name} == "" || holds(p.{name}, r.{name}, p.stops))' for name in _BY_VERDICT),
        "r.today >= p.since && r.today <= p.until && r.size >= p.least && r.size <= p.most",
    ]
)
_MODEL = f"""
[request_definition]
r = {", ".join([*_ANY, *_BY_VERDICT, "today", "size"])}
[policy_definition]
p = {", ".join(["name", *_ANY, *_BY_VERDICT, *_NUMBERS, "stops", "eft"])}
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = {_MATCHER}
"""
_WIDTH = 20
Request = tuple[object, ...]
Prepared = tuple[casbin.Enforcer, Request]


class Casbin:
    """An enforcer for each slice that was asked for."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._always = list(_walls(part))
        self._rules = [(rule, _rule(rule)) for rule in part.rules]
        self._enforcers: dict[SliceKey, casbin.Enforcer] = {}

    def prepared(self, question: Question) -> Prepared:
        """The enforcer to ask and the request's values."""
        key = slice_of(question)
        if key not in self._enforcers:
            self._enforcers[key] = self._enforcer(key)
        return self._enforcers[key], self._request(question)

    def answer(self, prepared: Prepared) -> str:
        """`wall`, `screening`, the name of the first rule that matches, or `no-rule`."""
        enforcer, request = prepared
        _, line = enforcer.enforce_ex(*request)
        return str(line[0]) if line else NO_RULE

    def _enforcer(self, key: SliceKey) -> casbin.Enforcer:
        enforcer = casbin.Enforcer(casbin.Enforcer.new_model(text=_MODEL))
        enforcer.add_function("any_of", _any_of)
        enforcer.add_function("holds", _holds)
        rules = (line for rule, line in self._rules if is_in_slice(rule, key))
        for line in (*self._always, *rules):
            enforcer.model.add_policy("p", "p", line)
        return enforcer

    def _request(self, question: Question) -> Request:
        facts = facts_of(question, self._part)
        words = (facts[name] for name in (*_ANY, *_BY_VERDICT))
        return (*words, _number(question.today), _number(question.size_bytes))


def _any_of(wanted: str, found: frozenset[str]) -> bool:
    return not _words(wanted).isdisjoint(found)


def _holds(wanted: str, found: frozenset[str], stops: str) -> bool:
    return _any_of(wanted, found) if stops == "yes" else bool(found) and found <= _words(wanted)


@cache
def _words(joined: str) -> frozenset[str]:
    return frozenset(joined.split("|"))


def _walls(part: Part) -> Iterator[list[str]]:
    for sides in part.walls.values():
        for ours, theirs in permutations(sorted(sides), 2):
            yield _line(WALL, {"outside": (ours,), "to_sides": (theirs,)})
        for one, other in combinations(sorted(sides), 2):
            yield _line(WALL, {"pairs": (f"{one}+{other}",)})
    yield _line(SCREENING, {"listed": ("yes",)})


def _rule(rule: Match) -> list[str]:
    sets: dict[str, Iterable[str]] = {name: words for name, words in rule.sets.items() if name != "channels"}
    if rule.partner:
        sets["to_parties"] = {*rule.sets["to_parties"], "partner"}
    if "persons" in sets and rule.stops:
        sets["persons"] = {*rule.sets["persons"], NOBODY}
    return _line(rule.name, sets, rule)


def _line(name: str, sets: dict[str, Iterable[str]], rule: Match | None = None) -> list[str]:
    words = ("|".join(sorted(sets.get(each, ()))) for each in (*_ANY, *_BY_VERDICT))
    numbers = (rule.since, rule.until, rule.least_bytes, rule.most_bytes) if rule else (0, None, 0, None)
    written = ("9" * _WIDTH if number is None else _number(number) for number in numbers)
    stops = rule is None or rule.stops
    return [name, *words, *written, "yes" if stops else "no", "deny" if stops else "allow"]


def _number(value: int) -> str:
    # Policy lines hold texts; those of one width compare as the numbers do.
    return f"{value:0{_WIDTH}d}"
