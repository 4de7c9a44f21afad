"""Bits of packed data, most significant first."""

from __future__ import annotations


class Bits:
    """Reads numbers of a few bits; behind the end there are only zeros, and `is_over` says so.

    Args:
        data: Packed bytes.
        place: Where to begin.
    """

    def __init__(self, data: bytes, place: int = 0) -> None:
        self._data = data
        self._next = place
        self._held = 0
        self._count = 0

    @property
    def is_over(self) -> bool:
        """Whether more bits were taken than there are."""
        return self._next - self._count // 8 > len(self._data)

    @property
    def place(self) -> int:
        """Index of the first byte of which no bit was taken."""
        return self._next - self._count // 8

    def peek(self, count: int) -> int:
        """The next `count` bits, 24 at most, without taking them."""
        while self._count < count:
            chunk = self._data[self._next : self._next + 4]
            self._held = (self._held & ((1 << self._count) - 1)) << 32 | int.from_bytes(chunk.ljust(4, b"\0"), "big")
            self._next += 4
            self._count += 32
        return (self._held >> (self._count - count)) & ((1 << count) - 1)

    def skip(self, count: int) -> None:
        """Take `count` bits that were looked at."""
        self._count -= count

    def take(self, count: int) -> int:
        """The next `count` bits, 24 at most."""
        value = self.peek(count)
        self._count -= count
        return value


def code_table(lengths: list[int], width: int) -> list[int]:
    """Symbol and length of every prefix of `width` bits: `symbol << 5 | length`, -1 where no code begins so.

    Args:
        lengths: Bits of each symbol's code, 0 where it has none; canonical order.

    Raises:
        ValueError: the lengths make no prefix code.
    """
    table = [-1] * (1 << width)
    code = 0
    for length in range(1, width + 1):
        for symbol, bits in enumerate(lengths):
            if bits != length:
                continue
            span = 1 << (width - length)
            if code + span > len(table):
                raise ValueError("more codes than fit")
            table[code : code + span] = [symbol << 5 | length] * span
            code += span
    return table
