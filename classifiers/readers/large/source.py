"""Bytes that go by once: the content of a member as it is unpacked, or a large file from its beginning to its end."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from classifiers.largefile import LargeFile

# Enough to tell a type and an encoding by.
HEAD_BYTES = 128 * 1024
BLOCK_BYTES = 256 * 1024


class Source:
    """A stream of bytes with its head in sight.

    Args:
        blocks: What comes, in order. What it raises ends the stream, and is kept as `fault`.
        spend: Told how many bytes came; may raise `LimitReached`.
        file: The same bytes to be looked at anywhere, where they lie in a file.

    Attributes:
        head: The first bytes, which `read` gives again.
        taken_bytes: Bytes that came so far.
        fault: Why it ended before its end; None where it did not.
    """

    def __init__(
        self, blocks: Iterable[bytes], *, spend: Callable[[int], None] | None = None, file: LargeFile | None = None
    ) -> None:
        self._blocks = iter(blocks)
        self._spend = spend
        self._sha256 = hashlib.sha256()
        self._waiting: list[bytes] = []  # came, and was not read yet
        self._is_ended = False
        self.file = file
        self.taken_bytes = 0
        self.fault: Exception | None = None
        self.head = self._take_head()

    @property
    def place(self) -> int:
        """Bytes read so far."""
        return self.taken_bytes - sum(len(block) for block in self._waiting)

    @property
    def digest(self) -> str:
        """SHA-256 of all of it, in hexadecimal; empty where its end was not reached."""
        return self._sha256.hexdigest() if self._is_ended and self.fault is None else ""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, and fewer only at the end; all that is left for a negative `size`."""
        pieces: list[bytes] = []
        left = size
        while left and (block := self.block()):
            if 0 <= left < len(block):
                self._waiting.insert(0, block[left:])
                block = block[:left]
            pieces.append(block)
            left -= len(block) if left > 0 else 0
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def block(self) -> bytes:
        """The next bytes, as many as come at once; none at the end."""
        if self._waiting:
            return self._waiting.pop(0)
        return self._next()

    def give_back(self, rest: bytes) -> None:
        """Put bytes back that were read and not used."""
        if rest:
            self._waiting.insert(0, rest)

    def drain(self) -> None:
        """Let the rest go by, so that its digest and size are known."""
        self._waiting.clear()
        while self._next():
            pass

    def _take_head(self) -> bytes:
        size = 0
        while size < HEAD_BYTES and (block := self._next()):
            self._waiting.append(block)
            size += len(block)
        return b"".join(self._waiting)[:HEAD_BYTES]

    def _next(self) -> bytes:
        while not self._is_ended:
            try:
                block = next(self._blocks, None)
                if block is None:
                    self._is_ended = True
                    return b""
                self.taken_bytes += len(block)
                self._sha256.update(block)
                if self._spend is not None:
                    self._spend(len(block))
            except (LimitReached, Exception) as error:  # noqa: BLE001 - whatever a hostile stream raises ends it
                self._is_ended = True
                self.fault = error
                return b""
            if block:
                return block
        return b""


def slices(data: bytes) -> Generator[bytes, None, None]:
    """Bytes in memory as blocks: what takes a long string of bytes step by step would copy its rest at each."""
    view = memoryview(data)
    for place in range(0, len(data), BLOCK_BYTES):
        yield bytes(view[place : place + BLOCK_BYTES])


def gather(coming: Iterator[bytes], kept: list[bytes], most_bytes: int) -> bool:
    """Keep what comes up to a size and one block more; says whether that was all."""
    size = 0
    for block in coming:
        kept.append(block)
        size += len(block)
        if size > most_bytes:
            return False
    return True


def again(kept: list[bytes], coming: Iterator[bytes]) -> Generator[bytes, None, None]:
    """What was kept, each block let go as it is given, and then what still comes."""
    kept.reverse()
    while kept:
        yield kept.pop()
    yield from coming
