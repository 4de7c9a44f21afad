"""Whatever is done to an exported ledger is found."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.keys import public_text
from server.ledger import Checkpoint, Export, ExportedRecord, verify_export
from server.ledger.merkle import Frontier, leaf_hash, node_hash
from server.ledger.proof import FORMAT, checkpoint_bytes, commitment

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def signed(records: tuple[ExportedRecord, ...], key: Ed25519PrivateKey = KEY) -> Checkpoint:
    frontier = Frontier()
    for record in records:
        frontier = frontier.append(record.commitment.encode())
    bare = Checkpoint(origin="sekimori/test", size=len(records), root=frontier.root().hex(), at="2026-11-22T09:00:00")
    return msgspec.structs.replace(bare, signature=base64.b64encode(key.sign(checkpoint_bytes(bare))).decode())


def made(index: int, text: str, salt: bytes | None = None) -> ExportedRecord:
    salt = salt or bytes([index]) * 16
    committed = commitment(salt, text).hex()
    return ExportedRecord(index=index, salt=salt.hex(), record=text, commitment=committed)


def export(size: int) -> Export:
    records = tuple(made(index, f'{{"kind":"event.state","n":{index}}}') for index in range(size))
    points = tuple(signed(records[: n + 1]) for n in range(0, size - 1, 2))
    return Export(
        format=FORMAT, key=public_text(KEY), checkpoint=signed(records), checkpoints=points, records=records
    )  # fmt: skip


def changed(value: Any, draw: st.DrawFn) -> Any:
    if isinstance(value, int):
        return value + draw(st.sampled_from([-1, 1, 2, 1000]))
    if value is None:
        return "00"
    how = draw(st.sampled_from(["flip", "cut", "grow", "none"]))
    place = draw(st.integers(0, max(len(value) - 1, 0)))
    if how == "flip" and value:
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    if how == "cut" and value:
        return value[:place] + value[place + 1 :]
    return value + "0"


@st.composite
def tampered(draw: st.DrawFn) -> tuple[Export, Export]:
    whole = export(draw(st.integers(2, 12)))
    body = msgspec.json.decode(msgspec.json.encode(whole))
    records = body["records"]
    place = draw(st.integers(0, len(records) - 1))
    match draw(st.sampled_from(["record", "head", "top", "remove", "repeat", "swap", "empty", "forge", "insert"])):
        case "record":
            name = draw(st.sampled_from(["index", "salt", "record", "commitment"]))
            records[place][name] = changed(records[place][name], draw)
        case "head":
            name = draw(st.sampled_from(["origin", "size", "root", "at", "signature"]))
            body["checkpoint"][name] = changed(body["checkpoint"][name], draw)
        case "top":
            name = draw(st.sampled_from(["format", "key"]))
            body[name] = changed(body[name], draw)
        case "remove":
            del records[place]
        case "repeat":
            records.insert(place, records[place])
        case "swap":
            other = (place + 1) % len(records)
            records[place], records[other] = records[other], records[place]
        case "empty":
            records[place] |= {"salt": None, "record": None}
        case "forge":  # consistent in itself: another text, salt and commitment
            records[place] = msgspec.to_builtins(made(place, "forged", b"s" * 16))
        case "insert":
            records.insert(place, msgspec.to_builtins(made(place, "forged", b"s" * 16)))
            for index, record in enumerate(records):
                record["index"] = index
    return whole, msgspec.convert(body, Export)


@settings(max_examples=400, deadline=None)
@given(tampered())
def test_any_one_mutation_is_found(pair: tuple[Export, Export]) -> None:
    whole, bad = pair
    assert verify_export(whole, key=whole.key).ok
    if bad == whole:
        return
    assert not verify_export(bad, key=whole.key).ok


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12), st.data())
def test_a_changed_record_is_named(size: int, data: st.DataObject) -> None:
    whole, place = export(size), data.draw(st.integers(0, size - 1))
    records = list(whole.records)
    records[place] = msgspec.structs.replace(records[place], record=(records[place].record or "") + " ")
    report = verify_export(msgspec.structs.replace(whole, records=tuple(records)))
    assert [fault.index for fault in report.faults] == [place]


@settings(max_examples=100, deadline=None)
@given(st.integers(2, 12), st.data())
def test_a_tail_cut_and_signed_again_is_found_by_a_remembered_checkpoint(size: int, data: st.DataObject) -> None:
    whole, rest = export(size), data.draw(st.integers(0, size - 1))
    cut = whole.records[:rest]
    points = tuple(point for point in whole.checkpoints if point.size < rest)
    shorter = msgspec.structs.replace(whole, records=cut, checkpoint=signed(cut), checkpoints=points)
    assert verify_export(shorter, key=whole.key).ok  # nothing inside it tells
    report = verify_export(shorter, key=whole.key, remembered=whole.checkpoint)
    assert any(fault.code == "truncated" and fault.index == rest for fault in report.faults)


def test_a_history_rewritten_and_signed_again_is_found_by_a_remembered_checkpoint() -> None:
    whole = export(6)
    records = (*whole.records[:2], made(2, "forged"), *whole.records[3:])
    other = msgspec.structs.replace(whole, records=records, checkpoint=signed(records), checkpoints=())
    assert verify_export(other).ok
    assert [fault.code for fault in verify_export(other, remembered=whole.checkpoint).faults] == ["rewritten"]


def test_a_record_deleted_in_law_needs_a_later_record_that_says_so() -> None:
    texts = ['{"kind":"event.state"}', '{"facts":{"index":0},"kind":"ledger.redaction"}']
    records = tuple(made(index, text) for index, text in enumerate(texts))
    whole = Export(
        format=FORMAT, key=public_text(KEY), checkpoint=signed(records), checkpoints=(), records=records
    )  # fmt: skip
    emptied = msgspec.structs.replace(records[0], salt=None, record=None)
    report = verify_export(msgspec.structs.replace(whole, records=(emptied, records[1])))
    assert report.ok
    assert report.redacted == (0,)


def test_another_key_is_not_believed_where_one_is_expected() -> None:
    whole, stranger = export(3), Ed25519PrivateKey.generate()
    forged = msgspec.structs.replace(
        whole, key=public_text(stranger), checkpoint=signed(whole.records, stranger), checkpoints=()
    )
    assert verify_export(forged).ok
    assert not verify_export(forged).is_key_pinned
    assert not verify_export(forged, key=whole.key).ok


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=8), max_size=40))
def test_the_frontier_gives_the_root_of_rfc_6962(leaves: list[bytes]) -> None:
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    assert frontier.root() == _by_definition(leaves)
    assert Frontier.decode(len(leaves), frontier.encode()) == frontier


def _by_definition(leaves: list[bytes]) -> bytes:
    if not leaves:
        return Frontier().root()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_by_definition(leaves[:split]), _by_definition(leaves[split:]))


def test_known_roots_of_rfc_6962() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    one = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert Frontier().root().hex() == empty
    assert Frontier().append(b"").root().hex() == one
