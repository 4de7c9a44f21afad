"""Which file is looked at next."""

from __future__ import annotations

from agent.config import Limits
from agent.pending import Pending
from agent.tree import Spot


def test_what_somebody_waits_for_goes_before_all_that_was_told_before_it() -> None:
    pending = Pending(Limits())
    for number in range(1000):
        pending.hear(Spot("/srv", f"{number}.txt"), 100.0, closed=True)
    pending.wanted(Spot("/srv", "wanted.txt"), 101.0)
    pending.wanted(Spot("/srv", "700.txt"), 101.0)
    first = pending.due_files(102.0)
    assert {each.path for each in first[:2]} == {"wanted.txt", "700.txt"}
    assert Spot("/srv", "wanted.txt") not in pending.due_files(102.0)
