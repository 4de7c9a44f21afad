"""Notes beside an index: sealed, under keyed names, durable when they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import threading

    from classifiers.detect.pending import Pending
    from classifiers.detect.records import Vault

T = TypeVar("T")


class Notebook:
    """The notes of one index. Thread-safe: calls take turns with those of the index.

    Args:
        lock: The index's.
    """

    def __init__(self, pending: Pending, vault: Vault, lock: threading.RLock) -> None:
        self._pending, self._vault, self._lock = pending, vault, lock

    def write(self, name: str, body: object) -> None:
        """Keep a note under a name; durable on return."""
        with self._lock:
            self._pending.note(self._named(name), self._vault.seal(body))

    def read(self, name: str, kind: type[T]) -> T | None:
        """The note under a name; None where there is none."""
        with self._lock:
            body = self._pending.noted(self._named(name))
        return None if body is None else self._vault.open(body, kind)

    def all(self, kind: type[T]) -> list[T]:
        """All notes."""
        with self._lock:
            bodies = self._pending.notes()
        return [self._vault.open(body, kind) for body in bodies]

    def drop(self, name: str) -> None:
        """Keep no note under this name any more."""
        with self._lock:
            self._pending.unnote(self._named(name))

    def _named(self, name: str) -> bytes:
        return self._vault.blind(f"note:{name}")
