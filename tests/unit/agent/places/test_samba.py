"""What Samba's own `testparm` says of configurations that are really there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from agent.places.samba import read_samba, samba_state

needs_testparm = pytest.mark.skipif(shutil.which("testparm") is None, reason="needs Samba's testparm")


def write(folder: Path, text: str, name: str = "smb.conf") -> Path:
    file = folder / name
    file.write_text(f"[global]\nnetbios name = FS1\nnetbios aliases = files data\n{text}", encoding="utf-8")
    return file


@needs_testparm
def test_includes_copies_and_names_are_followed(tmp_path: Path) -> None:
    (tmp_path / "more.conf").write_text("[more]\npath = /srv/more\n[template]\npath = /srv/%S\n")
    file = write(
        tmp_path, f'include = {tmp_path}/more.conf\n[Q Sensor]\npath = /srv//q sensor/\n[日本]\npath = "/srv/日本"\n'
        "[copied]\ncopy = template\n",
    )  # fmt: skip
    samba = read_samba(str(file))
    assert samba.names == ("FS1", "files", "data")
    assert samba.problem == ""
    assert {share.name: share.path for share in samba.shares} == {
        "more": "/srv/more",
        "template": "/srv/template",
        "Q Sensor": "/srv/q sensor",
        "日本": "/srv/日本",
        "copied": "/srv/copied",
    }


@needs_testparm
@pytest.mark.parametrize(
    ("section", "why"),
    [
        ("[x]\npath = /srv/%U\n", "depends on who asks"),
        ("[homes]\n", "every user"),
        ("[x]\npath = /srv/x\nmsdfs root = yes\nmsdfs proxy = \\other\\share\n", "another server"),
        ("[x]\npath = /srv/x\nvfs objects = catia glusterfs\n", "kept by `glusterfs`"),
    ],
)
def test_a_share_without_one_folder_has_none_and_says_why(tmp_path: Path, section: str, why: str) -> None:
    shares = read_samba(str(write(tmp_path, section))).shares
    assert [share.path for share in shares] == [""]
    assert why in shares[0].why


@needs_testparm
def test_what_is_not_served_is_no_share(tmp_path: Path) -> None:
    file = write(tmp_path, "[off]\npath = /srv/off\navailable = no\n[paper]\npath = /srv/p\nprintable = yes\n")
    assert read_samba(str(file)).shares == ()


@needs_testparm
def test_an_include_by_user_is_told(tmp_path: Path) -> None:
    samba = read_samba(str(write(tmp_path, f"include = {tmp_path}/%U.conf\n[a]\npath = /srv/a\n")))
    assert [share.name for share in samba.shares] == ["a"]
    assert "%U.conf" in samba.remarks[0]


@needs_testparm
def test_a_wrong_configuration_is_a_problem_and_no_empty_one(tmp_path: Path) -> None:
    samba = read_samba(str(tmp_path / "missing.conf"))
    assert samba.shares == ()
    assert "testparm" in samba.problem


@needs_testparm
def test_users_shares_are_known_as_such_and_hostile_ones_hinder_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "usershares"
    folder.mkdir()
    folder.chmod(0o1770)
    (folder / "mine").write_text("#VERSION 2\npath=/home/mei/mine\nusershare_acl=S-1-1-0:F\n")
    (folder / "own").write_text("path=/home/mei/other\n")
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    file = write(tmp_path, f"usershare path = {folder}\n[own]\npath = /srv/own\n")
    shares = {share.name: (share.path, share.is_users) for share in read_samba(str(file)).shares}
    assert shares == {"own": ("/srv/own", False), "mine": ("/home/mei/mine", True)}


def test_without_samba_there_is_nothing(tmp_path: Path) -> None:
    assert read_samba("off").file is None
    assert read_samba("off").problem == ""
    assert samba_state(tmp_path / "none.conf") == ((str(tmp_path / "none.conf"), 0, 0),)


def test_a_change_in_an_included_file_shows(tmp_path: Path) -> None:
    inner = tmp_path / "inner.conf"
    inner.write_text("[a]\npath = /srv/a\n")
    # Files that include each other end as well.
    file = tmp_path / "smb.conf"
    file.write_text(f"include = {inner}\ninclude = {file}\n")
    before = samba_state(file)
    assert len(before) == 2
    inner.write_text("[b]\npath = /srv/b\n")
    os.utime(inner, ns=(1, 1))
    assert samba_state(file) != before


@pytest.mark.parametrize(
    ("does", "why"),
    [("sleep 60 & wait", "no answer within"), ("echo what; echo ever", "is no configuration"), ("exit 1", "is wrong")],
    ids=["hangs", "says something else", "fails"],
)
def test_a_testparm_that_is_none_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, why: str
) -> None:
    program = tmp_path / "bin" / "testparm"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    samba = read_samba(str(write(tmp_path, "[x]\npath = /srv/x\n")), timeout_s=0.5)
    assert why in samba.problem
    assert samba.shares == ()


@needs_testparm
def test_includes_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "more.conf").write_text(f"include = {tmp_path}/smb.conf\n[more]\npath = /srv/%S\n")
    file = write(tmp_path, f"include = {tmp_path}/more.conf\n[own]\npath = /home/%U\n")
    samba = read_samba(str(file), timeout_s=30)
    assert samba.problem or {share.name: share.path for share in samba.shares} == {"more": "/srv/more", "own": ""}
    assert len(samba_state(file)) == 2


@needs_testparm
def test_oplocks_of_the_kernel_are_remarked_on(tmp_path: Path) -> None:
    file = write(tmp_path, "[x]\npath = /srv/x\n")
    assert not read_samba(str(file)).remarks
    file = write(tmp_path, "[x]\npath = /srv/x\nkernel oplocks = yes\n")
    assert "`kernel oplocks = yes`" in " ".join(read_samba(str(file)).remarks)


@needs_testparm
@pytest.mark.parametrize("where", ["[x]", "[global]"])
def test_streams_in_attributes_are_remarked_on(tmp_path: Path, where: str) -> None:
    modules = "vfs objects = catia fruit streams_xattr\n"
    sections = f"[x]\npath = /srv/x\n{modules}" if where == "[x]" else f"{modules}[x]\npath = /srv/x\n"
    assert "`streams_xattr` keeps" in " ".join(read_samba(str(write(tmp_path, sections))).remarks)
    depot = sections.replace("streams_xattr", "streams_depot")
    assert not read_samba(str(write(tmp_path, depot))).remarks
