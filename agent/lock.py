"""One agent for one data folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from agent.errors import AgentError
from classifiers import locks
from classifiers.openings import BYTES

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class FolderLock:
    """Held as long as the process lives; the kernel gives it back even after kill -9."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "agent.lock"
        self._fd = -1

    def __enter__(self) -> FolderLock:
        """Take the lock.

        Raises:
            AgentError: another agent holds it.
        """
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | BYTES, 0o600)
        try:
            locks.take(fd)
        except BlockingIOError:
            os.close(fd)
            raise AgentError(
                f"another agent runs on `{self._path.parent}`", help="stop it first, or give this one its own --data"
            ) from None
        self._fd = fd
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)
