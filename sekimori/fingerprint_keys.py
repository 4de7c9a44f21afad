"""The secret of a fingerprint index, in a file of its own."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from classifiers.detect.records import MAX_KEY_BYTES
from classifiers.openings import BYTES, NO_WAIT
from sekimori.errors import FrontDoorError

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32


def key_beside(index: Path) -> Path:
    """Where the key of an index lies when nobody says otherwise."""
    return index.with_name(f"{index.name}.key")


def make_key(path: Path) -> None:
    """Make a key, for its owner alone.

    Raises:
        FrontDoorError: there is one already.
    """
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BYTES, 0o600)
    except FileExistsError:
        raise FrontDoorError(
            f"`{path}` is there already", help="leave --new-key out; an index is lost without the key it was made with"
        ) from None
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)  # half a key would stand in the way of a whole one
        raise


def read_key(path: Path) -> bytes:
    """The key.

    Raises:
        FrontDoorError: it is not there, is no file, or others may read it.
    """
    try:
        fd = os.open(path, os.O_RDONLY | BYTES | NO_WAIT)
    except FileNotFoundError:
        raise FrontDoorError(
            f"there is no key `{path}`", help="name it with --key, or make one with `sekimori register --new-key`"
        ) from None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise FrontDoorError(f"the key `{path}` is no file", help="name the file that --new-key made, with --key")
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise FrontDoorError(f"others may read the key `{path}`", help=f"chmod 600 {path}")
        return os.read(fd, MAX_KEY_BYTES + 1)
    finally:
        os.close(fd)
