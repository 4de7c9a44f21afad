from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from classifiers.detect import hits
from classifiers.detect.bounds import Bounds
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.passages import grams
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Part
from policies.label import Label, Level, ProjectId

KEY = b"k" * 32
LABEL = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
SIGNS = {
    "latin": LETTERS,
    "han": "".join(map(chr, range(0x4E00, 0x7000))),
    "kana": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
}


def doc(words: str) -> Document:
    raw = words.encode()
    part = Part(name="", type="text/plain", digest=hashlib.sha256(raw).hexdigest(), size_bytes=len(raw), text=words)
    return Document(parts=(part,))


def signs(chance: random.Random, kind: str, units: int) -> str:
    if kind == "kana":  # no sign twice, for some are one when folded, and a run that repeats itself is not promised
        return "".join(chance.sample(SIGNS[kind], units // 2))
    return "".join(chance.choice(SIGNS[kind]) for _ in range(units if kind == "latin" else units // 2))


@pytest.mark.parametrize("kind", SIGNS)
@pytest.mark.parametrize("where", ["start", "end", "alone"])
def test_a_run_at_the_edge_of_a_registered_text_is_found(kind: str, where: str) -> None:
    chance = random.Random(f"{kind} {where}")
    for shift in range(48):
        run = signs(chance, kind, 68)
        around = signs(chance, "latin", 30 + shift)
        index = FingerprintIndex(KEY)
        index.register(doc({"start": run + around, "end": around + run, "alone": run}[where]), name="r", label=LABEL)
        before = signs(chance, "latin", shift)
        assert index.lookup(doc(before + run + signs(chance, "latin", 20))), (run, shift)


def test_what_repeats_itself_at_the_end_still_tells_nothing() -> None:
    index = FingerprintIndex(KEY)
    index.register(doc("共" * 60), name="one sign", label=LABEL)
    index.register(doc("共振" * 60), name="two signs", label=LABEL)
    assert index.lookup(doc("共" * 50)) == ()
    assert index.lookup(doc("共振" * 50)) == ()


@pytest.mark.parametrize("kind", SIGNS)
def test_one_phrase_at_many_places_says_no_more_than_at_one(kind: str) -> None:
    """As a line of a table's definition does; short runs make up for one another only where they are unlike."""
    chance = random.Random(f"phrase {kind}")
    phrases = [signs(chance, kind, 40) for _ in range(12)]

    def among(chosen: list[str]) -> Document:
        return doc("".join(phrase + signs(chance, "latin", chance.randint(40, 160)) for phrase in chosen))

    for registered in ([phrases[0]], phrases[:1] * 12):
        index = FingerprintIndex(KEY)
        index.register(among(registered), name="one", label=LABEL)
        assert index.lookup(among(phrases[:1] * 12)) == ()
    index = FingerprintIndex(KEY)
    index.register(among(phrases), name="twelve", label=LABEL)
    assert index.lookup(among(phrases))


@pytest.mark.parametrize("seed", [3, 4, 6])
def test_a_phrase_set_between_short_passages_hides_none_of_them(seed: int) -> None:
    """A run of Latin letters says more hashes for its weight than one of kanji: its repeats must not outvote these."""
    chance = random.Random(f"between {seed}")
    phrase, passages = signs(chance, "latin", 52), [signs(chance, "han", 44) for _ in range(7)]

    def among(chosen: list[str]) -> Document:
        return doc("".join(piece + signs(chance, "latin", chance.randint(40, 160)) for piece in chosen))

    index = FingerprintIndex(KEY)
    index.register(among([phrase, *passages]), name="one", label=LABEL)
    assert index.lookup(among(passages))
    assert index.lookup(among([phrase] * 20 + passages))


def test_what_stands_behind_a_licence_that_many_share_is_found(tmp_path: Path) -> None:
    chance = random.Random(5)
    licence, secret = signs(chance, "latin", 1_500), signs(chance, "latin", 900)
    with FingerprintIndex(KEY, tmp_path / "index", bounds=Bounds(text_hits=200)) as index:
        for number in range(30):
            index.register(doc(signs(chance, "latin", 40 + number) + licence), name=str(number), label=LABEL)
        index.register(doc(secret), name="secret", label=LABEL)
        index.merge()
        looked = index.look(doc(licence + secret[100:500]))
        assert "secret" in {match.name for match in looked.matches}
        assert [(one.name, one.detail) for one in looked.left_out] == [("prints.text.hits", "200")]
        assert index.look(doc(secret)).left_out == ()


def test_more_texts_that_share_than_are_compared_are_told_of() -> None:
    chance = random.Random(6)
    passages = [signs(chance, "latin", 300) for _ in range(8)]
    with FingerprintIndex(KEY, bounds=Bounds(text_documents=5)) as index:
        for number, passage in enumerate(passages):
            index.register(doc(passage + signs(chance, "latin", 500)), name=str(number), label=LABEL)
        looked = index.look(doc("".join(passages)))
        assert len(looked.matches) == 5
        assert [(one.name, one.detail) for one in looked.left_out] == [("prints.text.documents", "5")]
        assert index.look(doc("".join(passages[:5]))).left_out == ()


def test_texts_that_share_only_what_everybody_has_are_no_loss() -> None:
    chance = random.Random(7)
    form = signs(chance, "latin", 200)
    with FingerprintIndex(KEY, bounds=Bounds(text_documents=5)) as index:
        for number in range(60):
            index.register(doc(form + signs(chance, "latin", 300 + number)), name=str(number), label=LABEL)
        assert index.look(doc(form + signs(chance, "latin", 400))).left_out == ()


def test_text_behind_the_bound_is_told_of_when_it_is_registered_and_when_it_is_asked() -> None:
    text = signs(random.Random(8), "latin", 900)
    with FingerprintIndex(KEY, bounds=Bounds(text_chars=600)) as index:
        assert index.look(doc(text)).left_out == ()  # nothing is registered, so nothing was missed
        entered = index.register(doc(text), name="long", label=LABEL)
        assert [(one.name, one.detail) for one in entered.left_out] == [("prints.text.chars", "600")]
        assert index.register(doc(text[:600]), name="short", label=LABEL).left_out == ()
        assert [one.name for one in index.look(doc("x" + text)).left_out] == ["prints.text.chars"]
        assert index.lookup(doc(text[600:])) == ()


def test_a_long_table_of_one_row_is_asked_for_at_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    index = FingerprintIndex(KEY)
    index.register(doc("abcdefghij" * 300), name="table", label=LABEL)
    asked: list[int] = []
    really = hits._places
    monkeypatch.setattr(hits, "_places", lambda made: (asked.append(really(made).size), really(made))[1])
    passage = signs(random.Random(3), "latin", 300)
    index.register(doc(passage), name="passage", label=LABEL)
    found = {match.name for match in index.lookup(doc("abcdefghij" * 4_000 + passage[50:250]))}
    assert found >= {"passage"}
    assert max(asked) < 400


def test_a_long_text_asks_for_an_anchor_at_its_first_few_places_and_for_all_that_are_rare() -> None:
    chance = random.Random(5)
    words = [" ".join(f"{chance.getrandbits(40):x}" for _ in range(600)) for _ in range(2)]
    made = grams(words[0] + " the very same row of this table" * 300 + words[1], Secret.of(b"a key"))
    asked, seen, first = hits._places(made), dict[int, int](), list[int]()
    for place in range(made.anchors.size):
        anchor = int(made.anchors[place])
        seen[anchor] = seen.get(anchor, 0) + bool(made.has_anchor[place])
        if made.has_anchor[place] and seen[anchor] <= hits.MAX_PLACES_OF_ONE:
            first.append(place)
    assert made.anchors.size > hits.MANY_PLACES
    assert asked.tolist() == first
    assert len(first) < int(made.has_anchor.sum())
