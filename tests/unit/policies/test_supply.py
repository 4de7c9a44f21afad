"""Supplies: what is signed, and by how many."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.compiler import compile_policy
from policies.errors import PolicyError
from policies.examples import load_example
from policies.keys import public_text
from policies.language import KeyRing, load_policy
from policies.model import Officer, PersonId
from policies.supply import (
    PIECE_BYTES,
    Goods,
    Supply,
    SupplyTerms,
    pieces_of,
    sign_supply,
    supply_bytes,
    supply_faults,
)
from policies.wording import NOTICE_LANGUAGES, say_fault

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OFFICERS = ("tanaka", "suzuki", "mori")
KEYS = {name: Ed25519PrivateKey.generate() for name in (*OFFICERS, "kato")}
RING = KeyRing(officers={name: public_text(KEYS[name]) for name in OFFICERS})
PLAIN = compile_policy(load_policy(load_example(), overrides=RING))
REGISTRAR = Officer(person=PersonId("kato"), key=public_text(KEYS["kato"]), signs_policy=False, approves=False)
TABLES = replace(PLAIN, officers=(*PLAIN.officers, REGISTRAR))
TERMS = SupplyTerms(
    goods=Goods.MODELS, version=20261122090000, digest="ab" * 32, size_bytes=PIECE_BYTES + 1, made=NOW, note="autumn"
)
INDEX = replace(TERMS, goods=Goods.FINGERPRINTS)


def signed(terms: SupplyTerms, *officers: str) -> Supply:
    return Supply(terms=terms, signatures=tuple(sign_supply(terms, PersonId(each), KEYS[each]) for each in officers))


@pytest.mark.parametrize("goods", [Goods.MODELS, Goods.PROJECTS])
def test_models_take_as_many_officers_as_the_policy(goods: Goods) -> None:
    terms = replace(TERMS, goods=goods)
    assert supply_faults(signed(terms, "tanaka", "suzuki"), TABLES) == ()
    assert supply_faults(signed(terms, "tanaka"), TABLES) == ("supply.quorum: 1 of 2",)
    assert "supply.twice: tanaka" in supply_faults(signed(terms, "tanaka", "tanaka"), TABLES)
    assert "supply.not-an-officer: kato" in supply_faults(signed(terms, "tanaka", "kato"), TABLES)


def test_an_index_that_only_adds_takes_one_who_may_be_a_registrar() -> None:
    assert supply_faults(signed(INDEX, "kato"), TABLES) == ()
    assert supply_faults(signed(INDEX), TABLES) == ("supply.quorum: 0 of 1",)
    lowering = replace(INDEX, is_lowering=True)
    assert "supply.quorum: 0 of 2" in supply_faults(signed(lowering, "kato"), TABLES)
    assert supply_faults(signed(lowering, "tanaka", "suzuki"), TABLES) == ()


def test_a_registrar_signs_nothing_else() -> None:
    """The key of one who only adds opens nothing: no policy, no release, no models."""
    assert not REGISTRAR.signs_policy
    assert not REGISTRAR.approves


CHANGES: dict[str, Any] = {
    "goods": Goods.PROJECTS,
    "version": TERMS.version + 1,
    "digest": "cd" * 32,
    "size_bytes": 5,
    "made": NOW + timedelta(seconds=1),
    "is_lowering": True,
    "note": "another",
}


@pytest.mark.parametrize("name", [field.name for field in fields(SupplyTerms)])
def test_no_word_can_be_changed_after_signing(name: str) -> None:
    forged = replace(signed(INDEX, "tanaka", "suzuki"), terms=replace(INDEX, **{name: CHANGES[name]}))
    assert "supply.signature: tanaka" in supply_faults(forged, TABLES)


def test_what_is_signed_is_canonical_and_of_a_type_of_its_own() -> None:
    said = json.loads(supply_bytes(TERMS, PersonId("tanaka")))
    assert (said["type"], said["officer"]) == ("sekimori/supply/1", "tanaka")
    assert set(said["terms"]) == {field.name for field in fields(SupplyTerms)}
    elsewhere = replace(TERMS, made=NOW.astimezone(timezone(timedelta(hours=9))))
    assert supply_bytes(elsewhere, PersonId("tanaka")) == supply_bytes(TERMS, PersonId("tanaka"))
    large = replace(TERMS, version=(1 << 62) + 1)
    assert supply_bytes(large, PersonId("tanaka")) != supply_bytes(replace(large, version=1 << 62), PersonId("tanaka"))
    with pytest.raises(PolicyError):
        supply_bytes(replace(TERMS, made=NOW.replace(tzinfo=None)), PersonId("tanaka"))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": 1 << 63},
        {"digest": "AB" * 32},
        {"digest": "../../etc"},
        {"size_bytes": 0},
        {"size_bytes": 1 << 40},
        {"is_lowering": True},
        {"note": "x" * 501},
        {"made": NOW.replace(tzinfo=None)},
    ],
)
def test_terms_that_make_no_sense_hold_for_nobody(change: dict[str, Any]) -> None:
    (fault,) = supply_faults(Supply(terms=replace(TERMS, **change)), TABLES)
    assert fault.startswith("supply.malformed: ")
    assert all(say_fault(fault, language) != fault for language in NOTICE_LANGUAGES)


def test_the_last_piece_is_shorter() -> None:
    assert [pieces_of(replace(TERMS, size_bytes=size)) for size in (1, PIECE_BYTES, PIECE_BYTES + 1)] == [1, 1, 2]
