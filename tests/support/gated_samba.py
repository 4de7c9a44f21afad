"""A file server as it stands in an office: Samba, and beside it an agent with its gate in processes of their own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.control import ask
from tests.support import gated
from tests.support import samba as samba_support
from tests.support.samba import ALL, SambaHouse, samba_house

GATE = """
[gate]
use = "start"
wait_s = 5
refresh_s = 1
"""
# As in a share of a group: what one puts there, others may change, as far as Samba is asked.
SHARED_FILES = "create mask = 0666\nforce create mode = 0666\nforce directory mode = 0777"


def lacking() -> str:
    """Why no such server can be run here; empty where it can."""
    return samba_support.lacking() or gated.lacking()


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


@dataclass
class FileServer:
    """Samba, its agent and the gate."""

    samba: SambaHouse
    agent: subprocess.Popen[str] | None = field(default=None)

    def start_agent(self) -> None:
        """Run the agent, and wait until its gate stands."""
        house = self.samba.house
        command = ["-m", "tests.support.agent_house", str(house.data), str(house.server.folder), "-", "0"]
        self.agent = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2],
            start_new_session=True,
        )  # fmt: skip
        assert self.agent.stdout is not None
        assert self.agent.stdout.readline() == "ready\n"
        wait_for(self.is_guarded)

    def status(self) -> dict[str, Any]:
        """What `sekimori agent status` shows."""
        return dict(ask(self.samba.house.data, {"do": "status"}))

    def is_guarded(self) -> bool:
        """Whether a gate stands that goes by the rules of now."""
        gate = self.status()["gate"]
        return bool(gate["stands"]) and not gate["problems"]

    def stop_agent(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End the agent; by SIGTERM its gate with it."""
        if self.agent is not None:
            self.agent.send_signal(number)
            self.agent.communicate(timeout=30)
            self.agent = None

    def gate_processes(self) -> dict[str, int]:
        """Process numbers of the gate and the keeper, by the names that they give themselves."""
        found = {}
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and self._is_of_gate(folder):
                    found[(folder / "comm").read_text().strip()] = int(folder.name)
        return found

    def _is_of_gate(self, folder: Path) -> bool:
        words = (folder / "cmdline").read_bytes().split(b"\0")
        return b"agent.gate" in words and os.fsencode(self.samba.house.data / "gate") in words

    def verdict(self, below: str) -> object:
        """The last verdict on a file."""
        path = str(self.samba.shares[ALL] / below)
        recent = ask(self.samba.house.data, {"do": "recent", "limit": 200})["recent"]
        return next((each["verdict"] for each in reversed(recent) if each["path"] == path), None)


@contextmanager
def file_server(*, kind: str = "ext4", mib: int = 64, options: str = SHARED_FILES) -> Iterator[FileServer]:
    """One that runs, with shares on a file system of their own."""
    with samba_house(more=GATE, disc=kind, disc_mib=mib, options=options) as samba:
        server = FileServer(samba)
        try:
            server.start_agent()
            yield server
        finally:
            server.stop_agent()
            for process in server.gate_processes().values():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
