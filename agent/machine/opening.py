"""The ways in which the agent opens a file below an open folder."""

from __future__ import annotations

from enum import Enum, auto


class Opening(Enum):
    """What is to be done with the file; none of them follows a link or waits for a pipe."""

    READ = auto()
    WRITE = auto()
    NEW = auto()
    NEW_TO_READ_BACK = auto()
