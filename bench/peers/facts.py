"""The words of a transfer by the dimensions that rules name, for those that look nothing up themselves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from bench.peers.part import NOBODY, Part, Question


def facts_of(question: Question, part: Part) -> dict[str, frozenset[str]]:
    """Dimension to the words found; besides those of rules `outside`, `pairs` and `listed` for the invariants.

    `outside` are the sides of content that the destination does not name as an enclave; `pairs` are every two sides
    that are in such content together; `listed` is not empty where labelled content goes to a party that must get none.
    """
    sink, projects = part.sinks[question.sink], question.projects
    outside = [project for project in projects if project not in sink.enclave]
    is_partner = bool(sink.party and projects) and sink.projects.issuperset(projects)
    matters = question.person != NOBODY or question.stops_unknown
    sides = _sides(projects, part)
    words: dict[str, Iterable[str]] = {
        "outside": _sides(outside, part),
        "pairs": ("+".join(pair) for pair in (combinations(sorted(sides), 2) if outside else ())),
        "listed": ("yes",) if sink.is_prohibited and projects else (),
        "to_parties": [word for word in (sink.party, "partner" if is_partner else "") if word],
        "persons": (question.person,) if matters else (),
        "projects": projects,
        "sides": sides,
        "markings": question.markings,
        "kinds": question.kinds,
        "fields": question.fields,
        "to_countries": () if sink.country is None else (sink.country,),
        "to_zones": (sink.zone,) if sink.zone else (),
        "to_kinds": (sink.kind,) if sink.kind else (),
        "to_projects": sink.projects,
        "to_sides": sink.sides,
        "origins": question.origins,
        "origin_kinds": question.origin_kinds,
    }
    return {name: frozenset(found) for name, found in words.items()}


def _sides(projects: Iterable[str], part: Part) -> frozenset[str]:
    return frozenset(side for project in projects for side in part.sides[project])
