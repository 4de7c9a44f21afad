"""An agent starts on Windows and macOS only as long as nothing that it loads there needs what those have not."""

from __future__ import annotations

import ast
import configparser
import fnmatch
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_ON_WINDOWS = frozenset({"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"})
# What says for itself for which systems it is, and is loaded there alone.
SAYS_SO = 'assert sys.platform != "win32"'
FLOORS = ("agent", "classifiers", "policies")


def for_linux_alone() -> tuple[str, ...]:
    """The modules that the check of types for other systems leaves out."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "mypy-elsewhere.ini")
    return tuple(
        pattern
        for section in settings.sections()
        if settings[section].get("ignore_errors") and not section.startswith("mypy-server")
        for pattern in section.removeprefix("mypy-").split(",")
    )


def modules() -> Iterator[tuple[str, Path]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def is_for_linux_alone(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in for_linux_alone())


def loaded_at_once(path: Path) -> set[str]:
    """Modules that are imported whatever the system is: in the file itself, under no condition and in no function."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_what_is_left_out_is_there() -> None:
    names = [name for name, _ in modules()]
    for pattern in for_linux_alone():
        assert fnmatch.filter(names, pattern), pattern


@pytest.mark.parametrize("floor", FLOORS)
def test_nothing_that_windows_loads_needs_a_module_that_it_has_not(floor: str) -> None:
    found = {
        name: needed
        for name, path in modules()
        if name.startswith(f"{floor}.") and not is_for_linux_alone(name) and SAYS_SO not in path.read_text("utf-8")
        if (needed := {each.partition(".")[0] for each in loaded_at_once(path)} & NOT_ON_WINDOWS)
    }
    assert not found


def test_each_matter_has_one_module_for_each_family_of_systems() -> None:
    machine = ROOT / "agent" / "machine"
    for kind in ("accounts", "belongings", "doors", "folders"):
        assert SAYS_SO in (machine / f"posix_{kind}.py").read_text("utf-8")
        windows = (machine / f"windows_{kind}.py").read_text("utf-8")
        assert 'assert sys.platform == "win32"' in windows
        chosen = loaded_in(machine / f"{kind}.py")
        assert chosen[f"agent.machine.posix_{kind}"] == chosen[f"agent.machine.windows_{kind}"] != set()


def loaded_in(path: Path) -> dict[str, set[str]]:
    """What a file takes out of each module, under whatever condition."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return found
