from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import pyzipper
from PIL import Image

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.names import safe_name
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document

WORDS = "社外秘の技術資料です。部品の寸法は図面による。".encode()


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in infos:
            info.size = len(data) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def nested(levels: int) -> bytes:
    data = WORDS
    for level in range(levels):
        data = zipped({f"level{level}.zip" if level else "inner.txt": data})
    return data


def test_members_become_parts_with_paths_digests_and_text() -> None:
    document = read(zipped({"a/spec.txt": WORDS, "b.zip": zipped({"deep.txt": WORDS})}))
    assert [part.name for part in document.parts] == ["", "a/spec.txt", "b.zip", "b.zip/deep.txt"]
    assert document.parts[1].digest == document.parts[3].digest
    assert "社外秘" in document.parts[3].text
    assert document.reading is Reading.FULL


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\windows\\x", "a/../../b", "\x1b[2Jx"])
def test_names_are_made_harmless(name: str) -> None:
    part = read(zipped({name: WORDS})).parts[1]
    assert ".." not in part.name.split("/")
    assert not part.name.startswith("/")
    assert part.name.isprintable()


def test_a_name_of_dots_alone_is_still_a_name() -> None:
    assert safe_name("../..") == "unnamed"


def test_japanese_names_in_shift_jis_are_decoded() -> None:
    data = zipped({"XXXXXX.txt": WORDS}).replace(b"XXXXXX", "図面表".encode("cp932"))
    assert read(data).parts[1].name == "図面表.txt"


def test_encrypted_members_are_opaque_and_the_others_are_read() -> None:
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.writestr("open.txt", WORDS)
        archive.setpassword(b"secret")
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr("locked.txt", WORDS)
    document = read(buffer.getvalue())
    assert document.reading is Reading.OPAQUE
    assert {part.name: part.reading for part in document.parts}["open.txt"] is Reading.FULL
    assert "encrypted" in names(document)


def test_depth_is_limited() -> None:
    document = read(nested(9), limits=Limits(depth=3))
    assert document.reading is Reading.OPAQUE
    assert "limit.depth" in names(document)
    assert len(document.parts) == 5


def test_parts_are_limited() -> None:
    document = read(zipped({f"{number}.txt": b"x" for number in range(50)}), limits=Limits(parts=10))
    assert len(document.parts) == 10
    assert document.reading is Reading.PARTIAL
    assert "limit.parts" in names(document)


def test_entries_are_limited() -> None:
    document = read(zipped({f"{number}.txt": b"x" for number in range(50)}), limits=Limits(entries=10))
    assert "limit.entries" in names(document)
    assert document.reading is Reading.PARTIAL


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"zeros": data})])
def test_a_bomb_stops_at_the_ratio(pack: object) -> None:
    bomb = pack(bytes(40_000_000))  # type: ignore[operator]
    document = read(bomb, limits=Limits(ratio_floor_bytes=1_000_000, ratio=20))
    assert "limit.ratio" in names(document)
    assert document.reading >= Reading.PARTIAL
    assert sum(part.size_bytes for part in document.parts) < 3_000_000


def test_total_bytes_are_limited_over_all_parts() -> None:
    members = {f"{number}.bin": bytes([65 + number]) * 100_000 for number in range(10)}
    document = read(zipped(members, method=zipfile.ZIP_STORED), limits=Limits(total_bytes=350_000))
    assert "limit.total_bytes" in names(document)
    assert document.reading >= Reading.PARTIAL


def test_a_member_too_large_for_memory_is_read_as_it_goes_by() -> None:
    big = b"a line of text\n" * 20_000
    document = read(zipped({"big.txt": big, "small.txt": WORDS}), limits=Limits(part_bytes=10_000, ratio=2_000))
    parts = {part.name: part for part in document.parts}
    assert document.reading is Reading.FULL
    assert parts["big.txt"].text == big.decode()
    assert parts["big.txt"].digest == hashlib.sha256(big).hexdigest()
    assert parts["big.txt"].size_bytes == len(big)
    assert parts["small.txt"].reading is Reading.FULL


