"""Verifies bundles by The Update Framework, from the root whose digest the officers gave.

Invariants of this module:

1. Tables are given back only if a threshold of officers signed them, whatever the server says.
2. Neither a version of TUF metadata nor of the tables ever goes back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tuf.api.exceptions import DownloadError, DownloadHTTPError, RepositoryError
from tuf.api.metadata import Metadata, Root
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from agent.errors import AgentError, MissingTarget, Unreachable
from agent.files import write_file
from policies.bundle import root_digest, verify_bundle
from policies.errors import PolicyError

if TYPE_CHECKING:
    from agent.bundles.port import Download

TABLES = "tables.json"


class Verifier:
    """Verifies in this process."""

    def stored(self, folder: Path, digest: str, highest: int) -> bytes | None:
        """See `agent.bundles.port`."""
        return _Bundle(folder, digest, highest).stored()

    def refresh(self, folder: Path, digest: str, highest: int, base_url: str, download: Download) -> bytes:
        """See `agent.bundles.port`."""
        return _Bundle(folder, digest, highest).refresh(base_url, download)


class _Bundle:
    def __init__(self, folder: Path, digest: str, highest: int) -> None:
        self._folder, self._highest = folder, highest
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._bootstrap = self._read_bootstrap(digest)
        for each in (self._metadata, self._targets):
            each.mkdir(mode=0o700, exist_ok=True)

    def stored(self) -> bytes | None:
        try:
            targets = (self._metadata / "targets.json").read_bytes()
            data = (self._targets / TABLES).read_bytes()
            tables = verify_bundle(self._current_root(), targets, data)
        except (FileNotFoundError, PolicyError, RepositoryError):
            return None
        return data if tables.version >= self._highest else None

    def refresh(self, base_url: str, download: Download) -> bytes:
        updater = Updater(
            str(self._metadata),
            f"{base_url}/agent/v1/metadata/",
            str(self._targets),
            f"{base_url}/agent/v1/targets/",
            _Fetcher(download),
            bootstrap=self._bootstrap,
        )
        try:
            updater.refresh()
            return self._take(updater)
        except DownloadError as error:
            if isinstance(error.__cause__, Unreachable):
                raise Unreachable("the server does not answer") from error
            raise AgentError(f"the policy could not be fetched: {error}") from error
        except (RepositoryError, PolicyError, ValueError) as error:
            raise AgentError(f"the server's policy is refused: {error}") from error

    def _take(self, updater: Updater) -> bytes:
        target = updater.get_targetinfo(TABLES)
        if target is None:
            raise AgentError("the policy names no tables")
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            data = Path(updater.download_target(target, str(Path(scratch) / TABLES))).read_bytes()
        tables = verify_bundle(self._current_root(), (self._metadata / "targets.json").read_bytes(), data)
        if tables.version < self._highest:
            raise AgentError(f"policy {tables.version} is older than {self._highest}, which was in force")
        write_file(self._targets / TABLES, data)
        return data

    def _read_bootstrap(self, digest: str) -> bytes:
        try:
            root = (self._folder / "bootstrap.json").read_bytes()
            actual = root_digest(root)
        except (FileNotFoundError, PolicyError) as error:
            raise AgentError("the enrolled root is missing or damaged", help="enrol again") from error
        if actual != digest:
            raise AgentError("the enrolled root is not the one that the officers gave", help="enrol again")
        return root

    def _current_root(self) -> bytes:
        """The newest root that a chain of signatures leads to from the enrolled one."""
        data = self._bootstrap
        trusted = Metadata[Root].from_bytes(data).signed
        while (path := self._metadata / "root_history" / f"{trusted.version + 1}.root.json").exists():
            data = path.read_bytes()
            new = Metadata[Root].from_bytes(data)
            trusted.verify_delegate(Root.type, new.signed_bytes, new.signatures)
            new.signed.verify_delegate(Root.type, new.signed_bytes, new.signatures)
            trusted = new.signed
        return data


class _Fetcher(FetcherInterface):
    def __init__(self, download: Download) -> None:
        self._download = download

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            return iter((self._download(url),))
        except MissingTarget as error:
            raise DownloadHTTPError(f"status {error.status}", error.status) from error
