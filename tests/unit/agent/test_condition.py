"""What an agent says of the walls round its readers: in its status, to its server, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent.config import load_config
from agent.control import ask
from agent.doors import open_classifier
from classifiers.confinement import Wall, Walls, WallState
from sekimori import agent_commands
from tests.support.agent_house import House, WordClassifier, build_house

WHY = "this kernel has none: Linux 5.13 or newer, with CONFIG_SECURITY_LANDLOCK"
SOME = Walls(
    states=(
        WallState(wall=Wall.USER, is_held=True, why="as user 65534: make a system account `sekimori-reader`"),
        WallState(wall=Wall.FILES, is_held=False, why=WHY),
        WallState(wall=Wall.CALLS, is_held=True),
    )
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path, zones=("common",))


def show(data: Path, *options: str) -> Result:
    return CliRunner().invoke(agent_commands.command, ["status", "--data", str(data), *options])


def test_a_lacking_wall_is_a_problem_on_every_surface(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordClassifier, "walls", SOME)
    with house.running():
        problem = f"readers lack the wall `landlock`: {WHY}"
        status = json.loads(show(house.data, "--json").stdout)
        assert status["readers"] == [
            {"wall": "own-user", "held": True, "why": SOME.states[0].why},
            {"wall": "landlock", "held": False, "why": WHY},
            {"wall": "seccomp", "held": True, "why": ""},
        ]
        assert problem in status["problems"]
        said = show(house.data)
        assert said.exit_code == 1
        assert "held by 2 of 3 walls; no landlock; own-user as user 65534" in " ".join(said.stdout.split())
        assert problem in " ".join(said.stdout.split())
    beat = json.loads((house.server.folder / "heartbeat.json").read_text())
    assert problem in beat["problems"]


def test_readers_held_by_all_walls_are_no_problem(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordClassifier, "walls", Walls(states=(WallState(wall=Wall.CALLS, is_held=True),)))
    with house.running():
        assert ask(house.data, {"do": "status"})["problems"] == []
        assert "held by 1 of 1 walls" in show(house.data).stdout


def test_the_shipped_readers_say_what_holds_them(house: House) -> None:
    (house.data / "fingerprint.key").write_bytes(b"k" * 32)
    with open_classifier(house.data, load_config(house.data / "config.toml")) as (classifier, _):
        assert {state.wall for state in classifier.walls.states} == set(Wall)
