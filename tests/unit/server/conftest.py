"""Fixtures of the server's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.fixture(scope="session")
def office() -> Office:
    """The officers' keys, the same in every test."""
    return Office()


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a server on which no policy is published: made once, copied for every test."""
    folder = tmp_path_factory.mktemp("bare") / "server"
    initialise(Settings(data=folder), ["localhost"], None, NOW).database.close()
    return folder


@pytest.fixture(scope="session")
def published_folder(
    bare_folder: Path, tmp_path_factory: pytest.TempPathFactory, passwords: Passwords, office: Office
) -> Path:
    """The same with the example policy published."""
    folder = tmp_path_factory.mktemp("published") / "server"
    with _site(bare_folder, folder, MovingClock(NOW), passwords, office) as site:
        site.publish()
    return folder


@pytest.fixture
def bare_site(
    bare_folder: Path, tmp_path: Path, clock: MovingClock, passwords: Passwords, office: Office
) -> Iterator[Site]:
    """A server on which no policy is published."""
    with _site(bare_folder, tmp_path / "server", clock, passwords, office) as site:
        yield site


@pytest.fixture
def site(
    published_folder: Path, tmp_path: Path, clock: MovingClock, passwords: Passwords, office: Office
) -> Iterator[Site]:
    """A server with the example policy published."""
    with _site(published_folder, tmp_path / "server", clock, passwords, office) as site:
        yield site


@contextmanager
def _site(made: Path, folder: Path, clock: MovingClock, passwords: Passwords, office: Office) -> Iterator[Site]:
    shutil.copytree(made, folder)
    settings = Settings(data=folder)
    house = build_house(settings, clock=clock, agent_url="https://agents.test", passwords=passwords)
    yield Site(house, clock, office, create_people_app(house), create_agents_app(house))
    house.database.close()
