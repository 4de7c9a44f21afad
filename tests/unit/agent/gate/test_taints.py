"""The memory that gate, keeper and agent share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from agent.gate import taints
from agent.gate.subject import session_in
from agent.gate.taints import Seen, Taint, Taints, made_memory, side_number

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has memory without a name")
US, CN = side_number("us-cn/us"), side_number("us-cn/cn")


@pytest.fixture
def memory() -> Iterator[int]:
    fd = made_memory()
    yield fd
    os.close(fd)


def test_what_the_gate_writes_the_agent_sees(memory: int) -> None:
    gate, agent = Taints(memory), Seen(memory)
    assert list(agent.taints()) == []
    assert gate.taint(7, US, 100)
    assert gate.taint(7, US, 200)  # the first time stays
    gate.shut(7)
    assert gate.taint(7, CN, 300)
    assert list(agent.taints()) == [Taint(7, US, 100, is_shut=True), Taint(7, CN, 300, is_shut=True)]
    gate.end(7)
    assert list(agent.taints()) == []


def test_another_process_goes_on_with_it(memory: int) -> None:
    gate, keeper = Taints(memory), Taints(memory)
    gate.taint(1, US, 1)
    gate.taint(2, CN, 1)
    gate.shut(2)
    gate.writes(5, 6, 1, 10)
    keeper.reload()
    assert (keeper.has(1, US), keeper.has(2, CN), keeper.has(1, CN)) == (True, True, False)
    assert (keeper.is_shut(1), keeper.is_shut(2)) == (False, True)
    keeper.taint(3, US, 2)
    keeper.writes(5, 6, 3, 20)
    assert {taint.session for taint in keeper.taints()} == {1, 2, 3}
    assert [writer.session for writer in keeper.writers(5, 6)] == [3, 1]


def test_what_has_no_room_is_not_let_be(memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taints, "MOST_TAINTS", 3)
    gate = Taints(memory)
    assert [gate.taint(number, US, 1) for number in (1, 2, 3, 4)] == [True, True, True, False]
    gate.end(2)
    assert gate.taint(4, US, 1)
    assert {taint.session for taint in gate.taints()} == {1, 3, 4}


def test_writers_stay_until_what_they_wrote_is_judged(memory: int) -> None:
    gate = Taints(memory)
    gate.writes(1, 2, 7, 10)
    gate.writes(1, 2, 8, 30)
    gate.writes(1, 3, 7, 10)
    gate.judged(1, 2, 20)
    assert [writer.session for writer in gate.writers(1, 2)] == [8]
    assert [writer.session for writer in gate.writers(1, 3)] == [7]
    gate.writes(1, 2, 8, 40)  # opened again since it was looked at
    gate.judged(1, 2, 35)
    assert [writer.session for writer in gate.writers(1, 2)] == [8]


def test_that_a_writer_was_forgotten_for_want_of_room_is_said(memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taints, "MOST_WRITERS", 2)
    gate = Taints(memory)
    for inode in (1, 2):
        gate.writes(9, inode, 7, 10 + inode)
    assert gate.forgotten_ns == 0
    gate.writes(9, 3, 7, 50)
    assert gate.forgotten_ns == 50
    assert [bool(gate.writers(9, inode)) for inode in (1, 2, 3)] == [False, True, True]


@pytest.mark.parametrize(
    ("told", "number"),
    [
        (b"0::/sekimori/1000-qsensor-12\n", 12),
        (b"0::/sekimori/1000-qsensor-12/below/it\n", 12),
        (b"9:name=systemd:/x\n1:cpu:/sekimori/1000-a-3\n0::/sekimori/1000-a-b-4\n", 4),
        (b"1:cpu:/sekimori/1000-a-3\n0::/\n", 0),
        (b"0::/user.slice/sekimori/1000-a-3\n", 0),
        (b"0::/sekimorix/1000-a-3\n", 0),
        (b"0::/sekimori\n", 0),
        (b"0::/sekimori/other\n", 0),
        (b"0::/sekimori/1000-a-3 (deleted)\n", 0),
        (b"", 0),
    ],
)
def test_which_session_the_kernel_says(told: bytes, number: int) -> None:
    assert session_in(told, b"sekimori") == number