def test_a_member_too_large_for_memory_without_a_reader_for_that_says_so() -> None:
    big = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200_000) + b"readable words"
    document = read(zipped({"big.bin": big, "small.txt": WORDS}), limits=Limits(part_bytes=10_000, ratio=2_000))
    parts = {part.name: part for part in document.parts}
    assert parts["big.bin"].reading is Reading.PARTIAL
    assert "readable words" in parts["big.bin"].text
    assert parts["big.bin"].digest == hashlib.sha256(big).hexdigest()
    assert ("limit.part_bytes", "10000") in {(finding.name, finding.detail) for finding in document.findings}
    assert parts["small.txt"].reading is Reading.FULL


def test_tar_reads_files_and_follows_no_link_or_device() -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device = tarfile.TarInfo("device")
    device.type = tarfile.CHRTYPE
    document = read(tarred((tarfile.TarInfo("spec.txt"), WORDS), (link, b""), (device, b"")))
    assert [part.name for part in document.parts] == ["", "spec.txt"]
    assert "archive.link" in names(document)
    assert "root:" not in "".join(part.text for part in document.parts)


def test_what_follows_the_end_of_a_tar_is_read() -> None:
    first = tarred((tarfile.TarInfo("a.txt"), b"first"))
    document = read(first + tarred((tarfile.TarInfo("b.txt"), WORDS)))
    assert any("社外秘" in part.text for part in document.parts)
    assert "trailing-data" in names(document)


@pytest.mark.parametrize(
    ("pack", "kind"), [(gzip.compress, "gzip"), (bz2.compress, "x-bzip2"), (lzma.compress, "x-xz")]
)
def test_streams_are_unpacked_with_all_their_members(pack: object, kind: str) -> None:
    document = read(pack(WORDS) + pack(WORDS))  # type: ignore[operator]
    assert document.parts[0].type == f"application/{kind}"
    assert document.parts[1].text == (WORDS * 2).decode()
    assert document.reading is Reading.FULL


def test_bytes_after_a_gzip_stream_are_read() -> None:
    document = read(gzip.compress(b"cover") + zipped({"hidden.txt": WORDS}))
    assert any("社外秘" in part.text for part in document.parts)


def test_a_stream_cut_short_is_never_full() -> None:
    assert read(gzip.compress(WORDS * 100)[:-20]).reading >= Reading.PARTIAL


def test_members_without_a_directory_are_salvaged_and_said_to_be_damaged() -> None:
    data = zipped({"spec.txt": WORDS, "other.txt": WORDS})
    document = read(data[: data.index(b"PK\x01\x02")])
    assert "社外秘" in document.parts[1].text
    assert document.reading >= Reading.PARTIAL


def test_members_that_stand_elsewhere_than_listed_are_read_and_said_to_be_damaged() -> None:
    data = bytearray(zipped({"spec.txt": WORDS, "図面.txt": WORDS + b"two", "last.txt": b"three"}))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[second + 42 : second + 46] = (7).to_bytes(4, "little")
    document = read(bytes(data))
    assert [part.text for part in document.parts[1:]] == [WORDS.decode(), WORDS.decode() + "two", "three"]
    assert document.reading is Reading.PARTIAL
    assert names(document) == {"damaged"}


def test_duplicate_names_are_all_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("same.txt", b"harmless")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("same.txt", WORDS)
    document = read(buffer.getvalue())
    assert [part.text for part in document.parts[1:]] == ["harmless", WORDS.decode()]
    assert "archive.duplicate-name" in names(document)


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 16), "white").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize("cover", [picture("PNG"), picture("JPEG"), picture("GIF"), b"%PDF-1.4\n1 0 obj\n%%EOF\n"])
def test_a_zip_behind_another_file_is_opened(cover: bytes) -> None:
    document = read(cover + zipped({"hidden.txt": WORDS}))
    assert any("社外秘" in part.text for part in document.parts)
    assert "polyglot" in names(document)


def test_bytes_before_a_zip_are_a_part() -> None:
    document = read(b"\1\2\3\4" * 100 + zipped({"hidden.txt": WORDS}))
    assert any("社外秘" in part.text for part in document.parts)
    assert document.reading is Reading.OPAQUE
    assert "leading-data" in names(document)


def test_archives_without_a_reader_are_opaque() -> None:
    document = read(b"LRZI\0\6" + bytes(50))
    assert document.reading is Reading.OPAQUE
    assert "archive.unsupported" in names(document)


def test_time_is_limited_and_what_was_read_is_kept() -> None:
    ticks = iter(range(10_000))
    job = Job(Limits(reading_s=10), clock=lambda: float(next(ticks)))
    job.read("", zipped({f"{number}.txt": WORDS for number in range(100)}), file_name="")
    document = job.document("test")
    assert "limit.reading_s" in names(document)
    assert 1 < len(document.parts) < 50


