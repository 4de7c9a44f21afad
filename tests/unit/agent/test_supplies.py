"""What officers supply, on the agent: only signed, only newer, only whole, and what was there serves until then."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.errors import MissingTarget, Unreachable
from agent.examiner import trial, words
from agent.journal import Journal
from agent.supplies import LEFT_FREE_BYTES, PLACES, TRIED_AGAIN_S, Supplies
from classifiers.confinement.settings import Confinement
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.postings import Postings
from classifiers.detect.records import Card, Vault
from classifiers.detect.segment import Segment
from classifiers.detect.segmentfile import map_segment, write_segment
from classifiers.document import Document, Part
from classifiers.errors import ModelError
from classifiers.limits import Limits
from classifiers.model.artifacts import SHIPPED
from classifiers.model.bundle import MODEL_FILES, Learnt, load_bundle, write_manifest
from classifiers.model.parcel import pack
from classifiers.ocr.settings import Ocr
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Label, Level, ProjectId
from policies.language import KeyRing, load_policy
from policies.model import PersonId
from policies.supply import PIECE_BYTES, Goods, Supply, SupplyTerms, sign_supply

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OFFICERS = ("tanaka", "suzuki", "mori")
KEYS = {name: Ed25519PrivateKey.generate() for name in OFFICERS}
TABLES = compile_policy(
    load_policy(load_example(), overrides=KeyRing(officers={name: public_text(key) for name, key in KEYS.items()}))
)
SECRET = b"k" * 32
URL = "https://server.example"


def signed(goods: Goods, data: bytes, version: int, *officers: str, **changes: Any) -> Supply:
    terms = SupplyTerms(
        goods=goods, version=version, digest=hashlib.sha256(data).hexdigest(), size_bytes=len(data), made=NOW
    )
    terms = replace(terms, **changes)
    officers = officers or OFFICERS[:2]
    return Supply(terms=terms, signatures=tuple(sign_supply(terms, PersonId(each), KEYS[each]) for each in officers))


class Trial:
    """Tries by what the examiner itself does, in this process."""

    def __init__(self, root: Path) -> None:
        (root / "key").write_bytes(SECRET)
        self.errand = words.Errand(
            data=str(root), limits=Limits(), confinement=Confinement(), ocr=Ocr(), fingerprints=("", str(root / "key")),
            judging=("", str(root / "key")), is_judging_expected=False, models="", leaves_after_s=1.0,
        )  # fmt: skip
        self.changes = 0
        self.is_full = False

    def try_supply(self, goods: Goods, new: Path, now: Path, *, only_adds: bool) -> None:
        if self.is_full:
            raise ModelError("it cannot be opened: No space left on device")
        call = words.TrySupply(goods=goods, new=str(new), now=str(now), only_adds=only_adds)
        trial.try_supply(self.errand, call)

    def change_models(self) -> None:
        self.changes += 1


@dataclass
class Machine:
    """One agent's supplies, and the pieces that the server has."""

    root: Path
    pieces: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lacking: dict[Goods, str | None] = field(default_factory=dict)
    at_s: float = 0.0
    free_bytes: int = 1 << 40

    def __post_init__(self) -> None:
        self.tries = Trial(self.root)
        self.journal = Journal(self.root / "journal.db", reserve_bytes=0)
        self.start()

    def start(self) -> None:
        """Begin, as after a restart."""
        self.supplies = Supplies(
            self.root / "supplies", self.journal, tables=lambda: TABLES, tries=self.tries, lacking=self.lacking,
            monotonic=lambda: self.at_s, free_bytes=lambda _: self.free_bytes,
        )  # fmt: skip

    def give(self, supply: Supply, data: bytes, **options: Callable[[], bool]) -> None:
        """The server lists a supply, and gives these bytes for it."""
        for number, at in enumerate(range(0, len(data), PIECE_BYTES)):
            self.pieces[f"{URL}/agent/v1/supplies/{supply.terms.digest}/{number}"] = data[at : at + PIECE_BYTES]
        self.supplies.take((supply,), URL, self.download, **options)

    def download(self, url: str) -> bytes:
        self.asked.append(url)
        try:
            return self.pieces[url]
        except KeyError:
            raise MissingTarget(404) from None

    def place(self, goods: Goods) -> Path:
        return self.root / "supplies" / PLACES[goods]

    def problem(self) -> str:
        return "; ".join(self.supplies.problems())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def index_of(folder: Path, *numbers: int, key: bytes = SECRET, public: tuple[int, ...] = ()) -> bytes:
    """An index of made-up documents."""
    path = folder / f"made-{os.urandom(4).hex()}.index"
    with FingerprintIndex(key, path, families=FAMILIES) as index:
        for number in numbers:
            text = f"document {number} " + " ".join(f"{number * 1000 + each:x}q" for each in range(400))
            digest = hashlib.sha256(text.encode()).hexdigest()
            part = Part(name="", type="text/plain", digest=digest, size_bytes=len(text), text=text)
            label = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
            index.register(Document(parts=(part,)), name=f"{number}.txt", label=label, is_public=number in public)
        index.merge()
    return path.read_bytes()


