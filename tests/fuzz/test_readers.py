"""No bytes make a reader raise, run without end, or call unread bytes read."""

# ruff: noqa: E501 - one seed a line
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
from tests.support.reader_outcomes import check, read_any, read_as

BOUNDED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
# One healthy beginning for each family, so that random bytes get past the front door.
SEEDS = {
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "rtf": b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 A;}}\\f0 \\'8e\\'d0\\u22259? text{\\pict\\pngblip 8950}}",
    "html": b"<!DOCTYPE html><html><body><p title='a'>b</p><!-- c --></body></html>",
    "xml": b"<?xml version='1.0'?><a b='c'><d>e</d></a>",
    "json": b'{"cells": [{"source": ["a"], "outputs": []}], "nbformat": 4}',
    "mail": b"From: a@b.example\nTo: c@d.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>a\n--x--\n",
    "dxf": b"0\nSECTION\n2\nENTITIES\n0\nLINE\n8\n0\n10\n0\n20\n0\n11\n1\n21\n1\n0\nTEXT\n8\n0\n10\n0\n20\n0\n40\n1\n1\nword\n0\nENDSEC\n0\nEOF\n",
    "step": b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n#1=PRODUCT('a','\\X2\\90E8\\X0\\');\nENDSEC;\n",
    "iges": b" " * 72 + b"S      1\n" + b"1H,,1H;,4Hname;".ljust(72) + b"G      1\n",
    "gdsii": b"\0\x06\0\x02\2X\0\x08\x02\x06LIB\0\0\x04\x04\0",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\3\xcbH\xcd\xc9\xc9\7\0\x86\xa6\x106\5\0\0\0",
    "tar": b"name".ljust(100, b"\0") + b"0000644\0" * 3 + b"00000000005\0" * 2 + b"012345\0 0".ljust(101, b"\0") + b"ustar\00000" + bytes(247) + b"hello",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\3\0\xfe\xff\x09\0\6\0" + bytes(478),
    "dwg": b"AC1032" + bytes(7) + b"\x20\0\0\0" + bytes(15) + bytes.fromhex("1f256d07d43628289d57ca3f9d44102b") + bytes(40),
    "postscript": b"%!PS-Adobe-3.0\n%%Title: (a)\n%%Page: 1 1\n/F findfont setfont 9 9 moveto (words) show\n<~87cURD]~> show\n",
    "wmf": b"\1\0\x09\0\0\3" + bytes(12) + b"\x08\0\0\0\x32\x0a\0\0\0\0\2\0\0\0ab\3\0\0\0\0\0",
    "emf": b"\1\0\0\0\x58\0\0\0" + bytes(32) + b" EMF" + bytes(44) + b"\x46\0\0\0\x20\0\0\0\x10\0\0\0EMF+\x1c\x40\0\0\x0c\0\0\0\0\0\0\0\x0e\0\0\0\x14\0\0\0" + bytes(12),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><text x='1'>a<tspan dy='1'>b</tspan></text><path d='M 0 0'/></svg>",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0",
}  # fmt: skip


@BOUNDED
@given(st.binary(max_size=2_000), st.text(max_size=20))
def test_any_bytes_are_read_without_raising(data: bytes, name: str) -> None:
    check(read_any(data, name))


@pytest.mark.parametrize("seed", sorted(SEEDS))
@BOUNDED
@given(data=st.data())
def test_damaged_files_of_every_family(seed: str, data: st.DataObject) -> None:
    damaged = bytearray(SEEDS[seed])
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, max(0, len(damaged) - 1)))
        if data.draw(st.booleans()):
            damaged[place : place + 1] = data.draw(st.binary(max_size=6))
        else:
            del damaged[place : place + data.draw(st.integers(0, 12))]
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
