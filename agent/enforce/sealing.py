"""Keeping bytes so that only this agent and the offline recovery key can read them.

Nothing is taken for kept before it was decrypted again and compared.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import BinaryIO

import pyrage

from agent.errors import AgentError
from classifiers.openings import BYTES, sync_folder

# What sealing adds, and leaves free besides; the journal has a reserve of its own.
ROOM_BYTES = 64 << 10


class _Hashing:
    """A file object that passes bytes on and knows their SHA-256."""

    def __init__(self, inner: BinaryIO | None) -> None:
        self._inner = inner
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(size) if self._inner else b""
        self._hash.update(data)
        return data

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        if self._inner:
            self._inner.write(data)
        return len(data)

    def flush(self) -> None:
        if self._inner:
            self._inner.flush()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


class HoldKeys:
    """The agent's own age identity, and the folder in which sealed files stand."""

    def __init__(self, identity: str, folder: Path) -> None:
        self._identity = pyrage.x25519.Identity.from_str(identity)
        self._folder = folder
        self.recovery_recipient = ""

    def path(self, case: str) -> Path:
        """Where the sealed bytes of a case stand."""
        return self._folder / f"{case}.age"

    def seal(self, fd: int, case: str) -> str:
        """Encrypt what `fd` gives from its start, durably, and read it back.

        Returns:
            SHA-256 of the bytes, lower-case hexadecimal.

        Raises:
            OSError: the disk is full, or fails.
            AgentError: what was written does not give the same bytes again.
        """
        partial = self._folder / f"{case}.partial"
        self._check_room(os.fstat(fd).st_size)
        try:
            with open(partial, "wb", opener=_private) as out:
                digest = self._encrypt(fd, out)
                out.flush()
                os.fsync(out.fileno())
            if self._digest_in(partial) != digest:
                raise AgentError(f"the sealed copy of `{case}` does not give the same bytes")
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        partial.replace(self.path(case))
        sync_folder(self._folder)
        return digest

    def _check_room(self, size_bytes: int) -> None:
        """Try nothing that would only fill the disk: the staged file waits where it is, out of everybody's reach."""
        if size_bytes + ROOM_BYTES > shutil.disk_usage(self._folder).free:
            raise AgentError(
                f"there is no room for {size_bytes / 1e9:.1f} GB in `{self._folder.name}`; the file waits in staging",
                help="free space on the disk of the data folder; the agent goes on by itself",
            )

    def unseal(self, case: str, out: BinaryIO) -> str:
        """Decrypt a case's bytes into `out`; gives their SHA-256.

        Raises:
            AgentError: they are missing or damaged.
        """
        sink = _Hashing(out)
        self._decrypt(self.path(case), sink)
        return sink.digest

    def holds(self, case: str, digest: str) -> bool:
        """Whether the sealed bytes of a case are there and whole."""
        try:
            return self._digest_in(self.path(case)) == digest
        except AgentError:
            return False

    def drop(self, case: str) -> None:
        """Remove the sealed bytes of a case that was completed."""
        self.path(case).unlink(missing_ok=True)

    def _encrypt(self, fd: int, out: BinaryIO) -> str:
        recipients: list[pyrage.x25519.Recipient] = [self._identity.to_public()]
        if self.recovery_recipient:
            recipients.append(pyrage.x25519.Recipient.from_str(self.recovery_recipient))
        os.lseek(fd, 0, os.SEEK_SET)
        with os.fdopen(os.dup(fd), "rb") as plain:
            source = _Hashing(plain)
            try:
                pyrage.encrypt_io(source, out, recipients)
            except pyrage.EncryptError as error:
                raise AgentError("a stopped file could not be sealed") from error
        return source.digest

    def _digest_in(self, path: Path) -> str:
        sink = _Hashing(None)
        self._decrypt(path, sink)
        return sink.digest

    def _decrypt(self, path: Path, sink: _Hashing) -> None:
        try:
            with path.open("rb") as sealed:
                pyrage.decrypt_io(sealed, sink, [self._identity])
        except FileNotFoundError:
            raise AgentError(f"`{path.name}` is missing") from None
        except pyrage.DecryptError as error:
            raise AgentError(f"`{path.name}` is damaged") from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | BYTES, 0o600)
