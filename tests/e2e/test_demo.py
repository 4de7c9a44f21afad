"""The whole path with real processes, as `make demo` runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import DEMO, Show, end

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def result(show: Show) -> dict[str, Any]:
    return show.result


def test_every_step_goes_as_stated(result: dict[str, Any]) -> None:
    wrong = [(step["step"], step["error"], [c for c in step["checks"] if not c["ok"]]) for step in result["steps"]]
    assert [entry for entry in wrong if entry[1] or entry[2]] == []
    assert result["ok"] is True


def test_the_result_has_nine_steps_with_the_promised_keys(result: dict[str, Any]) -> None:
    assert [step["step"] for step in result["steps"]] == list(range(1, 10))
    for step in result["steps"]:
        assert {"step", "expected", "verdict", "rule", "ms", "ok"} <= set(step)
        assert step["ms"] > 0


def test_verdicts_and_rules_are_the_stated_ones(result: dict[str, Any]) -> None:
    said = {step["step"]: (step["verdict"], step["rule"]) for step in result["steps"]}
    assert said[1][0] == "allow"
    assert said[2] == ("block", "invariant:wall")
    assert said[3] == ("block", "invariant:wall")
    assert said[4] == ("hold", "rule:drawings-off-site")
    assert said[5][0] == "allow"
    assert said[6] == ("hold", "invariant:opaque")
    assert said[7] == ("block", "invariant:wall")
    assert said[8][0] == "allow"
    assert said[9][0] == "found"


def test_no_private_key_of_an_officer_is_on_the_server(show: Show) -> None:
    keys = [path.read_bytes() for path in (show.folder / "desks").glob("*/*.key")]
    assert len(keys) >= 5
    secrets = [line for key in keys for line in key.splitlines() if len(line) > 40]
    for path in (show.folder / "server").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret in data for secret in secrets), path


def test_no_document_text_is_on_the_server_or_in_a_log(show: Show) -> None:
    files = [*(show.folder / "server").rglob("*"), show.folder / "server.log", show.folder / "agent.log"]
    for path in files:
        if path.is_file():
            data = path.read_bytes()
            for words in ("loop-gap resonator", "Halbach", "OFHC copper"):
                assert words.encode() not in data, (path, words)


def test_nothing_of_a_stopped_file_is_readable_outside_the_source(show: Show) -> None:
    """What the other side's share holds at the end: notices, the two ordinary papers, and no staged bytes."""
    share = show.folder / "shares" / "gripper"
    names = sorted(path.name for path in share.iterdir() if not path.name.startswith("SEKIMORI-"))
    assert names in (["abstract.pdf", "agenda.docx"], [".sekimori", "abstract.pdf", "agenda.docx"])
    assert [path for path in (share / ".sekimori").rglob("*") if path.is_file()] == []


def test_a_folder_that_is_not_empty_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    run = subprocess.run([*DEMO, "--folder", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 3
    assert "not empty" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_interrupting_the_demo_leaves_no_process(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    with subprocess.Popen([*DEMO, "--folder", str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as demo:
        deadline = time.monotonic() + 60
        while not (folder / "agent" / "journal.db").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        demo.send_signal(signal.SIGINT)
        end(demo)
    assert demo.returncode == 130
    assert _processes_naming(folder) == []


def _processes_naming(folder: Path) -> list[str]:
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                with open(f"/proc/{entry.name}/cmdline", "rb") as file:  # noqa: PTH123 - not a file of ours
                    words = file.read().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if str(folder) in words:
                found.append(words)
    return found
