"""The part in Cedar, by cedarpy. Expresses the whole part.

Cedar has no order: every rule is a `permit` and the response names all that are satisfied, of which the first in the
table is the answer; the wall and screening are `forbid`, which overrides. Cedar tries every policy that it is given, so
policies are sliced as its authors advise: one parsed set for each channel, level, sort of destination, and whether the
content has projects and markings, chosen before asking. Entities and policies are parsed once; contexts are handed in
as JSON made beforehand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import cedarpy

from bench.peers.index import SliceKey, is_in_slice, slice_keys, slice_of
from bench.peers.part import NO_RULE, NOBODY, SCREENING, WALL, Match, Part, Question, Sink

# So many people a policy names itself; more of them are a group in the hierarchy.
_FEW = 4
Prepared = tuple[SliceKey, dict[str, Any]]


class Cedar:
    """Slices and entities, and how to ask them."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._entities = cedarpy.Entities.from_json_str(json.dumps(_entities(part)))
        always = [(WALL, text) for text in _walls(part)]
        always.append((SCREENING, _policy("forbid", ["resource.prohibited", "!context.projects.isEmpty()"])))
        rules = [(rule, _rule(rule)) for rule in part.rules]
        self._names: dict[SliceKey, list[str]] = {}
        self._sets: dict[SliceKey, cedarpy.PolicySet] = {}
        for key in slice_keys():
            named = [*always, *((rule.name, text) for rule, text in rules if is_in_slice(rule, key))]
            self._names[key] = [name for name, _ in named]
            self._sets[key] = cedarpy.PolicySet.from_str("\n".join(text for _, text in named))

    def prepared(self, question: Question) -> Prepared:
        """The slice to ask, and the request with its context as JSON."""
        context = {
            "projects": question.projects,
            "sides": sorted({side for project in question.projects for side in self._part.sides[project]}),
            "kinds": question.kinds,
            "fields": question.fields,
            "markings": question.markings,
            "origins": question.origins,
            "origin_kinds": question.origin_kinds,
            "today": question.today,
            "size_bytes": question.size_bytes,
        }
        is_asked = question.person != NOBODY or question.stops_unknown
        request = {
            "principal": {"type": "Person", "id": question.person if is_asked else ""},
            "action": {"type": "Action", "id": f"{question.channel}:{question.level}"},
            "resource": {"type": "Sink", "id": question.sink or NOBODY},
            "context": json.dumps(context),
        }
        return slice_of(question), request

    def answer(self, prepared: Prepared) -> str:
        """`wall`, `screening`, the name of the first rule that matches, or `no-rule`."""
        key, request = prepared
        return self._named(key, cedarpy.is_authorized(request, self._sets[key], self._entities))

    def batch(self, prepared: Sequence[Prepared]) -> None:
        """Ask everything at once, a batch for each slice; the answers are those of `answer`."""
        slices: dict[SliceKey, list[dict[str, Any]]] = defaultdict(list)
        for key, request in prepared:
            slices[key].append(request)
        for key, requests in slices.items():
            for result in cedarpy.is_authorized_batch(requests, self._sets[key], self._entities):
                self._named(key, result)

    def _named(self, key: SliceKey, result: cedarpy.AuthzResult) -> str:
        if result.diagnostics.errors:
            raise ValueError(f"Cedar could not evaluate: {result.diagnostics.errors[0]}")
        numbers = [int(reason.removeprefix("policy")) for reason in result.diagnostics.reasons]
        return self._names[key][min(numbers)] if numbers else NO_RULE


def _walls(part: Part) -> Iterable[str]:
    yield _policy("forbid", ["resource.hostile.containsAny(context.projects)"])
    for sides in part.walls.values():
        for one, other in combinations(sorted(sides), 2):
            mixes = f"context.sides.containsAll({_words((one, other))})"
            yield _policy("forbid", [mixes, "!resource.enclave.containsAll(context.projects)"])


def _rule(rule: Match) -> str:
    conditions = [_condition(name, words, rule) for name, words in rule.sets.items() if name != "channels"]
    conditions.append(f"context.today >= {rule.since} && context.today <= {rule.until}")
    conditions += [f"context.size_bytes >= {rule.least_bytes}"] if rule.least_bytes else []
    conditions += [f"context.size_bytes <= {rule.most_bytes}"] if rule.most_bytes is not None else []
    return _policy("permit", conditions)


def _condition(name: str, words: frozenset[str], rule: Match) -> str:
    if name == "persons" and len(words) > _FEW:
        return f"principal in Group::{json.dumps(_group(rule))}"
    if name == "persons":
        people = f"[{', '.join(f'Person::{json.dumps(word)}' for word in sorted(words))}]"
        unknown = f' || principal == Person::"{NOBODY}"' if rule.stops else ""
        return f"(principal in {people}{unknown})"
    if name == "to_parties":
        partner = (
            'resource.party != "" && !context.projects.isEmpty() && resource.projects.containsAll(context.projects)'
        )
        return f"({_words(words)}.contains(resource.party){f' || ({partner})' if rule.partner else ''})"
    if name in ("to_zones", "to_kinds", "to_countries"):
        one = {"to_zones": "zone", "to_kinds": "kind", "to_countries": "country"}[name]
        return f"{_words(words)}.contains(resource.{one})"
    found = f"resource.{name.removeprefix('to_')}" if name.startswith("to_") else f"context.{name}"
    if rule.stops:
        return f"{found}.containsAny({_words(words)})"
    return f"!{found}.isEmpty() && {_words(words)}.containsAll({found})"


def _policy(effect: str, conditions: Iterable[str]) -> str:
    return f"{effect} (principal, action, resource) when {{ {' && '.join(conditions)} }};"


def _words(words: Iterable[str]) -> str:
    return json.dumps(sorted(words))


def _group(rule: Match) -> str:
    """The group of a rule's many people; rules of one name in several periods differ in their days."""
    return f"{rule.name}:{rule.since}"


def _entities(part: Part) -> list[dict[str, object]]:
    parents: dict[str, list[dict[str, str]]] = defaultdict(list)
    for rule in part.rules:
        people = rule.sets.get("persons", frozenset())
        if len(people) > _FEW:
            for person in sorted(people | (frozenset({NOBODY}) if rule.stops else frozenset())):
                parents[person].append({"type": "Group", "id": _group(rule)})
    entities = [_entity(key, sink) for key, sink in part.sinks.items()]
    for id_, named in parents.items():
        entities.append({"uid": {"type": "Person", "id": id_}, "parents": named, "attrs": {}})
    return entities


def _entity(key: str, sink: Sink) -> dict[str, object]:
    return {
        "uid": {"type": "Sink", "id": key or NOBODY},
        "parents": [],
        "attrs": {
            "party": sink.party,
            "zone": sink.zone,
            "kind": sink.kind,
            # No rule names a country of this spelling.
            "country": NOBODY if sink.country is None else sink.country,
            "projects": sorted(sink.projects),
            "sides": sorted(sink.sides),
            "hostile": sorted(sink.hostile),
            "enclave": sorted(sink.enclave),
            "prohibited": sink.is_prohibited,
        },
    }
