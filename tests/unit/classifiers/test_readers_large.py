"""Files too large for memory, with limits so low that small ones are."""

from __future__ import annotations

import bz2
import dataclasses
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from classifiers.document import Document, Part
from classifiers.limits import Limits
from classifiers.readers.entry import read_document
from policies.label import Reading

LIMITS = Limits(memory_file_bytes=1_000, part_bytes=2_000, ratio=100_000)
JAPANESE = "図番 A-1234　材質 SUS304 公差 ±0.02 社外秘\n"
LONG = JAPANESE * 20_000


def read(tmp_path: Path, data: bytes, name: str = "", limits: Limits = LIMITS) -> Document:
    path = tmp_path / "large"
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    try:
        return read_document(fd, name, limits)
    finally:
        os.close(fd)


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def by_name(document: Document) -> dict[str, Part]:
    return {part.name: part for part in document.parts}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc-jp", "utf-16", "gb18030", "iso2022_jp"])
def test_text_is_decoded_as_it_goes_by(tmp_path: Path, encoding: str) -> None:
    data = LONG.encode(encoding, "replace")
    document = read(tmp_path, data, "long.txt")
    assert document.reading is Reading.FULL
    assert document.parts[0].text == data.decode(encoding)
    assert document.parts[0].digest == hashlib.sha256(data).hexdigest()
    assert document.parts[0].size_bytes == len(data)


def test_text_beyond_the_limit_is_not_judged_and_that_is_said(tmp_path: Path) -> None:
    document = read(tmp_path, LONG.encode(), "long.txt", dataclasses.replace(LIMITS, part_chars=50_000))
    assert document.parts[0].text == LONG[:50_000]
    assert document.reading is Reading.PARTIAL
    assert findings(document) == {"limit.part_chars"}


def test_text_whose_later_part_is_in_another_encoding_is_partial(tmp_path: Path) -> None:
    document = read(tmp_path, LONG.encode() + LONG.encode("cp932"), "long.txt")
    assert "encoding.damaged" in findings(document)
    assert document.reading is Reading.PARTIAL


def test_a_file_hidden_in_a_long_text_is_found(tmp_path: Path) -> None:
    import base64

    hidden = base64.encodebytes(zipped({"inner.txt": LONG.encode()}, zipfile.ZIP_STORED)[:60_000])
    document = read(tmp_path, b"words\n" * 1000 + hidden, "long.txt", dataclasses.replace(LIMITS, part_bytes=10**6))
    assert "base64" in findings(document)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_large_zip_is_read_member_by_member(tmp_path: Path, method: int) -> None:
    document = read(tmp_path, zipped({"a.txt": LONG.encode(), "b.txt": b"short words"}, method))
    parts = by_name(document)
    assert document.reading is Reading.FULL
    assert parts["a.txt"].text == LONG
    assert parts["a.txt"].digest == hashlib.sha256(LONG.encode()).hexdigest()
    assert parts["b.txt"].text == "short words"


def test_what_stands_before_and_behind_a_large_zip_is_read(tmp_path: Path) -> None:
    inner = zipped({"a.txt": LONG.encode()}, zipfile.ZIP_STORED)
    document = read(tmp_path, b"hidden words " * 1000 + inner + b"other words " * 1000)
    texts = " ".join(part.text for part in document.parts)
    assert "hidden words" in texts
    assert "other words" in texts
    assert LONG in texts