def models_of(folder: Path, at: datetime = NOW) -> bytes:
    """A bundle of the shipped models."""
    made = folder / f"models-{os.urandom(4).hex()}"
    made.mkdir()
    for name in MODEL_FILES:
        shutil.copyfile(SHIPPED / name, made / name)
    write_manifest(made, Learnt(texts=1, families=1), parent="shipped", made_at=at)
    return pack(load_bundle(made, needs_manifest=True))


def test_a_first_index_is_used_and_the_next_takes_its_place(machine: Machine, tmp_path: Path) -> None:
    first, second = index_of(tmp_path, 1, 2), index_of(tmp_path, 1, 2, 3)
    machine.give(signed(Goods.FINGERPRINTS, first, 1, "mori"), first)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == first
    assert machine.place(Goods.FINGERPRINTS).stat().st_mode & 0o777 == 0o600
    machine.give(signed(Goods.FINGERPRINTS, second, 2, "mori"), second)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == second
    assert machine.supplies.versions == {"fingerprints": 2}
    assert machine.problem() == ""
    assert sorted(path.name for path in (tmp_path / "supplies").iterdir()) == ["fingerprints.index"]


def test_what_is_used_already_is_not_fetched_again_also_after_a_restart(machine: Machine, tmp_path: Path) -> None:
    data = index_of(tmp_path, 1)
    supply = signed(Goods.FINGERPRINTS, data, 1, "mori")
    machine.give(supply, data)
    asked = len(machine.asked)
    machine.give(supply, data)
    machine.start()
    machine.give(supply, data)
    assert len(machine.asked) == asked
    machine.place(Goods.FINGERPRINTS).unlink()
    machine.start()
    assert "gone from the data folder" in machine.problem()
    machine.give(supply, data)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == data
    assert machine.problem() == ""


def test_an_index_that_lacks_something_takes_more_than_one_officer(machine: Machine, tmp_path: Path) -> None:
    whole, less, shown = index_of(tmp_path, 1, 2), index_of(tmp_path, 2), index_of(tmp_path, 1, 2, 3, public=(3,))
    machine.give(signed(Goods.FINGERPRINTS, whole, 1), whole)
    machine.give(signed(Goods.FINGERPRINTS, less, 2), less)
    assert "lacks 1 documents of the one before and declares 0 more public" in machine.problem()
    machine.give(signed(Goods.FINGERPRINTS, shown, 3), shown)
    assert "lacks 0 documents of the one before and declares 1 more public" in machine.problem()
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == whole
    asked = len(machine.asked)
    machine.give(signed(Goods.FINGERPRINTS, shown, 3), shown)
    assert len(machine.asked) == asked  # what was refused is not fetched over and over
    machine.give(signed(Goods.FINGERPRINTS, less, 4, "mori", is_lowering=True), less)
    assert "1 of 2" in machine.problem()
    machine.give(signed(Goods.FINGERPRINTS, less, 5, is_lowering=True), less)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == less
    assert machine.problem() == ""


def cut_down(data: bytes, folder: Path, change: Callable[[Segment, list[Card]], tuple[Segment, list[Card]]]) -> bytes:
    """An index that somebody with the key wrote by hand: every document is there, but not as it was."""
    path, vault = folder / "crafted.index", Vault(SECRET)
    path.write_bytes(data)
    mapped = map_segment(path, vault)
    cards = [card for number in range(mapped.cards.at.size - 1) for card in mapped.cards.chunk(number)]
    segment, cards = change(mapped.segment, cards)
    crafted = folder / "crafted-too.index"
    write_segment(crafted, segment, cards, vault, journal=mapped.header.journal, through=mapped.header.through)
    return crafted.read_bytes()


