from __future__ import annotations

import ctypes
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifiers.assessment import Assessment
from policies.label import Label
from sekimori.answer_records import Answer, as_record
from sekimori.classify_command import command

PR_CAPBSET_DROP, CAP_KILL = 24, 5
KEYS = [
    "path", "type", "read", "chars", "kind", "kind_p", "sensitive_p", "fields", "drawing", "level", "projects",
    "markings", "marks", "findings", "reasons", "ms",
]  # fmt: skip


def run(*arguments: str | Path) -> tuple[Result, list[dict[str, object]]]:
    result = CliRunner().invoke(command, ["--json", *map(str, arguments)])
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def test_a_folder_gives_a_line_a_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "spec.txt").write_text(
        "社外秘\n\n電源電圧は3.3 Vとし、クロック周波数は48 MHzとする。" * 9, encoding="utf-8"
    )
    (tmp_path / "a.md").write_text("Agenda. We meet on Friday.")
    result, rows = run(tmp_path)
    assert result.exit_code == 0
    assert [row["path"] for row in rows] == [str(tmp_path / "a.md"), str(tmp_path / "b" / "spec.txt")]
    assert all(list(row) == KEYS for row in rows)
    assert rows[1]["markings"] == ["jp-shagaihi"]
    (mark,) = rows[1]["marks"]  # type: ignore[misc]
    assert (mark["name"], mark["source"], mark["offset"], mark["doubted"]) == ("jp-shagaihi", "text", 0, False)
    assert rows[1]["level"] == "sensitive"
    assert rows[1]["read"] == "full"


def test_what_cannot_be_opened_is_a_line_and_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "good.txt").write_text("hello")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "sock"))
        result, rows = run(tmp_path, tmp_path / "missing.pdf", "/dev/zero")
    assert result.exit_code == 1
    found = {Path(str(row["path"])).name: row for row in rows}
    names = {name: [item["name"] for item in row["findings"]] for name, row in found.items()}  # type: ignore[attr-defined]
    assert names["loop"] == ["path.link"]
    assert names["gone.txt"] == ["path.missing"]
    assert names["pipe"] == ["path.special"]
    assert names["sock"] == ["path.unreadable"]
    assert names["missing.pdf"] == ["path.missing"]
    assert names["zero"] == ["path.special"]
    assert found["good.txt"]["read"] == "full"
    assert {row["read"] for name, row in found.items() if name != "good.txt"} == {"failed"}
    assert all(list(row) == KEYS for row in rows)


def test_strange_names_and_empty_files_pass(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt")).write_text("x")
    (tmp_path / "[red]\x1b[31m.txt").write_text("")
    result, rows = run(tmp_path)
    assert len(rows) == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
    shown = CliRunner().invoke(command, [str(tmp_path)])
    assert "\x1b[31m" not in shown.stdout
    assert shown.exception is None or isinstance(shown.exception, SystemExit)


def test_several_workers_give_the_same_answers_in_the_same_order(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(f"Number {number}. The valve shall open at {number} bar. " * 10)
    one, many = run(tmp_path)[1], run("--workers", "2", tmp_path)[1]
    assert [{**row, "ms": 0} for row in one] == [{**row, "ms": 0} for row in many]


def test_the_table_says_why(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("CUI//SP-EXPT\n\nThe valve opens at 3 bar.")
    result = CliRunner().invoke(command, [str(tmp_path)], terminal_width=200, env={"COLUMNS": "220"})
    assert result.exit_code == 0
    assert "marked cui" in result.stdout
    assert "controlled" in result.stdout


def test_record_keys_do_not_depend_on_what_was_found() -> None:
    found = Assessment(digest="", size_bytes=0, type="", label=Label(), parts=())
    assert list(as_record(Answer(path="a"))) == list(as_record(Answer(path="a", assessment=found))) == KEYS


def test_help_has_an_example() -> None:
    assert "Example:" in CliRunner().invoke(command, ["--help"]).stdout


@pytest.mark.timeout(120)
def test_an_interrupt_ends_it_with_130(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.txt").write_text("The valve shall open at 3 bar. " * 2000)
    program = [sys.executable, "-m", "sekimori.cli", "classify", "--json", str(tmp_path)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[3]
    ) as run_:
        assert run_.stdout is not None
        assert json.loads(run_.stdout.readline())["read"] == "full"
        run_.send_signal(2)
        _, error = run_.communicate(timeout=60)
    assert run_.returncode == 130
    assert b"Traceback" not in error


def test_a_wall_that_readers_lack_is_one_line_on_stderr(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("hello")
    libc = ctypes.CDLL(None)
    # Without CAP_KILL root cannot give its readers another user; nobody else can anyway.
    done = subprocess.run(
        [sys.executable, "-m", "sekimori.cli", "classify", "--json", str(file)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: libc.prctl(PR_CAPBSET_DROP, CAP_KILL, 0, 0, 0),
    )
    (warning,) = done.stderr.splitlines()
    assert warning.startswith("warning: documents are read without all walls: own-user (")
    assert json.loads(done.stdout)["read"] == "full"


def test_why_a_text_is_sensitive_is_said_and_shown(tmp_path: Path) -> None:
    telling = (
        "The controller shall expose CTRL_REG at address 0x40, bits [7:0]. After reset the clock runs at 48 MHz and "
        "the supply voltage shall stay within 3.3 V. The FIFO holds 64 bytes; an interrupt is raised when the receive "
        "buffer exceeds RX_THRESHOLD. Figure 4 shows the block diagram of the sensor interface and its timing.\n"
    )
    (tmp_path / "a.txt").write_text(telling * 8)
    (tmp_path / "b.txt").write_text("Dear Mr Miller, thank you for the invitation to the summer party. " * 20)
    _, rows = run(tmp_path)
    reasons = rows[0]["reasons"]
    assert isinstance(reasons, list)
    assert {reason["kind"] for reason in reasons} >= {"passage", "feature"}
    assert reasons[0]["text"].startswith("The controller shall expose CTRL_REG")
    assert all(reason["weight"] > 0 for reason in reasons)
    assert rows[1]["reasons"] == []
    shown = CliRunner().invoke(command, [str(tmp_path)], env={"COLUMNS": "300"}).stdout
    assert "The controller shall expose CTRL_REG" in shown
    assert "upper identifier" in shown or "systems" in shown or "electronics" in shown
