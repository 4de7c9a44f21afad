"""What is really there: walks a folder tree without following a link, and compares it with the inventory."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.inventory import same
from agent.tree import Signature, Spot, Tree, signature_of

if TYPE_CHECKING:
    from agent.inventory import Inventory


@dataclass(slots=True)
class Found:
    """Regular files with their signatures, and folders that could not be listed."""

    files: dict[Spot, Signature] = field(default_factory=dict)
    unreadable: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a scan found against the inventory.

    Attributes:
        changed: New files, and known ones in another state.
        gone: Known files that are no longer there.
    """

    changed: tuple[Spot, ...]
    gone: tuple[Spot, ...]
    unreadable: tuple[Spot, ...]


def walk(tree: Tree, folder: str = "") -> Found:
    """Every regular file below `folder`. Links are not followed; pipes, sockets and devices hold no bytes to judge."""
    found = Found()
    ahead = [folder]
    while ahead:
        path = ahead.pop()
        try:
            with tree.folder(path) as fd, os.scandir(fd) as entries:
                for entry in entries:
                    _take(tree, os.path.join(path, entry.name), entry, found, ahead)
        except (FileNotFoundError, NotADirectoryError):
            if not path:
                found.unreadable.append(Spot(tree.root, path))
        except OSError:
            found.unreadable.append(Spot(tree.root, path))
    return found


def compare(tree: Tree, folder: str, inventory: Inventory) -> Difference:
    """A folder tree against the inventory."""
    known: Mapping[str, Signature] = inventory.signatures(tree.root, folder)
    found = walk(tree, folder)
    here = {spot.path for spot in found.files}
    blind = tuple(spot.path for spot in found.unreadable)
    return Difference(
        changed=tuple(spot for spot, signature in found.files.items() if not same(known.get(spot.path), signature)),
        gone=tuple(Spot(tree.root, path) for path in known if path not in here and not _is_below(path, blind)),
        unreadable=tuple(found.unreadable),
    )


def _take(tree: Tree, path: str, entry: os.DirEntry[str], found: Found, ahead: list[str]) -> None:
    spot = Spot(tree.root, path)
    if spot.is_staging:
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(status.st_mode):
        ahead.append(path)
    elif stat.S_ISREG(status.st_mode):
        found.files[spot] = signature_of(status)


def _is_below(path: str, folders: tuple[str, ...]) -> bool:
    return any(not folder or path.startswith(folder + "/") for folder in folders)
