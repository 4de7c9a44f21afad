"""What the gate says: as far as both know it, also between two versions; whatever else is an error and leaves nothing
open."""

from __future__ import annotations

import json
import os

import pytest

from agent.gate.probed import Probe, probe_of
from agent.gate.words import Asked, State, Strange, heard

STATE = {
    "generation": 3, "process": 1, "keeper": 2, "wrong": {}, "waiting": 0, "answered": 5, "takeovers": ["died"],
}  # fmt: skip


def said(kind: bytes, told: object) -> bytes:
    return kind + json.dumps(told).encode()


def a_descriptor() -> int:
    return os.open(os.devnull, os.O_RDONLY)


def is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def test_what_a_later_gate_says_on_top_is_passed_over() -> None:
    state = heard(said(b"S", STATE), [])
    assert isinstance(state, State)
    assert heard(said(b"S", {**STATE, "of-a-later-version": 1}), []) == state
    assert heard(said(b"z", {}), []) == Strange()


def test_a_descriptor_that_comes_with_it_is_taken_or_closed() -> None:
    fd = a_descriptor()
    asked = heard(said(b"J", {"device": 1, "inode": 2, "tag": 3, "path": "/a"}), [fd])
    assert isinstance(asked, Asked)
    assert is_open(asked.fd)
    os.close(asked.fd)
    fd = a_descriptor()
    assert heard(said(b"z", {}), [fd]) == Strange()
    assert not is_open(fd)


@pytest.mark.parametrize(
    "data", [b"S", b"S{", said(b"S", {}), said(b"S", []), said(b"J", {"device": 1}), said(b"A", 1)]
)
def test_what_is_no_message_is_an_error_and_leaves_nothing_open(data: bytes) -> None:
    fd = a_descriptor()
    with pytest.raises(ValueError, match=r".+"):
        heard(data, [fd])
    assert not is_open(fd)


@pytest.mark.parametrize("values", [[], [1, 2, 3], [1, 2, 3, "x"], {"number": 1}, None, [1, 2, 3, 4, 5]])
def test_a_probe_that_says_something_else_names_nothing(values: object) -> None:
    assert probe_of(values) is None
    assert probe_of([1, 2, 3, 1]) == Probe(1, 2, 3, was_left_out=True)
