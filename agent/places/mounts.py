"""What is mounted where, by the kernel's own table.

Source: proc_pid_mountinfo(5), statx(2).
"""

from __future__ import annotations

import ctypes
import os
import re
import select
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TABLE = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.rclone", "fuse.davfs", "davfs", "afs", "ceph"}
)
AUTOMOUNT = "autofs"
# statx(2)
_HERE, _NO_AUTOMOUNT, _UNIQUE, _NUMBER_AT = -100, 0x800, 0x4000, 144
_ESCAPED = re.compile(r"\\([0-3][0-7]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One mount.

    Attributes:
        id: The kernel's number for it; another mount at the same place has another one.
        device: Major and minor number of what is mounted, such as `8:17`.
        top: The folder of the file system that is mounted; `/` for all of it.
        point: Where.
        source: What, as whoever mounted it said: `/dev/sdb1`, `//fs1/qsensor`, `fs1:/srv`.
        is_read_only: Whether the mount or its file system is.
    """

    id: int
    device: str
    top: str
    point: str
    kind: str
    source: str
    is_read_only: bool = False

    @property
    def is_network(self) -> bool:
        """Whether events of other machines are not seen through it, and touching it may wait for them."""
        return self.kind in NETWORK

    @property
    def may_hang(self) -> bool:
        """Whether touching it may wait for another machine, or mount something."""
        return self.is_network or self.kind == AUTOMOUNT


def read_mounts() -> tuple[Mount, ...]:
    """The mounts of this machine, as this process sees them; none where the system has no such table."""
    return Mounts().now()


class Mounts:
    """The same for whoever asks every second; the table is gone through only where it changed."""

    def __init__(self, table: Path = TABLE) -> None:
        self._table = table
        self._read: tuple[bytes, tuple[Mount, ...]] = (b"", ())

    def now(self) -> tuple[Mount, ...]:
        """What is mounted now."""
        try:
            data = self._table.read_bytes()  # as text, a name with a carriage return in it would end its line
        except OSError:
            return ()
        if data != self._read[0]:
            self._read = (data, parse_mounts(os.fsdecode(data)))
        return self._read[1]


def parse_mounts(text: str) -> tuple[Mount, ...]:
    """The same from the table's text; a line that is none is passed by."""
    return tuple(mount for line in text.split("\n") if (mount := _mount(line)) is not None)


def mount_at(path: str, mounts: Iterable[Mount]) -> Mount | None:
    """The mount on which a path lies; of several at one point, the last, which covers the others."""
    best: Mount | None = None
    for mount in mounts:
        if is_below(path, mount.point) and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies below it, by their names."""
    if os.sep != "/":
        path, folder = path.replace(os.sep, "/"), folder.replace(os.sep, "/")
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def number_of(point: str) -> int:
    """The kernel's number for a mount that no later one gets, since 6.8; 0 where it gives none."""
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    told = ctypes.create_string_buffer(256)
    failed = libc.statx(_HERE, os.fsencode(point), _NO_AUTOMOUNT, ctypes.c_uint(_UNIQUE), told)
    (mask,) = struct.unpack_from("=I", told)
    return int(struct.unpack_from("=Q", told, _NUMBER_AT)[0]) if not failed and mask & _UNIQUE else 0


class MountTable:
    """Waits until something is mounted or taken off."""

    def __init__(self) -> None:
        self._fd = -1
        if sys.platform == "linux":
            self._fd = os.open(TABLE, os.O_RDONLY | os.O_CLOEXEC)
            self._poll = select.poll()
            # The kernel says so as an exceptional condition of the table.
            self._poll.register(self._fd, select.POLLERR | select.POLLPRI)

    def wait(self, timeout_s: float, wake: int) -> bool:
        """Whether the table changed within `timeout_s`; `wake` is a descriptor that ends the waiting once readable."""
        if sys.platform != "linux":
            select.select([wake], [], [], timeout_s)
            return False
        self._poll.register(wake, select.POLLIN)
        return any(fd == self._fd for fd, _ in self._poll.poll(timeout_s * 1000))

    def close(self) -> None:
        """Wait no more."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _mount(line: str) -> Mount | None:
    head, separator, tail = line.partition(" - ")
    fields, rest = head.split(" "), tail.split(" ")
    if not separator or len(fields) < 6 or len(rest) < 2 or not fields[0].isdecimal():
        return None
    options = {*fields[5].split(","), *(rest[2].split(",") if len(rest) > 2 else ())}
    return Mount(
        id=int(fields[0]),
        device=fields[2],
        top=unescaped(fields[3]),
        point=unescaped(fields[4]),
        kind=rest[0],
        source=unescaped(rest[1]),
        is_read_only="ro" in options,
    )


def unescaped(text: str) -> str:
    """A name without the octal escapes in which such tables write blanks and line ends; bytes stay bytes."""
    data = os.fsencode(text).decode("latin-1")
    return os.fsdecode(_ESCAPED.sub(lambda match: chr(int(match[1], 8)), data).encode("latin-1"))
