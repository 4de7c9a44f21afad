"""Who opens a file, as the kernel says at that very moment.

Read at each event and never remembered by process: smbd serves one client after the other, and numbers of processes
come again.

Source: proc_pid_status(5), proc_pid_loginuid(5).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

NO_LOGIN = 0xFFFFFFFF
_STATUS_BYTES = 4096
_MOST_ANCESTORS = 16


@dataclass(frozen=True, slots=True)
class Opener:
    """The process behind an event.

    Attributes:
        process: Its number, which all its threads share.
        parent: Its parent's number.
        uids: Effective user id and that for the file system.
        login: User id with which its person logged in, whatever it became since; None where nobody did.
    """

    process: int
    parent: int
    uids: frozenset[int]
    login: int | None


def opener_of(thread: int) -> Opener | None:
    """The opener behind a thread's number; None where it is gone."""
    status = _read(f"/proc/{thread}/status")
    if status is None:
        return None
    try:
        process = int(_line(status, b"\nTgid:\t"))
        parent = int(_line(status, b"\nPPid:\t"))
        _, effective, _, file_system = _line(status, b"\nUid:\t").split()
    except ValueError:
        return None
    told = _read(f"/proc/{thread}/loginuid")
    login = int(told) if told and told.isdigit() else NO_LOGIN
    return Opener(
        process=process,
        parent=parent,
        uids=frozenset((int(effective), int(file_system))),
        login=None if login == NO_LOGIN else login,
    )


def program_of(process: int) -> str:
    """Path of the program that a process runs; empty where it cannot be told."""
    try:
        return os.readlink(f"/proc/{process}/exe")
    except OSError:
        return ""


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
