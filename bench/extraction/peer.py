"""A peer of ours: its process, restarted when it dies or takes too long."""

from __future__ import annotations

import json
import selectors
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CHILD = Path(__file__).with_name("child.py")
PEERS = ("tika", "markitdown", "pdfminer", "pypdf")
START_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one extractor made of one file.

    Attributes:
        fault: Empty, or why there is no text.
        seconds: Wall time.
    """

    text: str
    fault: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Peer:
    """One extractor.

    Attributes:
        python: Interpreter that has the peers' packages.
        deadline_s: Time for one file.
        peak_mb: The most memory that a process of it held so far.
    """

    name: str
    python: Path
    deadline_s: float = 30.0
    peak_mb: float = 0.0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _rest: bytes = b""

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def extract(self, path: Path) -> Extract:
        """Text of a file; a process that dies or overruns is a fault of that file."""
        if self._process is None:
            self._start()
        line = self._ask(json.dumps(str(path)).encode() + b"\n", self.deadline_s)
        if line is None:
            self._stop()
            return Extract(text="", fault="died or overran", seconds=self.deadline_s)
        answer = json.loads(line)
        self.peak_mb = max(self.peak_mb, answer["peak_mb"])
        return Extract(text=answer["text"], fault=answer["fault"], seconds=answer["seconds"])

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [self.python, CHILD, self.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._rest = b""
        if self._ask(b"", START_S) is None:
            self._stop()
            raise RuntimeError(f"`{self.name}` did not start with `{self.python}`: run `make peers`")

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _ask(self, request: bytes, seconds: float) -> bytes | None:
        """One line of answer; None where there is none in time."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            try:
                process.stdin.write(request)
                process.stdin.flush()
            except BrokenPipeError:
                return None
            while b"\n" not in self._rest:
                if not selector.select(seconds):
                    return None
                block = process.stdout.read1(1 << 20)  # type: ignore[attr-defined]
                if not block:
                    return None
                self._rest += block
        line, _, self._rest = self._rest.partition(b"\n")
        return line
