"""Stretches of bytes as dense as packed or enciphered ones: what no string is found in, and a file may hide in.

Machine code has 5 to 6.5 bits of information a byte, measured over a few hundred bytes; what is packed or enciphered
has 7.1 to 7.2 of 8, which is all that so few bytes can show.

Source: Lyda, Hamrock (2007), Using entropy analysis to find encrypted and packed malware.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from classifiers.readers.job import Job

WINDOW_BYTES = 256
STEP_BYTES = 64
DENSE_BITS = 6.75
WINDOWS_AT_ONCE = 4096


def dense_bytes(data: bytes, job: Job) -> int:
    """How many bytes stand in stretches that are dense from end to end.

    Args:
        data: All of a file.
        job: Whose clock counts.

    Returns:
        Their number, to `STEP_BYTES`; 0 for fewer bytes than a window has.

    Raises:
        LimitReached: the time is up.
    """
    values = np.frombuffer(data, np.uint8)
    starts = np.arange(0, len(values) - WINDOW_BYTES + 1, STEP_BYTES)
    if len(starts) and (len(values) - WINDOW_BYTES) % STEP_BYTES:
        starts = np.append(starts, len(values) - WINDOW_BYTES)
    is_dense = np.zeros(len(values) // STEP_BYTES + 2, dtype=bool)
    for begin in range(0, len(starts), WINDOWS_AT_ONCE):
        job.check_time()
        some = starts[begin : begin + WINDOWS_AT_ONCE]
        for place in some[_bits(values, some) >= DENSE_BITS].tolist():
            is_dense[place // STEP_BYTES : (place + WINDOW_BYTES) // STEP_BYTES] = True
    return int(is_dense.sum()) * STEP_BYTES


def _bits(values: Any, starts: Any) -> Any:
    """Shannon's bits a byte of each window, by the counts of its bytes."""
    windows = values[starts[:, None] + np.arange(WINDOW_BYTES)[None, :]]
    places = np.arange(len(starts))[:, None] * 256 + windows
    counts = np.bincount(places.ravel(), minlength=len(starts) * 256).reshape(len(starts), 256)
    # The information of a count is looked up: there are no more counts than bytes in a window.
    shares = np.arange(1, WINDOW_BYTES + 1) / WINDOW_BYTES
    information = np.concatenate(([0.0], -shares * np.log2(shares)))
    return information[counts].sum(axis=1)
