"""An agent needs nothing that only Linux has: in a process that takes itself for macOS it does its work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_whole_agent_runs_without_what_only_linux_has(tmp_path: Path) -> None:
    done = subprocess.run(
        (sys.executable, "-m", "tests.support.pretended_macos", str(tmp_path)),
        capture_output=True, check=False, cwd=ROOT, timeout=180, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "stopped and let be"), done.stderr[-3000:]
