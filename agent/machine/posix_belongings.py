"""What a file has besides its bytes on Linux and macOS. Python reaches extended attributes on Linux only."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Mapping

assert sys.platform != "win32"  # noqa: S101 - tells the type checker where this is for

# Access control lists come from a folder's default; labels of the kernel's own are its business.
_INHERITED = ("system.posix_acl", "user.")


def of(fd: int) -> tuple[tuple[str, bytes], ...]:
    """Attributes and access control lists of an open file, by name."""
    if sys.platform != "linux" or not hasattr(os, "listxattr"):
        return ()
    try:
        names = os.listxattr(fd)
    except OSError:
        return ()
    pairs = []
    for name in sorted(names):
        with contextlib.suppress(OSError):
            pairs.append((name, os.getxattr(fd, name)))
    return tuple(pairs)


def give(fd: int, uid: int, gid: int, mode: int, attributes: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:
    """Set all of them; says which this process may not set."""
    refused = []
    try:
        os.fchown(fd, uid, gid)
    except PermissionError:
        refused.append("owner")
    refused += _give_attributes(fd, dict(attributes))
    try:
        os.fchmod(fd, mode)
    except PermissionError:
        refused.append("mode")
    return tuple(refused)


def give_times(fd: int, read_ns: int, written_ns: int) -> bool:
    """Set when it was last read and written; False where this process may not."""
    try:
        os.utime(fd, ns=(read_ns, written_ns))
    except PermissionError:
        return False
    return True


def _give_attributes(fd: int, wanted: Mapping[str, bytes]) -> list[str]:
    """Set attributes, and take away what the file has only because of the folder that it was restored in."""
    if sys.platform != "linux":
        return [f"attribute {name}" for name in wanted]
    refused = []
    for name, value in wanted.items():
        try:
            if _attribute(fd, name) != value:
                os.setxattr(fd, name, value)
        except (OSError, AttributeError):
            refused.append(f"attribute {name}")
    for name, _ in of(fd):
        if name not in wanted and name.startswith(_INHERITED):
            with contextlib.suppress(OSError):
                os.removexattr(fd, name)
    return refused


def _attribute(fd: int, name: str) -> bytes | None:
    if sys.platform != "linux":
        return None
    try:
        return os.getxattr(fd, name)
    except OSError:
        return None
