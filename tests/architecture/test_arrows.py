"""The floors of the house: import-linter's contracts hold, and modules are named by noun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sekimori", "server", "agent", "classifiers", "policies")


def test_imports_go_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_module_is_named_for_nothing() -> None:
    empty = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert len(modules) > 50
    assert [str(path) for path in modules if path.stem in empty] == []


def test_deciding_loads_neither_tuf_nor_yaml() -> None:
    """An agent that only decides stays small."""
    loaded = "[name for name in ('tuf', 'yaml', 'pyrage') if name in sys.modules]"
    code = f"import sys, policies.engine, policies.attribution; print({loaded})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
