"""Supplies at the server: taken in pieces, published only whole and signed, handed to agents, never older."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from agent.wire import ReleaseList
from policies.model import PersonId
from policies.supply import PIECE_BYTES, Goods, Supply, SupplyTerms, sign_supply
from tests.unit.server.staging import NOW, Agent, Site

DATA = bytes(range(256)) * 4096 + b"the last piece"
TERMS = SupplyTerms(
    goods=Goods.PROJECTS, version=5, digest=hashlib.sha256(DATA).hexdigest(), size_bytes=len(DATA), made=NOW
)


def terms_of(data: bytes, **changes: Any) -> SupplyTerms:
    return replace(TERMS, digest=hashlib.sha256(data).hexdigest(), size_bytes=len(data), **changes)


def signed(site: Site, terms: SupplyTerms = TERMS, officers: tuple[str, ...] = ("tanaka", "suzuki")) -> Supply:
    signatures = tuple(sign_supply(terms, PersonId(each), site.office.keys[each]) for each in officers)
    return Supply(terms=terms, signatures=signatures)


def put(site: Site, digest: str, number: int, piece: bytes, name: str = "tanaka") -> Any:
    headers = {"content-type": "application/octet-stream"}
    return site.as_(name).request("PUT", f"/api/v1/supplies/{digest}/pieces/{number}", content=piece, headers=headers)


def send(site: Site, data: bytes = DATA, digest: str = "") -> None:
    digest = digest or hashlib.sha256(data).hexdigest()
    for number, at in enumerate(range(0, len(data), PIECE_BYTES)):
        assert put(site, digest, number, data[at : at + PIECE_BYTES]).status_code == 204


def publish(site: Site, supply: Supply, name: str = "tanaka") -> Any:
    return site.as_(name).post("/api/v1/supplies", json=msgspec.to_builtins(supply))


def listed(agent: Agent) -> tuple[Supply, ...]:
    return msgspec.json.decode(agent.client().get("/agent/v1/releases").content, type=ReleaseList).supplies


def fetched(agent: Agent, terms: SupplyTerms) -> bytes:
    pieces = -(-terms.size_bytes // PIECE_BYTES)
    answers = [agent.client().get(f"/agent/v1/supplies/{terms.digest}/{number}") for number in range(pieces)]
    return b"".join(answer.content for answer in answers)


def kept(site: Site, digest: str = TERMS.digest) -> list[int]:
    answer: list[int] = site.as_("tanaka").get(f"/api/v1/supplies/{digest}/pieces").json()["numbers"]
    return answer


def test_what_was_sent_and_signed_reaches_every_agent_byte_for_byte(site: Site) -> None:
    agent = site.enrol()
    send(site)
    assert listed(agent) == ()
    assert agent.client().get(f"/agent/v1/supplies/{TERMS.digest}/0").json()["code"] == "not-found"
    assert publish(site, signed(site)).status_code == 201
    assert listed(agent) == (signed(site),)
    assert fetched(agent, TERMS) == DATA
    (out,) = site.as_("kato").get("/api/v1/supplies").json()
    assert (out["goods"], out["version"], out["officers"]) == ("projects", 5, ["tanaka", "suzuki"])


def test_sending_that_was_stopped_goes_on(site: Site) -> None:
    assert put(site, TERMS.digest, 0, DATA[:PIECE_BYTES]).status_code == 204
    assert kept(site) == [0]
    assert "piece 1 of it was not sent" in publish(site, signed(site)).json()["detail"]
    assert put(site, TERMS.digest, 1, DATA[PIECE_BYTES:]).status_code == 204
    assert publish(site, signed(site)).status_code == 201


def test_other_bytes_than_were_signed_are_refused_and_forgotten(site: Site) -> None:
    send(site, b"?" + DATA[1:], TERMS.digest)
    assert "not what was signed" in publish(site, signed(site)).json()["detail"]
    assert kept(site) == []
    send(site)
    assert publish(site, signed(site)).status_code == 201


def test_what_is_published_cannot_be_written_over(site: Site) -> None:
    agent = site.enrol()
    send(site)
    publish(site, signed(site))
    assert put(site, TERMS.digest, 0, b"forged").status_code == 204
    assert fetched(agent, TERMS) == DATA


def test_a_version_never_goes_back(site: Site) -> None:
    agent = site.enrol()
    send(site)
    publish(site, signed(site))
    for version in (4, 5):
        send(site, b"older")
        answer = publish(site, signed(site, terms_of(b"older", version=version)))
        assert answer.json()["code"] == "supply-rollback"
    assert publish(site, signed(site)).status_code == 201  # the very same, once more
    send(site, b"newer")
    assert publish(site, signed(site, terms_of(b"newer", version=6))).status_code == 201
    assert fetched(agent, terms_of(b"newer")) == b"newer"
    assert agent.client().get(f"/agent/v1/supplies/{TERMS.digest}/0").json()["code"] == "not-found"


@pytest.mark.parametrize(
    ("officers", "said"), [((), "Signatures: 0 of 2"), (("tanaka",), "1 of 2"), (("mori", "mori"), "counts once")]
)
def test_too_few_signatures_publish_nothing(site: Site, officers: tuple[str, ...], said: str) -> None:
    send(site)
    answer = publish(site, signed(site, officers=officers))
    assert answer.json()["code"] == "supply"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("name", ["sato", "kato", "auditor"])
def test_only_officers_and_administrators_send(site: Site, name: str) -> None:
    assert put(site, TERMS.digest, 0, b"piece", name).json()["code"] == "not-permitted"
    assert publish(site, signed(site), name).json()["code"] == "not-permitted"
    assert site.as_(name).get(f"/api/v1/supplies/{TERMS.digest}/pieces").json()["code"] == "not-permitted"


@pytest.mark.parametrize(
    ("digest", "number", "piece"),
    [("..%2f..%2fetc", 0, b"x"), ("AB" * 32, 0, b"x"), (TERMS.digest, 4096, b"x"), (TERMS.digest, 0, b"")],
)
def test_pieces_of_nothing_are_refused(site: Site, digest: str, number: int, piece: bytes) -> None:
    assert put(site, digest, number, piece).status_code in (404, 422)
    assert kept(site) == []


def test_a_piece_is_no_larger_than_a_piece(site: Site) -> None:
    assert put(site, TERMS.digest, 0, bytes(PIECE_BYTES + 1)).status_code == 422
    assert kept(site) == []


def test_what_nobody_published_is_forgotten_after_a_day(site: Site) -> None:
    put(site, "ab" * 32, 0, b"begun")
    site.clock.pass_(hours=25)
    put(site, TERMS.digest, 0, DATA[:PIECE_BYTES])
    assert kept(site, "ab" * 32) == []
    assert kept(site) == [0]
