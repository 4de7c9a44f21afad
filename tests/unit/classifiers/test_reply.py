"""A reply is counted before it is decoded."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.document import Document, Finding, Part
from classifiers.reply import TooManyItems, count_items, decode_reply

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner, max_size=20),
)


def items(value: Any) -> int:
    """The count by the values themselves."""
    match value:
        case dict():
            return 1 + sum(items(key) + items(inner) for key, inner in value.items())
        case list():
            return 1 + sum(map(items, value))
        case _:
            return 1


@given(VALUES)
def test_every_value_is_counted(value: Any) -> None:
    assert count_items(msgspec.msgpack.encode(value), 1 << 30) == items(value)


@pytest.mark.parametrize("size", [31, 32, 255, 256, 65535, 65536])
def test_long_values_are_one_item(size: int) -> None:
    for value in ("a" * size, b"a" * size, msgspec.msgpack.Ext(5, b"a" * size)):
        assert count_items(msgspec.msgpack.encode(value), 9) == 1
    assert count_items(msgspec.msgpack.encode([0] * size), 1 << 30) == size + 1
    assert count_items(msgspec.msgpack.encode({str(n): n for n in range(size)}), 1 << 30) == 2 * size + 1


@pytest.mark.parametrize("size", [1, 2, 4, 8, 16, 3])
def test_extensions_are_one_item(size: int) -> None:
    assert count_items(msgspec.msgpack.encode([msgspec.msgpack.Ext(1, b"a" * size)] * 3), 9) == 4


@given(st.binary(max_size=200))
def test_no_bytes_make_counting_fail(body: bytes) -> None:
    assert 0 <= count_items(body, 50) <= 51


def test_more_than_is_taken_is_not_decoded() -> None:
    part = Part(name="", type="text/plain", digest="", size_bytes=1)
    document = Document(parts=(part,), findings=tuple(Finding(name=f"n{number}") for number in range(100)))
    body = msgspec.msgpack.encode(document)
    assert decode_reply(body, 2000) == document
    with pytest.raises(TooManyItems):
        decode_reply(body, 100)
    with pytest.raises(msgspec.MsgspecError):
        decode_reply(b"\xc1", 100)
