"""The clock that never goes back, and the one that notices when the machine's was moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.clocks import ClockWatch, SteadyClock, boot_id, boot_seconds, wall_clock
from agent.journal import Journal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Times:
    """A machine's two clocks."""

    def __init__(self) -> None:
        self.wall, self.boot_s = NOW, 1000.0

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.boot_s += seconds

    def watch(self) -> ClockWatch:
        return ClockWatch(jump_s=120.0, wall=lambda: self.wall, boot_s=lambda: self.boot_s)


@pytest.mark.parametrize(("jump_s", "seen"), [(0, False), (119, False), (-119, False), (121, True), (-86400, True)])
def test_a_clock_that_moves_by_more_than_it_may_is_told(jump_s: float, seen: bool) -> None:
    times = Times()
    watch = times.watch()
    times.pass_(3600)
    assert watch.look() is None
    times.pass_(5)
    times.wall += timedelta(seconds=jump_s)
    jump = watch.look()
    assert (jump is not None) is seen
    if jump is not None:
        assert (jump.found - jump.expected).total_seconds() == jump_s
        assert jump.expected.isoformat(timespec="seconds") in str(jump)
        assert f"{jump_s:+.0f} s" in str(jump)
    times.pass_(5)
    assert watch.look() is None  # told once


def test_sleep_is_no_jump() -> None:
    times = Times()
    watch = times.watch()
    times.pass_(8 * 3600)
    assert watch.look() is None


def test_the_clock_is_compared_with_what_it_was_before_a_restart() -> None:
    times = Times()
    before, boot_s = times.wall, times.boot_s
    times.pass_(600)
    assert times.watch().compare(before, boot_s) is None
    assert times.watch().is_behind(before) is None
    times.wall = before - timedelta(days=1)
    jump = times.watch().compare(before, boot_s)
    assert jump is not None
    assert jump.expected == before + timedelta(seconds=600)
    assert times.watch().is_behind(before) is not None


def test_the_steady_clock_stays_at_the_highest_time_also_after_a_restart(tmp_path: Path) -> None:
    times = Times()
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    clock = SteadyClock(journal, lambda: times.wall)
    times.pass_(60)
    assert clock() == NOW + timedelta(seconds=60)
    journal.write(clock.keep)
    times.wall = NOW - timedelta(days=400)
    assert clock() == NOW + timedelta(seconds=60)
    assert SteadyClock(journal, lambda: times.wall)() == NOW + timedelta(seconds=60)
    journal.close()


def test_the_machine_says_its_times() -> None:
    assert abs((wall_clock() - datetime.now(UTC)).total_seconds()) < 5
    first = boot_seconds()
    assert boot_seconds() >= first > 0
    assert boot_id() == boot_id()
