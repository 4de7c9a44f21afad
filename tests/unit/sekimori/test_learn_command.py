from __future__ import annotations

# ruff: noqa: SIM905 - words read better so
import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifiers.model.projects import ProjectStore
from sekimori.classify_command import command as classify_command
from sekimori.learn_command import command as learn_command

OPTICS = "laser cavity mirror photon waveguide splitter detuning finesse etalon pump squeezing homodyne qubit".split()
GRIPPER = "finger torque joint gripper servo friction grasp payload wrist linkage tendon encoder backlash palm".split()
COMMON = "the of and to in is for with on that by as are this be shall from it or at has which".split()


def text(words: list[str], number: int) -> str:
    chance = random.Random(f"{words[0]} {number}")
    own = chance.sample(words, 9)
    return " ".join(chance.choice(own) if chance.random() < 0.5 else chance.choice(COMMON) for _ in range(160))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, words in (("optics", OPTICS), ("gripper", GRIPPER)):
        (tmp_path / name).mkdir()
        for number in range(20):
            (tmp_path / name / f"{number}.txt").write_text(text(words, number), encoding="utf-8")
    (tmp_path / "new.txt").write_text(text(OPTICS, 99), encoding="utf-8")
    key = tmp_path / "fingerprints.index.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    command, *rest = words
    return CliRunner().invoke(learn_command if command == "learn-projects" else classify_command, rest)


def test_learn_and_classify_and_forget(home: Path) -> None:
    learnt = run("learn-projects", f"optics={home / 'optics'}", f"gripper={home / 'gripper'}", "--workers", "1")
    assert learnt.exit_code == 0, learnt.output
    assert "optics" in learnt.output
    said = run("classify", "--json", "--ocr", "off", "--workers", "1", "--projects", "projects.npz", "new.txt")
    record = json.loads(next(line for line in said.output.splitlines() if line.startswith("{")))
    assert record["suggested"]["project"] == "optics"
    assert set(" ".join(record["suggested"]["words"]).split()) & set(OPTICS)
    assert record["projects"] == []
    assert run("learn-projects", "--forget", "gripper").exit_code == 0
    assert run("learn-projects", "--list").output.split() == ["optics", "20"]


def test_what_cannot_be_read_is_named_and_the_rest_is_learnt(home: Path) -> None:
    (home / "optics" / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(60))
    (home / "optics" / "elsewhere.txt").symlink_to(home / "new.txt")
    told = run("learn-projects", f"optics={home / 'optics'}", "--workers", "1")
    assert told.exit_code == 1
    assert "broken.zip" in told.output
    assert run("learn-projects", "--list").output.split()[:2] == ["optics", "20"]


def test_of_two_at_once_the_second_to_end_writes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("learn-projects", f"optics={home / 'optics'}", "--workers", "1").exit_code == 0
    load = ProjectStore.load

    def load_before_another_ends(path: Path, key: bytes) -> ProjectStore:
        found = load(path, key)
        path.write_bytes(path.read_bytes())
        return found

    monkeypatch.setattr(ProjectStore, "load", load_before_another_ends)
    kept = (home / "projects.npz").read_bytes()
    refused = run("learn-projects", f"gripper={home / 'gripper'}", "--workers", "1")
    assert "written by another run meanwhile" in str(refused.exception)
    assert (home / "projects.npz").read_bytes() == kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name projects to learn"),
        (("optics",), "is not PROJECT=FOLDER"),
        (("optics=nowhere",), "there is no folder `nowhere`"),
        (("--forget", "optics"), "nothing is learnt of `optics`"),
        (("--key", "none", "--list"), "there is no key `none`"),
    ],
)
def test_what_cannot_be_done_says_why_and_writes_nothing(home: Path, words: tuple[str, ...], message: str) -> None:
    result = run("learn-projects", *words)
    assert result.exit_code != 0
    assert message in result.output + str(result.exception)
    assert not (home / "projects.npz").exists()
    assert not (home / "projects.examples").exists()


def test_a_key_that_others_may_read_is_refused(home: Path) -> None:
    (home / "fingerprints.index.key").chmod(0o644)
    result = run("learn-projects", "--list")
    assert "others may read the key" in result.output + str(result.exception)
