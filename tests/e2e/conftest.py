"""One demo for all end-to-end tests: it plays its steps once, then serves."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEMO = (sys.executable, "-m", "sekimori.cli", "demo")


@dataclass(frozen=True)
class Show:
    """A demo that has played its steps and still serves.

    Attributes:
        result: What `--json` printed.
        console: Address of the console.
        passwords: Account to password.
    """

    result: dict[str, Any]
    folder: Path
    console: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    folder = tmp_path_factory.mktemp("demo") / "lab"
    words = folder.parent / "stderr"
    with (
        words.open("w") as errors,
        subprocess.Popen(
            [*DEMO, "--json", "--serve", "--folder", str(folder)], stdout=subprocess.PIPE, stderr=errors, text=True
        ) as demo,
    ):
        try:
            assert demo.stdout is not None
            line = demo.stdout.readline()
            assert line, words.read_text()[-3000:]
            said = _read_until(words, "until Ctrl-C")
            console = re.search(r"https://\S+", said)
            assert console
            passwords = dict(re.findall(r"^ +(\w+) +password (\S+)", said, re.MULTILINE))
            yield Show(result=json.loads(line), folder=folder, console=console.group(), passwords=passwords)
        finally:
            demo.send_signal(signal.SIGINT)
            end(demo)
    assert demo.returncode == 0


def end(demo: subprocess.Popen[Any]) -> None:
    """Wait for its end; a demo that does not stop fails the test instead of hanging the suite."""
    try:
        demo.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        demo.kill()
        raise


def _read_until(path: Path, words: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        said = path.read_text()
        if words in said:
            return said
        time.sleep(0.1)
    raise AssertionError(f"{words!r} was never said")
