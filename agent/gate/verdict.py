"""What the kernel is answered, and how that is written.

Source: fanotify(7), `struct fanotify_response`.
"""

from __future__ import annotations

import struct

# Answers to the kernel, and that it has to wait for one.
ALLOW, DENY, LATER = 1, 2, 0
_ANSWER = struct.Struct("=iI")


def answer(fd: int, verdict: int) -> bytes:
    """The kernel's question is known by the number of the descriptor that came with it."""
    return _ANSWER.pack(fd, verdict)
