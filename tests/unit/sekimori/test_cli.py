"""The command as a whole: help for everything, errors without tracebacks, streams that close or know no Japanese."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from policies.examples import load_example
from sekimori.cli import COMMANDS

PROGRAM = [sys.executable, "-m", "sekimori.cli"]


def sekimori(*arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **variables},
    )


def commands() -> Iterator[tuple[str, click.Command]]:
    waiting = [(name, importlib.import_module(f"sekimori.{entry.module}").command) for name, entry in COMMANDS.items()]
    while waiting:
        path, command = waiting.pop()
        yield path, command
        if isinstance(command, click.Group):
            waiting += [(f"{path} {name}", each) for name, each in command.commands.items()]


def test_every_command_shows_an_example_and_explains_its_options() -> None:
    found = dict(commands())
    assert len(found) > 30
    assert [path for path, command in found.items() if "Example:\n" not in (command.help or "")] == []
    options = [(path, each) for path, command in found.items() for each in command.params]
    assert [(path, each.opts) for path, each in options if isinstance(each, click.Option) and not each.help] == []


def test_help_lists_the_exit_statuses() -> None:
    assert "130  stopped by Ctrl-C" in sekimori("--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("login", "https://127.0.0.1:1", "--user", "x", "--password-file", "FILE"),
        ("login", "https://127.0.0.1:1", "--user", "x", "--ca", "FILE", "--password-file", "FILE"),
        ("server", "init", "--data", "NEW", "--admin", "x", "--password-file", "FILE"),
        ("agent", "enrol", "--server", "https://127.0.0.1:1", "--token", "x", "--root-digest", "x", "--data", "NEW",
         "--config", "FILE"),
        ("agent", "run", "--data", "/dev/null"),
        ("agent", "status", "--data", "/dev/null"),
        ("key", "show", "FILE"),
        ("policy", "check", "MISSING"),
        ("sign", "--root-digest", "FILE"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_an_error_and_no_traceback(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "FILE").write_bytes(b"\xff\xfe\x00\x81garbage\n" * 100)
    places = {name: str(tmp_path / name) for name in ("FILE", "NEW", "MISSING")}
    done = sekimori(*(places.get(each, each) for each in arguments))
    assert done.returncode == 3
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


EXTRAS = {
    "agent": ("watchdog", "numpy", "magic", "lxml", "PIL", "pypdfium2", "ezdxf", "psutil"),
    "policy": ("yaml",),
    "server": ("fastapi", "sqlalchemy", "alembic", "jinja2", "uvicorn", "argon2", "pydantic", "starlette"),
    "train": ("sklearn", "scipy"),
    "demo": ("docx", "openpyxl", "pyzipper", "reportlab"),
}
BARE = """
import contextlib, io, json, sys
absent, names = sys.argv[1:]
sys.modules.update(dict.fromkeys(absent.split(",")))
from sekimori.cli import main
ended = {}
for name in names.split(","):
    sys.argv[1:] = [name, "--help"]
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            main()
        except SystemExit as stop:
            ended[name] = (stop.code, said.getvalue())
print(json.dumps(ended))
"""


@pytest.mark.parametrize("extra", ["", "agent", "policy", "server"])
def test_with_one_extra_each_command_works_or_says_what_is_missing(extra: str) -> None:
    absent = ",".join(name for other, names in EXTRAS.items() if other != extra for name in names)
    command = [sys.executable, "-c", BARE, absent, ",".join(COMMANDS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    ended = json.loads(done.stdout)
    assert set(ended) == set(COMMANDS)
    for name, entry in COMMANDS.items():
        status, said = ended[name]
        if entry.extra in ("", extra):
            assert (status, said) == (0, ""), name
        elif status != 0:
            assert status == 2
            assert f"pip install 'sekimori[{entry.extra}]'" in said


def test_a_ledger_in_a_folder_needs_the_server_and_says_so(tmp_path: Path) -> None:
    code = 'import sys; sys.modules["sqlalchemy"] = None; from sekimori.cli import main; main()'
    command = [sys.executable, "-c", code, "ledger", "verify", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "pip install 'sekimori[server]'" in done.stderr


def test_a_verified_ledger_says_what_was_not_compared(tmp_path: Path) -> None:
    data, kept, password = tmp_path / "server", tmp_path / "kept.json", tmp_path / "password.txt"
    password.write_text("a long enough password\n", encoding="utf-8")
    made = sekimori("server", "init", "--data", data, "--admin", "yamada", "--password-file", password)
    assert made.returncode == 0, made.stderr
    first = sekimori("ledger", "verify", "--data", data, "--save-checkpoint", kept)
    assert "not checked: against a key and a checkpoint kept elsewhere (--key, --checkpoint)" in first.stdout
    second = sekimori("ledger", "verify", "--data", data, "--checkpoint", kept)
    assert second.returncode == 0, second.stderr
    assert "not checked: against a key kept elsewhere (--key)" in second.stdout


def test_output_that_nobody_reads_any_more_ends_the_command_quietly(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    command = [*PROGRAM, "policy", "explain", "--json", str(path), "--person", "sato", "--zone", "gripper"]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    finally:
        os.close(writing)
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [("policy", "check", "POLICY"), ("--version",), ("key", "--help")])
def test_output_to_a_full_disk_is_an_error(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    command = [*PROGRAM, *(str(path) if each == "POLICY" else each for each in arguments)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_closed_output_is_no_fault() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *PROGRAM, "key", "--help"],
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_without_japanese_gets_escapes(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    asked = ("policy", "explain", path, "--person", "sato", "--project", "qsensor", "--zone", "gripper")
    done = sekimori(*asked, "--language", "ja", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert done.stdout.isascii()
    assert "invariant:wall" in done.stdout


def test_a_name_that_is_no_utf_8_is_classified(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\x90\xac.txt")).write_text("minutes of the weekly meeting", encoding="utf-8")
    for arguments in (("--json", tmp_path), (tmp_path,)):
        done = sekimori("classify", *arguments)
        assert done.returncode == 0, done.stderr
    assert json.loads(sekimori("classify", "--json", tmp_path).stdout)["read"] == "full"


def test_a_narrow_terminal_still_shows_the_reasons(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    asked = ("policy", "explain", path, "--person", "sato", "--project", "qsensor", "--zone", "gripper")
    shown = sekimori(*asked, COLUMNS="40").stdout
    assert "(qsensor)" in shown.split("\n4. ")[1].split("\n5. ")[0]
    assert max(map(len, shown.splitlines())) <= 40


def test_ctrl_c_ends_with_130(tmp_path: Path) -> None:
    for index in range(400):
        (tmp_path / f"{index}.txt").write_text(f"minutes {index}", encoding="utf-8")
    command = [*PROGRAM, "classify", "--json", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "stopped" in said
    assert "Traceback" not in said
