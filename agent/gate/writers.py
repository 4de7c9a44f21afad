"""Who put into a file what nobody has judged yet: they alone may open it until then.

Invariants of this module:

1. Whoever wrote counts until what they wrote is judged, whoever closes the file after them.
2. Where it cannot be told who wrote, nobody counts as the writer.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field

NOBODY_KNOWN = frozenset({-1})
MOST_KEPT = 10_000
# After changes got lost, its owner does not count as a file's writer for so long; it is judged in that time.
BLIND_S = 60.0


@dataclass(slots=True)
class Writers:
    """Latest writers, until what they wrote is judged.

    Attributes:
        most: Files remembered, open ones and closed ones.
    """

    most: int = MOST_KEPT
    _open: OrderedDict[bytes, frozenset[int]] = field(default_factory=OrderedDict)
    _closed: OrderedDict[tuple[int, int], tuple[frozenset[int], int]] = field(default_factory=OrderedDict)
    _blind_until_s: float = 0.0

    def wrote(self, file: bytes, people: frozenset[int]) -> None:
        """Somebody wrote into a file that is still open.

        Args:
            file: `struct file_handle`.
        """
        self._open[file] = people | self._open.pop(file, frozenset())
        if len(self._open) > self.most:
            self._open.popitem(last=False)
            self.lost()

    def closed(self, key: tuple[int, int], file: bytes, tag: int, people: frozenset[int]) -> None:
        """Somebody who could write closed a file, or moved it; its state has the tag `tag` since."""
        before, _ = self._closed.pop(key, (frozenset[int](), 0))
        self._closed[key] = before | people | self._open.pop(file, frozenset()), tag
        if len(self._closed) > self.most:
            self._closed.popitem(last=False)

    def emptied(self, key: tuple[int, int], file: bytes) -> None:
        """A file is empty: what is known of writers was another file's of this number, or is gone with the rest."""
        self._closed.pop(key, None)
        self._open.pop(file, None)

    def judged(self, key: tuple[int, int], tag: int) -> None:
        """A file was judged in the state of that tag."""
        if key in self._closed and self._closed[key][1] == tag:
            del self._closed[key]

    def lost(self) -> None:
        """It is not known of every file who wrote."""
        self._blind_until_s = time.monotonic() + BLIND_S

    def of(self, key: tuple[int, int], file: bytes, owner: int) -> frozenset[int]:
        """Everybody who wrote what nobody has judged; the owner where nobody is known to have written."""
        closed, _ = self._closed.get(key, (frozenset[int](), 0))
        found = closed | self._open.get(file, frozenset())
        if found:
            return found
        return NOBODY_KNOWN if time.monotonic() < self._blind_until_s else frozenset({owner})
