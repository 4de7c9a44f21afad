"""Machines with other hierarchies of cgroups than this one: each in namespaces of its own, by real mounts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.taint.cgroups import USUAL, Cgroups
from tests.support.gated import SATO
from tests.support.sessioned import begun_in, cgroups, lacking, own_name

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")
ROOT = Path(__file__).resolve().parents[2]
# What an agent there finds out, and whether a process that it puts into a session is known to be in it.
LOOKS = """
import json, subprocess, sys
from agent.gate.subject import session_of
from agent.places.mounts import read_mounts
from agent.probes import probe_machine
from agent.taint.cgroups import Cgroups, find_hierarchy
from pathlib import Path
found = find_hierarchy(read_mounts())
told = {"mount": found.mount, "why": found.why}
told["probes"] = [each.is_there for each in probe_machine(Path(sys.argv[2])) if each.feature == "cgroup v2"]
if found.mount:
    cgroups = Cgroups(found.mount, sys.argv[1])
    cgroups.prepare()
    cgroup = cgroups.make(7, 20001, "qsensor")
    with subprocess.Popen(["/bin/sleep", "60"]) as somebody:
        cgroups.move(somebody.pid, cgroup)
        told["session"] = session_of(somebody.pid, sys.argv[1].encode())
        somebody.kill()
    while not cgroups.is_empty(cgroup):
        pass
    cgroups.remove(cgroup)
    cgroups.folder.rmdir()
print(json.dumps(told))
"""


def found_after(script: str, folder: Path, *, namespaces: str = "-m") -> dict[str, Any]:
    """What an agent finds after a shell changed the mounts, in namespaces that nobody else sees."""
    command = f'mount --make-rprivate / && {script} && exec "$@"'
    asked = [sys.executable, "-c", LOOKS, own_name(), str(folder)]
    done = subprocess.run(
        ["/usr/bin/unshare", namespaces, "/bin/sh", "-c", command, "sh", *asked],
        capture_output=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def test_as_this_machine_is(tmp_path: Path) -> None:
    told = found_after("true", tmp_path)
    assert (told["why"], told["session"], told["probes"]) == ("", 7, [True])


def test_without_any_hierarchy_sessions_say_so(tmp_path: Path) -> None:
    told = found_after(f"umount -R -l {USUAL}", tmp_path)
    assert (told["mount"], told["probes"]) == ("", [False])
    assert "not mounted" in told["why"]


def test_with_the_first_version_alone_sessions_say_so(tmp_path: Path) -> None:
    script = f"umount -R -l {USUAL} && mount -t tmpfs none {USUAL} && mkdir {USUAL}/named"
    script += f" && mount -t cgroup -o none,name=sekimori-test none {USUAL}/named"
    told = found_after(script, tmp_path)
    assert (told["mount"], told["probes"]) == ("", [False])
    assert "version 2 is not mounted" in told["why"]


def test_with_the_second_version_alone_sessions_hold(tmp_path: Path) -> None:
    told = found_after(f"umount -R -l {USUAL} && mount -t cgroup2 none {USUAL}", tmp_path)
    assert (told["mount"], told["why"], told["session"], told["probes"]) == (USUAL, "", 7, [True])


def test_a_hierarchy_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    script = f"umount -R -l {USUAL} && mount -t cgroup2 none {USUAL} && mount -o remount,bind,ro {USUAL}"
    with pytest.raises(AssertionError, match="Read-only file system"):
        found_after(script, tmp_path)


def test_in_a_container_that_takes_its_part_for_the_whole_sessions_say_so(tmp_path: Path) -> None:
    """It looks like the whole: mounted anew in a namespace of cgroups of its own, its top is called `/`."""
    with cgroups(own_name()) as outer:
        inner = outer.make(1, 0, "container")
        procs = outer.folder / inner.name / "cgroup.procs"
        script = f"echo $$ > {procs} && exec unshare -C /bin/sh -c"
        inside = f'umount -R -l {USUAL} && mount -t cgroup2 none {USUAL} && exec \\"\\$@\\"'
        told = found_after(f'{script} "{inside}" sh "$@"', tmp_path)
    assert (told["mount"], told["probes"]) == ("", [False])
    assert "container" in told["why"]


def test_who_goes_into_namespaces_of_their_own_stays_in_the_session() -> None:
    with cgroups(own_name()) as made:
        one = made.make(3, SATO, "qsensor")
        with begun_in(made, one, SATO, "exec unshare -UrCmpf --mount-proc /bin/sh -c 'echo there; read x'") as running:
            assert running.stdout is not None
            assert running.stdout.readline() == b"there\n"
            assert sessions_below(running.pid, made) == {3}
            running.communicate(b"\n", timeout=20)


def sessions_below(process: int, made: Cgroups) -> set[int]:
    """Sessions in which a process and all that it started are."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return {made.session_of(process)}.union(*(sessions_below(int(each), made) for each in children))