def given_away(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    return segment, [Card(card.digest, card.name, card.label.replace("qsensor", "gripper")) for card in cards]


def made_public(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    label = msgspec.json.encode(Label(projects=frozenset({ProjectId("qsensor")}), level=Level.PUBLIC)).decode()
    return segment, [Card(card.digest, card.name, label) for card in cards]


def of_other_hashes(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    values, entries = segment.texts.anchors.pairs()
    anchors = Postings.of(values ^ np.uint64(1), entries, bits=segment.texts.anchors.bits)
    return replace(segment, texts=replace(segment.texts, anchors=anchors)), cards


def of_other_texts(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    return replace(segment, texts=replace(segment.texts, blocks=segment.texts.blocks ^ np.uint8(1))), cards


def of_other_parts(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    documents = replace(segment.documents, part_low=segment.documents.part_low ^ np.uint64(1))
    return replace(segment, documents=documents), cards


def without_prints(segment: Segment, cards: list[Card]) -> tuple[Segment, list[Card]]:
    return replace(segment, prints={}), cards


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (given_away, "gives 2 documents of the one before to others"),
        (made_public, "gives 2 documents of the one before to others, or a lower level"),
        (of_other_hashes, "recognises 2 documents of the one before by less"),
        (of_other_texts, "recognises 2 documents of the one before by less"),
        (of_other_parts, "recognises 2 documents of the one before by less"),
        (without_prints, "recognises 2 documents of the one before by less"),
    ],
)
def test_an_index_that_holds_every_document_and_knows_it_by_less_takes_more_than_one_officer(
    machine: Machine, tmp_path: Path, change: Callable[[Segment, list[Card]], tuple[Segment, list[Card]]], said: str
) -> None:
    whole, more = index_of(tmp_path, 1, 2), index_of(tmp_path, 3, 1, 2)
    crafted = cut_down(whole, tmp_path, change)
    machine.give(signed(Goods.FINGERPRINTS, whole, 1, "mori"), whole)
    machine.give(signed(Goods.FINGERPRINTS, crafted, 2, "mori"), crafted)
    assert said in machine.problem()
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == whole
    # The same, registered in another order and with one more, only adds.
    machine.give(signed(Goods.FINGERPRINTS, more, 3, "mori"), more)
    assert machine.problem() == ""
    machine.give(signed(Goods.FINGERPRINTS, crafted, 4, is_lowering=True), crafted)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == crafted


def test_another_key_takes_effect_where_it_lies_on_the_machine(machine: Machine, tmp_path: Path) -> None:
    other = b"another key of the organisation!"
    old, new = index_of(tmp_path, 1, 2), index_of(tmp_path, 1, 2, key=other)
    machine.give(signed(Goods.FINGERPRINTS, old, 1), old)
    supply = signed(Goods.FINGERPRINTS, new, 2, is_lowering=True)
    machine.give(supply, new)
    assert "another key" in machine.problem()
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == old
    (tmp_path / "key").write_bytes(other)
    asked = len(machine.asked)
    machine.start()
    machine.give(supply, new)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == new
    assert (machine.problem(), len(machine.asked)) == ("", asked)


def test_an_older_version_is_never_taken(machine: Machine, tmp_path: Path) -> None:
    new, old = index_of(tmp_path, 1, 2), index_of(tmp_path, 1)
    machine.give(signed(Goods.FINGERPRINTS, new, 7), new)
    asked = len(machine.asked)
    for version in (6, 7):
        machine.give(signed(Goods.FINGERPRINTS, old, version, is_lowering=True), old)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == new
    assert len(machine.asked) == asked


def test_what_nobody_signed_is_not_even_fetched(machine: Machine, tmp_path: Path) -> None:
    data = index_of(tmp_path, 1)
    supply = signed(Goods.FINGERPRINTS, data, 1)
    machine.give(replace(supply, signatures=()), data)
    machine.give(replace(supply, terms=replace(supply.terms, version=2)), data)
    assert machine.asked == []
    assert "does not verify" in machine.problem()


@pytest.mark.parametrize("forge", [lambda data: b"?" + data[1:], lambda data: data[:-1], lambda data: data + b"?"])
def test_other_bytes_than_were_signed_are_never_used(
    machine: Machine, tmp_path: Path, forge: Callable[[bytes], bytes]
) -> None:
    data = index_of(tmp_path, 1)
    supply = signed(Goods.FINGERPRINTS, data, 1)
    machine.give(supply, forge(data))
    assert not machine.place(Goods.FINGERPRINTS).exists()
    assert "the server gave" in machine.problem()
    machine.give(supply, data)
    assert machine.place(Goods.FINGERPRINTS).read_bytes() == data


def test_a_fetch_that_was_stopped_goes_on(machine: Machine, tmp_path: Path) -> None:
    data = models_of(tmp_path)
    supply = signed(Goods.MODELS, data, 1)
    machine.give(supply, data, between=lambda: len(machine.asked) < 2)
    (told,) = (each for each in machine.supplies.told if each.goods is Goods.MODELS)
    assert (told.fetched, told.size_bytes, told.version) == (2 * PIECE_BYTES, len(data), 0)
    with (tmp_path / "supplies" / ".incoming-models").open("ab") as file:
        file.write(b"half a piece, when the power went")
    machine.start()
    machine.give(supply, data)
    assert machine.supplies.versions == {"models": 1}
    assert len(machine.asked) == len(set(machine.asked))


def test_another_one_begins_anew(machine: Machine, tmp_path: Path) -> None:
    first, second = models_of(tmp_path), models_of(tmp_path, NOW.replace(year=2027))
    machine.give(signed(Goods.MODELS, first, 1), first, between=lambda: False)
    machine.give(signed(Goods.MODELS, second, 2), second)
    assert machine.supplies.versions == {"models": 2}
    assert load_bundle(machine.place(Goods.MODELS), needs_manifest=True).version.startswith("20271122")


def test_models_change_by_one_rename_and_the_judge_is_told(machine: Machine, tmp_path: Path) -> None:
    first, second = models_of(tmp_path), models_of(tmp_path, NOW.replace(year=2027))
    machine.give(signed(Goods.MODELS, first, 1), first)
    machine.give(signed(Goods.MODELS, second, 2), second)
    assert machine.tries.changes == 2
    assert machine.place(Goods.MODELS).is_symlink()
    assert len([path for path in (tmp_path / "supplies").iterdir() if path.is_dir()]) == 2  # the link and its folder
    broken = msgspec.msgpack.encode(["sekimori-parcel-1", {"../../evil": b"x"}])
    machine.give(signed(Goods.MODELS, broken, 3), broken)
    assert "no bundle of models" in machine.problem()
    assert load_bundle(machine.place(Goods.MODELS), needs_manifest=True).version.startswith("20271122")
    assert not (tmp_path / "evil").exists()


def test_what_could_not_be_used_for_want_of_room_is_tried_again_and_not_fetched_again(
    machine: Machine, tmp_path: Path
) -> None:
    data = index_of(tmp_path, 1)
    supply = signed(Goods.FINGERPRINTS, data, 1)
    machine.tries.is_full = True
    machine.give(supply, data)
    asked = len(machine.asked)
    machine.tries.is_full = False
    machine.at_s = TRIED_AGAIN_S - 1
    machine.give(supply, data)
    assert "No space left" in machine.problem()
    machine.at_s = TRIED_AGAIN_S
    machine.give(supply, data)
    assert machine.supplies.versions == {"fingerprints": 1}
    assert len(machine.asked) == asked
    assert machine.problem() == ""


def test_a_supply_leaves_the_journal_its_room_and_goes_on_when_there_is_some(machine: Machine, tmp_path: Path) -> None:
    data = models_of(tmp_path)
    supply = signed(Goods.MODELS, data, 1)
    machine.free_bytes = LEFT_FREE_BYTES + 2 * len(data) - 1
    machine.give(supply, data)
    assert "lacks 1 MB for it" in machine.problem()
    assert machine.asked == []

    def fill() -> bool:
        machine.free_bytes = LEFT_FREE_BYTES
        return True

    machine.free_bytes = LEFT_FREE_BYTES + 2 * len(data)
    machine.give(supply, data, between=fill)
    assert "it goes on when there is room" in machine.problem()
    assert len(machine.asked) == 1
    machine.free_bytes = 1 << 40
    machine.give(supply, data)
    assert machine.supplies.versions == {"models": 1}
    assert len(machine.asked) == len(set(machine.asked))


def test_an_index_of_another_key_is_refused_and_a_machine_without_one_says_so(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    foreign = index_of(tmp_path, 1, key=b"another key of the organisation!")
    machine.give(signed(Goods.FINGERPRINTS, foreign, 1), foreign)
    assert "what was here before is used" in machine.problem()
    assert machine.supplies.versions == {}
    machine.lacking = {Goods.FINGERPRINTS: "no key", Goods.PROJECTS: None}
    machine.start()
    machine.give(signed(Goods.FINGERPRINTS, foreign, 2), foreign)
    assert machine.problem() == "new fingerprints: no key"
    machine.give(signed(Goods.PROJECTS, b"x", 1), b"x")
    assert "projects" not in machine.problem()


def test_a_server_that_is_away_is_told_to_whoever_asked(machine: Machine, tmp_path: Path) -> None:
    data = index_of(tmp_path, 1)

    def away(url: str) -> bytes:
        raise Unreachable(url)

    with pytest.raises(Unreachable):
        machine.supplies.take((signed(Goods.FINGERPRINTS, data, 1),), URL, away)
    machine.pieces.clear()
    machine.supplies.take((signed(Goods.FINGERPRINTS, data, 1),), URL, machine.download)
    assert "status 404" in machine.problem()
