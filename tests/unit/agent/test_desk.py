"""Who may open a session: by what the tables say of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from agent.config import Config, Limits
from agent.core import Agent
from agent.counter import Counter
from agent.desk import Desk
from agent.enforce.completion import Completion
from agent.enforce.leaving import Leaving
from agent.enforce.sealing import HoldKeys
from agent.errands import Errands
from agent.errors import AgentError
from agent.holds import Holds
from agent.journal import Journal
from agent.permissions import Exposures, Releases
from agent.sessions import Sessions
from agent.taint.port import NoSessions
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.flow import day_of
from policies.label import Level, ProjectId
from policies.language import load_policy
from policies.model import PersonId
from policies.tables import Grant, Tables

UID = 4711
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # in Japan it is the 23rd
TODAY = day_of(NOW)
DAY = timedelta(days=1)


def desk(tmp_path: Path, tables: Tables) -> Desk:
    journal = Journal(tmp_path / "journal.db", reserve_bytes=0)
    sessions = Sessions(journal, {UID: ("miller",)})
    return Desk(
        Config(watches=()), sessions, status=dict, details=tuple, recent=tuple, tables=lambda: tables,
        clock=lambda: NOW, counter=counter(journal, tmp_path, tables), sessioned=NoSessions(),
    )  # fmt: skip


def counter(journal: Journal, folder: Path, tables: Tables) -> Counter:
    keys = HoldKeys(str(pyrage.x25519.Identity.generate()), folder)
    completion = Completion(journal, keys, {}, checkpoint=lambda _: None, clock=lambda: NOW)
    leaving = Leaving(
        journal, {}, {}, Agent("agent-1", Limits()), Exposures(journal), Releases(journal), completion,
        clock=lambda: NOW,
    )  # fmt: skip
    errands = Errands(wait_s=1.0, wake=lambda: None)
    return Counter(Holds(journal), leaving, errands, tables=lambda: tables)


def with_grant(**period: object) -> Tables:
    tables = compile_policy(load_policy(load_example()))
    grant = Grant(project=ProjectId("qsensor"), level=Level.SENSITIVE, **period)  # type: ignore[arg-type]
    miller = replace(tables.people[PersonId("miller")], grants=(grant,))
    return replace(tables, people={**tables.people, PersonId("miller"): miller})


def start(tmp_path: Path, tables: Tables) -> object:
    return desk(tmp_path, tables).answer({"do": "session-start", "project": "qsensor"}, UID)


@pytest.mark.parametrize("period", [{}, {"until": TODAY}, {"since": TODAY}])
def test_a_member_of_today_opens_a_session(tmp_path: Path, period: dict[str, object]) -> None:
    assert start(tmp_path, with_grant(**period))


@pytest.mark.parametrize("period", [{"until": TODAY - DAY}, {"since": TODAY + DAY}])
def test_a_member_of_another_day_does_not(tmp_path: Path, period: dict[str, object]) -> None:
    with pytest.raises(AgentError, match="does not work on a project"):
        start(tmp_path, with_grant(**period))


def test_nobody_works_on_a_project_that_has_ended(tmp_path: Path) -> None:
    tables = with_grant()
    ended = replace(tables.projects[ProjectId("qsensor")], until=TODAY - DAY)
    with pytest.raises(AgentError, match="does not work on a project"):
        start(tmp_path, replace(tables, projects={**tables.projects, ProjectId("qsensor"): ended}))


def test_stopped_files_of_nobody_are_nobodys(tmp_path: Path) -> None:
    tables = compile_policy(load_policy(load_example()))
    assert desk(tmp_path, tables).answer({"do": "quarantine-list"}, UID) == {"holds": [], "more": 0}
    with pytest.raises(AgentError, match="there is no case"):
        desk(tmp_path, tables).answer({"do": "quarantine-show", "case": "C-7F3K2QXA"}, UID)
