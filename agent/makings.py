"""What the agent is made of: digests of its program and its configuration, to notice that somebody changed them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

PACKAGES = ("agent", "classifiers", "policies", "sekimori")
# Made by Python itself, whenever it likes.
CACHES = "__pycache__"
NAMED = 5
_VERSION = re.compile(rb'^__version__ = "([^"]+)"', re.MULTILINE)


def program_folder() -> Path:
    """Where the packages of the running program lie."""
    return Path(__file__).resolve().parents[1]


def program_digests(folder: Path) -> Mapping[str, str]:
    """File to SHA-256 in hexadecimal, of every file of the agent's packages; a file that cannot be read has none."""
    found = {}
    for package in PACKAGES:
        for parent, folders, names in os.walk(folder / package):
            folders[:] = sorted(each for each in folders if each != CACHES)
            for name in sorted(names):
                path = Path(parent, name)
                found[path.relative_to(folder).as_posix()] = file_digest(path)
    return found


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hexadecimal, empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def version_in(folder: Path) -> str:
    """The version that the program's files say, empty where they say none."""
    try:
        found = _VERSION.search((folder / "sekimori" / "__init__.py").read_bytes())
    except OSError:
        return ""
    return found.group(1).decode("utf-8", "replace") if found else ""


def difference(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Which files differ, in words; empty where none does."""
    names = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    told = ", ".join(f"`{name}`{'' if name in now else ' is gone'}" for name in names[:NAMED])
    return told + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
