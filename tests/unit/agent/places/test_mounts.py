"""The kernel's table of mounts, read as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.places.mounts import Mount, Mounts, is_below, mount_at, number_of, parse_mounts, read_mounts

TABLE = r"""22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 8:17 / /media/mei/MY\040STICK\134\012\346\227\245 rw,nosuid shared:9 - vfat /dev/sdb1 rw,fmask=0022
41 27 0:50 /team /mnt/q rw,relatime - cifs //FS1/qsensor ro,vers=3.1.1
42 27 0:51 / /net rw - autofs /etc/auto.net rw,fd=7
43 42 0:52 / /net rw - nfs4 fs1:/srv rw
not a line of it
50 27 0:53 / /short rw
"""


def test_names_are_given_as_they_are() -> None:
    stick = parse_mounts(TABLE)[2]
    assert stick == Mount(
        id=40, device="8:17", top="/", point="/media/mei/MY STICK\\\n日", kind="vfat", source="/dev/sdb1"
    )


def test_a_carriage_return_in_a_name_ends_no_line(tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_bytes(b"40 27 8:17 / /media/mei/A\rB rw - vfat /dev/sdb1 rw\n")
    mounts = Mounts(table)
    assert [mount.point for mount in mounts.now()] == ["/media/mei/A\rB"]
    table.write_bytes(b"")
    assert mounts.now() == ()


def test_what_is_no_line_is_passed_by() -> None:
    assert [mount.id for mount in parse_mounts(TABLE)] == [22, 27, 40, 41, 42, 43]


def test_a_file_system_that_is_read_only_counts_as_such() -> None:
    assert parse_mounts(TABLE)[3].is_read_only
    assert not parse_mounts(TABLE)[1].is_read_only


@pytest.mark.parametrize(
    ("path", "kind", "may_hang"),
    [
        ("/srv/x", "ext4", False),
        ("/mnt/q/a", "cifs", True),
        ("/mnt/queue", "ext4", False),
        ("/net/fs1", "nfs4", True),
        ("/", "ext4", False),
    ],
)
def test_a_path_lies_on_the_innermost_and_latest_mount(path: str, kind: str, may_hang: bool) -> None:
    mount = mount_at(path, parse_mounts(TABLE))
    assert mount is not None
    assert (mount.kind, mount.may_hang) == (kind, may_hang)


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="needs Linux")
def test_this_machine_has_a_root() -> None:
    assert mount_at("/", read_mounts()) is not None
    assert number_of("/") == number_of("/")
    assert number_of("/no such place") == 0


@pytest.mark.parametrize(
    ("path", "is_there"),
    [(r"C:\lab\gripper\new\a", True), (r"C:\lab\gripper", True), (r"C:\lab\gripper2\a", False), (r"C:\lab", False)],
)
def test_a_folder_of_windows_is_known_by_its_own_separator(
    monkeypatch: pytest.MonkeyPatch, path: str, is_there: bool
) -> None:
    monkeypatch.setattr(os, "sep", "\\")
    assert is_below(path, r"C:\lab\gripper") is is_there