def test_a_large_package_keeps_its_type_and_is_read(tmp_path: Path) -> None:
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body>'
    body = body.format("<w:p><w:r><w:t>機密の設計</w:t></w:r></w:p>" * 100) + "</w:document>"
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
    types += '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.'
    types += 'document.main+xml"/></Types>'
    members = {
        "word/media/noise.bin": os.urandom(300_000),
        "[Content_Types].xml": types.encode(),
        "word/document.xml": body.encode(),
    }
    document = read(tmp_path, zipped(members), "a.docx", dataclasses.replace(LIMITS, part_bytes=10**6))
    assert document.parts[0].type.endswith("wordprocessingml.document")
    assert "機密の設計" in document.parts[0].text


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_a_large_tar_is_read_member_by_member(tmp_path: Path, pack: type[bytes]) -> None:
    data = tarred({"a.txt": LONG.encode(), "noise.bin": os.urandom(50_000), "図.txt": JAPANESE.encode()})
    document = read(tmp_path, pack(data), "a.tar")
    texts = {part.name.rpartition("/")[2]: part for part in document.parts}
    assert texts["a.txt"].text == LONG
    assert texts["a.txt"].digest == hashlib.sha256(LONG.encode()).hexdigest()
    assert texts["図.txt"].text == JAPANESE
    tar = next(part for part in document.parts if part.type == "application/x-tar")
    assert tar.digest == hashlib.sha256(data).hexdigest()
    assert tar.size_bytes == len(data)


def test_a_large_tar_that_is_cut_off_keeps_what_was_read(tmp_path: Path) -> None:
    data = gzip.compress(tarred({"a.txt": JAPANESE.encode(), "b.txt": LONG.encode()}), compresslevel=0)
    document = read(tmp_path, data[: len(data) - 50_000], "a.tar.gz")
    texts = "".join(part.text for part in document.parts)
    assert texts.count(JAPANESE) > 1000
    assert document.reading >= Reading.PARTIAL
    assert "damaged" in findings(document)


def test_a_flipped_bit_in_a_large_stream_is_told(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(tarred({"a.txt": os.urandom(100_000).hex().encode(), "b.txt": LONG.encode()})))
    data[60_000] ^= 0x10
    document = read(tmp_path, bytes(data), "a.tar.gz")
    assert "damaged" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_zips_in_a_large_tar_are_opened_where_they_fit_into_memory(tmp_path: Path) -> None:
    small = zipped({"inner.txt": b"words in a small zip"})
    large = zipped({"inner.txt": os.urandom(40_000)})
    document = read(tmp_path, gzip.compress(tarred({"small.zip": small, "large.zip": large})))
    assert any(part.text == "words in a small zip" for part in document.parts)
    lost = next(part for part in document.parts if part.name.endswith("large.zip"))
    assert lost.reading is Reading.PARTIAL
    assert lost.digest == hashlib.sha256(large).hexdigest()
    assert "limit.part_bytes" in findings(document)


def test_a_large_mailbox_is_read_message_by_message(tmp_path: Path) -> None:
    message = "From sato@lab.example Mon Jan  5 10:00:{:02d} 2026\nFrom: sato@lab.example\nSubject: no. {}\n\nbody {}\n"
    box = "".join(message.format(number % 60, number, number) + ">From the start\n" * 50 for number in range(400))
    document = read(tmp_path, box.encode(), "a.mbox")
    bodies = [part for part in document.parts if part.type == "message/rfc822"]
    assert len(bodies) == 400
    assert "body 399" in bodies[-1].text
    assert "\nFrom the start" in bodies[7].text


def test_an_unknown_large_file_is_opaque_and_a_known_one_without_a_reader_gives_its_strings(tmp_path: Path) -> None:
    unknown = read(tmp_path, os.urandom(20_000))
    assert unknown.reading is Reading.OPAQUE
    assert "type.unknown" in findings(unknown)
    known = read(tmp_path, b"SQLite format 3\0" + os.urandom(3_000) + "設計図面の部品表一覧".encode("utf-16-le"))
    assert known.reading is Reading.PARTIAL
    assert "limit.memory_file_bytes" in findings(known)


