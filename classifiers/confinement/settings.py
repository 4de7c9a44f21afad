"""How many readers there are, and what they must not lack: settings of a machine, not of a document."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from classifiers.confinement.walls import Wall
from classifiers.errors import ClassifierError

# More readers than this gain little on one disk, and each may use `memory_bytes`.
MOST_BY_DEFAULT = 4
MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What a machine's owner sets about its readers.

    Attributes:
        workers: Documents read at once, each in a process of its own; 0 for one a processor, at most 4.
        require: Walls without which nothing is read at all. None by default: what is lacking is told, and the others
            still hold; a machine that reads nothing holds every file of its users instead.
    """

    workers: int = 0
    require: frozenset[Wall] = frozenset()

    def readers(self) -> int:
        """How many processes there are to be on this machine.

        Raises:
            ClassifierError: `workers` is out of range.
        """
        if not 0 <= self.workers <= MOST:
            raise ClassifierError(f"`workers` must be between 0 and {MOST}, not `{self.workers}`")
        return self.workers or default_workers(_processors())


def default_workers(processors: int) -> int:
    """One a processor, within reason."""
    return max(1, min(MOST_BY_DEFAULT, processors))


def _processors() -> int:
    """Those that this process may use, where the system says."""
    if sys.platform == "linux" and hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
