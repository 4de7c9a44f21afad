"""Letters in pictures are read beside the loop: nobody waits for them, and nothing forgets them.

The simulated classifier finds what a file holds written backwards when it reads the letters of its pictures.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from agent.control import ask
from agent.journal import _SCHEMA, _STEPS, Journal
from classifiers.document import Document
from tests.support.agent_house import House, WordClassifier, build_house

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"
PICTURE = SECRET[::-1] + "PICTURE"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


class Gate:
    """Holds every reading of letters until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self._open = threading.Event(), threading.Event()
        read = WordClassifier.read_letters

        def wait_and_read(classifier: WordClassifier, fd: int, name: str) -> Document | None:
            self.reached.set()
            assert self._open.wait(30)
            return read(classifier, fd, name)

        monkeypatch.setattr(WordClassifier, "read_letters", wait_and_read)

    def open(self) -> None:
        self._open.set()


def wait_for(true: Callable[[], object], *, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def put(house: House, zone: str, name: str, text: str) -> Path:
    path = house.shares[zone] / name
    path.write_text(text)
    return path


def verdicts(house: House, name: str) -> list[object]:
    recent = ask(house.data, {"do": "recent", "limit": 100})["recent"]
    return [each["verdict"] for each in recent if Path(str(each["path"])).name == name]


def save_source(house: House) -> None:
    ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
    put(house, "qsensor", "spec.txt", SECRET)
    wait_for(lambda: verdicts(house, "spec.txt"))


def waiting(house: House) -> int:
    return int(ask(house.data, {"do": "status"})["letters_waiting"])


def test_a_picture_is_let_be_at_first_and_stopped_by_its_letters(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    with house.running():
        save_source(house)
        scan = put(house, "gripper", "scan.pdf", PICTURE)
        assert gate.reached.wait(20)
        wait_for(lambda: verdicts(house, "scan.pdf") == ["allow"])
        assert waiting(house) == 1
        assert scan.read_text() == PICTURE
        gate.open()
        wait_for(lambda: house.server.events("hold"))
        wait_for(lambda: waiting(house) == 0)
        assert not scan.exists()
        (event,) = [event for event in house.server.events("transfer") if event["case"]]
    assert msgspec.json.encode(event["decision"]).count(b"invariant:wall")


def test_other_files_do_not_wait_for_letters(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    with house.running():
        put(house, "common", "scan.pdf", PICTURE)
        assert gate.reached.wait(20)
        put(house, "common", "minutes.txt", "of the weekly meeting")
        wait_for(lambda: verdicts(house, "minutes.txt") == ["allow"])
        assert verdicts(house, "scan.pdf") == ["allow"]
        gate.open()
        wait_for(lambda: waiting(house) == 0)


def test_of_what_is_stopped_at_once_no_letters_are_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """To read them would take processors from whatever is judged next, for a file that is out of reach."""
    monkeypatch.setattr("agent.letters.RESTS_S", 2.0)
    gate = Gate(monkeypatch)
    with house.running():
        save_source(house)
        path = put(house, "gripper", "copy.txt", SECRET + "PICTURE")
        wait_for(lambda: not path.exists())
        wait_for(lambda: not waiting(house))
        assert not gate.reached.is_set()
        gate.open()


def test_letters_that_wait_outlast_the_agent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    with house.running():
        save_source(house)
        scan = put(house, "gripper", "scan.pdf", PICTURE)
        assert gate.reached.wait(20)
        wait_for(lambda: verdicts(house, "scan.pdf"))
    gate.open()
    assert scan.exists()
    with house.running():
        wait_for(lambda: house.server.events("hold"))
        assert not scan.exists()


def test_what_is_gone_or_another_file_by_then_is_forgotten(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    with house.running():
        first = put(house, "common", "first.pdf", PICTURE)
        assert gate.reached.wait(20)
        second = put(house, "common", "second.pdf", PICTURE + "2")
        wait_for(lambda: verdicts(house, "second.pdf"))
        first.unlink()
        second.write_text("no picture any more")
        wait_for(lambda: len(verdicts(house, "second.pdf")) == 2)
        gate.open()
        wait_for(lambda: waiting(house) == 0)
        assert second.read_text() == "no picture any more"


def test_a_reader_that_fails_leaves_the_verdict_as_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def fail(_classifier: WordClassifier, _fd: int, name: str) -> Document | None:
        tried.append(name)
        if len(tried) == 1:
            raise ValueError("an engine that nobody thought of")
        return None

    monkeypatch.setattr(WordClassifier, "read_letters", fail)
    with house.running():
        paths = [put(house, "common", name, PICTURE + name) for name in ("a.pdf", "b.pdf")]
        wait_for(lambda: len(tried) == 2 and waiting(house) == 0)
        assert all(path.exists() for path in paths)
        assert verdicts(house, "a.pdf") == ["allow"]


def test_a_journal_of_the_version_before_learns_of_letters(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript(f"{_SCHEMA}{_STEPS[2]}PRAGMA user_version = 2;")
    journal = Journal(path, reserve_bytes=0)
    assert journal.rows("SELECT count(*) FROM letters") == [(0,)]
    journal.close()
