"""The server's data folder: its files, their modes, and the lock that keeps a second server out."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.authority import Authority, Issued, key_pem, new_authority
from server.errors import ServerError

FOLDER_MODE = 0o700
KEY_MODE = 0o600
RESTORE = "the file is damaged: restore it from your backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFolder:
    """Paths below the data folder."""

    path: Path

    @property
    def ca_certificate(self) -> Path:
        """The authority's certificate, PEM."""
        return self.path / "ca" / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """The authority's key."""
        return self.path / "ca" / "ca.key"

    @property
    def tls_certificate(self) -> Path:
        """Certificate of both ports, PEM."""
        return self.path / "tls" / "server.pem"

    @property
    def tls_key(self) -> Path:
        """Key of both ports."""
        return self.path / "tls" / "server.key"

    @property
    def online_key(self) -> Path:
        """The Update Framework's snapshot and timestamp key."""
        return self.path / "online.key"

    @property
    def ledger_key(self) -> Path:
        """The key that signs checkpoints."""
        return self.path / "ledger.key"

    @property
    def is_ready(self) -> bool:
        """Whether `server init` has been here."""
        return self.ledger_key.exists()

    def authority(self) -> Authority:
        """The certificate authority, from its files."""
        certificate = self._certificate(self.ca_certificate)
        key = self._key(self.ca_key)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ServerError(f"`{self.ca_key}` is not a P-256 key")
        return Authority(certificate=certificate, key=key)

    def signing_key(self, path: Path) -> ed25519.Ed25519PrivateKey:
        """An Ed25519 key of this folder."""
        key = self._key(path)
        if not isinstance(key, ed25519.Ed25519PrivateKey):
            raise ServerError(f"`{path}` is not an Ed25519 key")
        return key

    def host(self) -> str:
        """The first name of the ports' certificate."""
        certificate = self._certificate(self.tls_certificate)
        name = certificate.subject.rfc4514_string()
        return name.removeprefix("CN=")

    def _certificate(self, path: Path) -> x509.Certificate:
        try:
            return x509.load_pem_x509_certificate(self._bytes(path))
        except ValueError as error:
            raise ServerError(f"`{path}` is no certificate in PEM", help=RESTORE) from error

    def _key(self, path: Path) -> PrivateKeyTypes:
        try:
            return load_pem_private_key(self._bytes(path), None)
        except (ValueError, TypeError) as error:  # TypeError: it wants a password
            raise ServerError(f"`{path}` is no private key in PEM", help=RESTORE) from error

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            message = f"cannot read `{path}`: {error.strerror}"
            raise ServerError(message, help="make the folder with: sekimori server init --data DIR") from error


def create_folder(folder: DataFolder, hosts: Sequence[str], now: datetime) -> None:
    """Make keys and certificates in an empty or absent folder.

    Raises:
        ServerError: something is there already.
    """
    path = folder.path
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ServerError(f"`{path}` is not empty", help="a server's folder is never overwritten; name a new one")
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    path.chmod(FOLDER_MODE)
    authority = new_authority("Sekimori certificate authority", now)
    _write(folder.ca_certificate, authority.pem)
    _write(folder.ca_key, key_pem(authority.key))
    renew_server_certificate(folder, authority.issue_server(hosts, now))
    _write(folder.online_key, key_pem(ed25519.Ed25519PrivateKey.generate()))
    _write(folder.ledger_key, key_pem(ed25519.Ed25519PrivateKey.generate()))


def renew_server_certificate(folder: DataFolder, issued: Issued) -> None:
    """Put a certificate and key for both ports in place."""
    _write(folder.tls_key, issued.key_pem)
    _write(folder.tls_certificate, issued.certificate_pem)


@contextmanager
def locked(folder: DataFolder) -> Iterator[None]:
    """Hold the folder for this process; the kernel lets go when it dies, however it dies.

    Raises:
        ServerError: another server runs on it.
    """
    descriptor = os.open(folder.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, KEY_MODE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another server runs on `{folder.path}`"
            raise ServerError(message, help="stop it first, or name another --data folder") from error
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, KEY_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
