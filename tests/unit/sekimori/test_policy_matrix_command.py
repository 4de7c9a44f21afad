"""`sekimori policy matrix`: every cell is what the engine decides, as text, as JSON and as a drawing."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from policies.analysis.matrix import Content, matrix_of
from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import load_example
from policies.language import load_policy
from sekimori.policy_commands import command

SVG = "{http://www.w3.org/2000/svg}"
AT = ("--at", "2026-11-02")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(load_example(), encoding="utf-8")
    return path


def run(policy: Path, *arguments: object, columns: int = 80) -> Result:
    words = ["matrix", str(policy), *AT, *map(str, arguments)]
    return CliRunner().invoke(command, words, env={"COLUMNS": str(columns)})


def cells(policy: Path, *arguments: object) -> dict[tuple[str, str], Any]:
    done = run(policy, *arguments, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    rows, columns = ([place["name"] for place in said[key]] for key in ("rows", "columns"))
    return {(row, column): said["cells"][i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}


def test_the_wall_stands_in_the_table(policy: Path) -> None:
    table = cells(policy)
    assert table["qsensor", "gripper"] == {"verdict": "block", "rule": "invariant:wall"}
    assert table["gripper", "qsensor"] == {"verdict": "block", "rule": "invariant:wall"}
    assert table["qsensor", "jianghai-university"]["verdict"] == "block"
    assert table["qsensor", "qsensor"] is None
    assert table["qsensor", "(elsewhere)"]["verdict"] == "hold"
    assert table["(nobody's)", "gripper"] == {"verdict": "allow", "rule": "default:unlabelled"}
    assert table["(nobody's)", "redcliff-institute"] == {"verdict": "notify", "rule": "invariant:screening"}


def test_every_cell_is_what_explain_says(policy: Path) -> None:
    table = cells(policy, "--from", "gripper", "--level", "internal", "--kind", "administrative")
    for (row, column), cell in table.items():
        if cell is None or column == "(elsewhere)":
            continue
        where = ["--party" if "-" in column and column != "campus-energy" else "--zone", column]
        channel = {"removable": "removable"}.get(column, "mail" if where[0] == "--party" else "share")
        asked = ["explain", str(policy), *AT, "--project", row, "--origin", row, "--kind", "administrative"]
        done = CliRunner().invoke(command, [*asked, *where, "--channel", channel, "--json"])
        decision = json.loads(done.stdout)["decision"]
        assert (decision["verdict"], decision["rule"]) == (cell["verdict"], cell["rule"]), column


def test_level_kind_and_person_change_it(policy: Path) -> None:
    minutes = cells(policy, "--level", "internal", "--kind", "administrative")
    assert minutes["qsensor", "harbor-university"] == {"verdict": "allow", "rule": "rule:minutes-to-partners"}
    drawings = cells(policy, "--kind", "drawing")
    assert drawings["qsensor", "removable"] == {"verdict": "hold", "rule": "rule:drawings-off-site"}
    assert run(policy, "--person", "stao").exit_code == 2


def test_sides_stand_together(policy: Path) -> None:
    said = json.loads(run(policy, "--json").stdout)
    walled = [tuple(place["sides"]) for place in said["rows"] if place["sides"]]
    assert walled == sorted(walled)
    assert said["rows"][-1]["name"] == "(nobody's)"


def test_text_fits_the_terminal(policy: Path) -> None:
    done = run(policy)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stdout.count("content of ") == 2  # two pages of columns
    assert "invariant:wall" in done.stdout
    assert "15  anywhere else" in done.stdout


def test_a_part_of_it(policy: Path) -> None:
    table = cells(policy, "--from", "us-cn/*", "--to", "gripper", "--to", "harbor*")
    assert {row for row, _ in table} == {"qsensor", "gripper"}
    assert {column for _, column in table} == {"gripper", "harbor-university"}
    done = run(policy, "--from", "nothing-like-it")
    assert (done.exit_code, "nothing to show for `nothing-like-it`" in done.output) == (2, True)


@pytest.mark.parametrize("language", ["ja", "en", "zh"])
def test_the_drawing_tells_by_words_too(policy: Path, tmp_path: Path, language: str) -> None:
    path = tmp_path / "wall.svg"
    done = run(policy, "--svg", path, "--language", language)
    assert done.exit_code == 0
    root = ET.fromstring(path.read_bytes())  # noqa: S314 - written by the command itself
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    groups = root.findall(f"{SVG}g")
    assert len(groups) == 6 * 15
    titles = [group.findtext(f"{SVG}title") or "" for group in groups]
    assert all(titles)
    assert any("invariant:wall" in title for title in titles)
    letters = {group.findtext(f"{SVG}text") for group in groups}
    assert letters == {"✓", "N", "J", "H", "B", "–"}


def test_names_are_written_as_text(policy: Path, tmp_path: Path) -> None:
    text = load_example().replace("organisation: Minato", 'organisation: "<script>&" # Minato')
    policy.write_text(text, encoding="utf-8")
    path = tmp_path / "wall.svg"
    assert run(policy, "--svg", path).exit_code == 0
    assert b"<script>" not in path.read_bytes()


def test_the_policy_is_never_drawn_over(policy: Path, tmp_path: Path) -> None:
    (tmp_path / "link.svg").symlink_to(policy)
    before = policy.read_bytes()
    for target in (policy, tmp_path / "link.svg"):
        done = run(policy, "--svg", target)
        assert isinstance(done.exception, PolicyError)
        assert "is what the report is made from" in str(done.exception)
    assert policy.read_bytes() == before


def test_an_older_drawing_is_drawn_anew(policy: Path, tmp_path: Path) -> None:
    drawing = tmp_path / "wall.svg"
    drawing.write_text("older", encoding="utf-8")
    assert run(policy, "--svg", drawing).exit_code == 0
    assert drawing.read_text(encoding="utf-8") != "older"


def test_too_large_a_table_says_how_large_it_may_be() -> None:
    tables = compile_policy(load_policy(load_example()))
    with pytest.raises(PolicyError, match=r"would have \d+ × \d+ cells, and at most 3 are decided") as raised:
        matrix_of(tables, datetime(2026, 11, 2, tzinfo=UTC), content=Content(), most_cells=3)
    assert "--from" in raised.value.help
