"""The signed policy: only what agents would accept, never back, always fresh."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tuf.api.metadata import Metadata, Root, Snapshot, Timestamp

from agent.wire import Heartbeat
from policies.bundle import verify_bundle
from server.bundles.tables import bundle_files
from server.errors import Refused
from tests.unit.server.staging import NOW, Office, Site


def fetch(site: Site, name: str, kind: str = "metadata") -> Any:
    return site.enrol("fetcher").client().get(f"/agent/v1/{kind}/{name}")


def test_what_is_fetched_is_what_was_signed_under_a_fresh_timestamp(site: Site) -> None:
    root, targets, tables = (
        fetch(site, "root.json").content,
        fetch(site, "targets.json").content,
        fetch(site, "tables.json", "targets").content,
    )
    assert verify_bundle(root, targets, tables).version == 1
    trusted = Metadata[Root].from_bytes(root).signed
    timestamp = Metadata[Timestamp].from_bytes(fetch(site, "timestamp.json").content)
    snapshot_json = fetch(site, "snapshot.json").content
    snapshot = Metadata[Snapshot].from_bytes(snapshot_json)
    for role, metadata in (("timestamp", timestamp), ("snapshot", snapshot)):
        trusted.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    timestamp.signed.snapshot_meta.verify_length_and_hashes(snapshot_json)
    assert snapshot.signed.meta["targets.json"].version == 1


@pytest.mark.parametrize("name", ["2.root.json", "mirrors.json", "..%2fserver.db", "root.json.bak"])
def test_what_is_not_there_is_not_found(site: Site, name: str) -> None:
    assert fetch(site, name).status_code == 404


def test_the_timestamp_is_renewed_at_half_of_its_life(site: Site) -> None:
    agent = site.enrol().client()
    versions = []
    for hours in (0, 11, 2, 1):
        site.clock.pass_(hours=hours)
        versions.append(Metadata[Timestamp].from_bytes(agent.get("/agent/v1/metadata/timestamp.json").content).signed)
    assert [signed.version for signed in versions] == [1, 1, 2, 2]
    assert all(not signed.is_expired(NOW + timedelta(hours=14)) for signed in versions[2:])


def test_nothing_published_is_said(bare_site: Site) -> None:
    state = bare_site.as_("yamada").get("/policy", headers={"authorization": ""})
    assert state.status_code == 303
    with pytest.raises(Refused, match="no policy is published") as caught:
        bare_site.house.bundles.file("root", None)
    assert caught.value.code == "no-policy"


@pytest.mark.parametrize(
    "changes",
    [
        {"signers": ("tanaka",)},
        {"signers": ()},
        {"server_key": b"k" * 32},
        {"expires": NOW - timedelta(days=1)},
    ],
)
def test_what_agents_would_refuse_is_not_published(bare_site: Site, changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        bare_site.publish(**changes)
    assert caught.value.code == "bundle"
    assert bare_site.house.bundles.state() is None


def test_one_changed_byte_in_the_tables_is_refused(bare_site: Site) -> None:
    root, targets, tables = bare_site.office.bundle(bare_site.house)
    with pytest.raises(Refused):
        bare_site.house.bundles.publish(root, targets, tables.replace(b"4100", b"4200"), "server", NOW)


def test_never_back(site: Site) -> None:
    site.publish(version=3)
    for version in (1, 2):
        with pytest.raises(Refused) as caught:
            site.publish(version=version)
        assert caught.value.code == "bundle-rollback"
    site.publish(version=3)
    assert fetch(site, "targets.json").status_code == 200


def test_other_officers_do_not_take_over(site: Site) -> None:
    stranger = Office()
    for root_version in (1, 2):
        bundle = stranger.bundle(site.house, version=2, root_version=root_version)
        with pytest.raises(Refused):
            site.house.bundles.publish(*bundle, "server", NOW)


def test_the_people_s_route_takes_what_officers_signed_from_an_admin_or_officer(bare_site: Site) -> None:
    root, targets, tables = (data.decode() for data in bare_site.office.bundle(bare_site.house))
    form = {"root": root, "targets": targets, "tables": tables}
    assert bare_site.as_("sato").post("/api/v1/bundle", json=form).json()["code"] == "not-permitted"
    assert bare_site.as_("yamada").post("/api/v1/bundle", json=form).json() == {"version": 1}


def test_a_policy_of_another_version_of_the_program_is_said_and_can_be_replaced(site: Site) -> None:
    """As it is after an upgrade: agents still deliver, nobody sees details by rules that cannot be read."""
    agent = site.enrol()
    with site.house.database.write() as connection:
        old = bundle_files.update().where(bundle_files.c.role == "tables")
        connection.execute(old.values(body=b'{"version": 1, "of": "another shape"}'))
    beat = Heartbeat(at=NOW, agent_version="0", policy_version=1, state="ok", outbox=0, holds=0, watches=())
    reply = agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(beat))
    assert reply.json()["policy_version"] == 0
    officer = site.as_("tanaka")
    assert officer.get("/api/v1/cases").json() == []
    problem = officer.get("/api/v1/policy/hits").json()
    assert problem["code"] == "no-policy"
    assert "signed for another version of this program" in problem["detail"]
    site.publish(version=2)
    assert officer.get("/api/v1/policy/hits").json()["version"] == 2
