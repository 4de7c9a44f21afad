"""Why the files of an index cannot be used, and what to do then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path


def other_version(path: Path | None, version: str, *, wanted: str) -> ModelError:
    """The file or the journal of an index was written by another version of this program."""
    found = f"`{version[:40]}`" if version else "one that it does not name"
    return ModelError(
        f"`{path}` was written by another version of Sekimori: its format is {found}, and this one reads `{wanted}`",
        help="go on with the version that wrote it; or move the index and its `.journal` away, keep the key, and "
        "register the folders again",
    )


def other_key(path: Path | None) -> ModelError:
    """The index at `path` was made with another key."""
    return ModelError(
        f"the fingerprint index `{path}` was made with another key", help="name the key it was made with, with --key"
    )


def damaged(path: Path) -> ModelError:
    """The index at `path` is not what was written."""
    return ModelError(
        f"the fingerprint index `{path}` is damaged or cut off", help="restore it from a backup, or register again"
    )
