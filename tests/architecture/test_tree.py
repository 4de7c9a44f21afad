"""What must not lie in the repository: secrets, pickles, addresses of registries, paths of somebody's machine."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sekimori", "server", "agent", "classifiers", "policies")

# Written in pieces, so that this file does not hold what it looks for.
SECRETS = (
    re.compile(b"-----BEGIN " + rb"[A-Z ]*PRIVATE KEY-----"),
    re.compile(b"AGE-SECRET-KEY-" + b"1[0-9A-Z]{40,}"),
    re.compile(b"skm1" + rb"\.[A-Za-z0-9_-]{20,}\.[0-9a-f]{64}"),
)
FORBIDDEN = tuple(
    re.compile(word.encode())
    for word in (
        "pypi" + r"\.org",
        "python" + r"hosted\.",
        "registry" + r"\.npmjs",
        r"(?<![\w.])/" + r"work/(main|shared)",
        "/" + r"tmp/(brief|tools|bash_jobs)",
    )
)
PICKLES = {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill"}
PICKLE_HEAD = re.compile(rb"\A\x80[\x02-\x05]")


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that a clone would hold: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    found = [ROOT / name.decode() for name in listed.split(b"\0") if name]
    present = [path for path in found if path.is_file()]
    assert len(present) > 100
    return present


def test_no_private_key_lies_in_the_tree(files: list[Path]) -> None:
    assert list(holding(files, SECRETS)) == []


def test_no_address_of_a_registry_and_no_path_of_a_machine(files: list[Path]) -> None:
    assert list(holding(files, FORBIDDEN)) == []


def test_a_secret_would_be_found(tmp_path: Path) -> None:
    for index, text in enumerate((b"x -----BEGIN " + b"PRIVATE KEY-----", b"AGE-SECRET-KEY-" + b"1" + b"Q" * 58)):
        path = tmp_path / str(index)
        path.write_bytes(text)
        assert list(holding([path], SECRETS)) == [path.name]


def test_no_pickle_lies_in_the_tree(files: list[Path]) -> None:
    assert [path.name for path in files if path.suffix in PICKLES] == []
    assert [path.name for path in files if PICKLE_HEAD.match(path.read_bytes()[:2])] == []


def test_arrays_hold_numbers_only(files: list[Path]) -> None:
    for path in (path for path in files if path.suffix in (".npz", ".npy")):
        loaded = np.load(path, allow_pickle=False)
        arrays = [loaded] if isinstance(loaded, np.ndarray) else [loaded[name] for name in loaded.files]
        assert all(array.dtype.kind in "biufUS" for array in arrays), path


def test_nothing_unpickles_and_nothing_evaluates() -> None:
    wrong = []
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if {name.split(".")[0] for name in names} & {"pickle", "marshal", "shelve", "joblib", "dill"}:
                wrong.append(f"{path.name}:{node.lineno} {names}")  # type: ignore[attr-defined]
            if called in ("eval", "exec"):
                wrong.append(f"{path.name}:{node.lineno} {called}")  # type: ignore[attr-defined]
    assert wrong == []


def test_requirements_are_pinned_by_hash() -> None:
    lines = (ROOT / "requirements" / "all.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(pins) > 20
    assert all(re.match(r"[A-Za-z0-9_.\[\]-]+==\S+", line) for line in pins)
    assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


def holding(files: list[Path], patterns: tuple[re.Pattern[bytes], ...]) -> Iterator[str]:
    for path in files:
        data = path.read_bytes()
        if any(pattern.search(data) for pattern in patterns):
            yield str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
