"""Writes a policy as an institute with many projects would: two walls, shared people, listed parties, a long table."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.policy_size.rules import Cast, rule_lines

FIELDS = ("quantum", "robotics", "materials", "sensors", "energy", "optics", "biology", "semiconductors", "mechanics")
WORDS = ("sensor", "gripper", "coating", "bearing", "antenna", "membrane", "battery", "lidar", "turbine", "polymer")
FAMILIES = ("sato", "suzuki", "wang", "li", "miller", "ito", "chen", "tanaka", "mori", "garcia", "kim", "nakamura")
PLACES = ("harbor", "jianghai", "aoki", "bluefin", "redcliff", "ironpeak", "minato", "lakeside", "xishan", "kita")
SORTS = ("university", "institute", "works", "industries", "laboratory")
COUNTRIES = ("JP", "US", "CN", "DE", "FR", "KR", "TW", "GB", "NL", "SG")
STAGES = ("basic-research", "applied-research", "prototype", "test", "product")
# Chosen so that two projects in five are on the US side and three in ten on the Chinese one.
SIDES = ("us",) * 40 + ("cn",) * 30 + ("aoki",) * 7 + ("bluefin",) * 7 + ("",) * 16
LEVELS = ("internal", "sensitive", "controlled")
STATUSES = ("resident",) * 14 + ("non-resident",) * 3 + ("specific-category-1", "specific-category-2", "unknown")
LISTS = ("US Entity List", "METI end user list", "US Unverified List", "US SDN", "own list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of everything a policy holds."""

    projects: int
    people: int
    parties: int
    rules: int


FULL = Size(projects=200, people=2_000, parties=2_000, rules=500)
SMALL = Size(projects=20, people=120, parties=120, rules=60)


def sized_policy(size: Size = FULL, *, seed: int = 1) -> str:
    """The text of a policy of that size, as `policies.language.load_policy` reads it."""
    chance = random.Random(seed)
    cast = _cast(size, chance)
    return "\n".join(
        [
            *_head(),
            "projects:",
            *_projects(cast, chance),
            "parties:",
            *_parties(cast, chance),
            "people:",
            *_people(cast, chance),
            "zones:",
            *_zones(cast, chance),
            "rules:",
            *rule_lines(size.rules, cast, chance),
            "permits:",
            *_permits(cast, chance),
            "officers:",
            *(f'  {person}: {{key: ""}}' for person in cast.people[:3]),
            "",
        ]
    )


def _cast(size: Size, chance: random.Random) -> Cast:
    projects = [f"{WORDS[i % len(WORDS)]}-{i:03d}" for i in range(size.projects)]
    people = [f"{FAMILIES[i % len(FAMILIES)]}-{i:04d}" for i in range(size.people)]
    parties = [f"{PLACES[i % len(PLACES)]}-{SORTS[i // len(PLACES) % len(SORTS)]}-{i:04d}" for i in range(size.parties)]
    sides = {project: chance.choice(SIDES) for project in projects}
    levels = {project: chance.choices(LEVELS, (2, 5, 3))[0] for project in projects}
    return Cast(
        projects=projects,
        people=people,
        parties=parties,
        sides=sides,
        levels=levels,
        members=_members(people, sides, chance),
        statuses={person: chance.choice(STATUSES) for person in people},
        partners={project: chance.sample(parties, chance.randint(1, 3)) for project in projects},
        fields=FIELDS,
        countries=COUNTRIES,
        zones=["common", "print-room", *(f"dept-{i}" for i in range(6)), "cloud-sync", "clean-room"],
    )


def _members(people: Sequence[str], sides: dict[str, str], chance: random.Random) -> dict[str, list[str]]:
    """Project to members. Most people stay on one side; one in twelve is on any, which is what exposure is for."""
    members: dict[str, list[str]] = {project: [] for project in sides}
    every = list(sides)
    for person in people:
        first = chance.choice(every)
        kin = [p for p in every if sides[p] in (sides[first], "")] if chance.random() > 1 / 12 else every
        wanted = chance.choices(range(1, 7), (40, 25, 15, 10, 6, 4))[0]
        for project in {first, *chance.sample(kin, min(wanted - 1, len(kin)))}:
            members[project].append(person)
    return members


def _head() -> Iterator[str]:
    yield "version: 1"
    yield "organisation: Institute of many projects"
    yield "contact: Export Control Office, export@institute.example"
    yield "threshold: 2"
    yield "quorum: 2"
    yield "quorum_cross_wall: 2"
    yield "exposure_level: sensitive"
    yield "exposure_days: 365"
    yield "deemed_export: {non-resident: sensitive, specific-category-*: sensitive, unknown: sensitive}"
    yield "walls:"
    yield "  us-cn: {sides: [us, cn]}"
    yield "  makers: {sides: [aoki, bluefin]}"
    yield "default: {labelled: hold, unlabelled: allow}"


