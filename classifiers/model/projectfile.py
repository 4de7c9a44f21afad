"""The model of projects that an agent goes by: a file learnt elsewhere, taken anew whenever it is replaced.

Invariants of this module:

1. Whatever stands in the file, attributing fails for no document; what is wrong stands in `problem`.
2. A file that cannot be used takes nothing away: what was learnt before goes on to count, and `problem` says so.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from classifiers.assessment import Attribution
from classifiers.errors import ModelError
from classifiers.model.projects import Attributor, load_model

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document

MISSING = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    attributor: Attributor
    projects: tuple[str, ...]
    documents: int
    at: datetime


class ProjectFile:
    """Says whose documents look to be, by the model that lies in a file now. Thread-safe.

    Args:
        path: As `sekimori learn-projects` writes it.
        key: File of the secret that the model was made with.
        is_expected: Whether it is a problem where there is none.
    """

    def __init__(self, path: Path, key: Path, *, is_expected: bool = True) -> None:
        self._path, self._key, self._is_expected = path, key, is_expected
        self._lock = threading.Lock()
        self._identity: object = None
        self._taken: _Taken | None = None
        self._problem = ""
        self._state = 0
        with self._lock:
            self._look_again(first=True)

    @property
    def path(self) -> Path:
        """Where the model lies."""
        return self._path

    @property
    def version(self) -> str:
        """Changes with what was learnt; `unavailable` where something is wrong, empty where nothing was ever learnt."""
        with self._lock:
            self._look_again()
            if self._taken is not None:
                return self._taken.attributor.version
            return MISSING if self._problem else ""

    @property
    def state(self) -> int:
        """A number that changes whenever an answer may change."""
        with self._lock:
            self._look_again()
            return self._state

    @property
    def problem(self) -> str:
        """What is wrong with the file, in words; empty where nothing is."""
        with self._lock:
            self._look_again()
            return self._problem

    @property
    def projects(self) -> tuple[str, ...]:
        """Projects that were learnt."""
        with self._lock:
            self._look_again()
            return self._taken.projects if self._taken is not None else ()

    @property
    def documents(self) -> int:
        """Documents of these projects that the model was learnt from."""
        with self._lock:
            self._look_again()
            return self._taken.documents if self._taken is not None else 0

    @property
    def at(self) -> datetime | None:
        """When the model that is in use was written, aware UTC; None where there is none."""
        with self._lock:
            self._look_again()
            return self._taken.at if self._taken is not None else None

    def attribute(self, document: Document) -> Attribution:
        """Whose `document` looks to be; nobody's where no model can be used, which `version` tells from an answer."""
        with self._lock:
            self._look_again()
            taken = self._taken
        return taken.attributor.attribute(document) if taken is not None else Attribution()

    def _look_again(self, *, first: bool = False) -> None:
        seen = (_identity(self._path), _identity(self._key))
        if seen == self._identity and not first:
            return
        self._identity, was = seen, (self._taken, self._problem)
        if seen[0] is None and self._taken is None and not self._is_expected:
            self._problem = ""
        else:
            self._take()
        self._state += was != (self._taken, self._problem)

    def _take(self) -> None:
        try:
            key = self._key.read_bytes()
            at = datetime.fromtimestamp(self._path.stat().st_mtime, UTC) if self._path.exists() else None
            model = load_model(self._path, key)
            self._taken = _Taken(
                attributor=Attributor(model, key),
                projects=model.projects,
                documents=sum(own.size for own in model.left_out),
                at=at or datetime.fromtimestamp(0, UTC),
            )
            self._problem = ""
        except ModelError as error:
            self._tell(error.message, error.help)
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no key"
            self._tell(
                f"the key `{self._key}` cannot be used: {why}", "name the key that the projects were learnt with"
            )

    def _tell(self, what: str, help_: str) -> None:
        goes_on = "; what was learnt before still counts" if self._taken is not None else ""
        self._problem = f"{what}{goes_on}: {help_}"


def _identity(path: Path) -> tuple[int, ...] | None:
    """What tells a file from another, or from itself before; None where it cannot be seen."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
