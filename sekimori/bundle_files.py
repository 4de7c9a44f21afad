"""The three files of a bundle's folder."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from policies.errors import PolicyError

ROOT, TARGETS, TABLES = "root.json", "targets.json", "tables.json"
MAX_FILE_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class BundleFiles:
    """A folder with `root.json`, `targets.json` and `tables.json`."""

    folder: Path

    def exist(self) -> bool:
        """Whether any of the three stands there; a half-written bundle counts, so that it is noticed."""
        return any((self.folder / name).exists() for name in (ROOT, TARGETS, TABLES))

    def root(self) -> bytes:
        """Bytes of `root.json`. Raises PolicyError where it cannot be read."""
        return self._read(ROOT)

    def targets(self) -> bytes:
        """Bytes of `targets.json`. Raises PolicyError where they cannot be read."""
        return self._read(TARGETS)

    def tables(self) -> bytes:
        """Bytes of `tables.json`. Raises PolicyError where they cannot be read."""
        return self._read(TABLES)

    def write(self, root: bytes, targets: bytes, tables: bytes) -> None:
        """Replace the three, each whole or not at all, the metadata after the tables that it names."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, data in ((TABLES, tables), (TARGETS, targets), (ROOT, root)):
                _replace(self.folder / name, data)
        except OSError as error:
            raise PolicyError(f"`{self.folder}` cannot be written: {error.strerror}") from error

    def _read(self, name: str) -> bytes:
        path = self.folder / name
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise PolicyError(f"`{path}` is too large")
            return path.read_bytes()
        except OSError as error:
            raise PolicyError(f"`{path}` cannot be read: {error.strerror}", help="is it a bundle's folder?") from error


def _replace(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
