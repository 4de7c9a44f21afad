"""Where sessions have their cgroups, and why they have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.places.mounts import Mount
from agent.taint.cgroups import Cgroup, Cgroups, find_hierarchy


def mount(point: str, *, kind: str = "cgroup2", top: str = "/") -> Mount:
    return Mount(id=1, device="0:1", top=top, point=point, kind=kind, source="none")


def inode_of(path: str) -> int:
    if path.endswith("away"):
        raise FileNotFoundError(2, "No such file or directory")
    return 4711 if path.endswith("part-of-it") else 1


@pytest.mark.parametrize(
    ("mounts", "found", "why"),
    [
        ([mount("/sys/fs/cgroup")], "/sys/fs/cgroup", ""),
        ([mount("/sys/fs/cgroup/unified")], "/sys/fs/cgroup/unified", ""),
        ([mount("/tmp/other"), mount("/sys/fs/cgroup/unified")], "/sys/fs/cgroup/unified", ""),
        ([mount("/sys/fs/cgroup/memory", kind="cgroup")], "", "not mounted"),
        ([], "", "not mounted"),
        ([mount("/tmp/other")], "", "at or below"),
        ([mount("/sys/fs/cgroup", top="/docker/x")], "", "container"),
        ([mount("/sys/fs/cgroup/a-part-of-it")], "", "container"),
        ([mount("/sys/fs/cgroup/away")], "", "cannot be looked at"),
    ],
)
def test_where_the_hierarchy_is(mounts: list[Mount], found: str, why: str) -> None:
    answer = find_hierarchy(mounts, inode_of)
    assert answer.mount == found
    assert why in answer.why
    assert bool(answer.why) != bool(found)


def test_a_projects_name_makes_no_path(tmp_path: Path) -> None:
    cgroups = Cgroups(str(tmp_path), "sekimori")
    cgroups.prepare()
    made = cgroups.make(12, 1000, "../../a b/" + "x" * 300)
    assert (cgroups.folder / made.name).is_dir()
    assert (made.number, made.uid) == (12, 1000)
    assert cgroups.all() == (made,)
    assert [each.name for each in cgroups.folder.iterdir()] == [made.name]


def test_what_is_no_session_is_left_alone(tmp_path: Path) -> None:
    cgroups = Cgroups(str(tmp_path), "sekimori")
    assert cgroups.all() == ()
    cgroups.prepare()
    for name in ("something", "1000-x", "-3", "1000-qsensor-7"):
        (cgroups.folder / name).mkdir()
    assert cgroups.all() == (Cgroup(number=7, uid=1000, name="1000-qsensor-7"),)
