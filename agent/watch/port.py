"""What a back end is: something that hears of changes in one folder tree and says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from agent.events import EventsLost, FileGone, FileHinted, FolderGone, FolderHinted

Hint = FileHinted | FileGone | FolderHinted | FolderGone | EventsLost
Sink = Callable[[Hint], None]


class Watcher(Protocol):
    """One back end on one folder. Hints may come late, twice or never; a scan reconciles.

    Attributes:
        name: What coverage calls it.
    """

    name: str

    def start(self) -> None:
        """Begin to hear; what changes from now on is hinted at.

        Raises:
            OSError: the folder is missing or cannot be watched.
        """

    def stop(self) -> None:
        """Hear no more. May be called at any time, also twice."""

    @property
    def is_alive(self) -> bool:
        """Whether it still hears."""
