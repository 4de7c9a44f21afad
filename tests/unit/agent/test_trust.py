"""Only what a threshold of officers signed comes into force, and never an older one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.bundles.aside import VerifierAside
from agent.bundles.port import Verifies
from agent.bundles.verifier import Verifier
from agent.errors import AgentError, Unreachable
from agent.journal import Journal
from agent.trust import Trust
from policies.bundle import root_digest
from tests.support.agent_house import OFFICERS, House, build_house

NOW = datetime.now(UTC)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


@pytest.fixture
def journal(house: House) -> Iterator[Journal]:
    journal = Journal(house.data / "journal.db", reserve_bytes=0)
    yield journal
    journal.close()


@pytest.fixture(params=[Verifier, VerifierAside])
def verifier(request: pytest.FixtureRequest) -> Verifies:
    """In this process, and in one of its own, as an agent has it."""
    made: Verifies = request.param()
    return made


@pytest.fixture
def trust(house: House, journal: Journal, verifier: Verifies) -> Trust:
    return new_trust(house, journal, verifier)


def new_trust(house: House, journal: Journal, verifier: Verifies) -> Trust:
    digest = root_digest((house.data / "trust" / "bootstrap.json").read_bytes())
    return Trust(house.data / "trust", digest, journal, verifier)


def refresh(trust: Trust, house: House) -> int:
    return trust.refresh(house.server.url, house.server.download, NOW).version


def test_a_signed_policy_comes_into_force_and_stays_without_the_server(
    house: House, journal: Journal, verifier: Verifies
) -> None:
    trust = new_trust(house, journal, verifier)
    assert trust.stored() is None
    assert refresh(trust, house) == house.tables.version
    (house.server.folder / "down").touch()
    again = new_trust(house, journal, verifier)
    with pytest.raises(Unreachable):
        refresh(again, house)
    assert again.stored() == house.tables


def test_a_newer_policy_replaces_it(trust: Trust, house: House) -> None:
    refresh(trust, house)
    house.publish(house.tables, 2, stamp=2)
    assert refresh(trust, house) == 2


@pytest.mark.parametrize("signers", [(), OFFICERS[:1], (OFFICERS[0], OFFICERS[0])])
def test_too_few_officers_change_nothing(trust: Trust, house: House, signers: tuple[str, ...]) -> None:
    refresh(trust, house)
    house.publish(house.tables, 2, stamp=2, signers=signers)
    with pytest.raises(AgentError, match="refused"):
        refresh(trust, house)
    stored = trust.stored()
    assert stored is None or stored.version == 1


def test_an_older_policy_is_refused_however_well_signed(trust: Trust, house: House) -> None:
    house.publish(house.tables, 3, stamp=3)
    refresh(trust, house)
    house.publish(house.tables, 2, stamp=4)
    with pytest.raises(AgentError):
        refresh(trust, house)


def test_older_metadata_is_refused(trust: Trust, house: House) -> None:
    house.publish(house.tables, 2, stamp=5)
    refresh(trust, house)
    house.publish(house.tables, 2, stamp=4)
    with pytest.raises(AgentError):
        refresh(trust, house)


def test_tables_that_the_server_changed_are_refused(trust: Trust, house: House) -> None:
    path = house.server.folder / "tables.json"
    path.write_bytes(path.read_bytes().replace(b"controlled", b"public", 1))
    with pytest.raises(AgentError):
        refresh(trust, house)
    assert trust.stored() is None


def test_tables_changed_on_this_disk_are_not_used(trust: Trust, house: House) -> None:
    refresh(trust, house)
    path = house.data / "trust" / "targets" / "tables.json"
    path.write_bytes(path.read_bytes().replace(b"controlled", b"public", 1))
    assert trust.stored() is None


def test_another_root_than_the_officers_gave_is_refused(house: House, journal: Journal, verifier: Verifies) -> None:
    with pytest.raises(AgentError, match="not the one"):
        Trust(house.data / "trust", "sha256:" + "0" * 64, journal, verifier)


def test_a_bundle_grows_too_old_after_its_days_without_the_server(trust: Trust, house: House) -> None:
    assert trust.is_expired(house.tables, NOW)
    refresh(trust, house)
    days = timedelta(days=house.tables.offline_valid_days)
    assert not trust.is_expired(house.tables, NOW + days - timedelta(minutes=1))
    assert trust.is_expired(house.tables, NOW + days + timedelta(minutes=1))
    assert trust.is_expired(replace(house.tables, offline_valid_days=0), NOW + timedelta(seconds=1))


def test_a_verifier_that_does_not_answer_brings_nothing_into_force(
    house: House, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = new_trust(house, journal, VerifierAside())
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(AgentError, match="could not be verified"):
        refresh(trust, house)
    assert not journal.fact("policy-version")
