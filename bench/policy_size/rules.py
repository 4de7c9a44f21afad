"""The table of a sized policy: many narrow rules, a few broad ones at the end, as tables grow in offices."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

KINDS = (
    "drawing", "specification", "datasheet", "paper", "patent", "notebook", "administrative", "correspondence",
    "source-code", "data", "teaching", "web",
)  # fmt: skip
MARKINGS = ("cui", "jp-gokuhi", "jp-hi", "cn-neibu", "distribution-d", "public-release")
CHANNELS = ("share", "removable", "sync", "http", "mail", "ssh", "print")
VERDICTS = ("allow",) * 4 + ("notify",) * 3 + ("justify",) * 3 + ("hold",) * 4 + ("block",)
RANGES = ("internal", "sensitive", "{least: sensitive}", "{most: internal}", "{least: internal, most: sensitive}")
# What the rules about one thing are about, by how often they are.
SUBJECTS = (
    ("project",) * 27 + ("party",) * 22 + ("person",) * 18 + ("country",) * 10 + ("sides",) * 8 + ("words",) * 12
    + ("recorded",) * 3
)  # fmt: skip
# People by what the office recorded; the compiler resolves them.
RECORDED = ("group: students", "status: non-resident", "clearance: {most: sensitive}", "status: [unknown]")
HOURS = ('{from: "20:00", to: "06:00"}', "{days: [sat, sun]}", '{from: "18:00", to: "24:00", days: [mon]}')
STAGES = ("basic-research", "applied-research", "prototype", "test", "product")
SIZES = ("{least: 10MB}", "{least: 1MB, most: 2GiB}", "{most: 100kB}")
BROAD = (
    "from: {kind: [paper, web, teaching], level: public}, verdict: allow",
    "from: {marking: public-release, level: public}, verdict: allow",
    "from: {kind: [administrative, correspondence], level: internal}, to: {party: partner}, verdict: allow",
    "from: {kind: drawing}, to: {channel: [removable, http]}, verdict: hold, obligations: [notify-pi]",
    "from: {marking: [cui, jp-gokuhi]}, to: {channel: [mail, http, sync]}, verdict: hold",
    "from: {kind: source-code, level: {least: internal}}, to: {zone_kind: [removable, sync]}, verdict: justify",
    "from: {level: {least: sensitive}}, to: {channel: [mail, sync]}, verdict: justify",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what stands in a policy, before it is written."""

    projects: Sequence[str]
    people: Sequence[str]
    parties: Sequence[str]
    sides: dict[str, str]
    levels: dict[str, str]
    members: dict[str, list[str]]
    statuses: dict[str, str]
    partners: dict[str, list[str]]
    fields: Sequence[str]
    countries: Sequence[str]
    zones: Sequence[str]


def rule_lines(count: int, cast: Cast, chance: random.Random) -> Iterator[str]:
    """One line a rule; the broad ones last."""
    for number in range(count - len(BROAD)):
        yield f"  - {{name: rule-{number:03d}, {_rule(cast, chance)}}}"
    for number, rule in enumerate(BROAD):
        yield f"  - {{name: broad-{number}, {rule}}}"


def _rule(cast: Cast, chance: random.Random) -> str:
    content, where, more = _about(chance.choice(SUBJECTS), cast, chance)
    content |= _narrowing(cast, chance)
    if not where or (chance.random() < 0.5 and "channel" not in where):
        where |= {"channel": _some(CHANNELS, chance, 3)}
    parts = [f"from: {_mapping(content)}"] if content else []
    parts += [f"to: {_mapping(where)}", *more, f"verdict: {chance.choice(VERDICTS)}"]
    parts += [f"obligations: [{chance.choice(('notify-pi', 'second-look'))}]"] if chance.random() < 0.2 else []
    parts += [f"until: {chance.randint(2025, 2030)}-03-31"] if chance.random() < 0.15 else []
    parts += [f"hours: {chance.choice(HOURS)}"] if chance.random() < 0.05 else []
    return ", ".join(parts)


def _about(subject: str, cast: Cast, chance: random.Random) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The content, the destination and the rest of a rule about one sort of thing."""
    if subject == "project":
        project = chance.choice(cast.projects)
        draw = chance.random()
        if draw < 0.1:
            return {}, {"project": project}, []
        return {"project": project}, {"party": _listed(cast.partners[project])} if draw < 0.4 else {}, []
    if subject == "party":
        return {}, {"party": _some(cast.parties, chance, 3)}, []
    if subject == "person":
        return {}, {}, [f"persons: {_some(cast.people, chance, 4)}"]
    if subject == "recorded":
        return {}, {"channel": _some(CHANNELS, chance, 1)}, [f"person: {{{chance.choice(RECORDED)}}}"]
    if subject == "country":
        return {}, {"country": _some(cast.countries, chance, 2)}, []
    if subject == "sides":
        side = chance.choice(("us", "cn", "aoki", "bluefin"))
        other = chance.choice(("us", "cn", "aoki", "bluefin"))
        return {"side": side}, {"side": other} if chance.random() < 0.3 else {}, []
    zone = {"zone": chance.choice(cast.zones)} if chance.random() < 0.5 else {}
    return {"field": _some(cast.fields, chance, 2), "marking": _some(MARKINGS, chance, 2)}, zone, []


def _narrowing(cast: Cast, chance: random.Random) -> dict[str, str]:
    """Two or three more dimensions of the content, so that a rule speaks of little."""
    choices = {
        "kind": _some(KINDS, chance, 3),
        "level": chance.choice(RANGES),
        "zone": chance.choice(cast.zones),
        "zone_kind": chance.choice(("home", "common", "enclave")),
        "marking": _some(MARKINGS, chance, 2),
        "size": chance.choice(SIZES),
        "stage": _some(STAGES, chance, 2),
    }
    named = set(chance.choices(list(choices), (18, 16, 2, 4, 4, 2, 2), k=3))
    return {name: choices[name] for name in choices if name in named}


def _mapping(parts: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}"


def _some(words: Sequence[str], chance: random.Random, most: int) -> str:
    return _listed(chance.sample(words, chance.randint(1, most)))


def _listed(words: Sequence[str]) -> str:
    return f"[{', '.join(words)}]"
