"""What was answered, for the journal: the same answer again within a while is one entry with a count."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.gate.slots import Outstanding
    from agent.gate.table import Record

MOST_KEPT = 5000


@dataclass(slots=True)
class Answers:
    """Answers that the agent has not taken yet.

    Attributes:
        most: Different answers kept; beyond it they are counted without saying who and what.
        uncounted: How many those were.
    """

    most: int = MOST_KEPT
    uncounted: int = 0
    _kept: dict[tuple[frozenset[int], int, int, int, bool], int] = field(default_factory=dict)

    def note(self, people: frozenset[int], question: Outstanding, record: Record | None, *, is_allowed: bool) -> None:
        """An answer about a file that is not everybody's."""
        key = (people, question.device, question.inode, record.number if record else -1, is_allowed)
        if key not in self._kept and len(self._kept) >= self.most:
            self.uncounted += 1
            return
        self._kept[key] = self._kept.get(key, 0) + 1

    def __len__(self) -> int:
        return len(self._kept)

    def batch(self, most: int = 200) -> bytes:
        """Some of them, as one message; they stay kept until `taken`."""
        told = [
            {
                "people": sorted(key[0]),
                "device": key[1],
                "inode": key[2],
                "class": key[3],
                "allowed": key[4],
                "n": count,
            }
            for key, count in list(self._kept.items())[:most]
        ]
        return b"A" + json.dumps({"answers": told, "uncounted": self.uncounted}).encode()

    def taken(self, most: int = 200) -> None:
        """The last batch has been handed over."""
        for key in list(self._kept)[:most]:
            del self._kept[key]
        self.uncounted = 0
