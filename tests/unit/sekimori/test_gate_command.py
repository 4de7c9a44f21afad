"""`sekimori gate status` where nobody stands at it: what is wrong, what to do, in the reader's language."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from policies.wording import NOTICE_LANGUAGES, say
from sekimori.cli import cli
from sekimori.status_pages import problem_lines

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no gate on Windows")


@pytest.mark.parametrize("language", NOTICE_LANGUAGES)
def test_what_is_wrong_comes_with_what_to_do(tmp_path: Path, language: str) -> None:
    (tmp_path / "gate").mkdir()
    shown = CliRunner().invoke(cli, ["gate", "status", "--data", str(tmp_path), "--language", language])
    assert shown.exit_code == 1
    assert "problem: nobody stands at the gate" in shown.output
    assert f"what to do: {say('advice.gate-gone', {}, language)}" in shown.output


def test_for_machines_its_keys_stay(tmp_path: Path) -> None:
    shown = CliRunner().invoke(cli, ["gate", "status", "--data", str(tmp_path), "--json"])
    assert json.loads(shown.output) == {"agent": False, "stands": False, "problems": ["nobody stands at the gate"]}


def test_an_agent_of_an_earlier_version_says_what_is_wrong_and_one_reads_what_to_do() -> None:
    of_today = {"problems": ["policy: expired"], "advices": ["advice.policy"]}
    assert list(problem_lines(of_today, "ja")) == list(problem_lines({"problems": ["policy: expired"]}, "ja"))
    assert list(problem_lines({"problems": []}, "en")) == []
