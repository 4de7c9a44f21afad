"""Real processes of the demo: the `sekimori` command itself, as a user would run it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sekimori.errors import FrontDoorError

if TYPE_CHECKING:
    from collections.abc import Mapping

START_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 20.0
COMMAND_TIMEOUT_S = 120.0
LOG_TAIL_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a finished command said."""

    status: int
    out: str
    err: str


def run(*arguments: str | Path, env: Mapping[str, str] | None = None, given: str = "") -> Answer:
    """Run `sekimori` with `arguments` and wait.

    Args:
        env: Variables besides the current ones.
        given: Standard input.
    """
    finished = subprocess.run(
        [sys.executable, "-m", "sekimori.cli", *map(str, arguments)],
        input=given,
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
        env=os.environ | {"COLUMNS": "200"} | dict(env or {}),
        check=False,
    )
    return Answer(status=finished.returncode, out=finished.stdout, err=finished.stderr)


def must(*arguments: str | Path, env: Mapping[str, str] | None = None, given: str = "") -> str:
    """Standard output of `sekimori` with `arguments`.

    Raises:
        FrontDoorError: it exited with another status than 0.
    """
    answer = run(*arguments, env=env, given=given)
    if answer.status != 0:
        words = " ".join(map(str, arguments[:2]))
        raise FrontDoorError(f"`sekimori {words}` exited with {answer.status}", help=answer.err.strip()[-2000:])
    return answer.out


class Daemon:
    """A `sekimori` process that stays, with its output in a log file.

    Args:
        name: What the demo calls it.
        log: Where its standard error goes.
    """

    def __init__(self, name: str, arguments: tuple[str | Path, ...], *, log: Path) -> None:
        self._name = name
        self._arguments = arguments
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """Process id; 0 where it does not run."""
        return self._process.pid if self._process else 0

    def start(self) -> str:
        """Start it and wait for its ready line.

        Returns:
            The ready line.

        Raises:
            FrontDoorError: it ended, or said nothing in time; the end of its log is in the help.
        """
        with self._log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "sekimori.cli", *map(str, self._arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # Ctrl-C goes to the demo, which stops its processes in order.
                start_new_session=True,
            )
        self._process = process
        # Without its own deadline, a silent process would hang the read below for ever.
        deadline = threading.Timer(START_TIMEOUT_S, process.kill)
        deadline.start()
        try:
            assert process.stdout is not None  # noqa: S101 - asked for with PIPE
            for line in process.stdout:
                if line.startswith("ready"):
                    threading.Thread(target=_drain, args=(process,), daemon=True).start()
                    return line.strip()
        finally:
            deadline.cancel()
        process.wait()
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
        raise FrontDoorError(f"the {self._name} did not start (exit status {process.returncode})", help=tail)

    def stop(self) -> int:
        """Ask it to stop and wait; exit status, or 0 where it did not run."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return process.returncode if process else 0
        process.terminate()
        try:
            return process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _drain(process: subprocess.Popen[str]) -> None:
    # A full pipe would stop the process when it prints more than the ready line.
    assert process.stdout is not None  # noqa: S101 - asked for with PIPE
    for _ in process.stdout:
        pass
