"""No mutant of the engine survives: whichever guard is broken, the proof or a golden case notices."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(600)
def test_the_proof_or_a_golden_case_notices_each_broken_guard() -> None:
    done = subprocess.run([sys.executable, "-m", "bench.mutation", "--json"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert figures["survivors"] == 0
    assert figures["mutations"] >= 40
    assert figures["noticed_by_proof"] >= 10
    assert figures["noticed_by_cases"] >= 30
