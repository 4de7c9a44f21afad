"""Methods of packing that no program writes any more: shrunk, imploded, Deflate64, arj."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from pathlib import Path

import inflate64
import pytest

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.archives.pkzip1 import exploded, unshrunk
from classifiers.readers.job import Job
from policies.label import Reading

FILES = Path(__file__).resolve().parents[4] / "shared" / "data" / "files" / "containers" / "archives"
WORDS = "図番 A-1234 社外秘 The quick brown fox. " * 12
# `WORDS` in UTF-8, packed by ARJ 3.10 with methods 1 and 4.
ARJ = {
    1: "YOoqACILAQIQAAK26NUCa+jVAmsAAAAAAAAAAAAAAAAAAAAAAABrMS5hcmoAAMX14tsAAGDqOQAuCwECEAEA6OjVAmtDAAAAHAIA"
    "AJxTEooAAKQR"
    "AAAAAAAA6NUCa+jVAmsAAAAAenViYW4udHh0AAApu05yAAAAL0pytS/3Az2mQpdNvtVCikElBC8CFEHL8ILLZ7gkn+eFtgGtXw5djG6/BKgZe2KZ"
    "9UGTVjfl2moz4fDYMfFA/Z8wYOoAAA==",
    4: "YOoqACILAQIQAAK26NUCa+jVAmsAAAAAAAAAAAAAAAAAAAAAAABrNC5hcmoAAGLa2okAAGDqOQAuCwECEAQA6OjVAms5AAAAHAIA"
    "AJxTEooAAKQR"
    "AAAAAAAA6NUCa+jVAmsAAAAAenViYW4udHh0AADF3hxKAAByptZudKqoQEEWjEZDMaCBzqRfOVSJZzqdMCAqGgyiA4nU0mM1iAxHI3nc3CAzG88C"
    "4Qf/4Wf9wWBg6gAA",
}


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def zip_of(packed: bytes, plain: bytes, method: int, flags: int = 0) -> bytes:
    sizes = struct.pack("<III", zlib.crc32(plain), len(packed), len(plain))
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, flags, method, 0, 33) + sizes + struct.pack("<HH", 5, 0) + b"a.txt"
    entry = b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, flags, method, 0, 33) + sizes
    entry += struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local) + len(packed), 0)
    return local + packed + entry + b"PK\5\6" + end


def shrunk(plain: bytes) -> bytes:
    """LZW without clearing, of as many codes as nine bits hold."""
    codes = {bytes((value,)): value for value in range(256)}
    bits, count, word = 0, 0, b""
    for byte in (*plain, None):
        longer = word + bytes((byte,)) if byte is not None else b""
        if byte is not None and longer in codes:
            word = longer
            continue
        bits |= codes[word] << 9 * count
        count += 1
        if byte is not None and len(codes) + 1 < 512:
            codes[longer] = len(codes) + 1
        word = bytes((byte,)) if byte is not None else b""
    return bits.to_bytes((9 * count + 7) // 8, "little")


def test_a_shrunk_member_is_read() -> None:
    plain = WORDS.encode()
    packed = shrunk(plain)
    assert len(packed) < len(plain)
    document = read(zip_of(packed, plain, 1))
    assert document.parts[1].text == WORDS
    assert document.reading is Reading.FULL


def test_a_deflate64_member_is_read() -> None:
    plain = WORDS.encode() * 200
    deflater = inflate64.Deflater()
    document = read(zip_of(deflater.deflate(plain) + deflater.flush(), plain, 9))
    assert document.parts[1].text == WORDS * 200
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("SHRUNK.ZIP", ""),
        ("imploding-4Kdict-2trees.zip", "Licensed to the Apache"),
        ("imploding-8Kdict-3trees.zip", "Apache License"),
        ("lorem-ipsum-deflate64.zip", "orem ipsum"),
        ("bla.arj", ""),
        ("long-name.arj", ""),
    ],
)
def test_what_old_programs_packed_is_read(name: str, phrase: str) -> None:
    if not (FILES / name).exists():
        pytest.skip("../shared/data/files is not there")
    document = read((FILES / name).read_bytes(), name)
    assert document.reading is Reading.FULL, document.findings
    assert phrase in document.parts[1].text


@pytest.mark.parametrize("method", [1, 6, 9])
def test_another_checksum_is_damage(method: int) -> None:
    packed = {1: shrunk(b"words " * 50), 6: bytes(200), 9: zlib.compress(b"words " * 50)[2:]}[method]
    document = read(zip_of(packed, b"other " * 50, method))
    assert document.reading >= Reading.PARTIAL
    assert "damaged" in findings(document)


@pytest.mark.parametrize("method", [1, 6, 9])
def test_a_member_that_is_cut_off_is_damage(method: int) -> None:
    document = read(zip_of(b"\xff\x07\x01", b"x" * 5_000_000, method))
    assert document.reading >= Reading.PARTIAL
    assert "damaged" in findings(document)


def test_a_code_that_stands_for_nothing_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile, match="nothing"):
        b"".join(unshrunk((65 | 400 << 9 | 401 << 18).to_bytes(4, "little"), 100))
    with pytest.raises(zipfile.BadZipFile, match="tree"):
        b"".join(exploded(b"\0\0\0\0", 100, 0))


@pytest.mark.parametrize("method", [1, 4])
def test_arj_is_read(method: int) -> None:
    document = read(base64.b64decode(ARJ[method]), "a.arj")
    assert document.parts[1].name == "zuban.txt"
    assert document.parts[1].text == WORDS
    assert document.reading is Reading.FULL


@pytest.mark.parametrize("cut", [3, 40, 60, 110, 140])
def test_an_arj_that_is_cut_off_is_told(cut: int) -> None:
    document = read(base64.b64decode(ARJ[1])[:cut], "a.arj")
    assert document.reading >= Reading.PARTIAL


@pytest.mark.parametrize("place", [8, 20, 60, 80, 130, 150])
@pytest.mark.parametrize("method", [1, 4])
def test_a_flipped_bit_in_an_arj_is_told(method: int, place: int) -> None:
    data = bytearray(base64.b64decode(ARJ[method]))
    data[place] ^= 0x20
    document = read(bytes(data), "a.arj")
    assert "damaged" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_what_follows_an_arj_is_read() -> None:
    document = read(base64.b64decode(ARJ[1]) + b"words behind the archive", "a.arj")
    assert document.parts[-1].text == "words behind the archive"
    assert "trailing-data" in findings(document)


def framed(*frames: tuple[int, bytes]) -> bytes:
    head = b"\xff\x06\0\0sNaPpY"
    return head + b"".join(bytes((kind,)) + len(body).to_bytes(3, "little") + body for kind, body in frames)


def test_snappy_frames_are_read() -> None:
    plain = b"plain words " * 3
    packed = (
        b"\0\0\0\0" + bytes((24,)) + bytes((7 << 2,)) + b"abcdefgh" + bytes((0x01 | 4 << 2, 8, 0x02 | 7 << 2, 8, 0))
    )
    document = read(framed((1, b"\0\0\0\0" + plain), (0xFE, b"padding"), (0, packed)), "a.sz")
    assert document.parts[1].text == plain.decode() + "abcdefgh" * 3
    assert document.reading is Reading.FULL


@pytest.mark.parametrize(
    "body", [b"\0\0\0\0\x05\x00a\x01\x09", b"\0\0\0\0\xff\xff\xff\xff\x7f", b"\0\0\0\0\x09\x00a", b""]
)
def test_snappy_that_makes_no_sense_is_damage(body: bytes) -> None:
    document = read(framed((1, b"\0\0\0\0good"), (0, body)), "a.sz")
    assert document.parts[1].text == "good"
    assert "damaged" in findings(document)


def test_a_stored_member_whose_size_stands_behind_it_is_salvaged() -> None:
    plain = WORDS.encode()
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 8, 0, 0, 33, 0, 0, 0, 5, 0) + b"a.txt"
    behind = b"PK\7\x08" + struct.pack("<III", zlib.crc32(plain), len(plain), len(plain))
    document = read(local + plain + behind + local.replace(b"a.txt", b"b.txt") + plain + behind)
    assert [part.text for part in document.parts if part.name] == [WORDS, WORDS]
    assert document.reading is Reading.PARTIAL
