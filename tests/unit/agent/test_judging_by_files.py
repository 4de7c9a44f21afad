"""A whole agent on real readers and models, going by projects and fingerprints that were learnt elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import string
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agent.config import load_config
from agent.control import ask
from agent.doors import Doors, open_classifier
from classifiers.model.artifacts import SHIPPED
from classifiers.model.bundle import MODEL_FILES, Learnt, load_bundle, write_manifest
from classifiers.model.parcel import pack
from policies.model import PersonId
from policies.supply import Goods, Supply, SupplyTerms, sign_supply
from sekimori import agent_commands, learn_command, register_command
from tests.support.agent_house import House, build_house

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QSENSOR, GRIPPER = "qsensor", "gripper"
COMMON = "the of and to in is for with on that by as are this be shall from it or at has which".split()  # noqa: SIM905
MARK = "COMPANY CONFIDENTIAL\n\n"
PAPER = (
    "Minutes of the spring meeting of the reading circle. We met in the library and talked about three novels. "
    "Next month everybody brings a poem. Tea and cake were shared, and the windows stayed open until the evening. "
)


def vocabulary(subject: str) -> list[str]:
    chance = random.Random(subject)
    return ["".join(chance.choices(string.ascii_lowercase, k=chance.randint(5, 9))) for _ in range(150)]


def technical(subject: str, number: int, words: int = 300) -> str:
    """A text of a subject that holds no passage of another, and says that it is not for everybody."""
    chance = random.Random(f"{subject} {number}")
    own = chance.sample(vocabulary(subject), 60)
    said = [chance.choice(own) if chance.random() < 0.4 else chance.choice(COMMON) for _ in range(words)]
    return MARK + " ".join(said) + "\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What another machine made: a secret, a model of two projects, and an index with one document."""
    root = tmp_path_factory.mktemp("made")
    folder = root / "elsewhere"
    folder.mkdir()
    # Not drawn by lot, so that hashed terms fall into the same buckets every time.
    (folder / "key").write_bytes(b"k" * 32)
    (folder / "key").chmod(0o600)
    for name in (QSENSOR, GRIPPER):
        write_home(root, name, name, range(20))
    register(folder, root / "first.txt", technical(QSENSOR, 900))
    learn(folder, root, "qsensor", "gripper")
    return root


