"""Who may open what, asked of the kernel itself."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from agent.gate.table import STOPPED, UNJUDGED
from tests.support.gated import EVERYBODY, OURS, SATO, STRANGER, WANG, House, lacking, reads, run_as

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")


def test_only_readers_open_what_is_labelled(house: House) -> None:
    ours = house.put("a.pdf", b"ours", OURS)
    common = house.put("b.pdf", b"common", EVERYBODY)
    assert reads(SATO, ours)
    assert not reads(WANG, ours)
    assert not reads(STRANGER, ours)
    assert all(reads(uid, common) for uid in (SATO, WANG, STRANGER))


def test_reading_gives_the_very_bytes(house: House) -> None:
    data = os.urandom(1 << 20)
    ours = house.put("a.bin", data, OURS)
    assert run_as(SATO, "/bin/cat", str(ours)).stdout == data


def test_what_nobody_judged_waits_for_its_judgement(house: House) -> None:
    house.judge(ours=OURS, others=EVERYBODY)
    for name in ("ours.txt", "common.txt"):
        (house.top / name).write_bytes(b"new")
    assert reads(WANG, house.top / "common.txt")
    assert not reads(WANG, house.top / "ours.txt")
    assert reads(SATO, house.top / "ours.txt")
    assert {Path(path).name for path in house.asked} == {"ours.txt", "common.txt"}


def test_what_could_not_be_judged_is_only_for_its_writer(house: House) -> None:
    house.judge(others=UNJUDGED)
    path = house.top / "new.txt"
    assert run_as(SATO, "/bin/sh", "-c", f"echo new > {path}").returncode == 0
    assert reads(SATO, path)
    assert not reads(WANG, path)


def test_without_an_answer_the_folder_stays_shut(house: House) -> None:
    house.judge(others=None)
    (house.top / "new.txt").write_bytes(b"new")
    began = time.monotonic()
    assert not reads(WANG, house.top / "new.txt")
    assert time.monotonic() - began >= house.rules.wait_s


def test_what_was_taken_away_is_opened_by_nobody_who_waited(house: House) -> None:
    house.judge(others=STOPPED)
    (house.top / "new.txt").write_bytes(b"new")
    assert not reads(WANG, house.top / "new.txt")


def test_a_changed_file_is_judged_again(house: House) -> None:
    path = house.put("a.txt", b"common", EVERYBODY, mode=0o666)
    house.judge(others=OURS)
    assert reads(WANG, path)
    assert reads(WANG, path)
    with path.open("ab") as file:
        file.write(b"and ours")
    assert not reads(WANG, path)
    assert house.asked == [str(path)]


def test_another_label_holds_at_once_for_a_file_that_was_left_out(house: House) -> None:
    path = house.put("a.txt", b"common", EVERYBODY)
    assert reads(WANG, path)
    house.relabel(path, OURS)
    assert not reads(WANG, path)


def test_another_judgement_holds_at_once_for_a_file_that_was_left_out(house: House) -> None:
    path = house.put("a.txt", b"common", EVERYBODY)
    assert reads(WANG, path)
    house.know(path, OURS)
    assert not reads(WANG, path)


def test_a_label_that_comes_while_it_is_open_ends_the_reading(house: House) -> None:
    path = house.put("a.txt", b"x" * 4096, EVERYBODY)
    reader = subprocess.Popen(
        ["/bin/sh", "-c", f"exec 3<{path}; read line; cat <&3"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, user=WANG, group=WANG, extra_groups=[],
    )  # fmt: skip
    while not Path(f"/proc/{reader.pid}/fd/3").exists():
        time.sleep(0.01)
    house.relabel(path, OURS)
    out, error = reader.communicate(b"\n", timeout=20)
    assert (out, b"Operation not permitted" in error) == (b"", True)


def test_one_process_of_both_dies_and_nothing_gets_through(house: House) -> None:
    ours = house.put("a.pdf", b"ours", OURS)
    for keeper in (False, True, False, False, True):
        before = house.kill(keeper=keeper)
        assert not reads(WANG, ours)
        assert reads(SATO, ours)
        if not keeper:
            house.connect()
        after = house.state()
        assert (after.process != before.process) == (not keeper)
        assert after.keeper not in (0, before.keeper)


def test_a_gate_that_stands_still_is_replaced(house: House) -> None:
    ours = house.put("a.pdf", b"ours", OURS)
    os.kill(house.state().process, 19)
    began = time.monotonic()
    assert not reads(WANG, ours)
    assert time.monotonic() - began < 10
    house.connect()
    assert reads(SATO, ours)
    assert house.state().takeovers[-1].startswith("stalled")


def test_a_thousand_openers_while_it_dies_again_and_again(house: House) -> None:
    ours = house.put("a.pdf", b"ours", OURS)
    script = f"for i in $(seq 200); do cat {ours} && echo LEAK; done"
    readers = [
        subprocess.Popen(
            ["/bin/sh", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, user=WANG, group=WANG,
            extra_groups=[],
        )
        for _ in range(5)
    ]  # fmt: skip
    for turn in range(6):
        time.sleep(0.2)
        house.kill(keeper=bool(turn % 2))
        house.connect()
    assert [reader.communicate(timeout=120)[0] for reader in readers] == [b""] * 5


def test_it_says_who_was_refused_and_who_read(house: House) -> None:
    ours = house.put("a.pdf", b"ours", OURS)
    reads(SATO, ours)
    reads(WANG, ours)
    found: set[tuple[tuple[int, ...], bool]] = set()
    until_s = time.monotonic() + 10
    while not {((SATO,), True), ((WANG,), False)} <= found:
        assert time.monotonic() < until_s, found
        time.sleep(0.05)
        found = {(tuple(each["people"]), each["allowed"]) for told in house.answered for each in told.entries}


def test_many_wait_at_once(house: House) -> None:
    house.judge(others=None)
    path = house.top / "new.txt"
    path.write_bytes(b"new")
    began = time.monotonic()
    with_threads = [threading.Thread(target=reads, args=(WANG, path)) for _ in range(8)]
    for each in with_threads:
        each.start()
    assert run_as(WANG, "/bin/true").returncode == 0
    for each in with_threads:
        each.join()
    assert time.monotonic() - began < 8 * house.rules.wait_s
