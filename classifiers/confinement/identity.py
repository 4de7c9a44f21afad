"""Whose process a reader is, and in which namespaces: a user of its own, a network of its own, no capability."""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from classifiers.confinement.kernel import (
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    Kernel,
    effective_capabilities,
)

ACCOUNT = "sekimori-reader"
NOBODY = 65534
# To become another user; and, for the agent, to end a process of another user.
NEEDED = {"CAP_SETUID": CAP_SETUID, "CAP_SETGID": CAP_SETGID, "CAP_KILL": CAP_KILL}
APART = CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user and a group that a reader becomes.

    Attributes:
        remark: What could be better about it.
    """

    uid: int
    gid: int
    remark: str = ""


def reader_account() -> Account:
    """The account kept for readers; where there is none, nobody's."""
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return Account(uid=NOBODY, gid=NOBODY, remark=f"as user {NOBODY}: make a system account `{ACCOUNT}`")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def leave_network(kernel: Kernel) -> None:
    """Into a network without interfaces, as root; others get theirs with `leave_user_namespace`.

    Raises:
        OSError: not root, or the kernel refused.
    """
    kernel.unshare(APART)


def leave_user_namespace(kernel: Kernel, flags: int = 0) -> None:
    """Into a user namespace where this process is nobody and limits count it alone; with `flags` as well.

    Raises:
        OSError: the kernel lets nobody make one, or the process has threads.
    """
    kernel.unshare(CLONE_NEWUSER | flags)


def become(account: Account) -> None:
    """Another user, for good: no way back, no group of the old one.

    Raises:
        OSError: not root; or the parent could not kill a process of another user.
    """
    if os.geteuid() != 0:
        raise OSError(errno.EPERM, "the agent does not run as root, so its readers have its own user id")
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    held = effective_capabilities(status)
    if missing := [name for name, number in NEEDED.items() if not held >> number & 1]:
        raise OSError(
            errno.EPERM, f"the agent lacks {' and '.join(missing)}: see `CapabilityBoundingSet` of its service"
        )
    try:
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
    except OSError as error:
        why = f"root cannot become user {account.uid} here ({error.strerror}): a container without that user?"
        raise OSError(error.errno, why) from None
    with contextlib.suppress(PermissionError):
        os.setresuid(0, 0, 0)
        raise OSError(0, "the way back to root is open")


def network_of_self() -> int:
    """Inode of this process's network namespace; 0 where the system has none."""
    try:
        return Path("/proc/self/ns/net").stat().st_ino
    except OSError:
        return 0
