"""Standing permissions: which of them counts for what is about to happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from policies.label import ProjectId
from policies.model import Permit


def covers(permit: Permit, projects: frozenset[ProjectId], items_of: Callable[[ProjectId], frozenset[str]]) -> bool:
    """Whether a permit covers content of all `projects`; none covers content of no project.

    A permit that names projects covers those; one that names items covers projects that hold items and none but those;
    one that names both asks for both; one that names neither covers nothing.

    Args:
        items_of: Gives the items of a project that are in force.
    """
    return bool(projects) and _covers(permit, projects, _items_of_all(projects, items_of))


def _covers(permit: Permit, projects: frozenset[ProjectId], items: frozenset[str]) -> bool:
    if not (permit.projects or permit.items):
        return False
    if permit.projects and not projects <= permit.projects:
        return False
    return not permit.items or (bool(items) and items.issubset(permit.items))


def _items_of_all(projects: frozenset[ProjectId], items_of: Callable[[ProjectId], frozenset[str]]) -> frozenset[str]:
    """Items of all projects together; none where one of them has none, which no permit by items covers."""
    found = [items_of(project) for project in projects]
    return frozenset[str]().union(*found) if all(found) else frozenset()


class PermitIndex:
    """Permits by what they name, so that a search does not walk them all.

    Args:
        permits: Those in force.
        items_of: Gives the items of a project that are in force.
    """

    def __init__(self, permits: Iterable[Permit], items_of: Callable[[ProjectId], frozenset[str]]) -> None:
        self._items_of = items_of
        self._of_any: list[Permit] = []
        self._by_project: dict[ProjectId, list[Permit]] = {}
        for permit in permits:
            if not permit.projects:
                self._of_any.append(permit)
            for project in permit.projects:
                self._by_project.setdefault(project, []).append(permit)

    def covering(self, projects: frozenset[ProjectId]) -> tuple[Permit, ...]:
        """Every permit that covers content of all `projects`."""
        one = next(iter(projects), None)
        near = (*self._by_project.get(one, ()), *self._of_any) if one is not None else ()
        if not near:
            return ()
        items = _items_of_all(projects, self._items_of)
        return tuple(permit for permit in near if _covers(permit, projects, items))
