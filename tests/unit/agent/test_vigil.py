"""What the agent notices of itself: that it was stopped or killed, that its files, its clock or its journal changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from agent.answers import Answers, GateAnswer
from agent.clocks import ClockWatch, SteadyClock, boot_id
from agent.control import ask
from agent.events import EventsLost
from agent.gaps import GATE, NOT_RUNNING, OVERFLOW, SET_AGAIN, STOPPED, Gaps
from agent.heads import Heads
from agent.journal import Journal, Need
from agent.vigil import ALIVE_FACT, Alive, Self, Vigil
from tests.support.agent_house import House, build_house
from tests.unit.agent.test_runtime import SECRET, put, save_source, stopped, verdicts, wait_for

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = "/srv/qsensor"


class Machine:
    """A journal, files and clocks of which a test is master."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.program, self.config = folder, folder / "program", folder / "config.toml"
        for package in ("agent", "classifiers", "policies", "sekimori"):
            (self.program / package).mkdir(parents=True)
            (self.program / package / "__init__.py").write_text('__version__ = "1.0"\n')
        self.config.write_text("")
        self.wall, self.now_s, self.version = NOW, 0.0, "1.0"
        self.told: list[tuple[str, str]] = []
        self.under_way: list[int] = []
        self.journal = Journal(folder / "journal.db", reserve_bytes=0)

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.now_s += seconds

    def start(self, *roots: str) -> Vigil:
        clock = SteadyClock(self.journal, lambda: self.wall)
        vigil = Vigil(
            self.journal,
            Self(version=self.version, program=self.program, config=self.config, check_s=3600.0),
            clock=clock,
            jumps=ClockWatch(jump_s=120.0, wall=lambda: self.wall, boot_s=lambda: self.now_s),
            gaps=Gaps(self.journal, clock=clock, new_id=lambda: f"G-{len(self.told)}-{self.now_s}"),
            answers=Answers(self.journal, clock),
            heads=Heads(self.journal, kept=0),
            tell=lambda state, detail: self.told.append((state, detail)),
            under_way=lambda: self.under_way,
            wall=lambda: self.wall,
            boot_s=lambda: self.now_s,
            now_s=lambda: self.now_s,
        )
        vigil.begin()
        vigil.begin_watching(roots or (ROOT,))
        return vigil

    def turn(self, vigil: Vigil, *blind: str) -> None:
        for _, chore in vigil.chores((ROOT,), frozenset(blind)):
            chore()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.journal.close()


def test_nothing_is_told_where_nothing_changed(machine: Machine) -> None:
    vigil = machine.start()
    for _ in range(3):
        machine.pass_(3601)
        machine.turn(vigil)
    (machine.program / "agent" / "__pycache__").mkdir()
    (machine.program / "agent" / "__pycache__" / "x.pyc").write_bytes(b"x")
    vigil.end()
    machine.pass_(100)
    machine.start()
    assert machine.told == []


def test_a_changed_program_is_told_once_from_an_update_apart(machine: Machine) -> None:
    vigil = machine.start()
    (machine.program / "agent" / "core.py").write_text("evil")
    machine.pass_(3601)
    machine.turn(vigil)
    assert machine.told == [("program-changed", "under the running agent, at the same version: `agent/core.py`")]
    machine.pass_(3601)
    machine.turn(vigil)
    assert len(machine.told) == 1
    (machine.program / "sekimori" / "__init__.py").write_text('__version__ = "1.1"\n')
    (machine.program / "agent" / "core.py").write_text("new")
    machine.pass_(3601)
    machine.turn(vigil)
    assert machine.told[1:] == [("updated", "version 1.1 lies ready: start the agent anew")]
    machine.version = "1.1"
    machine.start()
    assert machine.told[2:] == [("updated", "from version 1.0 to 1.1")]


def test_a_program_changed_between_two_runs_is_told(machine: Machine) -> None:
    machine.start()
    (machine.program / "policies" / "__init__.py").unlink()
    for number in range(7):
        (machine.program / "agent" / f"m{number}.py").write_text("evil")
    machine.start()
    ((state, detail),) = machine.told
    assert state == "program-changed"
    assert "since the last run, at the same version: `agent/m0.py`" in detail
    assert "and 3 more" in detail


def test_a_changed_configuration_is_told_in_both_cases(machine: Machine) -> None:
    vigil = machine.start()
    machine.config.write_text("[limits]\n")
    machine.pass_(3601)
    machine.turn(vigil)
    machine.start()  # it was written to the journal only a while ago: told with the next start, too
    machine.config.unlink()
    machine.start()
    assert {state for state, _ in machine.told} == {"config-changed"}
    assert machine.told[0] == ("config-changed", "`config.toml` under the running agent")
    assert machine.told[-1] == ("config-changed", "`config.toml` since the last run")


def test_a_moved_clock_is_told_while_it_runs_and_after_a_restart(machine: Machine) -> None:
    vigil = machine.start()
    machine.wall -= timedelta(days=3)
    machine.pass_(1)
    machine.turn(vigil)
    assert [state for state, _ in machine.told] == ["clock-jumped"]
    machine.turn(vigil)
    assert len(machine.told) == 1
    vigil.end()
    machine.wall += timedelta(days=2)
    machine.start()
    assert [state for state, _ in machine.told] == ["clock-jumped"] * 2
    assert machine.told[1][1].endswith("while the agent was not running")


