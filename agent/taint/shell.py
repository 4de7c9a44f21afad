"""The shell from which somebody asks for a session: the parent of the command, and surely theirs."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from agent.errors import AgentError

HELP = "start the session from a shell of your own"


@dataclass(frozen=True, slots=True)
class Shell:
    """A process that is held by a descriptor, so that no other one can take its number unseen."""

    process: int
    fd: int

    @property
    def lives(self) -> bool:
        """Whether it is still there."""
        poll = select.poll()
        poll.register(self.fd, select.POLLIN)
        return not poll.poll(0)


@contextmanager
def shell_of(asker: int, uid: int) -> Iterator[Shell]:
    """The parent of a process that asks.

    Args:
        uid: Whose it has to be, wholly.

    Raises:
        AgentError: it is gone, another one's, or no shell that could be put anywhere.
    """
    parent = _facts(asker)[0]
    if parent <= 1:
        raise AgentError("nobody waits for this command", help=HELP)
    with held(parent) as shell:
        if _facts(asker)[0] != parent:
            raise AgentError("the shell has gone", help=HELP)
        if _facts(parent)[1] != {uid}:
            raise AgentError("the program that asks for a session is not wholly yours", help=HELP)
        yield shell


@contextmanager
def held(process: int) -> Iterator[Shell]:
    """A process, by its number.

    Raises:
        AgentError: there is none.
    """
    try:
        fd = os.pidfd_open(process)
    except OSError:
        raise AgentError("the shell has gone", help=HELP) from None
    try:
        yield Shell(process, fd)
    finally:
        os.close(fd)


def holds_connection(process: int) -> bool:
    """Whether a process has a socket that leads out of the machine, or may: it belongs for good to the cgroup in which
    it was made."""
    known = _local_sockets(process)
    try:
        names = os.listdir(f"/proc/{process}/fd")
    except OSError:
        return False
    for name in names:
        with suppress(OSError):
            target = os.readlink(f"/proc/{process}/fd/{name}")
            if target.startswith("socket:[") and target[8:-1] not in known:
                return True
    return False


def _local_sockets(process: int) -> set[str]:
    """Inodes of sockets that lead to this machine alone."""
    found = set()
    for name, column in (("unix", 6), ("netlink", 9)):
        with suppress(OSError):
            for line in Path(f"/proc/{process}/net/{name}").read_text("utf-8", "replace").splitlines()[1:]:
                fields = line.split()
                if len(fields) > column:
                    found.add(fields[column])
    return found


def _facts(process: int) -> tuple[int, set[int]]:
    """Its parent, and all its user ids; 0 and none where it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("utf-8", "replace").splitlines()
    except OSError:
        return 0, set()
    facts = {key: value for key, _, value in (line.partition(":\t") for line in lines)}
    return int(facts.get("PPid", "0")), {int(each) for each in facts.get("Uid", "").split()}
