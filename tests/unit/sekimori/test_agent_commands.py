"""`sekimori agent` and `sekimori session`, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.errors import AgentError
from sekimori import agent_commands, session_commands
from tests.support.agent_house import build_house


def invoke(*words: str) -> tuple[int, str]:
    group = session_commands.command if words[0] == "session" else agent_commands.command
    result = CliRunner().invoke(group, words[1:])
    if isinstance(result.exception, AgentError):
        raise result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words",
    [("agent",), ("agent", "enrol"), ("agent", "run"), ("agent", "status"), ("session",), ("session", "start"),
     ("session", "end"), ("session", "show")],
)  # fmt: skip
def test_every_help_has_an_example(words: tuple[str, ...]) -> None:
    status, text = invoke(*words, "--help")
    assert status == 0
    assert "Example:" in text


def test_sessions_and_status_of_a_running_agent(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    data = ("--data", str(house.data))
    with house.running():
        assert invoke("session", "show", *data)[1].startswith("no session; you may open one as: sato, miller, wang")
        started, said = invoke("session", "start", "qsensor", "--as", "sato", *data)
        assert (started, said.splitlines()[0]) == (0, "sato works for qsensor")
        assert "not kept apart: the open gate is off" in said
        assert "sato works for qsensor since" in invoke("session", "show", *data)[1]
        assert invoke("session", "end", *data) == (0, "the session is over\n")
        assert invoke("session", "end", *data) == (1, "no session was open\n")
        status, text = invoke("agent", "status", "--json", *data)
        answer = json.loads(text)
        assert (answer["running"], answer["state"], len(answer["watches"])) == (True, "ok", 4)
        shown = invoke("agent", "status", *data)[1]
        assert "fanotify" in shown or "watchdog" in shown  # by what the kernel lets this account do
    status, text = invoke("agent", "status", *data)
    assert status == 1
    assert "sekimori agent run" in text


def test_a_folder_that_is_no_agent_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AgentError) as caught:
        invoke("agent", "run", "--data", str(tmp_path))
    assert "enrol" in caught.value.help
