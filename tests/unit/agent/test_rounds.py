"""What is known is judged once more when what it is judged by changed: to its end, and at leisure."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.inventory import Inventory, Known
from agent.journal import Journal
from agent.rounds import FILES, Rounds
from agent.tree import Signature, Spot
from policies.label import Label
from policies.model import ZoneId

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROOT = "/shares/qsensor"


@dataclass
class Desk:
    """A journal with known files, and one who takes what is handed out."""

    folder: Path
    basis: str = "policy=1"
    roots: tuple[str, ...] = (ROOT,)
    waiting: set[Spot] = field(default_factory=set)
    at_s: float = 0.0

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "journal.db", reserve_bytes=0)
        self.inventory = Inventory(self.journal)
        self.start()

    def start(self) -> None:
        """Begin, as after a restart."""
        self.rounds = Rounds(self.journal, self.inventory, basis=lambda: self.basis, monotonic=lambda: self.at_s)

    def know(self, *paths: str) -> None:
        signature = Signature(1, 2, 3, 4, 5)
        for path in paths:
            known = Known(
                spot=Spot("/", path.lstrip("/")), zone=ZoneId("z"), signature=signature, digest="d", label=Label()
            )
            self.journal.write(lambda db, known=known: self.inventory.add(db, known, (), NOW))  # type: ignore[misc]

    def ask(self, *, is_barred: bool = False, is_busy: bool = False) -> list[str]:
        spots = self.rounds.next(self.roots, self.waiting.__contains__, is_barred=is_barred, is_busy=is_busy)
        return [spot.full for spot in spots]

    def go_round(self, asks: int = 100) -> list[str]:
        """All that is handed out, each judged at once."""
        return [path for _ in range(asks) for path in self.ask()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def files(count: int) -> list[str]:
    return [f"{ROOT}/{number:03}.txt" for number in range(count)]


def test_every_known_file_is_judged_once_and_again_only_when_something_changed(desk: Desk) -> None:
    paths = [*files(3 * FILES + 2), os.fsdecode(f"{ROOT}/".encode() + b"\xff\xfe.txt")]
    desk.know(*paths, "/shares/qsensor-not/x.txt")
    assert desk.go_round() == paths
    assert (desk.go_round(), desk.rounds.told) == ([], ())
    desk.basis = "policy=2"
    assert desk.go_round() == paths
    desk.start()
    assert desk.go_round() == []


def test_a_restart_costs_what_was_in_hand(desk: Desk) -> None:
    paths = files(3 * FILES)
    desk.know(*paths)
    assert desk.ask() + desk.ask() == paths[: 2 * FILES]
    desk.start()
    assert desk.rounds.told == ()  # not looked at yet
    assert desk.go_round() == paths[FILES:]


def test_nothing_is_handed_out_while_something_waits_or_goes_first_or_it_rests(desk: Desk) -> None:
    desk.know(*files(3 * FILES))
    assert desk.ask(is_busy=True) == []
    desk.waiting = {Spot(ROOT, "000.txt")}
    assert len(desk.ask()) == FILES
    desk.at_s = 8.0
    assert desk.ask() == []
    desk.waiting = set()
    assert desk.ask() == []
    assert [(each["judged"], each["known"]) for each in desk.rounds.told] == [(FILES, 3 * FILES)]
    desk.at_s = 15.9
    assert desk.ask() == []
    desk.at_s = 16.0
    assert len(desk.ask()) == FILES


def test_what_changes_meanwhile_leads_to_another_round_and_not_to_one_without_an_end(desk: Desk) -> None:
    paths = files(2 * FILES)
    desk.know(*paths)
    assert desk.ask() == paths[:FILES]
    desk.basis = "policy=2"
    assert desk.go_round() == [*paths[FILES:], *paths]


def test_what_is_in_hand_when_the_policy_runs_out_does_not_count(desk: Desk) -> None:
    desk.know(*files(2))
    assert desk.ask() == files(2)
    assert desk.ask(is_barred=True) == []
    assert desk.go_round() == files(2)


def test_a_folder_in_another_one_has_its_own_round_and_one_that_is_away_has_it_when_it_comes_back(desk: Desk) -> None:
    inner = f"{ROOT}/inner"
    desk.know(f"{ROOT}/a.txt", f"{inner}/b.txt", f"{ROOT}/z.txt")
    desk.roots = (ROOT, inner)
    assert desk.go_round() == [f"{ROOT}/a.txt", f"{ROOT}/z.txt", f"{inner}/b.txt"]
    desk.basis, desk.roots = "policy=2", (inner,)
    assert desk.go_round() == [f"{inner}/b.txt"]
    desk.roots = (ROOT, inner)
    assert desk.go_round() == [f"{ROOT}/a.txt", f"{ROOT}/z.txt"]


def test_a_stick_that_is_drawn_with_files_in_hand_keeps_nothing_else_waiting(desk: Desk) -> None:
    desk.know("/media/stick/a.txt", *files(1))
    desk.roots, desk.waiting = ("/media/stick", ROOT), {Spot("/media/stick", "a.txt")}
    assert desk.ask() == ["/media/stick/a.txt"]
    desk.roots = (ROOT,)
    assert desk.go_round() == files(1)
    desk.roots = ("/media/stick", ROOT)
    assert desk.ask() == ["/media/stick/a.txt"]


@pytest.mark.parametrize("damaged", ["{", '{"now_by": "policy=1", "after": "\u95a2"}'])
def test_a_mark_that_cannot_be_read_begins_anew(desk: Desk, damaged: str) -> None:
    desk.know(*files(1))
    assert desk.go_round() == files(1)
    desk.journal.set_fact(f"judged-by:{ROOT}", damaged)
    desk.start()
    assert desk.go_round() == files(1)
