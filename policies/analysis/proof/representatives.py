"""The engine's own word on what the solver was told: every project and every place of a wall, in turn.

A formula that says what the invariant ought to say proves nothing about the engine. So the engine decides concrete
transfers of every ordered pair of sides: each project with a place of every sort, each place with a project of every
sort, over levels, readings, channels, sessions and exposure in turn, under a table that lets everything pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from typing import TypeVar

from policies.analysis.proof.judge import Judge, Question
from policies.analysis.proof.places import Place, Places
from policies.analysis.proof.result import Hop
from policies.analysis.proof.walls import Sorts
from policies.label import Label, Level, ProjectId, Reading
from policies.model import Channel, Kind, Side, Verdict, Wall, ZoneId, ZoneKind
from policies.tables import Tables
from policies.transfer import Destination

# Seven and five and three: in turn they meet in every combination.
_CHANNELS = (Channel.SHARE, Channel.MAIL, Channel.PROCESS, Channel.SYNC, Channel.HTTP, Channel.REMOVABLE, Channel.SSH)
_CONTENT = (
    (Level.CONTROLLED, Reading.FULL),
    (Level.SENSITIVE, Reading.PARTIAL),
    (Level.INTERNAL, Reading.FULL),
    (Level.PUBLIC, Reading.FULL),
    (Level.SENSITIVE, Reading.OPAQUE),
)
_Item = TypeVar("_Item")
_KINDS = (frozenset[Kind](), frozenset({Kind.DRAWING}), frozenset({Kind.PAPER}))


def crossings(sorts: Sorts, ours: Side, theirs: Side, tables: Tables, limit: int) -> Iterator[Question]:
    """Transfers of content of `ours` that the wall must block on their way to `theirs`, at most `limit`."""
    own = [p for p, facts in sorted(tables.projects.items()) if ours in facts.sides]
    zones = [z for z, facts in sorted(tables.zones.items()) if _has_side(facts.projects, theirs, tables)]
    parties = [p for p, facts in sorted(tables.parties.items()) if _has_side(facts.projects, theirs, tables)]
    beside = [None, *(each.zone for each in sorts.zones)]
    sort_of_zone = [each.zone for each in sorts.zones if theirs in each.sides]
    sort_of_party = [each.party for each in sorts.parties if theirs in each.sides]
    members = cycle([None, *sorted(_readers(theirs, tables))])
    places = [Destination(zone=zone) for zone in zones] + [Destination(party=party) for party in parties]
    of_sort = [Destination(zone=zone) for zone in sort_of_zone]
    of_sort += [Destination(zone=zone, party=party) for zone in beside for party in sort_of_party]
    sessions = cycle([None, *(p for p, facts in sorted(tables.projects.items()) if theirs in facts.sides)])
    met = [*((p, each) for p in own for each in of_sort), *zip(_repeated(own, places), places, strict=False)]
    turns = zip(_spread(met, limit), cycle(_CHANNELS), cycle(_CONTENT), cycle(_KINDS), members, sessions, strict=False)
    for (project, place), channel, (level, reading), kinds, person, session in turns:
        if _rests_in_enclave(project, place, tables):
            continue
        yield Question(
            seen=Label(projects=frozenset({project}), level=level, reading=reading, kinds=kinds),
            destination=place,
            channel=channel,
            person=person,
            session=session,
        )


def mixtures(wall: Wall, sorts: Sorts, tables: Tables, limit: int) -> Iterator[Question]:
    """Content of two sides on its way to anywhere but an enclave that names both, at most `limit` a pair."""
    own = {s: [p for p, facts in sorted(tables.projects.items()) if s in facts.sides] for s in wall.sides}
    places = [Destination(zone=each.zone) for each in sorts.zones]
    places += [Destination(party=each.party) for each in sorts.parties]
    places += [Destination(zone=zone.zone, party=party.party) for zone in sorts.zones for party in sorts.parties]
    places.append(Destination())
    pairs = [(a, b) for index, a in enumerate(wall.sides) for b in wall.sides[index + 1 :]]
    for one, other in pairs:
        mixed = [frozenset(pair) for pair in zip(_repeated(own[one], own[other]), own[other], strict=False)]
        if not own[one]:
            continue
        turns = zip(_spread(list(_crossed(mixed, places)), limit), cycle(_CONTENT), cycle(_CHANNELS), strict=False)
        for (projects, place), (level, reading), channel in turns:
            if place.party is None and all(_rests_in_enclave(p, place, tables) for p in projects):
                continue
            is_nowhere = place.zone is None and place.party is None
            yield Question(
                seen=Label(projects=projects, level=level, reading=reading),
                destination=place,
                channel=Channel.HTTP if is_nowhere else channel,
            )


def floors(side: Side, places: Places, tables: Tables, limit: int) -> Iterator[Question]:
    """Content of one side on its way to places of no side of the wall that not everybody may read: never below hold."""
    own = [p for p, facts in sorted(tables.projects.items()) if side in facts.sides]
    neutral = [each for each in (*places.zones, *places.parties) if not any(s.wall == side.wall for s in each.sides)]
    for project, place in _spread(list(zip(_repeated(own, neutral), neutral, strict=False)), limit):
        level = max(Level.SENSITIVE, tables.projects[project].level)
        if places.is_floored(frozenset({project}), level, place):
            yield Question(seen=Label(projects=frozenset({project}), level=level), destination=place.destination)
    for project in _spread(own, limit):
        level = max(Level.SENSITIVE, tables.projects[project].level)
        seen = Label(projects=frozenset({project}), level=level)
        yield Question(seen=seen, destination=Destination(), channel=Channel.HTTP)
        yield Question(seen=seen, destination=Destination(zone=ZoneId("removable")), channel=Channel.REMOVABLE)


def first_below(verdict: Verdict, questions: Iterable[Question], judge: Judge) -> Hop | None:
    """The first question that the engine decides below `verdict`; None where none is."""
    for question in questions:
        decision = judge.stands_for_others(question)
        if decision.verdict < verdict:
            return replace(judge.as_it_stands(question), decision=decision)
    return None


def _spread(every: list[_Item], limit: int) -> list[_Item]:
    """At most `limit` of them, evenly over all."""
    return every[:: max(1, -(-len(every) // max(1, limit)))]


def _repeated(few: list[ProjectId], many: list[Place] | list[Destination] | list[ProjectId]) -> Iterator[ProjectId]:
    return islice(cycle(few), len(many)) if few else iter(())


def _crossed(
    mixed: list[frozenset[ProjectId]], places: list[Destination]
) -> Iterator[tuple[frozenset[ProjectId], Destination]]:
    """Every mixture somewhere and every place with some mixture."""
    for index, projects in enumerate(mixed):
        yield projects, places[index % len(places)]
    for index, place in enumerate(places):
        if mixed:
            yield mixed[index % len(mixed)], place


def _has_side(projects: Iterable[ProjectId], side: Side, tables: Tables) -> bool:
    return any(side in tables.projects[project].sides for project in projects if project in tables.projects)


def _rests_in_enclave(project: ProjectId, place: Destination, tables: Tables) -> bool:
    facts = tables.zones.get(place.zone) if place.zone is not None else None
    is_named = facts is not None and facts.kind is ZoneKind.ENCLAVE and project in facts.projects
    return is_named and place.party is None


def _readers(side: Side, tables: Tables) -> frozenset[str]:
    of_side = {p for p, facts in tables.projects.items() if side in facts.sides}
    return frozenset(person for person, facts in tables.people.items() if facts.projects & of_side)
