"""Fixtures of the server's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from server.app import create_agents_app, create_people_app
from server.house import build_house
from server.security import Passwords
from server.settings import Settings
from server.setup import initialise
from tests.unit.server.staging import NOW, MovingClock, Office, Site


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Argon2id with the least cost: its strength is not what is tested here."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(NOW)


@pytest.fixture
def bare_site(tmp_path: Path, clock: MovingClock, passwords: Passwords) -> Iterator[Site]:
    """A server on which no policy is published."""
    settings = Settings(data=tmp_path / "server")
    initialise(settings, ["localhost"], None, clock()).database.close()
    house = build_house(settings, clock=clock, agent_url="https://agents.test", passwords=passwords)
    yield Site(house, clock, Office(), create_people_app(house), create_agents_app(house))
    house.database.close()


@pytest.fixture
def site(bare_site: Site) -> Site:
    """A server with the example policy published."""
    bare_site.publish()
    return bare_site