def test_a_clock_set_back_over_a_new_start_of_the_machine_is_told(machine: Machine) -> None:
    machine.start()
    last = msgspec.json.decode(machine.journal.fact(ALIVE_FACT), type=Alive)
    assert last.boot == boot_id()
    machine.journal.set_fact(ALIVE_FACT, msgspec.json.encode(msgspec.structs.replace(last, boot="other")).decode())
    machine.wall += timedelta(days=30)
    machine.start()
    assert machine.told == []  # the machine may have been off for a month
    last = msgspec.json.decode(machine.journal.fact(ALIVE_FACT), type=Alive)
    machine.journal.set_fact(ALIVE_FACT, msgspec.json.encode(msgspec.structs.replace(last, boot="other")).decode())
    machine.wall -= timedelta(days=1)
    machine.start()
    assert [state for state, _ in machine.told] == ["clock-jumped"]


@pytest.mark.parametrize(("ends", "cause"), [(True, STOPPED), (False, NOT_RUNNING)])
def test_the_time_since_the_last_sign_of_life_is_a_hole(machine: Machine, ends: bool, cause: str) -> None:
    vigil = machine.start()
    assert vigil.gaps.open == ()
    machine.pass_(61)
    machine.turn(vigil)
    machine.pass_(30)
    machine.turn(vigil)
    if ends:
        vigil.end()
    machine.pass_(600)
    (hole,) = machine.start().gaps.open
    assert (hole.cause, hole.since) == (cause, NOW + timedelta(seconds=91 if ends else 61))


def test_a_folder_that_was_not_watched_before_has_no_hole(machine: Machine) -> None:
    machine.start("/srv/gone")
    assert machine.start(ROOT).gaps.open == ()


def test_a_folder_that_goes_away_has_a_hole_from_when_it_was_last_seen(machine: Machine) -> None:
    vigil = machine.start()
    machine.turn(vigil)
    machine.pass_(10)
    for _ in range(3):
        machine.pass_(100)
        machine.turn(vigil, ROOT)
    (hole,) = vigil.gaps.open
    assert (hole.cause, hole.since, hole.until) == (SET_AGAIN, NOW, None)
    vigil.hear(EventsLost(root=ROOT, cause=SET_AGAIN, at_s=0.0))
    (hole,) = vigil.gaps.open
    assert (hole.since, hole.until) == (NOW, NOW + timedelta(seconds=310))


def test_who_knows_from_when_to_when_is_believed(machine: Machine) -> None:
    vigil = machine.start()
    since, until = NOW - timedelta(minutes=5), NOW - timedelta(minutes=4)
    vigil.hear(EventsLost(root=ROOT, cause=GATE, at_s=0.0, since=since, until=until))
    vigil.hear(EventsLost(root=ROOT, cause=OVERFLOW, at_s=0.0))
    vigil.hear(EventsLost(root=ROOT, cause="interval", at_s=0.0))
    assert [(hole.cause, hole.since, hole.until) for hole in vigil.gaps.open] == [
        (GATE, since, until), (OVERFLOW, NOW, NOW),
    ]  # fmt: skip


