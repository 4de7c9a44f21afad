"""Sync folders, by the settings that each program keeps, and what a hostile person writes there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent.places.sync import Person, people_of_machine, sync_folders


@pytest.fixture
def mei(tmp_path: Path) -> Person:
    home = tmp_path / "home" / "mei"
    home.mkdir(parents=True)
    return Person(name="mei", uid=os.geteuid(), home=str(home))


def put(person: Person, path: str, text: str) -> Path:
    file = Path(person.home, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def folder(person: Person, name: str) -> str:
    path = Path(person.home, name)
    path.mkdir(parents=True)
    return str(path)


def test_nextcloud_with_two_accounts_and_placeholders(mei: Person) -> None:
    one, two = folder(mei, "Nextcloud"), folder(mei, "雲")
    put(
        mei,
        ".config/Nextcloud/nextcloud.cfg",
        "[General]\nclientVersion=3.9.0\n[Accounts]\nversion=2\n"
        f"0\\url=https://cloud.example:444/x\n0\\Folders\\1\\localPath={one}/\n"
        f"1\\url=https://other.example\n1\\FoldersWithPlaceholders\\2\\localPath={two}\n"
        "1\\Folders\\3\\localPath=/gone\n",
    )
    found = {(each.service, each.path, each.host) for each in sync_folders(mei, platform="linux")}
    assert found == {("nextcloud", one, "cloud.example"), ("nextcloud", two, "other.example")}


def test_dropbox_with_a_private_and_a_business_account(mei: Person) -> None:
    one, two = folder(mei, "Dropbox"), folder(mei, "Dropbox (Lab)")
    put(mei, ".dropbox/info.json", json.dumps({"personal": {"path": one}, "business": {"path": two, "host": 1}}))
    assert {each.path for each in sync_folders(mei, platform="linux")} == {one, two}


def test_onedrive_on_linux(mei: Person) -> None:
    path, default = folder(mei, "Work"), folder(mei, "OneDrive")
    put(mei, ".config/onedrive/config", "# none\n")
    put(mei, ".config/onedrive-work/config", f'sync_dir = "{path}"\n')
    assert {each.path for each in sync_folders(mei, platform="linux")} == {path, default}


def test_windows_and_macos_layouts(mei: Person) -> None:
    windows = folder(mei, "OneDrive - Minato")
    nextcloud = folder(mei, "Nextcloud")
    put(mei, "AppData/Roaming/Nextcloud/nextcloud.cfg", f"[Accounts]\n0\\Folders\\1\\localPath={nextcloud}\n")
    mac = folder(mei, "Library/CloudStorage/Box-Box")
    assert {each.path for each in sync_folders(mei, platform="win32")} == {windows, nextcloud}
    assert {(each.service, each.path) for each in sync_folders(mei, platform="darwin")} == {("box", mac)}


@pytest.mark.parametrize("path", ["/etc", "/", "relative", "~", "~/..", "../.."])
def test_nobody_makes_what_is_not_theirs_a_sync_folder(mei: Person, path: str) -> None:
    put(mei, ".dropbox/info.json", json.dumps({"personal": {"path": path}}))
    put(mei, ".config/onedrive-x/config", f'sync_dir = "{path}"\n')
    assert sync_folders(mei, platform="linux") == ()


def test_a_link_leads_nowhere(mei: Person, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    Path(mei.home, "Dropbox").symlink_to(tmp_path / "share")
    put(mei, ".dropbox/info.json", json.dumps({"personal": {"path": f"{mei.home}/Dropbox"}}))
    assert sync_folders(mei, platform="linux") == ()


def test_settings_of_somebody_else_are_not_believed(mei: Person) -> None:
    put(mei, ".dropbox/info.json", json.dumps({"personal": {"path": folder(mei, "Dropbox")}}))
    other = Person(name="other", uid=mei.uid + 1, home=mei.home)
    assert sync_folders(other, platform="linux") == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "null", "[1]", '{"a": 1, "b": {"path": 2}}', "\0\x01", "x" * (2 << 20)]
)
def test_broken_settings_hinder_nothing(mei: Person, text: str) -> None:
    for path in (".dropbox/info.json", ".config/Nextcloud/nextcloud.cfg", ".config/onedrive/config"):
        put(mei, path, text)
    assert sync_folders(mei, platform="linux") == ()


def test_a_pipe_in_the_place_of_settings_is_not_waited_for(mei: Person) -> None:
    Path(mei.home, ".dropbox").mkdir()
    os.mkfifo(Path(mei.home, ".dropbox", "info.json"))
    assert sync_folders(mei, platform="linux") == ()


def test_the_machine_has_people() -> None:
    assert all(Path(person.home).is_absolute() for person in people_of_machine())
