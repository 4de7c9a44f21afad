"""The cgroups of sessions, in the kernel's second hierarchy.

Only root may move a process here or away: everything lies in a folder of root's, and whoever moves a process needs the
right to write in the folder above both cgroups as well. What a process starts is in its cgroup.

Source: cgroups(7), and the kernel's admin-guide/cgroup-v2, "Delegation Containment".
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.gate.subject import session_in

if TYPE_CHECKING:
    from agent.places.mounts import Mount

# Programs that name a cgroup look below it.
USUAL = "/sys/fs/cgroup"
# The root of the whole hierarchy; what a namespace of its own shows as its root has another one.
_ROOT_INODE = 1
_UNFIT = re.compile(r"[^A-Za-z0-9_.]")
_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Cgroup:
    """The cgroup of one session."""

    number: int
    uid: int
    name: str


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Where the second hierarchy is mounted.

    Attributes:
        mount: Its folder; empty where there is none that can be used.
        why: Why not.
    """

    mount: str
    why: str = ""


def _inode(path: str) -> int:
    return os.stat(path).st_ino


def find_hierarchy(mounts: Iterable[Mount], inode_of: Callable[[str], int] = _inode) -> Hierarchy:
    """Where cgroups of version 2 can be made: beside version 1 or alone.

    Args:
        inode_of: Looks up the inode of a folder.
    """
    if sys.platform != "linux":
        return Hierarchy("", f"`{sys.platform}` has no cgroups")
    found = [mount for mount in mounts if mount.kind == "cgroup2"]
    usual = [mount for mount in found if mount.point == USUAL or mount.point.startswith(USUAL + "/")]
    if not found:
        return Hierarchy("", "cgroup version 2 is not mounted")
    if not usual:
        return Hierarchy("", f"cgroup version 2 is not mounted at or below `{USUAL}`")
    try:
        is_whole = usual[0].top == "/" and inode_of(usual[0].point) == _ROOT_INODE
    except OSError as error:
        return Hierarchy("", f"`{usual[0].point}` cannot be looked at: {error.strerror}")
    if not is_whole:
        # The packet filter counts levels from the root of the whole: rules made here would match nothing.
        return Hierarchy("", "this is a container that sees a part of the hierarchy of cgroups alone")
    return Hierarchy(usual[0].point)


class Cgroups:
    """Makes and removes them.

    Args:
        mount: As `find_hierarchy` gives it.
        name: Of the folder in it.
    """

    def __init__(self, mount: str, name: str) -> None:
        self._mount = Path(mount)
        self.folder = self._mount / name

    def prepare(self) -> None:
        """Make the folder of all sessions.

        Raises:
            OSError: it cannot be made.
        """
        self.folder.mkdir(mode=0o755, exist_ok=True)

    def make(self, number: int, uid: int, project: str) -> Cgroup:
        """A cgroup for a session.

        Raises:
            OSError: it cannot be made.
        """
        cgroup = Cgroup(number=number, uid=uid, name=f"{uid}-{_UNFIT.sub('_', project)[:_LONGEST]}-{number}")
        (self.folder / cgroup.name).mkdir(mode=0o755)
        return cgroup

    def path_for_nft(self, cgroup: Cgroup) -> str:
        """What the packet filter calls it."""
        return str((self.folder / cgroup.name).relative_to(USUAL))

    @property
    def level(self) -> int:
        """How deep sessions lie below the root of the hierarchy."""
        return 2

    def all(self) -> tuple[Cgroup, ...]:
        """Those that there are, also of an earlier run."""
        try:
            names = sorted(os.listdir(self.folder))
        except OSError:
            return ()
        return tuple(found for name in names if (found := _named(name)) is not None)

    def move(self, process: int, cgroup: Cgroup) -> None:
        """Put a process with all its threads into it.

        Raises:
            OSError: it is gone, or cannot be moved.
        """
        (self.folder / cgroup.name / "cgroup.procs").write_text(str(process), "ascii")

    def move_back(self, process: int, path: str) -> None:
        """Put a process where it was before, as `path_of` told.

        Raises:
            OSError: that place is no more.
        """
        (self._mount / path.lstrip("/") / "cgroup.procs").write_text(str(process), "ascii")

    def path_of(self, process: int) -> str:
        """The cgroup in which a process is; empty where it is gone."""
        with suppress(OSError):
            for line in Path(f"/proc/{process}/cgroup").read_text("utf-8", "surrogateescape").splitlines():
                if line.startswith("0::"):
                    return line[3:]
        return ""

    def session_of(self, process: int) -> int:
        """Number of the session in which a process is; 0 for none."""
        return session_in(b"0::" + os.fsencode(self.path_of(process)) + b"\n", self.folder.name.encode())

    def is_empty(self, cgroup: Cgroup) -> bool:
        """Whether nobody is in it, or below it, any more."""
        try:
            told = (self.folder / cgroup.name / "cgroup.events").read_text("ascii")
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return "populated 0" in told

    def remove(self, cgroup: Cgroup) -> None:
        """Remove it, unless somebody came meanwhile.

        Raises:
            OSError: somebody is in it.
        """
        with suppress(FileNotFoundError):
            (self.folder / cgroup.name).rmdir()


def _named(name: str) -> Cgroup | None:
    uid, _, rest = name.partition("-")
    number = rest.rpartition("-")[2]
    if not uid.isdecimal() or not number.isdecimal():
        return None
    return Cgroup(number=int(number), uid=int(uid), name=name)
