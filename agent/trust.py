"""Which policy holds: The Update Framework, from the root whose digest the officers gave.

Invariants of this module:

1. Tables are used only if a threshold of officers signed them, whatever the server says.
2. Neither a version of TUF metadata nor of the tables ever goes back.
3. A bundle that was once verified stays good without the server for `offline_valid_days` after the last fresh
   timestamp; time is the later of the clock and the highest time seen.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
    from agent.journal import Journal
    from policies.tables import Tables

TABLES = "tables.json"
Download = Callable[[str], bytes]


class Trust:
    """The `trust` folder.

    Args:
        digest: Digest of the first root, as enrolment was given it.
        journal: Keeps the time of the last fresh timestamp and the highest version.
    """

    def __init__(self, folder: Path, digest: str, journal: Journal) -> None:
        self._folder = folder
        self._journal = journal
        self._metadata = folder / "metadata"
        self._targets = folder / "targets"
        self._bootstrap = self._read_bootstrap(digest)
        for each in (self._metadata, self._targets):
            each.mkdir(mode=0o700, exist_ok=True)

    def stored(self) -> Tables | None:
        """The tables verified before, verified again; None where there are none or they do not verify."""
        try:
            targets = (self._metadata / "targets.json").read_bytes()
            tables = verify_bundle(self._current_root(), targets, (self._targets / TABLES).read_bytes())
        except (FileNotFoundError, PolicyError, RepositoryError):
            return None
        return tables if tables.version >= self._highest_version() else None

    def refresh(self, base_url: str, download: Download, now: datetime) -> Tables:
        """Fetch what is new, verify it, keep it.

        Args:
            base_url: The agents' address of the server.
            download: Gives the bytes at an URL; raises `Unreachable` where the server does not answer.

        Raises:
            Unreachable: the server does not answer.
            AgentError: what it gives does not verify; what was kept stays in force.
        """
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
            tables = self._take(updater)
        except DownloadError as error:
            if isinstance(error.__cause__, Unreachable):
                raise Unreachable("the server does not answer") from error
            raise AgentError(f"the policy could not be fetched: {error}") from error
        except (RepositoryError, PolicyError, ValueError) as error:
            raise AgentError(f"the server's policy is refused: {error}") from error
        self._journal.set_fact("policy-version", str(tables.version))
        self._journal.set_fact("policy-fresh", now.isoformat())
        return tables

    def is_expired(self, tables: Tables, now: datetime) -> bool:
        """Whether the last fresh timestamp is too long ago."""
        fresh = self._journal.fact("policy-fresh")
        return not fresh or now - datetime.fromisoformat(fresh) > timedelta(days=tables.offline_valid_days)

    def _take(self, updater: Updater) -> Tables:
        target = updater.get_targetinfo(TABLES)
        if target is None:
            raise AgentError("the policy names no tables")
        with tempfile.TemporaryDirectory(dir=self._folder) as scratch:
            data = Path(updater.download_target(target, str(Path(scratch) / TABLES))).read_bytes()
        tables = verify_bundle(self._current_root(), (self._metadata / "targets.json").read_bytes(), data)
        if tables.version < self._highest_version():
            raise AgentError(f"policy {tables.version} is older than {self._highest_version()}, which was in force")
        write_file(self._targets / TABLES, data)
        return tables

    def _highest_version(self) -> int:
        return int(self._journal.fact("policy-version") or 0)

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