def test_a_zip_behind_a_large_picture_is_opened(tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0" + os.urandom(5_000)
    document = read(tmp_path, picture + zipped({"a.txt": LONG.encode()}))
    assert "polyglot" in findings(document)
    assert any(part.text == LONG for part in document.parts)


def test_a_bomb_in_a_stream_stops_at_the_ratio(tmp_path: Path) -> None:
    data = gzip.compress(gzip.compress(bytes(30_000_000)) + os.urandom(2_000))
    document = read(tmp_path, data, limits=dataclasses.replace(LIMITS, ratio=50, ratio_floor_bytes=1_000_000))
    assert "limit.ratio" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_all_unpacked_bytes_count_together(tmp_path: Path) -> None:
    members = {f"{number}.txt": LONG.encode() for number in range(10)}
    limits = dataclasses.replace(LIMITS, total_bytes=3 * len(LONG.encode()))
    document = read(tmp_path, zipped(members), limits=limits)
    assert "limit.total_bytes" in findings(document)
    assert document.reading is Reading.PARTIAL
    assert document.parts[1].text == LONG


def test_the_depth_holds_for_what_goes_by(tmp_path: Path) -> None:
    data = LONG.encode()
    for _ in range(5):
        data = gzip.compress(data, compresslevel=0)
    document = read(tmp_path, data, limits=dataclasses.replace(LIMITS, depth=3))
    assert document.reading is Reading.OPAQUE
    assert "limit.depth" in findings(document)
    assert all(part.digest for part in document.parts)


def test_parts_held_in_each_other_share_what_memory_they_may_have(tmp_path: Path) -> None:
    inner = tarred({"a.txt": LONG.encode()})
    limits = Limits(memory_file_bytes=10**9, part_bytes=10**9, held_bytes=len(inner) + 10_000, ratio=100_000)
    document = read(tmp_path, gzip.compress(inner), limits=limits)
    assert document.parts[-1].text == LONG  # went by, since the tar was in memory already
    assert document.reading is Reading.FULL


def test_time_that_is_up_while_hashing_leaves_a_finding(tmp_path: Path) -> None:
    document = read(tmp_path, LONG.encode(), limits=dataclasses.replace(LIMITS, reading_s=0.0))
    assert document.reading >= Reading.PARTIAL
    assert "limit.reading_s" in findings(document)


@pytest.mark.parametrize("word", [b"abc ", b"ab ", b"=4", b"00000001 ", b" "])
def test_one_very_long_line_is_read_at_all(tmp_path: Path, word: bytes) -> None:
    data = b"x" + word * 200_000  # looked through from each of its characters, this would take hours
    document = read(tmp_path, data, "line.txt", Limits(reading_s=600.0))
    assert document.parts[0].text == data.decode()


def test_a_sparse_file_of_terabytes_ends_at_a_limit(tmp_path: Path) -> None:
    info = tarfile.TarInfo("sparse")
    info.size = 1024
    info.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "sparse",
        "GNU.sparse.realsize": str(4 << 40),
    }
    data = info.tobuf(tarfile.PAX_FORMAT) + b"1\n0\n512\n".ljust(512, b"\0") + b"x" * 512 + bytes(1024)
    document = read(tmp_path, data, limits=dataclasses.replace(LIMITS, total_bytes=50_000_000))
    assert "limit.total_bytes" in findings(document)
    assert document.reading >= Reading.PARTIAL


def test_holes_of_a_sparse_file_are_no_bomb(tmp_path: Path) -> None:
    info = tarfile.TarInfo("sparse")
    info.size = 1024
    info.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "sparse.txt",
        "GNU.sparse.realsize": str(20_000_000),
    }
    words = (JAPANESE * 20).encode()[:512]
    data = info.tobuf(tarfile.PAX_FORMAT) + b"1\n0\n512\n".ljust(512, b"\0") + words + bytes(1024)
    document = read(tmp_path, data, limits=Limits(ratio=10, ratio_floor_bytes=1_000))
    assert document.parts[1].size_bytes == 20_000_000
    assert "limit.ratio" not in findings(document)


def test_when_no_more_text_is_kept_every_file_still_has_its_digest(tmp_path: Path) -> None:
    members = {f"{number}.txt": f"{number} {JAPANESE * 100}".encode() for number in range(50)}
    document = read(tmp_path, tarred(members), limits=dataclasses.replace(LIMITS, total_chars=10_000))
    assert len(document.parts) == 51
    assert {part.digest for part in document.parts[1:]} == {
        hashlib.sha256(data).hexdigest() for data in members.values()
    }
    assert document.reading is Reading.PARTIAL
    assert [finding.name for finding in document.findings].count("limit.total_chars") == 1
