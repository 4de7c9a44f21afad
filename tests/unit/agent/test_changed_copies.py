"""A release for changed copies, on a whole agent: what was stopped is measured against what comes to the same place."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from agent.control import ask
from agent.journal import Journal
from agent.sketches import KEPT, Sketches
from agent.wire import TransferEvent
from classifiers.detect.resemblance import sketch
from classifiers.document import Document, Part
from tests.support.agent_house import SECRET, House, build_house
from tests.support.agent_terms import terms_for

LINES = [
    f"SECRET assembly step {step}: DRAWING {step * 37 + 11}, torque {step * 3 % 17} Nm, gap {step * 7 % 23}, by {name}"
    for step, name in enumerate(["sato", "miller", "brown", "lee"] * 12)
]
REPORT = "\n".join(LINES)
CORRECTED = REPORT.replace("step 20:", "step 20, corrected:")
REWRITTEN = "\n".join([*LINES[:30], *(line[::-1] for line in LINES[30:])])


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.01)


def transfers(house: House) -> list[TransferEvent]:
    return [msgspec.convert(event, TransferEvent) for event in house.server.events("transfer")]


def stopped_on_stick(house: House, text: str, *, count: int = 1) -> TransferEvent:
    (house.shares["removable"] / "report.txt").write_text(text)
    wait_for(lambda: len(house.server.events("hold")) >= count)
    return [event for event in transfers(house) if event.case][-1]


def begin(house: House) -> TransferEvent:
    ask(house.data, {"do": "session-start", "project": "qsensor", "account": "miller"})
    return stopped_on_stick(house, REPORT)


def allow_changes(house: House, event: TransferEvent, percent: int, *, uses: int = 5) -> None:
    terms = replace(terms_for(event, now=event.at, uses=uses), changed_percent=percent, level=event.label.level)
    house.offer(house.approve(terms))


def completed(house: House) -> bool:
    return any(event["state"] == "completed" for event in house.server.events("hold"))


def save_over(path: Path, text: str) -> None:
    path.unlink()
    path.write_text(text)


def test_a_little_changed_copy_passes_and_a_much_changed_one_is_stopped(house: House) -> None:
    path = house.shares["removable"] / "report.txt"
    with house.running():
        event = begin(house)
        allow_changes(house, event, 5)
        wait_for(lambda: completed(house))
        assert path.read_text() == REPORT

        save_over(path, CORRECTED)
        wait_for(lambda: any(e.decision.rule == "release:R-1" for e in transfers(house)))
        assert path.read_text() == CORRECTED
        passed = next(e for e in transfers(house) if e.decision.rule == "release:R-1")
        assert 0 < passed.transfer.object.resembles[0].changed_percent < 5
        assert passed.transfer.object.resembles[0].digest == event.transfer.object.digest

        before = len(house.server.events("hold"))
        save_over(path, REWRITTEN)
        wait_for(lambda: len(house.server.events("hold")) > before)
        refused = [e for e in transfers(house) if e.case][-1]
    (error,) = refused.decision.errors
    assert error.startswith("release.changed: ")
    assert error.endswith(" % of 5 % (R-1)")
    assert not path.exists()


def test_a_copy_elsewhere_and_one_without_an_allowance_are_stopped(house: House) -> None:
    path = house.shares["removable"] / "report.txt"
    with house.running():
        event = begin(house)
        allow_changes(house, event, 0)
        wait_for(lambda: completed(house))
        before = len(house.server.events("hold"))
        save_over(path, CORRECTED)
        wait_for(lambda: len(house.server.events("hold")) > before)
        assert any(
            fault.startswith("release.digest") for fault in [e for e in transfers(house) if e.case][-1].decision.errors
        )

        allow_changes(house, event, 5)
        time.sleep(0.6)
        before = len(house.server.events("hold"))
        (house.shares["removable"] / "elsewhere.txt").write_text(CORRECTED.replace("gap", "gap "))
        wait_for(lambda: len(house.server.events("hold")) > before)
        assert not (house.shares["removable"] / "elsewhere.txt").exists()


def test_a_copy_is_measured_after_the_agent_was_started_anew(house: House) -> None:
    path = house.shares["removable"] / "report.txt"
    with house.running():
        event = begin(house)
    allow_changes(house, event, 5)
    with house.running():
        wait_for(lambda: completed(house))
        save_over(path, CORRECTED)
        wait_for(lambda: any(e.decision.rule == "release:R-1" for e in transfers(house)))
        assert path.read_text() == CORRECTED


def test_each_changed_copy_is_a_use(house: House) -> None:
    path = house.shares["removable"] / "report.txt"
    with house.running():
        event = begin(house)
        allow_changes(house, event, 5, uses=2)
        wait_for(lambda: completed(house))
        save_over(path, CORRECTED)
        wait_for(lambda: any(e.decision.rule == "release:R-1" for e in transfers(house)))
        before = len(house.server.events("hold"))
        save_over(path, CORRECTED.replace("step 21:", "step 21, too:"))
        wait_for(lambda: len(house.server.events("hold")) > before)
        last = [e for e in transfers(house) if e.case][-1]
    assert last.decision.errors == ("release.uses: 2 of 2 (R-1)",)


def test_sketches_go_when_no_release_can_need_them(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    part = Part(name="", type="text/plain", digest="a" * 64, size_bytes=len(REPORT), text=REPORT)
    made = sketch(Document(parts=(part,)), SECRET)
    assert made is not None
    sketches, now = Sketches(journal), datetime(2026, 11, 22, tzinfo=UTC)
    journal.write(lambda db: Sketches.add(db, "a" * 64, made, now))
    assert sketches.find("a" * 64) == made
    assert sketches.resembled(made, ["a" * 64, "b" * 64])[0].changed_percent == 0
    journal.write(lambda db: Sketches.add(db, "b" * 64, made, now + KEPT + timedelta(days=1)))
    assert sketches.find("a" * 64) is None
    assert sketches.find("b" * 64) == made
