"""Shuts this process in: every wall raised in the one order that works, then each one tried.

Invariants:
- It runs after every library is loaded and before the first hostile byte.
- A wall counts as held only if raising it succeeded *and* an attempt to pass it failed.
- What the kernel or the platform lacks is a value with its reason, never silence and never an exception.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.confinement import identity, seccomp
from classifiers.confinement.code import own_code
from classifiers.confinement.kernel import (
    PR_GET_NO_NEW_PRIVS,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    Kernel,
)
from classifiers.confinement.landlock import Ruleset
from classifiers.confinement.walls import Wall, Walls, WallState

if TYPE_CHECKING:
    from classifiers.limits import Limits

OPEN_FILES = 32
# Threads of one reader, itself included, where the kernel counts them for it alone; elsewhere it has no second one.
THREADS = 8
EVERY_WALL = frozenset(Wall)


def enclose(limits: Limits, *, parent: int, kept: frozenset[int], walls: frozenset[Wall] = EVERY_WALL) -> Walls:
    """Raise the walls, for good.

    Args:
        parent: Process that this one is to die with.
        kept: Descriptors that stay open besides standard input, output and error.
        walls: Those to raise; all of them, but for who tries them one by one.
    """
    os.umask(0o077)
    os.chdir("/")
    return _Enclosure(Kernel(), limits, parent, kept, walls).raise_all()


def die_with(kernel: Kernel, parent: int) -> None:
    """Let the kernel kill this process when its parent ends; ends it now if that has happened.

    Raises:
        OSError: the platform has no such thing.
    """
    try:
        kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    finally:
        if os.getppid() != parent:
            sys.exit(1)


@dataclass(slots=True)
class _Enclosure:
    _kernel: Kernel
    _limits: Limits
    _parent: int
    _kept: frozenset[int]
    _walls: frozenset[Wall]
    _faults: dict[Wall, str] = field(default_factory=dict)
    _remarks: dict[Wall, str] = field(default_factory=dict)
    _is_counted_alone: bool = False
    _network: int = 0
    _ruleset: Ruleset | None = None

    def raise_all(self) -> Walls:
        self._network = identity.network_of_self()
        # While files can still be reached: the folders that stay readable, and the account in the system's tables.
        self._raise(Wall.FILES, self._gather_folders)
        self._go_first()
        self._raise(Wall.DESCRIPTORS, self._close_others)
        self._raise(Wall.NETWORK, self._leave_network)
        self._raise(Wall.USER, self._become_another)
        self._leave_user_namespace()
        self._raise(Wall.NETWORK, self._check_network)
        # A change of user makes the kernel forget the death signal, and a new namespace brings capabilities.
        self._raise(Wall.PARENT, lambda: die_with(self._kernel, self._parent))
        self._raise(Wall.PRIVILEGES, self._give_up_privileges)
        self._raise(Wall.LIMITS, self._set_limits)
        self._raise(Wall.FILES, self._close_files)
        self._raise(Wall.CALLS, lambda: seccomp.install(self._kernel))
        return self._tried()

    def _raise(self, wall: Wall, step: Callable[[], None]) -> None:
        if wall not in self._walls:
            self._faults[wall] = "not raised"
        elif wall not in self._faults:
            try:
                step()
            except OSError as error:
                self._faults[wall] = error.strerror or type(error).__name__

    def _gather_folders(self) -> None:
        self._ruleset = Ruleset(self._kernel, own_code())

    def _go_first(self) -> None:
        """Where memory runs out, the kernel ends a reader rather than whoever it reads for."""
        if Wall.LIMITS in self._walls:
            with contextlib.suppress(OSError):
                Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")

    def _close_files(self) -> None:
        if self._ruleset is not None:
            threads = _count_threads()
            self._ruleset.restrict()
            if threads > 1:  # Landlock binds the thread that asks and what it starts; seccomp binds them all
                raise OSError(0, f"{threads - 1} threads of a library stay outside")

    def _close_others(self) -> None:
        kept = {0, 1, 2, *self._kept}
        if self._ruleset is not None:
            kept.add(self._ruleset.fd)
        for fd in _open_descriptors() - kept:
            with contextlib.suppress(OSError):  # the listing's own is closed already
                os.close(fd)
        if any(_is_open(fd) for fd in _open_descriptors() - kept):
            raise OSError(0, "a descriptor stayed open")

    def _leave_network(self) -> None:
        """Root leaves by itself; everybody else together with the user namespace, later."""
        if os.geteuid() == 0:
            with contextlib.suppress(OSError):
                identity.leave_network(self._kernel)

    def _become_another(self) -> None:
        account = identity.reader_account()
        identity.become(account)
        self._remarks[Wall.USER] = account.remark

    def _leave_user_namespace(self) -> None:
        """Serves several walls: the network of who is not root, and limits that count this process alone."""
        if not self._walls & {Wall.NETWORK, Wall.USER, Wall.LIMITS}:
            return
        is_apart = Wall.NETWORK not in self._walls or identity.network_of_self() != self._network
        flags = 0 if is_apart else identity.APART
        with contextlib.suppress(OSError):
            identity.leave_user_namespace(self._kernel, flags)
            self._is_counted_alone = True

    def _check_network(self) -> None:
        if identity.network_of_self() == self._network:
            raise OSError(
                0,
                "the kernel gave no namespace of its own: run the agent as root, or let others make user namespaces"
                " (user.max_user_namespaces, kernel.unprivileged_userns_clone, AppArmor, the container's rules)",
            )

    def _give_up_privileges(self) -> None:
        self._kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
        self._kernel.prctl(PR_SET_DUMPABLE, 0)
        self._kernel.drop_capabilities()

    def _set_limits(self) -> None:
        # A large file is looked at where it lies: that takes addresses and no memory. The worker asks for them document
        # by document; what it allocates is held to less by the limit on data.
        memory_bytes = self._limits.memory_bytes
        wanted = {
            resource.RLIMIT_AS: memory_bytes + self._limits.file_bytes,
            resource.RLIMIT_DATA: memory_bytes,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NPROC: THREADS if self._is_counted_alone else 0,
            resource.RLIMIT_NOFILE: OPEN_FILES,
            resource.RLIMIT_MEMLOCK: 0,
            **({resource.RLIMIT_MSGQUEUE: 0} if hasattr(resource, "RLIMIT_MSGQUEUE") else {}),
        }
        # Where the agent itself was given less, its readers have no more.
        wanted = {kind: _at_most(value, resource.getrlimit(kind)[1]) for kind, value in wanted.items()}
        for kind, value in wanted.items():
            with contextlib.suppress(ValueError, OSError):  # one that fails leaves the others; it is told below
                resource.setrlimit(kind, (value, value))
        if any(resource.getrlimit(kind) != (value, value) for kind, value in wanted.items()):
            raise OSError(0, "a limit did not take")

    def _tried(self) -> Walls:
        """What stands: what was raised, unless an attempt to pass it succeeds."""
        attempts: dict[Wall, Callable[[], bool]] = {
            Wall.FILES: _can_list_root,
            Wall.CALLS: _can_make_socket,
            Wall.PARENT: lambda: self._kernel.death_signal() != signal.SIGKILL,
            Wall.PRIVILEGES: lambda: self._kernel.prctl(PR_GET_NO_NEW_PRIVS) != 1,
        }
        for wall, is_passed in attempts.items():
            if wall not in self._faults and is_passed():
                self._faults[wall] = "raised, but it holds nothing back"
        return Walls(
            states=tuple(
                WallState(
                    wall=wall,
                    is_held=wall not in self._faults,
                    why=self._faults.get(wall, self._remarks.get(wall, "")),
                )
                for wall in Wall
            )
        )


def _open_descriptors() -> set[int]:
    """Every open descriptor; where the system does not list them, those below 256."""
    with contextlib.suppress(OSError):
        return {int(entry) for entry in os.listdir("/proc/self/fd")}  # noqa: PTH208 - no path is meant
    return {fd for fd in range(256) if _is_open(fd)}


def _count_threads() -> int:
    with contextlib.suppress(OSError):
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - no path is meant
    return 1


def _at_most(value: int, hard: int) -> int:
    return value if hard == resource.RLIM_INFINITY else min(value, hard)


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def _can_list_root() -> bool:
    try:
        os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
    except OSError:
        return False
    return True


def _can_make_socket() -> bool:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    except OSError:
        return False
    return True
