"""Homes of projects and zones: what can be one, and that no home is a hole in a wall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from policies.label import ProjectId
from policies.language.entry import Entry
from policies.language.nodes import Node, ScalarNode
from policies.language.scope import Scope
from policies.model import Project, Side
from policies.places import home_path

_HOME = re.compile(r"(?:(?:smb|nfs|git)://[^/\s*?]+/|/)(?:[^\s*?]|[^\S\r\n\t](?!/|$))*")
# What may stand behind a folder to say that all of it is meant.
_WHOLE = re.compile(r"(?<=/)\*{1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A folder, whose it is, and where that stands.

    Attributes:
        path: The folder as addresses are compared with it; see `policies.places.home_path`.
        projects: Whose content is at home there; a zone may name several, or none.
        is_zone: Whether a named zone claims it, rather than a project.
    """

    path: tuple[str, ...]
    owner: str
    projects: frozenset[ProjectId]
    is_zone: bool
    node: Node


def homes_of(entry: Entry, owner: str, projects: frozenset[ProjectId], is_zone: bool, scope: Scope) -> Iterator[Home]:
    """The homes that a project or a zone names, those that can be none left out with a fault."""
    for item in entry.items("homes"):
        path = _path_of(item, scope)
        if path is not None:
            yield Home(path=path, owner=owner, projects=projects, is_zone=is_zone, node=item)


def _path_of(item: ScalarNode, scope: Scope) -> tuple[str, ...] | None:
    """Where an absolute folder is, or a share by `smb://`, `nfs://` or `git://`; None with a fault where it is none."""
    written = str(item.value)
    folder = _WHOLE.sub("", written)
    names = folder.split("://")[-1].rstrip("/").split("/")[1:]
    path = home_path(written)
    if path is not None and _HOME.fullmatch(folder) and not {"..", ".", ""} & set(names):
        return path
    advice = "such as `smb://fs1/qsensor/**` or `/srv/qsensor/**`"
    if {"*", "?"} & set(folder):
        advice = "a home is a whole folder: `*` stands at its end only, as `/**`"
    scope.faults.add(item, f"`{written[:64]}` is not a home", help=advice)
    return None


def check_homes(homes: list[Home], projects: dict[ProjectId, Project], scope: Scope) -> None:
    """Faults where two claim a folder, or where one lies in another's and a wall or a zone's readers are between."""
    placed: dict[tuple[str, ...], Home] = {}
    for home in homes:
        first = placed.setdefault(home.path, home)
        if first is not home:
            line = first.node.line + 1
            scope.faults.add(
                home.node,
                f"home `{home.node.value}` belongs to `{first.owner}` already",
                help=f"claimed first in line {line}",
            )
    for inner in homes:
        for count in range(1, len(inner.path)):
            outer = placed.get(inner.path[:count])
            if outer is not None:
                _check_pair(inner, outer, projects, scope)


def _check_pair(inner: Home, outer: Home, projects: dict[ProjectId, Project], scope: Scope) -> None:
    later = max(inner.node, outer.node, key=lambda node: int(node.start))
    if _conflict(inner.projects, outer.projects, projects):
        message = f"the homes of `{outer.owner}` and `{inner.owner}` lie inside each other, across a wall"
        scope.faults.add(later, message, help="give each its own share or folder")
    elif inner.is_zone and not outer.is_zone and not outer.projects <= inner.projects:
        message = f"zone `{inner.owner}` lies in the home of project `{outer.owner}`"
        advice = f"name `{outer.owner}` in the zone's `projects`, or give it another folder"
        scope.faults.add(later, message, help=advice)


def _conflict(some: frozenset[ProjectId], others: frozenset[ProjectId], projects: dict[ProjectId, Project]) -> bool:
    pairs = product(_sides(some, projects), _sides(others, projects))
    return any(one.conflicts_with(other) for one, other in pairs)


def _sides(ids: frozenset[ProjectId], projects: dict[ProjectId, Project]) -> frozenset[Side]:
    return frozenset(side for id_ in ids if id_ in projects for side in projects[id_].sides)
