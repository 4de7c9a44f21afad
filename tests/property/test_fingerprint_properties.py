from __future__ import annotations

import hashlib
import random

import numpy as np
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.folding import fold
from classifiers.detect.passages import GUARANTEED_UNITS, Passages, grams
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Part
from policies.label import Label

SECRET = Secret.of(b"k" * 32)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
WIDE = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400)) + "あいうえおかきくけこさしすせそなにのはもをん"


def document(text: str) -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(parts=(Part(name="", type="text/plain", digest=digest, size_bytes=len(text), text=text),))


def units(text: str) -> int:
    return sum(1 if code < 0x2E80 else 2 for code in fold(text).codes.tolist())


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_folding_is_idempotent_and_places_point_into_the_text(text: str) -> None:
    folded = fold(text)
    again = fold("".join(map(chr, folded.codes.tolist())))
    assert again.codes.tolist() == folded.codes.tolist()
    assert all(0 <= place < len(text) for place in folded.places.tolist())
    assert (np.diff(folded.places) >= 0).all()


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_grams_lie_in_the_text(text: str) -> None:
    made = grams(text, SECRET)
    assert made.size_units == units(text)
    assert (made.starts < made.ends).all()
    assert (made.ends <= len(text)).all()
    assert made.at_unit[made.units].tolist() == list(range(made.units.size))
    assert (made.blocks[:-1] > 0).tolist() == (made.units + 8 <= made.size_units).tolist()


@example(35087, 0.9)  # the run begins right after a wide character that lies across the edge of a block
@given(st.integers(0, 1 << 32), st.sampled_from([0.0, 1.0, 0.1, 0.5, 0.9]))
@settings(max_examples=80, deadline=None)
def test_a_pasted_run_is_found_wherever_it_stands(seed: int, share: float) -> None:
    """The shortest that is promised, of Latin characters, of wide ones, or of a mixture, between other texts."""
    chance = random.Random(seed)

    def text(size: int) -> str:
        signs = [chance.choice(WIDE if chance.random() < share else LETTERS) for _ in range(size)]
        return "".join(sign + (" " if chance.random() < 0.15 else "") for sign in signs)

    whole = text(chance.randint(150, 700))
    start = chance.randint(0, len(whole) - 100)
    end = start + GUARANTEED_UNITS // 2
    while units(whole[start:end]) < GUARANTEED_UNITS:
        end += 1
    run = whole[start:end]
    assert len(run) <= (100 if share < 1.0 else 50)
    index = FingerprintIndex(b"k" * 32)
    index.register(document(whole), name="whole", label=Label())
    asked = text(chance.randint(0, 300)) + run + text(chance.randint(0, 300))
    matches = index.lookup(document(asked))
    assert [match.name for match in matches] == ["whole"]
    shown = matches[0].passages[0]
    assert shown.start >= 0
    theirs = fold(whole[shown.their_start : shown.their_end]).codes.size
    assert abs(theirs - fold(shown.text).codes.size) <= 12
    assert index.lookup(document(text(600))) == ()


@given(st.text(alphabet="ab1同時機", min_size=1, max_size=120))
@settings(max_examples=150, deadline=None)
def test_what_is_kept_of_a_text_follows_from_its_length(text: str) -> None:
    kept = Passages(np.empty(0, np.uint64), most_chars=1_000).keep(text, SECRET)
    assume(kept is not None)
    assert kept is not None
    size = kept.blocks.size
    assert (size + 5) // 6 == kept.anchors.size == kept.is_anchor.size
    assert (size + 3) // 4 == kept.offsets.size


@given(st.text(alphabet=LETTERS, min_size=80, max_size=200))
@settings(max_examples=40, deadline=None)
def test_another_key_gives_other_hashes(text: str) -> None:
    one, two = grams(text, SECRET), grams(text, Secret.of(b"z" * 32))
    assert np.intersect1d(one.anchors, two.anchors).size == 0
