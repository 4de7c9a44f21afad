"""The processes that tell people on their screens: some at once, each for one person, none for longer than it may take.

Invariants of this module:

1. A person has at most one of them: what comes meanwhile is told together, afterwards.
2. Whoever's screen does not answer keeps nobody else's notice back, and is not tried again at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

MOST_AT_ONCE = 8
# How long one may take before it is ended, and how long all may take to end.
CHILD_S, ENDS_S = 15.0, 5.0
# For how long somebody is not told whose screen did not answer.
SILENT_S = 60.0


@dataclass(frozen=True, slots=True)
class _Messenger:
    process: subprocess.Popen[bytes]
    until_s: float


class Messengers:
    """Those that are under way. Used by one thread alone; times are monotonic."""

    def __init__(self) -> None:
        self._out: dict[int, _Messenger] = {}
        self._silent_until_s: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._out)

    def __contains__(self, uid: int) -> bool:
        return uid in self._out

    def free(self, wanted: Collection[int], now_s: float) -> tuple[int, ...]:
        """Which of these people can be told something now, in the order in which they are given."""
        fit = [uid for uid in wanted if uid not in self._out and self._silent_until_s.get(uid, 0.0) <= now_s]
        return tuple(fit[: MOST_AT_ONCE - len(self._out)])

    def send(self, uid: int, note: bytes, now_s: float) -> None:
        """Have somebody told; nothing where no process can be started."""
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-m", "agent.desktop.note"], stdin=subprocess.PIPE, cwd="/",
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            )  # fmt: skip
        except OSError:
            return
        self._out[uid] = _Messenger(process, now_s + CHILD_S)
        # It is far shorter than what a pipe holds: nobody waits for its being read.
        if process.stdin is not None:
            with suppress(OSError), process.stdin:
                process.stdin.write(note)

    def look(self, now_s: float) -> None:
        """See who is back, and end who has been out for too long."""
        self._silent_until_s = {uid: until_s for uid, until_s in self._silent_until_s.items() if until_s > now_s}
        for uid, each in tuple(self._out.items()):
            if each.process.poll() is None and now_s < each.until_s:
                continue
            if each.process.poll() is None:
                each.process.kill()
                each.process.wait()
            if each.process.returncode:
                self._silent_until_s[uid] = now_s + SILENT_S
            del self._out[uid]

    def end(self) -> None:
        """Let those who are out come back, for a moment, and end the rest."""
        until_s = time.monotonic() + ENDS_S
        for each in self._out.values():
            with suppress(subprocess.TimeoutExpired):
                each.process.wait(max(0.0, until_s - time.monotonic()))
            each.process.kill()
            each.process.wait()
        self._out.clear()
