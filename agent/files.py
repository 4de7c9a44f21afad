"""Small files of the data folder: whole or not there, and readable by nobody else."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from classifiers.openings import BYTES
from classifiers.openings import sync_folder as sync_folder


def make_private(*paths: Path) -> None:
    """Take files that are there from everybody else, whoever made them and under whatever mask."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.chmod(0o600)


def write_file(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file durably and at once; what stood there before stays until then."""
    partial = path.with_name(f".{path.name}.partial")
    fd = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BYTES, mode)
    with os.fdopen(fd, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    sync_folder(path.parent)
