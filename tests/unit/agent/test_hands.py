"""In which order the gate hears of a file, and the journal."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from agent.control import ask
from agent.gatehouse.port import NoGate
from agent.inventory import Known
from agent.tree import Signature, Spot
from tests.support.agent_house import House, build_house

SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"
ORDINARY = "Cafeteria menu of the week\n"
HEARD_S = 30


class Noted(NoGate):
    """A gate that keeps what it is told, beside the points that the agent reaches."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.news = threading.Condition()

    def note(self, what: str) -> None:
        with self.news:
            self.order.append(what)
            self.news.notify_all()

    def know(self, known: Known) -> None:
        self.note(f"gate:know {known.spot.name}")

    def stopped(self, spot: Spot, signature: Signature) -> None:  # noqa: ARG002
        self.note(f"gate:stopped {spot.name}")

    def recorded(self, signature: Signature) -> None:  # noqa: ARG002
        self.note("gate:recorded")

    def since(self, begun: int, last: str) -> list[str]:
        """What came since then, up to and with `last`; what others do meanwhile is left out."""
        with self.news:
            assert self.news.wait_for(lambda: last in self.order[begun:], HEARD_S), self.order[begun:]
            found = self.order[begun:]
        return [each for each in found[: found.index(last) + 1] if each.startswith(("gate:", "let:", "stop:"))]


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    gate = Noted()
    monkeypatch.setattr("agent.assembly.NoGate", lambda: gate)
    return gate


def test_of_an_ordinary_file_the_gate_hears_before_the_journal(tmp_path: Path, noted: Noted) -> None:
    house = build_house(tmp_path)
    with house.running(checkpoint=noted.note):
        begun = len(noted.order)
        (house.shares["common"] / "menu.txt").write_text(ORDINARY)
        order = noted.since(begun, "gate:recorded")
    assert order == ["gate:know menu.txt", "let:recorded", "gate:recorded"]


def test_what_is_to_be_told_is_in_the_journal_before_the_gate_lets_anybody_open_it(
    tmp_path: Path, noted: Noted
) -> None:
    house = build_house(tmp_path)
    with house.running(checkpoint=noted.note):
        order = _at_home(house, noted)
    assert order == ["let:registered", "let:recorded", "gate:know spec.txt", "gate:recorded"]


def test_who_waits_is_refused_before_a_file_is_taken_away_and_who_came_meanwhile_after(
    tmp_path: Path, noted: Noted
) -> None:
    house = build_house(tmp_path)
    with house.running(checkpoint=noted.note):
        _at_home(house, noted)
        begun = len(noted.order)
        (house.shares["gripper"] / "copy.txt").write_text(SECRET)
        order = noted.since(begun, "gate:recorded")
    assert order[:3] == ["gate:stopped copy.txt", "stop:decided", "stop:recorded"]
    assert order.index("stop:renamed") < order.index("gate:stopped copy.txt", 1)
    assert order[-1] == "gate:recorded"


def _at_home(house: House, noted: Noted) -> list[str]:
    """A secret file at the home of its project."""
    ask(house.data, {"do": "session-start", "project": "qsensor", "account": "sato"})
    begun = len(noted.order)
    (house.shares["qsensor"] / "spec.txt").write_text(SECRET)
    order = noted.since(begun, "gate:recorded")
    ask(house.data, {"do": "session-end", "account": "sato"})
    return order
