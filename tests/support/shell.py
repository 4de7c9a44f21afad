"""A user's shell for tests: a process of theirs that begins and ends sessions, and runs what it is told to, in the
network of another process where one is named.

The parent of whoever asks the agent is the shell that is put into a cgroup; here this process is the shell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import encodings.idna, json, os, socket, subprocess, sys
sys.path[:0] = json.loads(sys.argv[1])
uid, data, network = int(sys.argv[2]), sys.argv[3], sys.argv[4]
from pathlib import Path
from agent.control import ask
from agent.errors import AgentError
if network:
    import ctypes
    if ctypes.CDLL(None, use_errno=True).setns(os.open(f"/proc/{network}/ns/net", os.O_RDONLY), 0x40000000):
        raise OSError(ctypes.get_errno(), "setns")
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
kept = []
for line in sys.stdin:
    what, value = json.loads(line)
    if what == "ask":
        out, into = os.pipe()
        if os.fork() == 0:
            try:
                told = ask(Path(data), value)
            except AgentError as error:
                told = {"error": error.message}
            os.write(into, json.dumps(told, default=str).encode())
            os._exit(0)
        os.close(into)
        with os.fdopen(out, "rb") as file:
            told = json.loads(file.read())
        os.wait()
    elif what == "connect":
        kept.append(socket.create_connection(tuple(value), 5))
        told = True
    elif what == "send":
        try:
            kept[-1].sendall(value.encode())
            kept[-1].settimeout(10)
            told = kept[-1].recv(100).decode()
        except OSError as error:
            told = type(error).__name__
    else:
        done = subprocess.run(["/bin/bash", "-c", value], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        told = [done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")]
    print(json.dumps(told), flush=True)
"""


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    error: str


class Shell:
    """A shell of one user.

    Args:
        network: A process in whose network it works; 0 for ours.
    """

    def __init__(self, uid: int, data: Path, network: int = 0) -> None:
        paths = json.dumps([str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", SCRIPT, paths, str(uid), str(data), str(network or "")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/", env=os.environ,
        )  # fmt: skip

    @property
    def process(self) -> int:
        """Its number."""
        return self._process.pid

    def _do(self, what: str, value: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([what, value]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the shell has ended"
        return json.loads(line)

    def ask(self, **request: object) -> dict[str, Any]:
        """Have a child of it ask the agent."""
        return dict(self._do("ask", request))

    def run(self, command: str) -> Ran:
        """Run a command in it."""
        return Ran(*self._do("run", command))

    def connect(self, host: str, port: int) -> None:
        """Open a connection in the shell itself, and keep it."""
        self._do("connect", [host, port])

    def send(self, text: str) -> str:
        """Send something over the kept connection; what came back, or the error's name."""
        return str(self._do("send", text))

    def close(self) -> None:
        """End it; once more does no harm."""
        if self._process.returncode is not None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
