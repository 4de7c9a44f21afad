"""What crawlers keep (WARC) and what `dump` backs up, written record by record."""

from __future__ import annotations

import gzip
import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from classifiers.limits import Limits
from classifiers.readers.archives.warc import joined
from classifiers.readers.job import Job
from policies.label import Reading
from tests.support import dump_maker as make

if TYPE_CHECKING:
    from classifiers.document import Document

PAGE = "<html><body><p>部品図面の一覧 list of drawings</p></body></html>".encode()
NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(64))


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="")
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def texts(document: Document) -> str:
    return "\n".join(part.text for part in document.parts)


def warc(block: bytes, kind: str = "application/http; msgtype=response") -> bytes:
    head = f"WARC/1.0\r\nWARC-Target-URI: https://a.example/x/list.html?q=1\r\nContent-Type: {kind}\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def answer(body: bytes, *fields: bytes) -> bytes:
    return b"\r\n".join((b"HTTP/1.1 200 OK", b"Server: pump-server", *fields, b"", body))


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 20] for start in range(0, len(body), 20)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (PAGE, ()),
        (gzip.compress(PAGE, mtime=0), (b"Content-Encoding: gzip",)),
        (chunked(PAGE), (b"Transfer-Encoding: chunked",)),
        (chunked(gzip.compress(PAGE, mtime=0)), (b"Transfer-Encoding: chunked", b"Content-Encoding: gzip")),
    ],
)
def test_a_page_is_read_however_it_was_sent(body: bytes, fields: tuple[bytes, ...]) -> None:
    request = warc(
        b"GET /x/list.html HTTP/1.1\r\nUser-Agent: crawler-of-ours\r\n\r\n", "application/http; msgtype=request"
    )
    document = read(warc(answer(body, *fields)) + request + warc(b"plain words here", "text/plain"))
    assert document.reading is Reading.FULL
    assert document.parts[1].name == "list.html"
    for phrase in (
        "部品図面の一覧",
        "pump-server",
        "crawler-of-ours",
        "https://a.example/x/list.html?q=1",
        "plain words",
    ):
        assert phrase in texts(document), phrase


def test_a_record_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    document = read(warc(answer(PAGE))[:-30])
    assert document.reading is Reading.PARTIAL
    assert "部品図面" in texts(document)


def test_what_no_record_is_for_is_a_part() -> None:
    document = read(warc(answer(PAGE)) + NOISE)
    assert {"trailing-data", "type.unknown"} <= findings(document)
    assert document.reading is Reading.OPAQUE


@pytest.mark.parametrize("length", [b"", b"-5", b"x", b"9" * 40])
def test_a_record_without_a_length_is_damaged(length: bytes) -> None:
    data = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: " + length + b"\r\n\r\nwords of a record\r\n\r\n"
    document = read(data)
    assert document.reading is not Reading.FULL
    assert "damaged" in findings(document)
    assert "words of a record" in texts(document)


def test_a_body_that_is_not_in_chunks_stays_as_it_is() -> None:
    for body in (b"", b"words", b"5\r\nwor", b"ffffffff\r\nwords\r\n", chunked(PAGE)[:-5]):
        assert joined(body) == (body, b"")


def test_what_is_said_of_chunks_is_read() -> None:
    body = b"5;note=secret-plan-of-the-pump\r\nwords\r\n0\r\n\r\n"
    document = read(warc(answer(body, b"Transfer-Encoding: chunked")))
    assert "secret-plan-of-the-pump" in texts(document)


def test_a_field_of_blanks_takes_no_time() -> None:
    blanks = b"X-Field:" + b" " * 60_000 + b"\r" + b" " * 2_000 + b"x"
    assert read(warc(answer(PAGE, blanks))).reading is Reading.FULL


def test_a_header_in_shift_jis_is_read() -> None:
    document = read(warc(answer(PAGE, "X-Title: 図面番号の一覧は社外秘とする".encode("cp932"))))
    assert "図面番号の一覧は社外秘とする" in texts(document)


@pytest.mark.parametrize("is_packed", [False, True])
def test_every_file_of_a_backup_is_read(is_packed: bool) -> None:
    words = "図面の一覧".encode() + bytes(5000) + b"tail of the list"
    data = make.dump(
        make.folder(2, {"仕様": 3, "link": 6}), make.folder(3, {"list.txt": 5}), make.file(5, words),
        make.file(6, b"../etc/secret", mode=0o120777), make.file(9, b"words of nobody"), is_packed=is_packed,
    )  # fmt: skip
    document = read(data)
    assert document.reading is Reading.FULL
    assert document.parts[0].metadata == {"label": "label", "file-system": "/srv/drawings"}
    names = {part.name: part for part in document.parts}
    assert names["仕様/list.txt"].size_bytes == len(words)
    assert names["仕様/list.txt"].digest == hashlib.sha256(words).hexdigest()
    assert "words of nobody" in names["inode-9"].text
    assert "../etc/secret" in document.parts[0].text
    assert "archive.link" in findings(document)


