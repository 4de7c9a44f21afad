"""Removable media: which mounts are sticks, and what the machine's owner wants done with them.

Invariants of this module:

1. Nothing of a stick is kept open: it can be taken out at any moment when no file on it is being read.
2. A stick that could not be made read-only or taken off is watched, and that is told; it is never simply there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import AgentError
from agent.places.mounts import Mount, is_below, number_of, unescaped
from agent.places.settings import Sticks

DEVICES = Path("/sys/dev/block")
UDEV = Path("/run/udev/data")
TIMEOUT_S = 20.0
TOLD = 20
TABLE = Path("/etc/fstab")
# What a machine runs from is no stick, even where it is a card.
_OWN = ("/boot", "/efi", "/etc", "/gnu", "/home", "/nix", "/opt", "/usr", "/var")
# What no stick carries: file systems without a device of their own.
_NO_DEVICE = "0:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stick:
    """One stick that is mounted, or was turned away.

    Attributes:
        number: The kernel's number for this mounting of it; see `mounts.number_of`.
        identity: Number of its file system, where that could be read: two sticks at one place have different ones.
        wanted: What was to be done with it.
        problem: Why that could not be done.
        absent_ns: When it was last seen not to be there; 0 where that was never seen.
    """

    mount: Mount
    number: int
    identity: str
    wanted: Sticks
    problem: str = ""
    absent_ns: int = 0

    @property
    def state(self) -> str:
        """One word for what is done with it."""
        if self.problem or self.wanted is Sticks.WATCH:
            return "watching"
        return "read-only" if self.wanted is Sticks.READ_ONLY else "blocked"


class Ward:
    """Does with each stick what is to be done; what could not be done is tried again."""

    def __init__(self, wanted: Sticks, folders: Iterable[str]) -> None:
        self._wanted = wanted
        self._folders = tuple(folders)
        self._known: tuple[Stick, ...] = ()
        self._turned_away: deque[Stick] = deque(maxlen=TOLD)

    @property
    def is_hindered(self) -> bool:
        """Whether something is left to do."""
        return any(stick.problem for stick in self._known)

    def mind(self, mounts: Iterable[Mount], looked_ns: int = 0) -> tuple[Stick, ...]:
        """The sticks that are mounted, each as it is now, and the last ones that were turned away.

        Args:
            looked_ns: When somebody looked the last time before; 0 where nobody did.
        """
        if self._wanted is Sticks.OFF:
            return ()
        fixed = fixed_points()
        found = tuple(self._one(mount, looked_ns) for mount in mounts if is_stick(mount, self._folders, fixed=fixed))
        self._turned_away.extend(stick for stick in found if stick.state == "blocked")
        self._known = tuple(stick for stick in found if stick.state != "blocked")
        return (*self._known, *self._turned_away)

    def _one(self, mount: Mount, looked_ns: int) -> Stick:
        number = number_of(mount.point)
        known = next((each for each in self._known if (each.mount.id, each.number) == (mount.id, number)), None)
        if known is not None and known.mount.point == mount.point and not known.problem:
            if known.wanted is Sticks.WATCH or mount.is_read_only:
                return replace(known, mount=mount)  # it may be mounted for writing now, and was not before
            return self._act(mount, number, known, looked_ns)
        return self._act(mount, number, known, looked_ns)

    def _act(self, mount: Mount, number: int, known: Stick | None, looked_ns: int) -> Stick:
        identity = known.identity if known is not None else identity_of(mount)
        absent_ns = known.absent_ns if known is not None else looked_ns
        stick = Stick(mount=mount, number=number, identity=identity, wanted=self._wanted, absent_ns=absent_ns)
        try:
            if self._wanted is Sticks.READ_ONLY and not mount.is_read_only:
                make_read_only(mount)
            elif self._wanted is Sticks.BLOCK:
                take_off(mount)
        except AgentError as error:
            return replace(stick, problem=error.message)
        return stick


def is_stick(
    mount: Mount, folders: Iterable[str], *, fixed: frozenset[str] = frozenset(), devices: Path = DEVICES,
    udev: Path = UDEV,
) -> bool:  # fmt: skip
    """Whether a mount is of something that can be carried away.

    Args:
        folders: Whatever is mounted below them is, besides what the kernel and udev call removable.
        fixed: Where the machine mounts its own disks; a system may well run from a card.
        devices: Where the kernel describes block devices, by number.
        udev: Where udev keeps what it found out.
    """
    is_own = mount.point in fixed or any(mount.point == own or is_below(mount.point, own) for own in _OWN)
    if mount.may_hang or mount.point == "/" or is_own:
        return False
    if any(mount.point != folder and is_below(mount.point, folder) for folder in folders):
        return not mount.device.startswith(_NO_DEVICE) or mount.kind.startswith("fuse")
    return not mount.device.startswith(_NO_DEVICE) and (
        _is_removable(mount.device, devices) or _is_usb(mount.device, udev)
    )


def fixed_points(table: Path = TABLE) -> frozenset[str]:
    """Where this machine mounts something at its start, by its own table: that is no stick, whatever it is made of.

    Source: fstab(5).
    """
    try:
        lines = table.read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        return frozenset()
    # By blanks and tabs alone: a name may hold another space, such as the wide one.
    entries = [re.split(r"[ \t]+", line.strip(" \t")) for line in lines if not line.lstrip().startswith("#")]
    return frozenset(
        unescaped(entry[1])
        for entry in entries
        if len(entry) >= 4 and not {"noauto", "user", "users"} & set(entry[3].split(","))
    )


def identity_of(mount: Mount) -> str:
    """The number that a file system was given when it was made; empty where it cannot be read."""
    said = _run("blkid", "-p", "-o", "value", "-s", "UUID", mount.source) if os.path.isabs(mount.source) else None
    return said.strip() if said is not None else ""


def make_read_only(mount: Mount) -> None:
    """Let nobody write to a mount's file system any more, wherever else it is mounted.

    Raises:
        AgentError: a file on it is open for writing, or this agent may not.
    """
    if _run("mount", "-o", "remount,ro", "--", mount.point) is None:
        raise AgentError("it cannot be made read-only now", help="close what is open on it, or run the agent as root")


def take_off(mount: Mount) -> None:
    """Unmount.

    Raises:
        AgentError: a file on it is open, or this agent may not.
    """
    if _run("umount", "--", mount.point) is None:
        raise AgentError("it cannot be unmounted now", help="close what is open on it, or run the agent as root")


def _is_removable(device: str, devices: Path) -> bool:
    """What the kernel says of the disk that a device, or a part of it, is."""
    try:
        here = (devices / device).resolve(strict=True)
    except OSError:
        return False
    disk = here.parent if (here / "partition").exists() else here
    return _text(disk / "removable") == "1" or _text(disk / "device" / "type") == "SD" or "/usb" in str(disk)


def _is_usb(device: str, udev: Path) -> bool:
    return any(line in ("E:ID_BUS=usb", "E:ID_BUS=memstick") for line in _text(udev / f"b{device}").splitlines())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _run(program: str, *arguments: str) -> str | None:
    """What a program of the system says; None where it failed."""
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if found is None:
        return None
    try:
        done = subprocess.run(
            (found, *arguments), capture_output=True, timeout=TIMEOUT_S, check=False, stdin=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