def test_the_sign_of_life_costs_one_write_a_minute(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    vigil = machine.start()
    writes: list[object] = []
    write = machine.journal.write

    def counted(change: Callable[[sqlite3.Connection], object], need: Need = Need.FINISH) -> object:
        writes.append(change)
        return write(change, need)

    monkeypatch.setattr(machine.journal, "write", counted)
    for _ in range(600):
        machine.pass_(1)
        machine.turn(vigil)
    # And once the look for answers of the gate that an earlier run may have left.
    assert len(writes) == 11


def test_answers_of_the_gate_are_written_within_a_turn(machine: Machine) -> None:
    vigil = machine.start()
    vigil.answers.note_answers([GateAnswer(NOW, "wang", "/srv/a", "qsensor", "refused")])
    machine.turn(vigil)
    assert machine.journal.head[1] == 1


# A whole agent.


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def states(house: House) -> list[str]:
    return [str(event["state"]) for event in house.server.events("state")]


def waits(house: House, word: str) -> bool:
    """Whether an event with this word waits for the server."""
    with closing(sqlite3.connect(f"file:{house.data / 'journal.db'}?mode=ro", uri=True)) as db:
        return any(word.encode() in row[0] for row in db.execute("SELECT body FROM outbox"))


def test_a_stop_is_told_before_the_end_and_the_gap_after_it(house: House) -> None:
    with house.running():
        wait_for(lambda: "started" in states(house))
    assert states(house)[-1] == "stopped"
    with house.running():
        wait_for(lambda: house.server.events("gap"), seconds=30)
        status = ask(house.data, {"do": "status"})
    assert {gap["cause"] for gap in house.server.events("gap")} == {"stopped"}
    assert {gap["cause"] for gap in status["gaps"]} == {"stopped"}
    assert status["journal"]["row"] > 0


def test_a_damaged_journal_keeps_nothing_from_starting_and_the_wall_stands(house: House) -> None:
    with house.running():
        save_source(house)
        put(house, "gripper", "copy.txt")
        (event,) = stopped(house)
    with closing(sqlite3.connect(house.data / "journal.db")) as db, db:
        db.execute("DELETE FROM chain WHERE seq = 2")
        db.execute("DELETE FROM files")  # as if the pages of the inventory were gone
    with house.running():
        wait_for(lambda: "journal-damaged" in states(house))
        (told,) = [each for each in house.server.events("state") if each["state"] == "journal-damaged"]
        assert "row 2: it is missing" in str(told["detail"])
        assert "1 of holds" in str(told["detail"])
        put(house, "gripper", "again.txt")
        stopped(house, 2)
        wait_for(lambda: verdicts(house).get("spec.txt") == "allow")  # everything is judged again
        problems = ask(house.data, {"do": "status"})["problems"]
    assert any("a damaged one was set aside as `journal.damaged-" in each for each in problems)
    assert house.held(event.case) == SECRET.encode()
    assert (house.shares["qsensor"] / "spec.txt").read_text() == SECRET
    next(house.data.glob("journal.damaged-*.db")).unlink()
    with house.running():
        assert ask(house.data, {"do": "status"})["problems"] == []


def test_a_changed_configuration_is_told_by_a_whole_agent(house: House) -> None:
    with house.running():
        pass
    with (house.data / "config.toml").open("a") as config:
        config.write("# changed\n")
    with house.running():
        wait_for(lambda: "config-changed" in states(house))


def is_gone_through(house: House, share: Path) -> bool:
    """Whether all that the first scan of a folder found has its verdict."""
    with closing(sqlite3.connect(f"file:{house.data / 'journal.db'}?mode=ro", uri=True)) as db:
        (mark,) = db.execute("SELECT value FROM meta WHERE key = ?", (f"first:{share}",)).fetchone()
    return str(mark).endswith("\nover")


def test_a_folder_that_was_away_gets_its_certificate(house: House, tmp_path: Path) -> None:
    with house.running():
        share = house.shares["common"]
        wait_for(lambda: {each["state"] for each in ask(house.data, {"do": "status"})["watches"]} == {"watching"})
        wait_for(lambda: (house.server.folder / "heartbeat.json").exists())
        put(house, "common", "a.txt", "nothing much")
        wait_for(lambda: "a.txt" in verdicts(house))
        # Only after its first scan is it known what it held, and first scans follow each other.
        wait_for(lambda: is_gone_through(house, share))
        shutil.move(share, tmp_path / "away")
        wait_for(lambda: any("is not watched" in each for each in ask(house.data, {"do": "status"})["problems"]))
        (tmp_path / "away" / "b.txt").write_text("put there meanwhile")
        shutil.move(tmp_path / "away", share)
        wait_for(lambda: any(gap["cause"] == "watch-set-again" for gap in house.server.events("gap")), seconds=40)
    (gap,) = [gap for gap in house.server.events("gap") if gap["cause"] == "watch-set-again"]
    assert (gap["watch"], gap["files_scanned"], gap["closed"]) == (str(share), 2, True)


def test_at_the_bound_what_crosses_is_stopped_and_all_is_recorded_later(tmp_path: Path) -> None:
    house = build_house(tmp_path, limits="journal_bytes = 12000\n")
    down = house.server.folder / "down"
    with house.running():
        save_source(house)
        wait_for(lambda: house.server.events("transfer"))
        down.touch()
        for number in range(12):
            put(house, "gripper", f"copy{number}.txt", f"{SECRET}{number}\n")
        wait_for(lambda: ask(house.data, {"do": "status"})["state"] == "journal-full")
        wait_for(lambda: waits(house, "journal-full"))
        wait_for(lambda: not any(path.name.startswith("copy") for path in house.shares["gripper"].iterdir()))
        status = ask(house.data, {"do": "status"})
        assert status["journal"]["waiting_bytes"] < 30_000
        down.unlink()
        wait_for(lambda: len({event["case"] for event in house.server.events("transfer") if event["case"]}) == 12)
        wait_for(lambda: ask(house.data, {"do": "status"})["state"] == "ok", seconds=40)
        wait_for(lambda: len({event["case"] for event in house.server.events("hold")}) == 12)
    assert "journal-full" in states(house)
    events = [event for event in house.server.events("transfer") if event["case"]]
    held = {house.held(str(event["case"])) for event in events}
    assert held == {f"{SECRET}{number}\n".encode() for number in range(12)}


def test_the_heartbeat_tells_the_head_of_the_chain(house: House) -> None:
    with house.running():
        save_source(house)

        def is_told() -> bool:
            path = house.server.folder / "heartbeat.json"
            beat = json.loads(path.read_text()) if path.exists() and path.stat().st_size else {"journal": None}
            row = ask(house.data, {"do": "status"})["journal"]["row"]
            return beat["journal"] is not None and bool(beat["journal"]["last"] == row)

        wait_for(is_told)
