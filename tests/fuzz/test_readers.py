"""No bytes make a reader raise, run without end, or call unread bytes read."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.readers.format import Format
from classifiers.readers.names import safe_name
from classifiers.readers.office.vba import decompress
from classifiers.readers.office.word97 import decompress_rtf
from classifiers.readers.registry import FORMATS
from tests.fuzz.seeds import own_seeds
from tests.support.reader_outcomes import check, read_any, read_as

BOUNDED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SEEDS = [
    pytest.param(seed, id=f"{title}-{number}")
    for title, seeds in own_seeds().items()
    for number, seed in enumerate(seeds)
]
# Lengths and places as attackers write them.
EXTREMES = (b"\xff\xff\xff\x7f", b"\xff" * 4, bytes(4), b"\0\0\0\x80", b"\x7f\xff\xff\xff")


@BOUNDED
@given(st.binary(max_size=2_000), st.text(max_size=20))
def test_any_bytes_are_read_without_raising(data: bytes, name: str) -> None:
    check(read_any(data, name))


@pytest.mark.parametrize("seed", SEEDS)
@settings(BOUNDED, max_examples=12)
@given(data=st.data())
def test_damaged_files_of_every_format(seed: bytes, data: st.DataObject) -> None:
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, max(0, len(damaged) - 1)))
        match data.draw(st.sampled_from(("replace", "cut", "extreme", "repeat"))):
            case "replace":
                damaged[place : place + 1] = data.draw(st.binary(max_size=6))
            case "cut":
                del damaged[place : place + data.draw(st.integers(0, 40))]
            case "extreme":
                damaged[place : place + 4] = data.draw(st.sampled_from(EXTREMES))
            case _:
                damaged[place:place] = damaged[: data.draw(st.integers(0, 60))]
    check(read_any(bytes(damaged)))


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: f"{entry.module}.{entry.function}-{entry.types[0]}")
@settings(BOUNDED, max_examples=10)
@given(data=st.binary(max_size=600))
def test_every_reader_takes_any_bytes(entry: Format, data: bytes) -> None:
    check(read_as(entry, data))


@BOUNDED
@given(
    st.dictionaries(st.text(max_size=30), st.binary(max_size=200), max_size=5),
    st.integers(0, 400),
    st.binary(max_size=8),
)
def test_damaged_zips(members: dict[str, bytes], place: int, noise: bytes) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.encode("utf-8", "replace").decode().lstrip("\0") or "x", data)
    packed = bytearray(buffer.getvalue())
    packed[place : place + len(noise)] = noise
    check(read_any(bytes(packed)))


@settings(BOUNDED, max_examples=100)
@given(st.binary(max_size=400), st.text(max_size=12))
def test_any_bytes_decode_under_any_declaration(data: bytes, declared: str) -> None:
    assert isinstance(decode(data, declared).text, str)


@settings(BOUNDED, max_examples=100)
@given(st.text(min_size=1, max_size=200, alphabet=st.characters(codec="utf-8", exclude_characters="\r\x0b\x0c\x1b~")))
def test_utf8_comes_back(text: str) -> None:
    if not text.isascii() and not text.startswith("\ufeff"):
        data = text.encode()
        if data.isascii() or b"\0" not in data:
            assert decode(data).text == text


@settings(BOUNDED, max_examples=200)
@given(st.text(max_size=600))
def test_names_are_harmless(name: str) -> None:
    clean = safe_name(name)
    assert clean
    assert clean.isprintable()
    assert not clean.startswith("/")
    assert ".." not in clean.split("/")


@settings(BOUNDED, max_examples=100)
@given(st.binary(max_size=500), st.text(max_size=10))
def test_every_type_is_a_mime_string(data: bytes, name: str) -> None:
    assert 3 <= len(filetype.detect(data, name).split(";")[0]) < 100
    assert "/" in filetype.detect(data, name)


@settings(BOUNDED, max_examples=100)
@given(st.binary(max_size=500))
def test_small_decompressors_end(data: bytes) -> None:
    assert len(decompress(b"\x01" + data)) <= 4096 * (len(data) + 1)
    assert len(decompress_rtf(bytes(4) + b"\xff\xff\0\0LZFu" + bytes(4) + data)) <= 18 * 8 * (len(data) + 1)
