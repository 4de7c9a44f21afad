"""What is mounted in a watched folder: another disk, or another part of one.

A file is taken away by a rename, which leads from no mount to another, and the kernel tells of each file system by
itself. So what is mounted in a watched folder is watched for itself, as the same zone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from agent.places.mounts import is_below, mount_at
from agent.places.resolve import How, Place, Resolution, enclosing
from agent.tree import shown

if TYPE_CHECKING:
    from agent.places.mounts import Mount

# File systems of the kernel's own, in which nobody keeps documents.
_NO_DOCUMENTS = frozenset(
    {
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs",
        "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs", "securityfs", "selinuxfs", "sysfs",
        "tracefs",
    }
)  # fmt: skip


def add_inside(
    found: Resolution, mounts: Sequence[Mount], *, with_network: bool, is_folder: Callable[[str], bool] = os.path.isdir
) -> None:
    """What is mounted in the folders that are watched; what cannot be watched there is told, and left alone.

    Args:
        with_network: Whether network mounts are watched.
    """
    watched = {place.path: place for place in found.places if place.is_watched}
    taken = {place.path for place in found.places}
    upmost = {mount.point: mount for mount in mounts if mount.point not in taken}
    for point, mount in sorted(upmost.items()):
        outer = enclosing(point, watched)
        if outer is None or mount.is_read_only or mount.kind in _NO_DOCUMENTS - {"autofs"}:
            continue
        zone = watched[outer].zone
        why = _hindrance(mount, watched, mounts, with_network=with_network)
        if not why and not mount.may_hang and not is_folder(point):
            continue
        if why:
            found.tell(f"`{shown(point)}`, in the folder of zone `{zone}`, is not watched: {why}")
        place = Place(
            zone=zone, path=point, how=How.INSIDE, home=mount.source, is_watched=not why,
            instance=f"{mount.device} {mount.id}",
        )  # fmt: skip
        found.places.append(place)
        if not why:
            watched[point] = place


def _hindrance(mount: Mount, watched: dict[str, Place], mounts: Sequence[Mount], *, with_network: bool) -> str:
    if mount.kind == "autofs":
        return "it is mounted when somebody asks for it"
    if mount.is_network and not with_network:
        return "another machine's files; `network_mounts` is `list`"
    outer = enclosing(mount.point, watched)
    own = watched[outer].zone if outer is not None else ""
    for path, place in watched.items():
        there = _in_file_system(path, mounts)
        is_shown = there[0] == mount.device and (is_below(mount.top, there[1]) or is_below(there[1], mount.top))
        if is_shown and place.zone != own and not is_below(path, mount.point):
            return f"it shows the folder of zone `{place.zone}`; take it away"
    return ""


def _in_file_system(path: str, mounts: Sequence[Mount]) -> tuple[str, str]:
    """The device that a folder lies on, and where in its file system."""
    mount = mount_at(path, mounts)
    if mount is None:
        return "", ""
    below = os.path.relpath(path, mount.point)
    return mount.device, os.path.normpath(os.path.join(mount.top, below))
