"""Case numbers: short enough to read out on the telephone, and giving nothing away."""

from __future__ import annotations

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def case_of(bits: bytes) -> str:
    """A case number from at least five random bytes, such as `C-7F3K2QXA`; Crockford's base 32, 40 bits."""
    number = int.from_bytes(bits[:5], "big")
    return "C-" + "".join(CROCKFORD[number >> shift & 31] for shift in range(35, -1, -5))
