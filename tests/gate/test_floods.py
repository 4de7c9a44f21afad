"""Many who open at once, and files that nobody has judged: nobody waits beyond the time set, and no answer is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from agent.gate.rules import Root
from tests.support.gated import EVERYBODY, OURS, SATO, THEIRS, WANG, House, lacking, reads

pytestmark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "none")

# Opens files one after the other; says of each whether it got at it, and how long the longest took.
OPENER = """
import json, os, sys, time
uid, paths = int(sys.argv[1]), sys.argv[2:]
os.setgroups([]); os.setresgid(uid, uid, uid); os.setresuid(uid, uid, uid)
got, longest = [], 0.0
print("ready", flush=True); sys.stdin.readline()
for path in paths:
    began = time.monotonic()
    try:
        with open(path, "rb") as file:
            got.append(file.read().decode())
    except PermissionError:
        got.append("")
    longest = max(longest, time.monotonic() - began)
print(json.dumps([got, longest]))
"""
# What a machine at work adds to the time that is set, before somebody is told to have waited for too long.
GRACE_S = 20.0


def opened_at_once(jobs: list[tuple[int, list[Path]]]) -> list[tuple[list[str], float]]:
    """Several programs, all at the same moment."""
    running = [
        subprocess.Popen(
            [sys.executable, "-I", "-c", OPENER, str(uid), *map(str, paths)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/",
        )
        for uid, paths in jobs
    ]  # fmt: skip
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [json.loads(each.communicate(timeout=120)[0]) for each in running]
    return [(got, longest) for got, longest in told]


def new_files(house: House, count: int) -> list[Path]:
    made = []
    for number in range(count):
        path = house.top / f"new{number:03}.txt"
        path.write_bytes(path.stem.encode())
        made.append(path)
    return made


def test_eight_programs_at_full_speed_with_files_that_nobody_judged(house: House) -> None:
    """A third is everybody's, a third is one side's, a third the other's: each is judged while somebody waits."""
    paths = new_files(house, 120)
    classes = {path.stem: (EVERYBODY, OURS, THEIRS)[number % 3] for number, path in enumerate(paths)}
    house.judge(**classes)
    jobs = [((SATO, WANG)[number % 2], paths[number * 15 :] + paths[: number * 15]) for number in range(8)]
    for (uid, order), (got, longest) in zip(jobs, opened_at_once(jobs), strict=True):
        for path, content in zip(order, got, strict=True):
            may = classes[path.stem] in (EVERYBODY, OURS if uid == SATO else THEIRS)
            assert content == (path.stem if may else "")
        assert longest < house.rules.wait_s + GRACE_S
    assert len(house.asked) == len(set(house.asked)) == len(paths)  # each was judged once
    assert house.state().waiting == 0
    assert not house.state().takeovers


@pytest.mark.parametrize("fails_closed", [True, False])
def test_a_flood_of_files_that_nobody_judges_in_time(house: House, *, fails_closed: bool) -> None:
    """All wait beside one another: what is waited for in all is the time set, not so many times it."""
    house.judge(others=None)
    house.rules = replace(
        house.rules, generation=2, roots=(Root(path=str(house.top), fails_closed=fails_closed),), checks_reads=False
    )
    house.publish()
    paths = new_files(house, 48)
    jobs = [(WANG, paths[number * 2 : number * 2 + 2]) for number in range(24)]
    done = opened_at_once(jobs)
    for (_, order), (got, longest) in zip(jobs, done, strict=True):
        assert got == ["" if fails_closed else path.stem for path in order]
        assert longest < house.rules.wait_s + GRACE_S
    assert house.state().waiting == 0
    assert not house.state().takeovers


def test_the_first_to_open_after_a_rest_is_answered_like_any_other(house: House) -> None:
    """While nobody opens anything the gate sleeps; a keeper that looks at it meanwhile takes that for nothing else."""
    ours = house.put("ours.txt", b"ours", OURS)
    process = house.state().process
    time.sleep(2 * house.rules.stall_s)
    assert not reads(WANG, ours)
    assert reads(SATO, ours)
    assert house.state().process == process
    assert not house.state().takeovers


def test_known_files_are_answered_while_a_flood_of_new_ones_waits(house: House) -> None:
    house.judge(others=None)
    ours = house.put("ours.txt", b"ours", OURS)
    paths = new_files(house, 20)
    jobs = [(WANG, paths[number * 2 : number * 2 + 2]) for number in range(10)]
    known = [(SATO, [ours] * 50), (WANG, [ours] * 50)]
    told = opened_at_once([*jobs, *known])
    assert told[-2][0] == ["ours"] * 50
    assert told[-1][0] == [""] * 50
    for got, longest in told[:-2]:
        assert got == [""] * 2
        assert longest < house.rules.wait_s + GRACE_S
