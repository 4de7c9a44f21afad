"""Whether the kernel asks this gate: a file that the agent names and opens has to be asked about.

The agent says which file it will open, opens it, and asks whether that was seen here. A mark that was lifted, a group
that was closed and questions that somebody else takes out of it look alike from there: the opening was not seen.
"""

from __future__ import annotations

from typing import NamedTuple

NOTHING = (0, 0)


class Probe(NamedTuple):
    """What the agent names, as it says it through the gate's door.

    Attributes:
        number: Of this message; the answer has the same.
        was_left_out: Whether the file may have been left out before, so that every file is to be asked about anew.
    """

    number: int
    device: int
    inode: int
    was_left_out: bool


class Probed:
    """One file at a time."""

    def __init__(self) -> None:
        self.file = NOTHING
        self.is_seen = False

    def name(self, probe: Probe) -> bool:
        """Look out for another file; whether the one before was asked about."""
        was_seen = self.is_seen
        self.file, self.is_seen = (probe.device, probe.inode), False
        return was_seen


def probe_of(values: object) -> Probe | None:
    """What such a message says; None where it says something else."""
    match values:
        case [int(number), int(device), int(inode), int(was_left_out)]:
            return Probe(number, device, inode, bool(was_left_out))
        case _:
            return None
