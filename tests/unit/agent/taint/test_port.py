"""An agent whose sessions are declarations alone: when that is a problem, and when it was wished for."""

from __future__ import annotations

from agent.taint.port import NoSessions


def test_it_is_a_problem_only_where_sessions_were_to_hold_more() -> None:
    assert NoSessions().problems() == ()
    assert NoSessions("`sessions` in `[gate]` is empty").problems() == ()
    [problem] = NoSessions("cgroup version 2 is not mounted", is_missed=True).problems()
    assert "declarations alone" in problem
    assert "not mounted" in problem
