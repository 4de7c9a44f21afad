"""The part in Rego, for regorus and for regopy: one module that looks everything up in data, so that no rule is tried
which the index does not name. Expresses the whole part.

Sets are objects in data, for a look-up in them is quick where a search in an array is not. An `every`
inside another finds nothing in regopy 1.5.2, so the inner one stands in a function of its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bench.peers.index import index_of, keys_of
from bench.peers.part import NO_RULE, NOBODY, SCREENING, WALL, Match, Part, Question, Sink

MODULE = """
package wall

sink := data.sinks[input.sink]

default crosses := false
crosses if {
    some project in input.projects
    sink.hostile[project]
}
crosses if {
    count(input.projects) > 1
    some project in input.projects
    not sink.enclave[project]
    some one in input.projects
    some other in input.projects
    some ours in data.sides[one]
    some theirs in data.sides[other]
    data.enemies[ours][theirs]
}

default refused := false
refused if {
    sink.prohibited
    count(input.projects) > 0
}

candidates contains number if {
    some key in input.keys
    some number in data.index[key]
    matches(data.rules[number])
}

matches(rule) if {
    rule.since <= input.today
    input.today <= rule.until
    every condition in rule.any {
        some word in input[condition.name]
        condition.words[word]
    }
    every condition in rule.all {
        covers(condition.words, input[condition.name])
    }
    every condition in rule.any_there {
        some word in sink[condition.name]
        condition.words[word]
    }
    every condition in rule.all_there {
        covers(condition.words, sink[condition.name])
    }
    every condition in rule.special { holds(condition) }
}

covers(wanted, found) if {
    count(found) > 0
    every word in found { wanted[word] }
}

holds(condition) if {
    condition.name == "size"
    condition.least <= input.size_bytes
    input.size_bytes <= condition.most
}
holds(condition) if {
    condition.name == "persons"
    condition.words[input.person]
}
holds(condition) if {
    condition.name == "to_parties"
    condition.words[sink.party]
}
holds(condition) if {
    condition.name == "to_parties"
    condition.partner
    sink.party != ""
    count(input.projects) > 0
    every project in input.projects { sink.partner_of[project] }
}

answer := -2 if { crosses }
else := -1 if { refused }
else := min(candidates) if { count(candidates) > 0 }
else := -3
"""
_THERE = {
    "to_projects": "projects",
    "to_sides": "sides",
    "to_zones": "zones",
    "to_kinds": "kinds",
    "to_countries": "countries",
}
_SPECIAL = {-1: SCREENING, -2: WALL, -3: NO_RULE}
_ANY_SIZE = 2**53


def data_of(part: Part) -> dict[str, Any]:
    """The policy as Rego's data document."""
    index = index_of(part)
    return {
        "sinks": {key: _sink(sink) for key, sink in part.sinks.items()},
        "sides": {project: sorted(sides) for project, sides in part.sides.items()},
        "enemies": {
            side: {other: True for other in sides if other != side} for sides in part.walls.values() for side in sides
        },
        "rules": [_rule(rule) for rule in index.rules],
        "index": index.numbers,
    }


def _sink(sink: Sink) -> dict[str, Any]:
    return {
        "party": sink.party,
        "hostile": _set(sink.hostile),
        "enclave": _set(sink.enclave),
        "prohibited": sink.is_prohibited,
        "projects": sorted(sink.projects),
        "partner_of": _set(sink.projects if sink.party else ()),
        "sides": sorted(sink.sides),
        "zones": [sink.zone] if sink.zone else [],
        "kinds": [sink.kind] if sink.kind else [],
        "countries": [] if sink.country is None else [sink.country],
    }


def _rule(rule: Match) -> dict[str, Any]:
    quantifier = "any" if rule.stops else "all"
    conditions: dict[str, list[dict[str, Any]]] = {name: [] for name in ("any", "all", "any_there", "all_there")}
    special: list[dict[str, Any]] = []
    for name, words in rule.sets.items():
        if name in ("persons", "to_parties"):
            unknown = {NOBODY} if name == "persons" and rule.stops else set[str]()
            special.append({"name": name, "words": _set(words | unknown), "partner": rule.partner})
        elif name in _THERE:
            conditions[f"{quantifier}_there"].append({"name": _THERE[name], "words": _set(words)})
        else:
            conditions[quantifier].append({"name": name, "words": _set(words)})
    if rule.least_bytes or rule.most_bytes is not None:
        most = _ANY_SIZE if rule.most_bytes is None else rule.most_bytes
        special.append({"name": "size", "least": rule.least_bytes, "most": most})
    return {"since": rule.since, "until": rule.until, **conditions, "special": special}


def _set(words: Any) -> dict[str, bool]:
    return dict.fromkeys(sorted(words), True)


def input_of(question: Question, part: Part) -> dict[str, Any]:
    """The transfer as Rego's input document."""
    sides = sorted({side for project in question.projects for side in part.sides[project]})
    keys = keys_of(question, part.sinks[question.sink], part)
    # An unknown subject is named only where a rule that stops somebody would stop it too.
    person = "" if question.person == NOBODY and not question.stops_unknown else question.person
    return {**asdict(question), "person": person, "sides": sides, "keys": keys}


def input_json(question: Question, part: Part) -> str:
    """The same as JSON."""
    return json.dumps(input_of(question, part))


def answer_of(number: int, part: Part) -> str:
    """What the number in `answer` means."""
    return _SPECIAL[number] if number < 0 else part.rules[number].name
