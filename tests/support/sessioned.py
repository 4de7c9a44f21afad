"""Cgroups for tests, in a folder of their own of the kernel's second hierarchy."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from agent.places.mounts import read_mounts
from agent.taint.cgroups import USUAL, Cgroup, Cgroups, find_hierarchy
from tests.support import gated

UNIFIED = Path(USUAL) / "unified"


def lacking(*, filters: bool = False) -> str:
    """Why no session can be put into a cgroup here; empty where one can.

    Args:
        filters: Whether the packet filter is needed as well.
    """
    if why := gated.lacking():
        return why
    if filters and shutil.which("nft", path="/usr/sbin:/sbin:/usr/bin") is None:
        return "`nft` is not installed"
    if not find_hierarchy(read_mounts()).mount:
        with contextlib.suppress(OSError):
            UNIFIED.mkdir(exist_ok=True)
            subprocess.run(["/bin/mount", "-t", "cgroup2", "none", str(UNIFIED)], check=False, capture_output=True)
    return find_hierarchy(read_mounts()).why


def own_name() -> str:
    """A name that no other test has."""
    return f"sekimori-test-{os.getpid()}-{time.monotonic_ns()}"


@contextlib.contextmanager
def cgroups(name: str) -> Iterator[Cgroups]:
    """The folder of sessions of one test, removed with all in it afterwards."""
    made = Cgroups(find_hierarchy(read_mounts()).mount, name)
    made.prepare()
    try:
        yield made
    finally:
        remove(made)


def remove(made: Cgroups) -> None:
    """Whoever is still in one of them is killed."""
    for cgroup in made.all():
        with contextlib.suppress(OSError):
            (made.folder / cgroup.name / "cgroup.kill").write_text("1")
        until_s = time.monotonic() + 10
        while not made.is_empty(cgroup) and time.monotonic() < until_s:
            time.sleep(0.01)
        made.remove(cgroup)
    if made.folder.exists():
        made.folder.rmdir()


def run_in(made: Cgroups, cgroup: Cgroup, uid: int, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script as a user in a session."""
    with begun_in(made, cgroup, uid, script) as running:
        out, error = running.communicate(timeout=60)
    return subprocess.CompletedProcess(script, running.returncode, out, error)


@contextlib.contextmanager
def begun_in(made: Cgroups, cgroup: Cgroup, uid: int, script: str) -> Iterator[subprocess.Popen[bytes]]:
    """The same, while it runs."""
    enter = (
        "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); u = int(sys.argv[2]);"
        "os.setgroups([]); os.setresgid(u, u, u); os.setresuid(u, u, u);"
        "os.execv('/bin/bash', ['bash', '-c', sys.argv[3]])"
    )
    procs = made.folder / cgroup.name / "cgroup.procs"
    with subprocess.Popen(
        [sys.executable, "-I", "-c", enter, str(procs), str(uid), script],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/",
    ) as running:  # fmt: skip
        yield running