def _projects(cast: Cast, chance: random.Random) -> Iterator[str]:
    for number, project in enumerate(cast.projects):
        level = cast.levels[project]
        members = (f"{p}: {_membership(level, chance)}" for p in sorted(cast.members[project]))
        parts = [f"title: Project {number} ({project})", f"level: {level}", f"stage: {chance.choice(STAGES)}"]
        parts += [f"side: {cast.sides[project]}"] if cast.sides[project] else []
        parts += [f"fields: {_listed(chance.sample(FIELDS, chance.randint(1, 2)))}"]
        parts += [f"partners: {_listed(cast.partners[project])}", f"members: {{{', '.join(members)}}}"]
        parts += [f'homes: ["smb://fs{number % 8}/{project}/**", "git://git{number % 2}/{project}/"]']
        parts += [f"terms: {_terms(cast.sides[project], chance)}"]
        parts += [f"since: {chance.randint(2023, 2026)}-04-01", f"until: {chance.randint(2027, 2031)}-03-31"]
        yield f"  {project}: {{{', '.join(parts)}}}"


def _membership(level: str, chance: random.Random) -> str:
    granted = chance.choice(LEVELS[: LEVELS.index(level) + 1]) if chance.random() < 0.01 else level
    if chance.random() < 0.9:
        return granted
    return f"{{level: {granted}, since: 2025-04-01, until: {chance.choice((2026, *[2028] * 50))}-03-31}}"


def _terms(side: str, chance: random.Random) -> str:
    if side == "us" and chance.random() < 0.5:
        return f"{{eccn: 3A{chance.randint(1, 9)}01, cui: {chance.choice(('true', 'false'))}}}"
    if side == "cn" and chance.random() < 0.4:
        return "{prc_export_permission: required}"
    if chance.random() < 0.05:
        return "{secrecy_hold: true}"
    return "{residency: JP}" if chance.random() < 0.05 else "{}"


def _parties(cast: Cast, chance: random.Random) -> Iterator[str]:
    partners = {party for named in cast.partners.values() for party in named}
    for party in cast.parties:
        domains = [f"{party}.example", *([f"mail.{party}.test"] if chance.random() < 0.3 else [])]
        parts = [f"name: {party.replace('-', ' ').title()}", f"domains: {_listed(domains)}"]
        parts += [f"country: {chance.choice(COUNTRIES)}"]
        if chance.random() < (0.02 if party in partners else 0.1):
            effect = chance.choices(("prohibit", "licence", "flag"), (4, 4, 2))[0]
            parts += [f"screening: [{{list: {chance.choice(LISTS)}, effect: {effect}}}]"]
        yield f"  {party}: {{{', '.join(parts)}}}"


def _people(cast: Cast, chance: random.Random) -> Iterator[str]:
    for person in cast.people:
        clearance = "controlled" if chance.random() < 0.98 else "sensitive"
        parts = [f"accounts: [{person}]", f"clearance: {clearance}", f"status: {cast.statuses[person]}"]
        parts += [f"clearance_until: {chance.choice((2025, *[2028] * 50))}-12-31"] if chance.random() < 0.3 else []
        until = chance.choice((2026, *[2028] * 50))
        parts += ["declared: 2025-04-01", f"status_until: {until}-03-31"] if chance.random() < 0.4 else []
        parts += [f"employer: {chance.choice(cast.parties)}"] if chance.random() < 0.1 else []
        parts += ["groups: [students]"] if chance.random() < 0.3 else []
        yield f"  {person}: {{{', '.join(parts)}}}"


def _zones(cast: Cast, chance: random.Random) -> Iterator[str]:
    yield f'  common: {{kind: common, persons: {_listed(cast.people)}, homes: ["smb://fs0/common/**"]}}'
    yield '  print-room: {kind: machine, homes: ["smb://print/queue/**"]}'
    for number in range(6):
        persons = sorted(chance.sample(cast.people, len(cast.people) // 12))
        yield f'  dept-{number}: {{kind: common, persons: {_listed(persons)}, homes: ["smb://fs{number}/dept/**"]}}'
    yield '  cloud-sync: {kind: sync, country: US, homes: ["/srv/sync/**"]}'
    walled = [next((p for p in cast.projects if cast.sides[p] == side), "") for side in ("us", "cn")]
    persons = sorted(chance.sample(cast.people, 5))
    projects = _listed(project for project in walled if project)
    where = 'homes: ["smb://fs9/clean-room/**"]'
    yield f"  clean-room: {{kind: enclave, projects: {projects}, persons: {_listed(persons)}, {where}}}"
    yield "  removable: {kind: removable}"


def _permits(cast: Cast, chance: random.Random) -> Iterator[str]:
    for number, project in enumerate(cast.projects):
        persons = sorted(p for p in cast.members[project] if cast.statuses[p] != "resident")
        if not persons or chance.random() < 0.05:
            continue
        named = f"persons: {_listed(persons)}, parties: {_listed(cast.partners[project])}"
        about = f"id: permit-{number}, number: METI-2025-{number:04d}, authority: METI, projects: [{project}]"
        yield f"  - {{{about}, {named}, since: 2025-04-01, until: {chance.choice((2026, *[2030] * 15))}-03-31}}"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"
