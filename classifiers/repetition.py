"""Files that are nothing but long runs of one byte, with or without text between them.

Invariants:
- What is neither run nor text is `SLACK_BYTES` in all, or the type is another; so it is where there are so many runs
  that their lengths could spell a message.
"""

from __future__ import annotations

import itertools

import numpy as np

from classifiers.encoding import text_head

REPEATED = "application/x-repeated-bytes"
RUN_BYTES = 64
RUNS = 64
# Bytes that differ from the one before: more than a text between runs may have.
CHANGES = 64 * 1024
SLACK_BYTES = 16
BLOCK_BYTES = 1024 * 1024
BLANK = b"\0"


def repeated_type(data: bytes) -> str:
    """`REPEATED` for such bytes, else nothing.

    Args:
        data: All of a file.
    """
    found = pieces(data)
    if found is None:
        return ""
    slack = sum(len(piece) for piece in found if text_head(piece, len(piece)) is None)
    return REPEATED if slack <= SLACK_BYTES else ""


def pieces(data: bytes) -> list[bytes] | None:
    """What stands between the runs, zeros around it left out; None where there are no runs, or too many."""
    values = np.frombuffer(data, np.uint8)
    changes = _changes(values)
    if changes is None:
        return None
    edges = [0, *changes, len(data)]
    runs = [(start, end) for start, end in itertools.pairwise(edges) if end - start >= RUN_BYTES]
    if not 0 < len(runs) <= RUNS:
        return None
    bounds = [0, *(place for run in runs for place in run), len(data)]
    between = (data[start:end].strip(BLANK) for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    return [piece for piece in between if piece]


def _changes(values: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[int] | None:
    """Places of bytes that differ from the one before; None for too many of them."""
    found: list[int] = []
    for start in range(0, len(values) - 1, BLOCK_BYTES):
        block = values[start : start + BLOCK_BYTES + 1]
        places = np.flatnonzero(block[1:] != block[:-1])
        if len(found) + len(places) > CHANGES:
            return None
        found += (places + start + 1).tolist()
    return found