def test_the_comment_and_the_name_of_a_gzip_are_read() -> None:
    body = gzip.compress(b"content", mtime=0)[10:]
    head = b"\x1f\x8b\x08\x18\0\0\0\0\0\x03" + "図面表.txt".encode("cp932") + b"\0" + WORDS + b"\0"
    document = read(head + body)
    assert document.parts[0].metadata["comment"] == WORDS.decode()
    assert document.parts[1].name == "図面表.txt"
    assert document.parts[1].text == "content"


def test_an_extra_field_of_a_gzip_is_a_part() -> None:
    body = gzip.compress(b"content", mtime=0)[10:]
    extra = WORDS * 3
    head = b"\x1f\x8b\x08\x04\0\0\0\0\0\x03" + len(extra).to_bytes(2, "little") + extra
    document = read(head + body)
    assert "archive.extra" in names(document)
    assert any("社外秘" in part.text for part in document.parts)


def test_extended_headers_of_a_tar_are_read() -> None:
    info = tarfile.TarInfo("a.txt")
    info.size = 3
    info.pax_headers = {"comment": WORDS.decode()}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"abc"))
    assert "社外秘" in read(buffer.getvalue()).parts[0].text


def test_an_unknown_kind_of_entry_in_a_tar_is_read_as_others_write_it() -> None:
    data = bytearray(tarred((tarfile.TarInfo("a.txt"), WORDS)))
    data[156:157] = b"Q"
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 0x20 + sum(data[156:512]))
    document = read(bytes(data))
    assert document.parts[1].text == WORDS.decode()


def test_a_bare_attribute_file_of_macos_is_no_riddle() -> None:
    attribute = b"\0\x05\x16\x07\0\x02\0\0" + b"Mac OS X        " + b"\0\x02"
    attribute += (9).to_bytes(4, "big") + (50).to_bytes(4, "big") + (40).to_bytes(4, "big")
    attribute += (2).to_bytes(4, "big") + (90).to_bytes(4, "big") + (286).to_bytes(4, "big")
    attribute += b"com.apple.metadata:label".ljust(40, b"\0") + bytes(286)
    document = read(zipped({"a.txt": WORDS, "__MACOSX/._a.txt": attribute}))
    assert document.reading is Reading.FULL
    assert "com.apple.metadata:label" in document.parts[2].text


def test_a_fork_of_macos_is_a_part() -> None:
    attribute = b"\0\x05\x16\x07\0\x02\0\0" + bytes(16) + b"\0\x01"
    attribute += (2).to_bytes(4, "big") + (38).to_bytes(4, "big") + (len(WORDS) * 9).to_bytes(4, "big") + WORDS * 9
    document = read(zipped({"__MACOSX/._a.txt": attribute}))
    assert any("社外秘" in part.text for part in document.parts)


def test_what_came_before_the_damage_in_a_member_is_read() -> None:
    lines = "".join(f"{WORDS.decode()} {number}\n" for number in range(40_000)).encode()
    data = bytearray(zipped({"a.txt": lines, "b.txt": WORDS}))
    place = data.index(b"PK\3\4", 4) - 2_000
    data[place : place + 8] = bytes(8)
    document = read(bytes(data))
    parts = {part.name: part for part in document.parts}
    assert parts["a.txt"].reading is Reading.PARTIAL
    assert parts["a.txt"].text.startswith(lines.decode()[:100_000])
    assert parts["a.txt"].digest == ""
    assert parts["b.txt"].reading is Reading.FULL
    assert "damaged" in names(document)


def test_a_few_stray_bytes_behind_a_tar_are_no_part_of_it_and_words_are() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    whole = buffer.getvalue()
    stray = whole[:-4000] + b"0\0\xf1\x10".ljust(4000, b"\0")
    assert read(stray).reading is Reading.FULL
    words = whole[:-4000] + b"seventeen letters".ljust(4000, b"\0")
    assert "seventeen letters" in "\n".join(part.text for part in read(words).parts)


def test_a_few_bytes_behind_a_tar_are_no_part_and_still_read() -> None:
    document = read(tarred((tarfile.TarInfo("a.txt"), b"first")) + b"pump-secret-7")
    assert len(document.parts) == 2
    assert "pump-secret-7" in document.parts[0].text
