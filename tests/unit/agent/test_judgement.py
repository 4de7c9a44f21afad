"""What is gathered of one file, and when it is not the time for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.actions import Judge
from agent.beginnings import Beginnings
from agent.clocks import tick_s
from agent.config import Watch
from agent.events import CouldNotJudge, Judged
from agent.holds import Notices
from agent.inventory import Inventory
from agent.journal import Journal
from agent.judgement import Judgement, Records
from agent.letters import Letters
from agent.permissions import Exposures, Releases
from agent.sessions import Sessions
from agent.sketches import Sketches
from agent.tree import Spot, Tree
from policies.model import Channel, ZoneId
from tests.support.agent_house import WordClassifier

TICK_S = 0.01


class Clock:
    """The machine's, at a moment that a test says."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_since(self, path: Path, seconds: float) -> None:
        """That much time has passed since a file changed."""
        self.now = datetime.fromtimestamp(path.stat().st_ctime, UTC) + timedelta(seconds=seconds)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "share"
    share.mkdir()
    return share


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def judgement(share: Path, clock: Clock, tmp_path: Path) -> Iterator[Judgement]:
    journal, words = Journal(tmp_path / "journal.db", reserve_bytes=0), WordClassifier()
    records = Records(
        inventory=Inventory(journal),
        notices=Notices(journal),
        releases=Releases(journal),
        exposures=Exposures(journal),
        sessions=Sessions(journal, {}),
        beginnings=Beginnings(journal),
        sketches=Sketches(journal),
    )
    trees = {str(share): Tree(share)}
    letters = Letters(journal, trees, words, sink=lambda _: None, monotonic=time.monotonic)
    watches = {str(share): Watch(zone=ZoneId("common"), path=share, channel=Channel.SHARE)}
    yield Judgement(
        words, words, records, watches, trees, remembered=10, hash_bytes=1 << 20, chance=bytes, wall=clock,
        monotonic=time.monotonic, letters=letters, tick_s=TICK_S,
    )  # fmt: skip
    journal.close()


def test_what_changed_this_very_moment_is_judged_a_moment_later(
    judgement: Judgement, share: Path, clock: Clock
) -> None:
    """Whatever is written while it is read could have the same time, and would never be read."""
    path, spot = share / "menu.txt", Spot(str(share), "menu.txt")
    path.write_text("Cafeteria menu of the week\n")
    clock.pass_since(path, TICK_S / 2)
    found = judgement.judge(Judge(spot=spot, changed_s=0.0), None)
    assert isinstance(found, CouldNotJudge)
    assert found.cause == "changed"
    clock.pass_since(path, TICK_S * 2)
    assert isinstance(judgement.judge(Judge(spot=spot, changed_s=0.0), None), Judged)


@pytest.mark.parametrize("ahead_s", [TICK_S / 2, -60.0])
def test_neither_a_file_that_never_rests_nor_a_clock_ahead_of_ours_keeps_a_file_from_its_verdict(
    judgement: Judgement, share: Path, clock: Clock, ahead_s: float
) -> None:
    path, spot = share / "menu.txt", Spot(str(share), "menu.txt")
    path.write_text("Cafeteria menu of the week\n")
    clock.pass_since(path, ahead_s)
    asked = Judge(spot=spot, changed_s=0.0, at_any_rate=ahead_s > 0)
    assert isinstance(judgement.judge(asked, None), Judged)


def test_the_kernels_tick_is_a_part_of_a_second() -> None:
    assert 0 < tick_s() <= TICK_S