def test_a_backup_that_is_cut_off_is_not_full() -> None:
    data = make.dump(make.folder(2, {"a": 5}), make.file(5, b"words " * 900))
    document = read(data[:-1500])
    assert document.reading is Reading.PARTIAL
    assert "words words" in texts(document)
    packed = read(make.dump(make.file(5, b"words " * 900), is_packed=True)[:-60])
    assert packed.reading is Reading.PARTIAL
    assert "words words" in texts(packed)


def test_what_hides_in_the_maps_of_a_backup_is_no_secret() -> None:
    mapped = make.dump(bitmap(b"secret words in a map".ljust(1024, b"\0")), make.file(5, b"words"))
    assert "secret words in a map" in texts(read(mapped))
    hidden = read(make.dump(bitmap(NOISE[:1024]), make.file(5, b"words")))
    assert hidden.reading is Reading.PARTIAL
    assert "payload" in findings(hidden)


def bitmap(block: bytes) -> bytes:
    return make.record(3, kept=b"\1") + block


def test_a_backup_of_one_huge_hole_keeps_to_the_limits() -> None:
    limits = Limits(part_bytes=1024 * 1024)
    document = read(make.dump(make.record(2, 5, mode=0o100644, size=1 << 50, kept=bytes(512))), limits)
    assert "limit.part_bytes" in findings(document)


def test_folders_that_hold_each_other_end() -> None:
    document = read(make.dump(make.folder(3, {"a": 4}), make.folder(4, {"b": 3, "c": 5}), make.file(5, b"words of it")))
    assert "words of it" in texts(document)


SECRET = b"secret plan of the pump"


@pytest.mark.parametrize("kind", [4, 7, 99])
def test_records_of_no_file_hide_no_words(kind: int) -> None:
    stray = make.record(kind, kept=b"\1") + SECRET.ljust(1024, b"\0")
    assert SECRET.decode() in texts(read(make.dump(make.file(5, b"words"), stray)))


def test_a_folder_hides_no_words_behind_its_names() -> None:
    name = struct.pack("<IHBB", 5, 512, 0, 1) + b"a"
    entries = name.ljust(20, b"\0") + "図面番号の一覧は社外秘".encode("cp932")
    document = read(make.dump(make.file(2, entries.ljust(512, b"\0"), mode=0o040755), make.file(5, b"words")))
    assert "図面番号の一覧は社外秘" in texts(document)


def test_every_name_of_a_file_and_of_an_empty_folder_is_told() -> None:
    names = {"plain.txt": 5, "secret-plan.txt": 5, "hollow": 6}
    document = read(make.dump(make.folder(2, names), make.folder(6, {}), make.file(5, b"words")))
    assert all(name in document.parts[0].text for name in names)


def test_a_file_shorter_than_stated_is_not_full() -> None:
    record = make.record(2, 5, mode=0o100644, size=5000, kept=b"\1") + b"words".ljust(1024, b"\0")
    assert read(make.dump(record)).reading is Reading.PARTIAL


def test_a_device_with_content_is_a_part() -> None:
    assert SECRET.decode() in texts(read(make.dump(make.file(5, SECRET, mode=0o060644))))


def test_packed_blocks_hide_nothing_behind_their_end_and_give_no_more_than_one() -> None:
    whole = make.dump(make.file(5, b"words"), is_packed=True)
    tape, rest = whole[:1024], whole[1024:]
    size = struct.unpack_from("<I", rest)[0] >> 4
    longer = struct.pack("<I", size + len(SECRET) << 4 | 1) + rest[4 : 4 + size] + SECRET + rest[4 + size :]
    assert SECRET.decode() in texts(read(tape + longer))
    bomb = zlib.compress(bytes(20_000_000))
    packed = struct.pack("<I", len(bomb) << 4 | 1) + bomb
    assert read(tape + packed).reading is Reading.OPAQUE
    empty = make.record(1, extra=bytes(212) + struct.pack("<III", 0x80, 0, 0))
    assert read(empty + packed).reading is Reading.OPAQUE
