"""What this machine can do for an agent, tried out rather than read off a version; what is lost where it cannot."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from agent.fanotify.kernel import Fanotify, Happened, Init, Mark
from agent.machine import folders

# Flags of fanotify that other modules have no need of.
_OPEN_PERM = 0x10000
OLDEST = (5, 15)
ELSEWHERE = MappingProxyType(
    {
        "open gate": "any program opens what its user may not read; what may not lie somewhere is taken away after",
        "sessions": "a session is a declaration alone; what was read in it closes no network",
        "sticks": "a stick is watched only where `[[watch]]` names its folder",
        "zones by themselves": "a zone on this machine is watched only where `[[watch]]` names its folder",
        "signs of writing": "a file is judged when it has rested, not when its writer has closed it",
        "walls round a reader": "a reader is a process of its own, without the walls that the status names as lacking",
    }
)
ON_WINDOWS = MappingProxyType(
    {
        "streams": "what stands in another stream of a file (`a:b`) is not read; a stopped file with one stays whole",
        "notices on the screen": "people learn from the notice in the folder and from the web page",
        "giving back to people": "who is not an administrator has a held file given back by the office",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing that the agent would use.

    Attributes:
        why: Why it is not there; empty where it is.
        without: What is not covered, or is covered in another way, without it.
    """

    feature: str
    is_there: bool
    why: str
    without: str


def probe_machine(folder: Path) -> tuple[Probe, ...]:
    """Try everything.

    Args:
        folder: Of the agent's own, on which marks are tried.
    """
    return tuple(_probes(folder))


def _probes(folder: Path) -> Iterator[Probe]:
    yield _tried("linux", _linux, "watching by the system's own events; nothing is refused before it happens")
    if sys.platform != "linux":
        yield from _elsewhere(sys.platform)
        return
    yield _tried("kernel", _kernel, "an older kernel lacks what the following lines say")
    yield _tried("file-system marks", lambda: _marks(folder), "inotify or polling; bursts are found by a scan")
    yield _tried("permission events", lambda: _permission(folder), "nothing is refused at the opening of a file")
    yield _tried("evictable marks", lambda: _evictable(folder), "known-clean files cost the gate more memory")
    yield _tried("names of processes", _pidfd, "a process is known by a number that can be used again")
    yield _tried("cgroup v2", _cgroup, "a session is a declaration alone: what is read in it closes no network to it")
    yield _tried("nftables", lambda: _program("nft"), "a session is not kept to one side by the network")
    yield _tried("mount numbers", _numbers, "a stick taken out and put in again at once may be seen late")
    yield _tried("testparm", lambda: _program("testparm"), "shares are found by [[watch]] alone")
    yield _tried("blkid", lambda: _program("blkid"), "a stick counts as another one each time it is put in")


def _elsewhere(system: str) -> Iterator[Probe]:
    """What no agent can do on another system than Linux, each by its own line."""
    for feature, without in ELSEWHERE.items():
        yield Probe(feature=feature, is_there=False, why=f"not on `{system}`", without=without)
    if system == "win32":
        for feature, without in ON_WINDOWS.items():
            yield Probe(feature=feature, is_there=False, why=f"not on `{system}`", without=without)


def _tried(feature: str, attempt: Callable[[], None], without: str) -> Probe:
    try:
        attempt()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Probe(feature=feature, is_there=False, why=why, without=without)
    return Probe(feature=feature, is_there=True, why="", without="")


def _linux() -> None:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, f"`{sys.platform}` has no file-system gate that this agent can use")


def _kernel() -> None:
    release = platform.release()
    numbers = [int(part) for part in release.split("-")[0].split(".")[:2] if part.isdecimal()]
    if tuple(numbers) < OLDEST:
        raise OSError(errno.ENOSYS, f"Linux {release}; 5.15 or newer is needed")


def _marks(folder: Path) -> None:
    _with_mark(Init.CLOEXEC | Init.NONBLOCK | Init.REPORT_DIR_FID | Init.REPORT_NAME, Mark.FILESYSTEM, folder)


def _with_mark(flags: Init, where: Mark, folder: Path) -> None:
    group = Fanotify(flags)
    try:
        fd = folders.open_root(str(folder))
        try:
            group.mark(Mark.ADD | where, Happened.CREATE | Happened.FOLDER, fd)
        finally:
            os.close(fd)
    finally:
        group.close()


def _permission(folder: Path) -> None:
    """On a folder that nobody opens, so that nobody waits for an answer."""
    group = Fanotify(Init.CLOEXEC | Init.NONBLOCK | Init.CONTENT)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".probe-") as own:
            fd = folders.open_root(own)
            try:
                group.mark(Mark.ADD, _OPEN_PERM, fd)  # type: ignore[arg-type]
                group.mark(Mark.REMOVE, _OPEN_PERM, fd)  # type: ignore[arg-type]
            finally:
                os.close(fd)
    finally:
        group.close()


def _evictable(folder: Path) -> None:
    group = Fanotify(Init.CLOEXEC | Init.NONBLOCK)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".probe-") as own:
            fd = folders.open_root(own)
            try:
                group.mark(Mark.ADD | Mark.EVICTABLE, Happened.CLOSE_WRITE, fd)
            finally:
                os.close(fd)
    finally:
        group.close()


def _pidfd() -> None:
    Fanotify(Init.CLOEXEC | Init.NONBLOCK | Init.CONTENT | Init.REPORT_PIDFD).close()


def _cgroup() -> None:
    """Alone or beside version 1: no controller is needed."""
    from agent.places.mounts import read_mounts
    from agent.taint.cgroups import find_hierarchy

    if why := find_hierarchy(read_mounts()).why:
        raise OSError(errno.ENOSYS, why)


def _program(name: str) -> None:
    if shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin") is None:
        raise OSError(errno.ENOENT, f"`{name}` is not installed")


def _numbers() -> None:
    from agent.places.mounts import number_of

    if not number_of("/"):
        raise OSError(errno.ENOSYS, "Linux 6.8 or newer is needed")
