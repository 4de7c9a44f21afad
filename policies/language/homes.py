"""Homes of projects and zones: what can be one, and that no home is a hole in a wall."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from policies.label import ProjectId
from policies.language.entry import Entry
from policies.language.nodes import Node
from policies.language.scope import Scope
from policies.model import Project, Side

_HOME = re.compile(r"(?:(?:smb|nfs|git)://[^/\s*?]+/|/)[^\s]*")
_SCHEME = re.compile(r"[a-z]+://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A folder, whose it is, and where that stands.

    Attributes:
        root: The folder without its closing `/**`; see `root_of`.
        projects: Whose content is at home there; a zone may name several, or none.
        is_zone: Whether a named zone claims it, rather than a project.
    """

    root: str
    owner: str
    projects: frozenset[ProjectId]
    is_zone: bool
    node: Node


def homes_of(entry: Entry, owner: str, projects: frozenset[ProjectId], is_zone: bool, scope: Scope) -> Iterator[Home]:
    """The homes that a project or a zone names, those that can be none left out with a fault."""
    for item in entry.items("homes"):
        if check_home(item, scope):
            yield Home(root=root_of(item.value), owner=owner, projects=projects, is_zone=is_zone, node=item)


def check_home(item: Node, scope: Scope) -> bool:
    """Whether a pattern can be a home: an absolute folder, or a share by `smb://`, `nfs://` or `git://`."""
    written = str(item.value)
    folders = written.split("://")[-1].rstrip("/").split("/")
    if _HOME.fullmatch(written) and not {"..", ".", ""} & set(folders[1:]):
        return True
    scope.faults.add(
        item, f"`{written[:64]}` is not a home", help="such as `smb://fs1/qsensor/**` or `/srv/qsensor/**`"
    )
    return False


def root_of(pattern: str) -> str:
    """The folder that a home's pattern stands for, without the closing `/**`; shares fold to lower case."""
    root = unicodedata.normalize("NFC", pattern).removesuffix("**").removesuffix("*").rstrip("/")
    return root.lower() if root.lower().startswith("smb://") else root


def check_homes(homes: list[Home], projects: dict[ProjectId, Project], scope: Scope) -> None:
    """Faults where two claim a folder, or where one lies in another's and a wall or a zone's readers are between."""
    placed: dict[str, Home] = {}
    for home in homes:
        first = placed.setdefault(home.root, home)
        if first is not home:
            line = first.node.line + 1
            scope.faults.add(
                home.node,
                f"home `{home.root}` belongs to `{first.owner}` already",
                help=f"claimed first in line {line}",
            )
    for inner in homes:
        for above in _folders_above(inner.root):
            if above in placed:
                _check_pair(inner, placed[above], projects, scope)


def _folders_above(root: str) -> Iterator[str]:
    found = _SCHEME.match(root)
    least = found.end() if found else 0
    while (end := root.rfind("/", least)) >= least:
        root = root[:end]
        yield root


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
