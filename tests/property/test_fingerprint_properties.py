from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.detect.folding import fold
from classifiers.detect.winnowing import Secret, all_hashes, fingerprint

SECRET = Secret.of(b"k" * 32)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_folding_is_idempotent_and_places_point_into_the_text(text: str) -> None:
    folded = fold(text)
    again = fold("".join(map(chr, folded.codes.tolist())))
    assert again.codes.tolist() == folded.codes.tolist()
    assert all(0 <= place < len(text) for place in folded.places.tolist())
    assert (np.diff(folded.places) >= 0).all()


@given(st.text(max_size=400), st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_a_fingerprint_is_part_of_all_hashes_and_passages_lie_in_the_text(text: str, before: str, after: str) -> None:
    made = fingerprint(before + text + after, SECRET)
    assert np.isin(made.hashes, all_hashes(before + text + after, SECRET)).all()
    assert (made.starts < made.ends).all()
    assert (made.ends <= len(before + text + after)).all()


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=60, max_size=200),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=100),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=100),
)
@settings(max_examples=100, deadline=None)
def test_winnowing_keeps_its_promise(shared: str, before: str, after: str) -> None:
    if len(set(itertools.pairwise(shared))) < 30:
        return  # runs of few different letters tell nothing and are left out on purpose
    one, two = fingerprint(before + shared + after, SECRET), fingerprint(after + shared + before, SECRET)
    assert np.intersect1d(one.hashes, two.hashes).size > 0


@given(st.text(min_size=30, max_size=200))
@settings(max_examples=50, deadline=None)
def test_another_key_gives_other_hashes(text: str) -> None:
    one, two = fingerprint(text, SECRET), fingerprint(text, Secret.of(b"z" * 32))
    assert np.intersect1d(one.hashes, two.hashes).size == 0
