"""What is noted of each file that was registered, and how its path is written in a note."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class Outcome(StrEnum):
    """What became of a file."""

    REGISTERED = "registered"
    BYTES_ONLY = "bytes-only"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is noted of a file that was registered.

    Attributes:
        digests: SHA-256 of its document, and of what stood at this path before, the newest first.
        label: The label it was registered with, JSON.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    digests: tuple[str, ...]
    label: str
    outcome: Outcome


def key_of(path: Path) -> str:
    """The path as a note holds it: as it is, or in hexadecimal digits behind a NUL where its bytes are no UTF-8."""
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    try:
        absolute.encode()
    except UnicodeEncodeError:
        return f"\0{os.fsencode(absolute).hex()}"
    return absolute


def path_of(noted: str) -> str:
    return os.fsdecode(bytes.fromhex(noted[1:])) if noted.startswith("\0") else noted


def is_below(noted: str, folders: list[str]) -> bool:
    path, within = path_of(noted), [path_of(folder) for folder in folders]
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in within)
