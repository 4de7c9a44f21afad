"""Waiting for whatever comes next."""

from __future__ import annotations

import select


def wait_for(fds: list[int], timeout_s: float | None, mounts: int = -1) -> set[int]:
    """Which of these descriptors can be read now, or when something can be, within a time.

    Args:
        mounts: The kernel's table of mounts, which tells when it changed.
    """
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    if mounts >= 0:
        poll.register(mounts, select.POLLPRI)
    ready = poll.poll(None if timeout_s is None else max(0, int(timeout_s * 1000) + 1))
    return {fd for fd, _ in ready}
