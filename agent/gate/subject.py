"""Who opens a file, as the kernel says at that very moment.

Read at each event and never remembered by process: smbd serves one client after the other, and numbers of processes
come again.

Source: proc_pid_status(5), proc_pid_loginuid(5).
"""

from __future__ import annotations

import os
from collections import OrderedDict
from contextlib import suppress
from typing import NamedTuple

NO_LOGIN = 0xFFFFFFFF
_STATUS_BYTES = 4096
_MOST_ANCESTORS = 16
_KEPT = 128


class Opener(NamedTuple):
    """The process behind an event.

    Attributes:
        process: Its number, which all its threads share.
        parent: Its parent's number.
        saved: User id to which it can come back; root's for a program that serves others under theirs.
        uids: Real and effective user id and that for the file system: who started a program counts as well as whose
            rights it runs with.
        login: User id with which its person logged in, whatever it became since; None where nobody did.
    """

    process: int
    parent: int
    saved: int
    uids: frozenset[int]
    login: int | None


class Openers:
    """Reads who opens. What the kernel says is read anew at each question; kept is only where it says so, as looking
    that up costs more than reading it.

    A kept descriptor stands for one thread, and for no other that gets its number later.
    """

    def __init__(self) -> None:
        self._status, self._login, self._cgroup = Told("status"), Told("loginuid"), Told("cgroup")

    def of(self, thread: int) -> Opener | None:
        """The opener behind a thread's number; None where it is gone."""
        status = self._status.of(thread)
        return _opener(status, self._login.of(thread)) if status is not None else None

    def session_of(self, thread: int, folder: bytes) -> int:
        """As the function of that name says."""
        told = self._cgroup.of(thread)
        return session_in(told, folder) if told else 0

    def forget(self) -> None:
        """The descriptors are no more, in a process that was forked."""
        for told in (self._status, self._login, self._cgroup):
            told.forget()


class Told:
    """What the kernel says of threads in one place.

    Args:
        name: Of the file in a thread's folder.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept: OrderedDict[int, int] = OrderedDict()

    def of(self, thread: int) -> bytes | None:
        """What it says now; None where the thread is gone."""
        fd = self._kept.get(thread)
        if fd is not None:
            with suppress(OSError):
                if status := os.pread(fd, _STATUS_BYTES, 0):
                    return status
            os.close(self._kept.pop(thread))
        try:
            fd = os.open(f"/proc/{thread}/{self._name}", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        self._kept[thread] = fd
        if len(self._kept) > _KEPT:
            os.close(self._kept.popitem(last=False)[1])
        try:
            return os.pread(fd, _STATUS_BYTES, 0)
        except OSError:
            return None

    def forget(self) -> None:
        """The descriptors are no more, in a process that was forked."""
        self._kept.clear()


def opener_of(thread: int) -> Opener | None:
    """The opener behind a thread's number, looked up for this once; None where it is gone."""
    status = _read(f"/proc/{thread}/status")
    return _opener(status, _read(f"/proc/{thread}/loginuid")) if status is not None else None


def _opener(status: bytes, told: bytes | None) -> Opener | None:
    try:
        process = int(_line(status, b"\nTgid:\t"))
        parent = int(_line(status, b"\nPPid:\t"))
        real, effective, saved, file_system = _line(status, b"\nUid:\t").split()
    except ValueError:
        return None
    login = int(told) if told and told.isdigit() else NO_LOGIN
    return Opener(
        process=process,
        parent=parent,
        saved=int(saved),
        uids=frozenset((int(real), int(effective), int(file_system))),
        login=None if login == NO_LOGIN else login,
    )


def program_of(process: int) -> str:
    """Path of the program that a process runs; empty where it cannot be told."""
    try:
        return os.readlink(f"/proc/{process}/exe")
    except OSError:
        return ""


def session_of(thread: int, folder: bytes) -> int:
    """Number of the session in whose cgroup a thread is; 0 where it is in none, or gone.

    Args:
        folder: Name of the folder of sessions, at the root of the second hierarchy.
    """
    told = _read(f"/proc/{thread}/cgroup")
    return session_in(told, folder) if told else 0


def session_in(told: bytes, folder: bytes) -> int:
    """The same from what the kernel says of a thread's cgroups: `0::/sekimori/<uid>-<project>-<number>` in one line."""
    line = b"0::/%s/" % folder
    place = 0 if told.startswith(line) else told.find(b"\n" + line) + 1
    if not place and not told.startswith(line):
        return 0
    name = told[place + len(line) :].partition(b"\n")[0].partition(b"/")[0]
    number = name.rpartition(b"-")[2]
    return int(number) if number.isdigit() else 0


def started_of(process: int) -> int:
    """When a process started, in ticks since the machine did; 0 where it is gone. Its number alone may come again."""
    told = _read(f"/proc/{process}/stat")
    # The name before it, in brackets, may hold anything.
    return int(told.rpartition(b")")[2].split()[19]) if told else 0


def uids_of_threads(process: int) -> frozenset[int]:
    """User ids for files of all threads of a process."""
    try:
        threads = os.listdir(f"/proc/{process}/task")
    except OSError:
        return frozenset()
    found = [opener_of(int(each)) for each in threads]
    return frozenset(uid for each in found if each is not None for uid in each.uids)


def descends_from(opener: Opener, ancestors: frozenset[int]) -> bool:
    """Whether a process is one of `ancestors` or was started below one of them."""
    if opener.process in ancestors or opener.parent in ancestors:
        return True
    parent = opener.parent
    for _ in range(_MOST_ANCESTORS):
        if parent <= 1:
            return False
        status = _read(f"/proc/{parent}/status")
        if status is None:
            return False
        try:
            parent = int(_line(status, b"\nPPid:\t"))
        except ValueError:
            return False
        if parent in ancestors:
            return True
    return False


def _read(path: str) -> bytes | None:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.read(fd, _STATUS_BYTES)
    except OSError:
        return None
    finally:
        os.close(fd)


def _line(status: bytes, key: bytes) -> bytes:
    start = status.index(key) + len(key)
    return status[start : status.index(b"\n", start)]
