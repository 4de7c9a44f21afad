"""What the gate needs of its own process: a door that only one opens, descriptors enough, a name."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST_DESCRIPTORS = 8192


def open_door(path: Path) -> socket.socket:
    """A socket at which agents come in.

    Raises:
        FileExistsError: another gate stands there.
    """
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        probe.connect(str(path))
    except OSError:
        with suppress(FileNotFoundError):
            path.unlink()
    else:
        raise FileExistsError(f"a gate stands at `{path}` already")
    finally:
        probe.close()
    door.bind(str(path))
    os.chmod(path, 0o600)
    door.listen(1)
    door.setblocking(False)
    return door


def allow_more_descriptors() -> None:
    """Each opener that waits holds a descriptor; the numbers of all of them fit into the slots."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_DESCRIPTORS, max(hard, MOST_DESCRIPTORS)))


def close_all_but(kept: set[int]) -> None:
    """Close every descriptor that is not among these, but for the first three."""
    last = 3
    for fd in sorted(kept):
        os.closerange(last, fd)
        last = fd + 1
    os.closerange(last, MOST_DESCRIPTORS)


def call_process(name: str) -> None:
    """How `ps` and `top` call this process."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(15, name.encode()[:15], 0, 0, 0)
