"""A whole agent in a process that takes itself for macOS: what only Linux has is not there.

Run as a program with a folder. It shows that the code needs nothing of Linux; it is no run on a Mac.
"""

from __future__ import annotations

import ctypes.util
import fcntl
import multiprocessing
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

import httpx

# The standard library chooses by the platform when it is imported, so what it has chosen stays.
CHOSEN = (ctypes.util, multiprocessing, subprocess, uuid, shutil, urllib.request, httpx)
ONLY_LINUX = {
    os: ("O_PATH", "listxattr", "getxattr", "setxattr", "removexattr", "memfd_create", "eventfd", "pipe2",
         "posix_fadvise", "posix_fallocate", "sched_getaffinity", "sched_setaffinity", "unshare", "setns", "pidfd_open",
         "copy_file_range", "splice", "setresuid", "setresgid", "getresuid", "getresgid"),
    select: ("epoll", "EPOLLIN"),
    fcntl: ("F_SETLEASE", "F_GETLEASE", "F_SETSIG", "F_NOTIFY", "F_ADD_SEALS", "F_SETPIPE_SZ"),
    signal: ("SIGPOLL", "SIGSTKFLT", "SIGPWR"),
    socket: ("SO_PEERCRED", "AF_NETLINK", "AF_VSOCK"),
}  # fmt: skip
SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"


class NoInotify:
    """What watchdog has for Linux alone cannot be imported."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        if name.startswith("watchdog.observers.inotify"):
            raise ImportError(name)
        return None


def pretend() -> None:
    """Be macOS from now on."""
    sys.platform = "darwin"
    for module, names in ONLY_LINUX.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    sys.meta_path.insert(0, NoInotify())
    sys.addaudithook(_no_proc)


def _no_proc(event: str, arguments: tuple[object, ...]) -> None:
    """macOS has no `/proc` and no `/sys`."""
    path = arguments[0] if event in ("open", "os.listdir", "os.scandir") else ""
    if isinstance(path, str | bytes) and os.fsdecode(path).startswith(("/proc", "/sys")):
        raise FileNotFoundError(2, "macOS has no such thing", os.fsdecode(path))


def main(folder: Path) -> None:
    """Run an agent: what is allowed stays, what crosses the wall is stopped."""
    from agent.probes import probe_machine
    from tests.support.agent_house import build_house

    house = build_house(folder, zones=("qsensor", "gripper"))
    (house.shares["qsensor"] / "spec.txt").write_text(SECRET)
    with house.running():
        _wait_for(lambda: bool(house.server.events("transfer")))
        (house.shares["gripper"] / "menu.txt").write_text("Cafeteria menu of the week\n")
        (house.shares["gripper"] / "copy.txt").write_text(SECRET)
        _wait_for(lambda: any(event["state"] == "held" for event in house.server.events("hold")))
    left = {path.name for path in house.shares["gripper"].iterdir() if path.is_file()}
    case = next(str(event["case"]) for event in house.server.events("hold"))
    assert "menu.txt" in left, left
    assert "copy.txt" not in left, left
    assert house.held(case).decode() == SECRET
    probes = {probe.feature: probe.is_there for probe in probe_machine(house.data)}
    assert "open gate" in probes, probes
    assert not any(probes.values()), probes
    beat = (house.server.folder / "heartbeat.json").read_text()
    assert '"backend":"watchdog"' in beat, beat
    sys.stdout.write("stopped and let be\n")


def _wait_for(true: object, *, seconds: float = 60) -> None:
    assert callable(true)
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.05)


if __name__ == "__main__":
    pretend()
    main(Path(sys.argv[1]))
