"""The gate's table of files, built beside the loop: what it holds, and what counts that became known meanwhile."""

from __future__ import annotations

import itertools
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.errors import AgentError
from agent.gate.client import GateClient
from agent.gate.names import BASE, BUILT, LOG
from agent.gate.rules import Rules
from agent.gate.table import FIRST_CLASS, UNJUDGED, Record, Table
from agent.gatehouse.building import Build, tag
from agent.gatehouse.classes import Classes
from agent.inventory import PAGE, Inventory, Known
from agent.journal import Journal
from agent.tree import Signature, Spot
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.examples import load_example
from policies.label import Label, Level
from policies.language import load_policy
from policies.model import ZoneId

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no gate on Windows")
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TABLES = compile_policy(load_policy(load_example()))
PROJECT = next(iter(TABLES.projects))
ZONE = next(iter(TABLES.zones))
FILES = 3 * PAGE + 7


def known(number: int, *, size: int = 10, label: Label | None = None, name: str = "") -> Known:
    """A file of that inode."""
    signature = Signature(7, number, size, 1_000 + number, 2_000 + number)
    spot = Spot("/srv", name or f"{number:06}.txt")
    return Known(spot=spot, zone=ZoneId(ZONE), signature=signature, digest="", label=label or Label())


@pytest.fixture
def inventory(tmp_path: Path) -> Iterator[Inventory]:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    journal.write(lambda db: [Inventory.add(db, known(number), (), NOW) for number in range(1, FILES + 1)])
    yield Inventory(journal)
    journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gate").mkdir()
    return tmp_path / "gate"


def classes() -> Classes:
    people = {20_000 + number: frozenset({person}) for number, person in enumerate(TABLES.people)}
    return Classes(Engine(TABLES), people, NOW, lambda _: None, "A-1")


@contextmanager
def table_in(folder: Path) -> Iterator[Table]:
    fds = [os.open(folder / name, os.O_RDONLY) for name in (BASE, LOG)]
    table = Table(*fds)
    try:
        yield table
    finally:
        table.close()
        for fd in fds:
            os.close(fd)


def finished(build: Build) -> None:
    """Wait for it, as its thread ends by itself."""
    for thread in threading.enumerate():
        if thread.name == "gate-tables":
            thread.join(60)
    assert build.is_done


def test_at_once_and_beside_give_the_same_table(inventory: Inventory, folder: Path) -> None:
    made = []
    for is_at_once in (True, False):
        client = GateClient(folder)
        build = Build(client, inventory, classes(), (), is_at_once=is_at_once)
        finished(build)
        assert build.rows == FILES
        assert build.take() == ()
        made.append((folder / BASE).read_bytes())
    assert made[0] == made[1]
    with table_in(folder) as table:
        for number in (1, PAGE, PAGE + 1, FILES):
            assert table.find(7, number) == Record(7, number, tag(known(number).signature), FIRST_CLASS)


def test_the_table_that_counts_stays_until_the_other_is_taken(inventory: Inventory, folder: Path) -> None:
    client = GateClient(folder)
    client.publish([], Rules(generation=1))
    build = Build(client, inventory, classes(), (), is_at_once=False)
    finished(build)
    assert not (folder / BASE).read_bytes()
    build.take()
    assert len((folder / BASE).read_bytes()) > 0
    assert not (folder / BUILT).exists()


def test_what_becomes_known_meanwhile_counts_over_what_was_built(inventory: Inventory, folder: Path) -> None:
    """A verdict, another one on the same state, and one that there is none: also of a file that the table has."""
    client = GateClient(folder)
    build = Build(client, inventory, classes(), (), is_at_once=False)
    secret = Label(projects=frozenset({PROJECT}), level=Level.CONTROLLED)
    build.note(7, 1, known(1, size=99))
    build.note(7, 2, known(2, label=secret))
    build.note(7, 3, Record(7, 3, 33, UNJUDGED))
    build.note(7, FILES + 5, known(FILES + 5))
    finished(build)
    since = build.take()
    client.publish_rules(Rules(generation=2, classes=build.classes.by_number), since)
    with table_in(folder) as table:
        assert table.find(7, 1) == Record(7, 1, tag(known(1, size=99).signature), FIRST_CLASS)
        found = table.find(7, 2)
        assert found is not None
        assert build.classes.by_number[found.number].sides
        assert table.find(7, 3) == Record(7, 3, 33, UNJUDGED)
        assert table.find(7, FILES + 5) is not None
        assert table.find(7, 4) == Record(7, 4, tag(known(4).signature), FIRST_CLASS)


def test_one_that_is_not_wanted_any_more_ends_and_leaves_the_one_before(inventory: Inventory, folder: Path) -> None:
    client = GateClient(folder)
    client.publish([], Rules(generation=1))
    with inventory._journal._lock:  # it waits for its first page
        build = Build(client, inventory, classes(), (), is_at_once=False)
        build._given_up.set()
    build.give_up()
    assert build.is_done
    assert build.rows < FILES
    with pytest.raises(AgentError, match="not wanted"):
        build.take()
    assert not (folder / BASE).read_bytes()


def test_one_that_finds_no_room_says_so_and_leaves_the_one_before(inventory: Inventory, tmp_path: Path) -> None:
    build = Build(GateClient(tmp_path / "nowhere"), inventory, classes(), (), is_at_once=False)
    finished(build)
    with pytest.raises(FileNotFoundError):
        build.take()


@pytest.mark.parametrize("devices", [(7, 8), (7, -5), (-5, -3, 0, 1 << 40)])
def test_devices_come_in_the_order_of_their_bytes(tmp_path: Path, devices: tuple[int, ...]) -> None:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    numbers = itertools.count(1)
    for device in devices:
        each = known(next(numbers))
        moved = Known(
            spot=each.spot, zone=each.zone, digest="", label=Label(),
            signature=Signature(device, *each.signature[1:]),
        )  # fmt: skip
        journal.write(lambda db, moved=moved: Inventory.add(db, moved, (), NOW))  # type: ignore[misc]
    found = [signature.device % (1 << 64) for signature, *_ in Inventory(journal).by_inode()]
    assert found == sorted(device % (1 << 64) for device in devices)
    assert Inventory(journal).has_more_than(len(devices) - 1)
    assert not Inventory(journal).has_more_than(len(devices))
    journal.close()
