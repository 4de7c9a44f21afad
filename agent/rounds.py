"""Judging once more what is known, when what it is judged by is another: folder by folder, a few files at a time.

Invariants of this module:

1. A folder is marked as judged by something only when all that was known in it has been judged by that, or by what came
   after it.
2. How far a round is is kept: an interruption costs the few files in hand, not the round.
3. Nobody waits for it: few files are in hand at a time, and it rests for as long as they took.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from agent.tree import Spot, shown

if TYPE_CHECKING:
    from agent.inventory import Inventory
    from agent.journal import Journal

FILES = 16
# For so many times as long as what was in hand took, it rests.
REST = 1.0
_FACT = "judged-by:"


class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far a folder is.

    Attributes:
        by: What all of it was judged by; empty for nobody knows.
        now_by: What it is being judged by; empty where no round is under way.
        after: Path up to which it is, its bytes as latin-1.
        judged: Files so far.
    """

    by: str = ""
    now_by: str = ""
    after: str = ""
    judged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hand:
    root: str
    after: bytes
    spots: tuple[Spot, ...]
    at_s: float


class Rounds:
    """Which files are to be judged once more now. For the one thread that acts; what it tells may be read by any.

    Args:
        basis: Says by what is judged now, so that two answers are equal where nothing changed.
        monotonic: Seconds that never go back.
    """

    def __init__(
        self, journal: Journal, inventory: Inventory, *, basis: Callable[[], str], monotonic: Callable[[], float]
    ) -> None:
        self._journal, self._inventory = journal, inventory
        self._basis, self._monotonic = basis, monotonic
        self._marks: dict[str, _Mark] = {}
        self._hand: _Hand | None = None
        self._rests_until_s = 0.0

    def next(
        self, roots: Iterable[str], is_waiting: Callable[[Spot], bool], *, is_barred: bool, is_busy: bool
    ) -> tuple[Spot, ...]:
        """The files to be judged once more now.

        Args:
            roots: Folders that are watched now; what is in hand of another one does not count.
            is_waiting: Whether a file that was handed out has no verdict yet.
            is_barred: Whether nothing could be judged now, for want of a policy in force; what is in hand does not
                count then.
            is_busy: Whether something else goes first.

        Raises:
            AgentError: what became of it cannot be recorded.
        """
        watched = tuple(roots)
        if self._hand is not None and (is_barred or self._hand.root not in watched):
            self._hand = None
        if self._hand is not None:
            if any(is_waiting(spot) for spot in self._hand.spots):
                return ()
            self._put_down(self._hand)
        if is_barred or is_busy or self._monotonic() < self._rests_until_s:
            return ()
        basis = self._basis()
        root = next((each for each in watched if self._is_due(each, basis)), None)
        return self._take(root, watched) if root is not None else ()

    @property
    def told(self) -> tuple[dict[str, Any], ...]:
        """How far the rounds under way are, for people."""
        return tuple(
            {"path": shown(root), "judged": mark.judged, "known": max(mark.judged, self._inventory.count(root))}
            for root, mark in self._marks.copy().items()
            if mark.now_by
        )

    def _is_due(self, root: str, basis: str) -> bool:
        mark = self._mark(root)
        if mark.now_by:
            return True  # to its end, whatever changed meanwhile: else what changes often would never let it end
        if mark.by == basis:
            return False
        self._set(root, _Mark(by=mark.by, now_by=basis))
        return True

    def _take(self, root: str, watched: tuple[str, ...]) -> tuple[Spot, ...]:
        """The next files of a folder; nothing where it is through."""
        mark, start = self._mark(root), os.fsencode(root).rstrip(b"/") + b"/"
        rows = self._inventory.page(mark.after.encode("latin-1") or start, start[:-1] + b"0", FILES)
        if not rows:
            self._set(root, _Mark(by=mark.now_by))
            return ()
        # A folder that lies in another one has a round of its own.
        inner = [os.fsencode(each).rstrip(b"/") + b"/" for each in watched if each.startswith(root.rstrip("/") + "/")]
        own = [path for path, _ in rows if not any(path.startswith(each) for each in inner)]
        spots = tuple(Spot(root, os.fsdecode(path[len(start) :])) for path in own)
        self._hand = _Hand(root=root, after=rows[-1][0], spots=spots, at_s=self._monotonic())
        return spots

    def _put_down(self, hand: _Hand) -> None:
        mark, now_s = self._mark(hand.root), self._monotonic()
        after, judged = hand.after.decode("latin-1"), mark.judged + len(hand.spots)
        self._set(hand.root, _Mark(by=mark.by, now_by=mark.now_by, after=after, judged=judged))
        self._hand = None
        self._rests_until_s = now_s + REST * (now_s - hand.at_s)

    def _mark(self, root: str) -> _Mark:
        if root not in self._marks:
            kept = self._journal.fact(_key(root))
            try:
                mark = msgspec.json.decode(kept, type=_Mark) if kept else _Mark()
                mark.after.encode("latin-1")
                self._marks[root] = mark
            except (msgspec.MsgspecError, UnicodeError):
                self._marks[root] = _Mark()
        return self._marks[root]

    def _set(self, root: str, mark: _Mark) -> None:
        self._journal.set_fact(_key(root), msgspec.json.encode(mark).decode())
        self._marks[root] = mark


def _key(root: str) -> str:
    return f"{_FACT}{os.fsencode(root).decode('latin-1')}"
