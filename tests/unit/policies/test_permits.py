"""Which content a permit covers."""

from __future__ import annotations

import pytest

from policies.label import ProjectId
from policies.model import Permit, PermitId, PersonId
from policies.permits import PermitIndex, covers

A, B, C = ProjectId("a"), ProjectId("b"), ProjectId("c")
ITEMS = {A: frozenset({"3A901"}), B: frozenset({"3A901", "EAR99"}), C: frozenset[str]()}


def permit(projects: set[ProjectId], items: tuple[str, ...] = ()) -> Permit:
    return Permit(
        id=PermitId("p"), number="1", authority="x", projects=frozenset(projects), items=items,
        persons=frozenset({PersonId("sato")}),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "projects", "is_covered"),
    [
        (permit({A, B}), {A}, True),
        (permit({A, B}), {A, B}, True),
        (permit({A}), {A, B}, False),
        (permit({A}), set(), False),
        (permit(set(), ("3A901",)), {A}, True),
        (permit(set(), ("3A901",)), {A, B}, False),
        (permit(set(), ("3A901", "EAR99")), {A, B}, True),
        (permit(set(), ("3A901",)), {C}, False),
        (permit(set(), ("3A901",)), set(), False),
        (permit(set(), ("3A901",)), {ProjectId("vanished")}, False),
        (permit({A}, ("3A901",)), {A}, True),
        (permit({A}, ("EAR99",)), {A}, False),
        (permit({B}, ("3A901", "EAR99")), {A}, False),
        (permit(set()), {A}, False),
    ],
)
def test_what_a_permit_covers(given: Permit, projects: set[ProjectId], is_covered: bool) -> None:
    def items_of(project: ProjectId) -> frozenset[str]:
        return ITEMS.get(project, frozenset())

    assert covers(given, frozenset(projects), items_of) is is_covered
    found = PermitIndex([permit({C}), given], items_of).covering(frozenset(projects))
    assert (given in found) is is_covered


def test_items_are_looked_up_once_whatever_the_number_of_permits() -> None:
    asked: list[ProjectId] = []

    def items_of(project: ProjectId) -> frozenset[str]:
        asked.append(project)
        return frozenset({"3A901"})

    index = PermitIndex([permit(set(), ("3A901",))] * 100, items_of)
    assert len(index.covering(frozenset({A, B}))) == 100
    assert len(asked) == 2
