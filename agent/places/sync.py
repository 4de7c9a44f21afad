"""Folders that a sync program carries to somebody else's server, as each program's own settings say.

Invariants of this module:

1. A person's settings are that person's word: a folder counts only below their own home and if it is theirs, so that
   nobody makes another's folder, or a project's home, a sync folder.
2. Nothing is followed or waited for: settings are small regular files of their owner, read without blocking.
"""

from __future__ import annotations

import configparser
import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from classifiers.openings import BYTES, NO_LINK, NO_WAIT

MOST_BYTES = 1 << 20
_NEXTCLOUD_FOLDER = re.compile(r"(\d+)\\folders(?:withplaceholders)?\\[^\\]+\\localpath", re.IGNORECASE)
_SYNC_DIR = re.compile(r'^\s*sync_dir\s*=\s*"?([^"\n]+)"?\s*$', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a home on this machine. `uid` is -1 where the system has none."""

    name: str
    uid: int
    home: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncFolder:
    """One folder that is kept the same elsewhere.

    Attributes:
        service: `nextcloud`, `owncloud`, `dropbox`, `onedrive`, `box` or `google-drive`.
        host: Server that it goes to, where the settings say.
    """

    service: str
    path: str
    person: str
    host: str = ""


def people_of_machine() -> tuple[Person, ...]:
    """Everybody whose home this process might see: on Windows and macOS those of one folder, else the accounts."""
    if sys.platform == "win32":
        home = Path.home()
        return (Person(name=home.name, uid=-1, home=str(home)),)
    import pwd

    found: dict[str, Person] = {}
    for entry in pwd.getpwall():
        if entry.pw_dir not in ("", "/", "/nonexistent", "/dev/null"):
            found.setdefault(entry.pw_dir, Person(name=entry.pw_name, uid=entry.pw_uid, home=entry.pw_dir))
    return tuple(found.values())


def sync_folders(person: Person, *, platform: str = sys.platform) -> tuple[SyncFolder, ...]:
    """The sync folders of one person that are there."""
    found: dict[str, SyncFolder] = {}
    for read in (_nextcloud, _dropbox, _onedrive, _cloud_storage):
        for folder in read(person, platform):
            path = os.path.normpath(folder.path)
            if _is_theirs(path, person):
                found.setdefault(path, replace(folder, path=path))
    return tuple(found.values())


def _nextcloud(person: Person, platform: str) -> Iterator[SyncFolder]:
    for service, title in (("nextcloud", "Nextcloud"), ("owncloud", "ownCloud")):
        file = _settings(person, platform, linux=".config", macos="Library/Preferences") / title / f"{service}.cfg"
        parser = configparser.RawConfigParser(strict=False, delimiters=("=",), interpolation=None)
        try:
            parser.read_string(_read(file, person))
        except configparser.Error:
            continue
        for section in parser.sections():
            values = dict(parser.items(section))
            for key, value in values.items():
                match = _NEXTCLOUD_FOLDER.fullmatch(key)
                if match:
                    host = urlsplit(values.get(f"{match[1]}\\url", "")).hostname or ""
                    yield _folder(service, value, person, host)


def _dropbox(person: Person, platform: str) -> Iterator[SyncFolder]:
    folders = [Path(person.home, ".dropbox")]
    if platform == "win32":
        folders = [Path(person.home, "AppData", part, "Dropbox") for part in ("Roaming", "Local")]
    for folder in folders:
        try:
            told: Any = json.loads(_read(folder / "info.json", person) or "{}")
        except (ValueError, RecursionError):
            continue
        for account in told.values() if isinstance(told, dict) else ():
            if isinstance(account, dict) and isinstance(account.get("path"), str):
                yield _folder("dropbox", account["path"], person, "dropbox.com")


def _onedrive(person: Person, platform: str) -> Iterator[SyncFolder]:
    if platform == "win32":
        # The program names its folders after the organisation, beside the home's other folders.
        yield from (_folder("onedrive", path, person, "") for path in _beside(person, "OneDrive"))
        return
    for file in sorted(Path(person.home, ".config").glob("onedrive*/config")):
        match = _SYNC_DIR.search(_read(file, person))
        default = "~/OneDrive" if file.parent.name == "onedrive" else ""
        yield _folder("onedrive", match[1].strip() if match else default, person, "")


def _cloud_storage(person: Person, platform: str) -> Iterator[SyncFolder]:
    """Where macOS keeps what file providers show."""
    services = {"OneDrive": "onedrive", "Dropbox": "dropbox", "Box": "box", "GoogleDrive": "google-drive"}
    for name in _names(Path(person.home, "Library", "CloudStorage")) if platform == "darwin" else ():
        service = services.get(name.partition("-")[0])
        if service:
            yield _folder(service, os.path.join(person.home, "Library", "CloudStorage", name), person, "")


def _folder(service: str, path: str, person: Person, host: str) -> SyncFolder:
    plain = re.sub(r"^~(?=/|$)", lambda _: person.home, path.strip())
    return SyncFolder(service=service, path=plain, person=person.name, host=host)


def _settings(person: Person, platform: str, *, linux: str, macos: str) -> Path:
    below: dict[str, str] = {"win32": "AppData/Roaming", "darwin": macos}
    return Path(person.home, below.get(platform, linux))


def _beside(person: Person, beginning: str) -> list[str]:
    return [os.path.join(person.home, name) for name in _names(Path(person.home)) if name.startswith(beginning)]


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _read(file: Path, person: Person) -> str:
    """The text of a person's own settings; empty where it is missing, too large, a link, a pipe or somebody else's."""
    flags = os.O_RDONLY | NO_LINK | NO_WAIT | BYTES
    try:
        fd = os.open(file, flags)
    except OSError:
        return ""
    with os.fdopen(fd, "rb") as opened:
        status = os.fstat(opened.fileno())
        is_own = person.uid < 0 or status.st_uid == person.uid
        if not stat.S_ISREG(status.st_mode) or not is_own or status.st_size > MOST_BYTES:
            return ""
        return opened.read(MOST_BYTES).decode("utf-8-sig", "replace")


def _is_theirs(path: str, person: Person) -> bool:
    """Whether a folder lies below its person's home, is reached by no link from there, and belongs to them."""
    home = os.path.realpath(person.home)
    below = os.path.relpath(path, home) if os.path.isabs(path) else ".."
    if below == "." or below.split(os.sep, 1)[0] == "..":
        return False
    step, status = home, None
    for name in below.split(os.sep):
        step = os.path.join(step, name)
        try:
            status = os.lstat(step)
        except OSError:
            return False
        if not stat.S_ISDIR(status.st_mode):
            return False
    return status is not None and (person.uid < 0 or status.st_uid == person.uid)