@pytest.fixture
def elsewhere(tmp_path: Path, made: Path) -> Path:
    """Where these files lie for one test."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "elsewhere"


def write_home(root: Path, name: str, subject: str, numbers: range) -> None:
    (root / "homes" / name).mkdir(parents=True)
    for number in numbers:
        (root / "homes" / name / f"{number}.txt").write_text(technical(subject, number))


def register(folder: Path, file: Path, text: str, *options: str) -> None:
    file.write_text(text)
    at = [
        "--index",
        str(folder / "index"),
        "--key",
        str(folder / "key"),
        "--project",
        "qsensor",
        "--level",
        "sensitive",
    ]
    done = CliRunner().invoke(register_command.command, [str(file), *at, *options])
    assert done.exit_code == 0, done.output


def learn(folder: Path, homes: Path, *projects: str) -> None:
    named = [f"{project}={homes / 'homes' / project}" for project in projects]
    at = ["--store", str(folder / "examples"), "--out", str(folder / "projects.npz"), "--key", str(folder / "key")]
    done = CliRunner().invoke(learn_command.command, [*named, *at])
    assert done.exit_code == 0, done.output


@pytest.fixture
def house(tmp_path: Path, elsewhere: Path) -> House:
    made = build_house(tmp_path / "house", zones=("qsensor", "gripper"))
    (made.data / "fingerprint.key").write_bytes(os.urandom(32))
    config = made.data / "config.toml"
    alone = config.read_text().replace('["sato", "miller", "wang"]', '["sato"]')
    config.write_text(
        f'{alone}\n[fingerprints]\nindex = "{elsewhere / "index"}"\nkey = "{elsewhere / "key"}"\n'
        f'[judging]\nprojects = "{elsewhere / "projects.npz"}"\n[ocr]\nuse = "off"\n'
    )
    return made


def doors(house: House) -> Doors:
    return Doors(classifier=open_classifier, server=lambda _identity, _limits: house.server)


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


def verdict(house: House, zone: str, name: str, text: str) -> str:
    """What the agent decided about a file, once it has."""
    (house.shares[zone] / name).write_text(text)
    found: list[str] = []

    def judged() -> bool:
        recent = ask(house.data, {"do": "recent", "limit": 200})["recent"]
        found[:] = [each["verdict"] for each in recent if each["path"].endswith(f"/{name}")]
        return bool(found)

    wait_for(judged)
    return found[-1]


def event(house: House, name: str) -> dict[str, Any]:
    def all_of_it() -> list[dict[str, Any]]:
        return [each for each in house.server.events("transfer") if each["transfer"]["object"]["name"] == name]  # type: ignore[index]

    wait_for(all_of_it)
    return all_of_it()[0]


def keys(told: dict[str, Any]) -> list[str]:
    return [reason["key"] for reason in told["decision"]["reasons"]]


def test_a_new_paragraph_of_a_project_is_held_on_the_other_side_and_an_ordinary_paper_passes(house: House) -> None:
    with house.running(doors=doors(house)):
        ask(house.data, {"do": "session-start", "project": "qsensor"})
        assert verdict(house, "qsensor", "own.txt", technical(QSENSOR, 100)) == "allow"
        ask(house.data, {"do": "session-end"})
        assert verdict(house, "gripper", "paper.txt", PAPER * 8) == "allow"

        assert verdict(house, "gripper", "paragraph.txt", technical(QSENSOR, 101)) == "hold"
        told = event(house, "paragraph.txt")
        assert keys(told)[:2] == ["exposure.may-carry", "exposure.suggested"]
        suggestion = told["transfer"]["suggestion"]
        assert set(suggestion) == {"project", "p"}
        assert suggestion["project"] == "qsensor"
        assert told["decision"]["reasons"][1]["facts"] == {"project": "qsensor", "p": f"{suggestion['p']:.2f}"}
        assert told["label"]["projects"] == []

        ask(house.data, {"do": "session-start", "project": "gripper"})
        assert verdict(house, "gripper", "ours.txt", technical(GRIPPER, 102)) == "allow"
        assert verdict(house, "gripper", "declared.txt", technical(QSENSOR, 103)) == "hold"
        assert keys(event(house, "declared.txt"))[:2] == ["exposure.not-by-word", "exposure.suggested"]
    sent = (house.server.folder / "events.jsonl").read_text()
    assert not [word for word in vocabulary(QSENSOR) if word in sent]


def test_a_model_is_taken_anew_and_one_that_cannot_be_used_is_a_problem(
    house: House, elsewhere: Path, tmp_path: Path
) -> None:
    model = elsewhere / "projects.npz"
    with house.running(doors=doors(house)):
        learnt = status(house)["judging_by"][-1]
        assert (learnt["what"], learnt["projects"], learnt["documents"]) == ("projects learnt", 2, 40)
        assert not problems(house)
        found = CliRunner().invoke(agent_commands.command, ["status", "--data", str(house.data), "--json"])
        by = json.loads(found.stdout)["judging_by"]
        assert [each["what"] for each in by] == ["registered here", "registered elsewhere", "projects learnt"]
        assert set(by[0]) == {"what", "path", "documents", "projects", "at", "age_s", "problem"}
        assert "gripper" not in str(by)  # everybody on the machine may ask
        model.write_bytes(model.read_bytes()[:5000])
        assert "damaged; what was learnt before still counts" in problems(house)
        assert "2 projects from 40 documents" in shown(house)
        model.unlink()
        assert "there is no" in problems(house)
        assert verdict(house, "gripper", "paper.txt", PAPER * 8) == "allow"
        write_home(tmp_path, "sideline", GRIPPER, range(300, 320))
        learn(elsewhere, tmp_path, "sideline")
        assert status(house)["judging_by"][-1]["projects"] == 3
        assert "does not know 1 of the projects" in problems(house)
        assert "3 projects from 60 documents, written less than a minute ago" in shown(house)
    model.write_bytes(b"nonsense")
    with house.running(doors=doors(house)):
        assert "holds no" in problems(house) or "damaged" in problems(house)
        assert "projects learnt nothing" in shown(house)
        ask(house.data, {"do": "session-start", "project": "qsensor"})
        verdict(house, "qsensor", "own.txt", technical(QSENSOR, 104))
        assert event(house, "own.txt")["assessment"]["versions"]["projects"] == "unavailable"


def test_an_index_built_elsewhere_is_taken_anew_while_the_agent_runs(
    house: House, elsewhere: Path, tmp_path: Path
) -> None:
    first, second = technical(QSENSOR, 900), technical(QSENSOR, 901)
    with house.running(doors=doors(house)):
        theirs = status(house)["judging_by"][1]
        assert (theirs["what"], theirs["documents"], theirs["problem"]) == ("registered elsewhere", 1, "")
        assert theirs["age_s"] is not None
        assert verdict(house, "gripper", "first.txt", first) == "block"
        assert [each["projects"] for each in event(house, "first.txt")["assessment"]["matches"]] == [["qsensor"]]
        register(elsewhere, tmp_path / "second.txt", second)
        assert status(house)["judging_by"][1]["documents"] == 2
        assert verdict(house, "gripper", "second.txt", second + PAPER) == "block"

        damaged = elsewhere / "damaged"
        damaged.write_bytes((elsewhere / "index").read_bytes()[:-100])
        kept = (elsewhere / "index").read_bytes()
        damaged.replace(elsewhere / "index")
        assert "what it held before still counts" in problems(house)
        assert verdict(house, "gripper", "again.txt", PAPER + first) == "block"
        assert verdict(house, "gripper", "paper.txt", PAPER * 8) == "allow"
        damaged.write_bytes(kept)
        damaged.replace(elsewhere / "index")
        assert not problems(house)
        assert "2 documents, written less than a minute ago" in shown(house)


def test_what_rests_is_judged_once_more_by_an_index_that_came_later(
    house: House, elsewhere: Path, tmp_path: Path
) -> None:
    with house.running(doors=doors(house)):
        assert verdict(house, "gripper", "novels.txt", PAPER * 8) == "allow"
        assert verdict(house, "gripper", "other.txt", PAPER[::-1] * 8) == "allow"
        register(elsewhere, tmp_path / "novels.txt", PAPER * 8)
        wait_for(lambda: not (house.shares["gripper"] / "novels.txt").exists())
        found = event(house, "novels.txt")
        assert found["decision"]["verdict"] == "block"
        assert [each["projects"] for each in found["assessment"]["matches"]] == [["qsensor"]]
        assert (keys(found)[0], keys(found)[-1]) == ("wall.crosses", "judged-anew")
        wait_for(lambda: not status(house)["rounds"] and not status(house)["waiting"])
        assert (house.shares["gripper"] / "other.txt").exists()
        assert [each["transfer"]["object"]["name"] for each in house.server.events("transfer")] == ["novels.txt"]  # type: ignore[index]


def test_without_any_usable_index_an_agent_starts_says_so_and_holds(house: House, elsewhere: Path) -> None:
    for each in elsewhere.glob("index*"):
        each.unlink()
    with house.running(doors=doors(house)):
        assert "registered elsewhere: there is no fingerprint index" in problems(house)
        assert verdict(house, "gripper", "paper.txt", PAPER * 8) == "hold"
        assert "error" in keys(event(house, "paper.txt"))


def test_a_model_in_the_data_folder_counts_unasked(house: House, elsewhere: Path) -> None:
    config = house.data / "config.toml"
    config.write_text(config.read_text().partition("[judging]")[0])
    (house.data / "fingerprint.key").write_bytes((elsewhere / "key").read_bytes())
    with open_classifier(house.data, load_config(config)) as (_, knowledge):
        assert (knowledge.sources[-1].documents, knowledge.sources[-1].problem) == (0, "")
        before = knowledge.state
        shutil.copy(elsewhere / "projects.npz", house.data)
        assert (knowledge.sources[-1].documents, knowledge.sources[-1].problem) == (40, "")
        assert knowledge.state > before  # what was judged before is judged anew


def status(house: House) -> dict[str, Any]:
    return ask(house.data, {"do": "status"})


def problems(house: House) -> str:
    """What is wrong with the files that judging goes by; walls may lack where this runs."""
    told = [each for each in status(house)["problems"] if "readers lack the wall" not in each]
    return "\n".join(told)


def shown(house: House) -> str:
    done = CliRunner().invoke(agent_commands.command, ["status", "--data", str(house.data)])
    return " ".join(done.stdout.split())


def test_what_officers_supply_is_judged_by_without_a_start_anew(house: House, elsewhere: Path, tmp_path: Path) -> None:
    first, second = technical(QSENSOR, 900), technical(QSENSOR, 901)
    config = house.data / "config.toml"
    text = config.read_text().replace(f'index = "{elsewhere / "index"}"\n', "")
    config.write_text(text.replace(f'[judging]\nprojects = "{elsewhere / "projects.npz"}"\n', ""))
    with house.running(doors=doors(house)):
        # A key without an index: whatever comes is held until there is one.
        assert "there is no fingerprint index" in problems(house)
        assert verdict(house, "gripper", "early.txt", PAPER * 8) == "hold"
        supply(house, Goods.FINGERPRINTS, (elsewhere / "index").read_bytes(), 1, "mori")
        supply(house, Goods.PROJECTS, (elsewhere / "projects.npz").read_bytes(), 1, "tanaka", "suzuki")
        wait_for(lambda: "fingerprints 1, projects 1" in shown(house))
        assert not problems(house)
        assert verdict(house, "gripper", "first.txt", first) == "block"
        assert verdict(house, "gripper", "paper.txt", PAPER * 8) == "allow"
        register(elsewhere, tmp_path / "second.txt", second)
        supply(house, Goods.FINGERPRINTS, (elsewhere / "index").read_bytes(), 2, "mori")
        supply(house, Goods.MODELS, models(tmp_path / "models"), 1, "tanaka", "suzuki")
        wait_for(lambda: "fingerprints 2, projects 1, models 1" in shown(house))
        assert "models supplied in use" in shown(house)
        assert verdict(house, "gripper", "second.txt", second + PAPER) == "block"
        assert not problems(house)
        wait_for(lambda: told(house) == {"fingerprints": 2, "models": 1, "projects": 1})


def told(house: House) -> object:
    """What the server heard last of the supplies in use; nothing while it is being written."""
    try:
        return json.loads((house.server.folder / "heartbeat.json").read_text())["supplies"]
    except json.JSONDecodeError:
        return None


def supply(house: House, goods: Goods, data: bytes, version: int, *officers: str) -> None:
    """Sign something and put it on the simulated server."""
    terms = SupplyTerms(
        goods=goods, version=version, digest=hashlib.sha256(data).hexdigest(), size_bytes=len(data), made=NOW
    )
    signatures = tuple(sign_supply(terms, PersonId(each), house.keys[each]) for each in officers)
    house.server.supply(Supply(terms=terms, signatures=signatures), data)


def models(folder: Path) -> bytes:
    """The program's models as a bundle that officers could supply."""
    folder.mkdir()
    for name in MODEL_FILES:
        shutil.copyfile(SHIPPED / name, folder / name)
    write_manifest(folder, Learnt(texts=1, families=1), parent="shipped", made_at=NOW)
    return pack(load_bundle(folder, needs_manifest=True))
