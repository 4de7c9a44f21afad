"""Somebody with the rights of root lays hands on the gate: what holds all the same, and what is noticed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from agent.gatehouse.canary import NOT_ASKED
from tests.support.gated import OURS, SATO, WANG, House, Noticed, a_house, lacking, mounted, reads
from tests.support.meddling import CLOSES, close_in, copied, groups_of, lift_marks

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")
EVENT_BYTES = 24


@pytest.fixture
def secret(house: House) -> Path:
    return house.put("a.txt", b"ours", OURS)


def lifted(house: House, known: Path | str = "") -> Noticed:
    """What is noticed once marks were lifted. Whatever is mounted anywhere has the gate set them again by itself: then
    they are lifted once more."""
    for _ in range(20):
        lift_marks(house.state().process)
        noticed = house.look(known)
        if noticed.told:
            return noticed
    raise AssertionError("nothing was noticed")


def test_whoever_is_asked_is_seen_to_be_asked_and_nothing_is_told(house: House, secret: Path) -> None:
    before = house.state().answered
    for _ in range(2):
        noticed = house.look()
        assert not noticed.told
        assert not noticed.wrong
    assert house.state().answered >= before + 2
    assert list(house.top.iterdir()) == [secret]  # it leaves nothing lying about


def test_marks_that_somebody_lifts_are_missed_told_and_set_again(house: House, secret: Path) -> None:
    assert not reads(WANG, secret)
    noticed = lifted(house)
    assert not reads(WANG, secret)
    assert reads(SATO, secret)
    [(state, detail)] = noticed.told
    assert state == NOT_ASKED
    assert "set again" in detail
    assert str(house.top) in detail
    assert noticed.lost == [str(house.top)]
    assert (noticed.mended, noticed.wrong) == (1, {})
    assert len(house.look().told) == 1


def test_a_question_that_somebody_takes_out_of_the_group_is_answered_all_the_same(house: House, secret: Path) -> None:
    state = house.state()
    group = copied(state.process, groups_of(state.process)[0])
    for each in (state.keeper, state.process):
        os.kill(each, signal.SIGSTOP)
    os.set_blocking(group, True)
    with subprocess.Popen(["/bin/cat", str(secret)], user=WANG, group=WANG, stderr=subprocess.PIPE) as opener:
        taken = os.read(group, EVENT_BYTES)
        os.set_blocking(group, False)
        for each in (state.process, state.keeper):
            os.kill(each, signal.SIGCONT)
        assert len(taken) == EVENT_BYTES
        house.state()
        assert opener.poll() is None  # neither of both knows of it
        house.mend()
        assert b"not permitted" in opener.communicate(timeout=20)[1]
    os.close(int.from_bytes(taken[16:20], "little"))
    os.close(group)
    assert not reads(WANG, secret)


@pytest.mark.skipif(not CLOSES, reason="the call is made by the registers of another processor")
def test_a_gate_whose_group_somebody_closes_is_replaced_by_its_keeper(house: House, secret: Path) -> None:
    state, memory = house.state(), house.memory
    close_in(state.process, groups_of(state.process)[0])
    assert not reads(WANG, secret)
    house.connect()
    now = house.state()
    assert now.process == state.keeper
    assert now.takeovers[-1].startswith("died")
    assert house.memory == memory
    assert not house.look().told


def test_a_gate_that_breaks_off_leaves_neither_of_both(house: House, secret: Path) -> None:
    state, memory = house.state(), house.memory
    house.break_off()
    assert house.gate is not None
    assert house.gate.wait(10) == 1
    assert not Path(f"/proc/{state.keeper}").exists()
    assert not house.look().wrong  # nobody stands there: that is told elsewhere
    house.restart()
    assert house.memory != memory  # by which an agent knows that there was none for a while
    assert not reads(WANG, secret)
    assert reads(SATO, secret)


def test_where_nothing_can_be_made_a_known_file_is_opened(open_folder: Path) -> None:
    with mounted(open_folder / "image", open_folder / "disc") as disc:
        (disc / "share").mkdir()
        house = a_house(open_folder / "gate", disc / "share")
        secret = house.put("a.txt", b"ours", OURS)
        subprocess.run(["/bin/mount", "-o", "remount,ro", str(disc)], check=True)
        house.start()
        try:
            for _ in range(2):
                assert not house.look(known=secret).told
            assert [state for state, _ in lifted(house, known=secret).told] == [NOT_ASKED]
            assert not reads(WANG, secret)
        finally:
            house.stop()
