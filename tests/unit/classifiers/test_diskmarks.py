"""Images of disks and rarer archives: recognised by content, never taken for read."""

from __future__ import annotations

import binascii
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from classifiers import filetype
from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.entry import read_document
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

SECRET = "極秘 MAGATAMA-7731 drawing".encode()


def sector(start: bytes = b"", **marks: bytes) -> bytes:
    found = bytearray(start.ljust(512, b"\0"))
    for place, mark in marks.items():
        found[int(place[1:]) : int(place[1:]) + len(mark)] = mark
    found[510:512] = b"\x55\xaa"
    return bytes(found)


def ext() -> bytes:
    block = bytearray(1024)
    block[0:4], block[24:28], block[56:58], block[58:60] = b"\x40\0\0\0", b"\2\0\0\0", b"\x53\xef", b"\1\0"
    return bytes(1024) + bytes(block) + SECRET


IMAGES = {
    "application/x-vhd": b"conectix" + bytes(600),
    "application/x-vmdk": b"KDMV" + bytes(600),
    "application/x-qemu-disk": b"QFI\xfb" + bytes(600),
    "application/x-ms-wim": b"MSWIM\0\0\0" + bytes(600),
    "application/vnd.squashfs": b"hsqs" + bytes(600),
    "application/x-fat-image": sector(b"\xeb\x3c\x90MSDOS5.0", p54=b"FAT12   ") + SECRET,
    "application/x-ntfs-image": sector(b"\xeb\x52\x90NTFS    ") + SECRET,
    "application/x-raw-disk-image": sector(p446=b"\x80\1\1\0\x0c\xfe\xff\xff\0\x08\0\0\0\0\1\0") + SECRET,
    "application/x-ext-image": ext(),
    "application/x-apple-diskimage": b"BZh9" + bytes(600) + (b"koly\0\0\0\4\0\0\2\0").ljust(512, b"\0"),
    "application/x-stuffit": b"SIT!" + bytes(600),
    "application/x-zoo": b"ZOO 2.10 Archive.\x1a\0\0\xdc\xa7\xc4\xfd" + bytes(100),
}


def read(tmp_path: Path, data: bytes, limits: Limits | None = None) -> Document:
    path = tmp_path / "file"
    path.write_bytes(data)
    fd = os.open(path, os.O_RDONLY)
    try:
        return read_document(fd, path.name, limits or Limits())
    finally:
        os.close(fd)


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


@pytest.mark.parametrize("kind", IMAGES)
@pytest.mark.parametrize("memory_file_bytes", [64, 1_000_000])
def test_what_is_recognised_and_not_opened_is_opaque(tmp_path: Path, kind: str, memory_file_bytes: int) -> None:
    document = read(tmp_path, IMAGES[kind], Limits(memory_file_bytes=memory_file_bytes))
    assert document.parts[0].type == kind
    assert document.reading is Reading.OPAQUE
    assert findings(document) == {"archive.unsupported"}


def test_a_boot_mark_alone_makes_no_disk() -> None:
    assert filetype.detect(os.urandom(446).replace(b"\0", b"\1") + b"\7" * 64 + b"\x55\xaa") == filetype.UNKNOWN


def test_both_forks_of_macbinary_are_parts(tmp_path: Path) -> None:
    head = bytearray(128)
    head[1:5] = b"\3abc"
    head[83:91] = struct.pack(">II", len(SECRET), 4)
    head[124:126] = binascii.crc_hqx(bytes(head[:124]), 0).to_bytes(2, "big")
    document = read(tmp_path, bytes(head) + SECRET.ljust(128, b"\0") + b"rsrc".ljust(128, b"\0"))
    assert [part.name for part in document.parts] == ["", "abc", "abc.rsrc"]
    assert "MAGATAMA-7731" in document.parts[1].text


def lettered(plain: bytes) -> bytes:
    letters = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
    whole = plain + bytes(-len(plain) % 3)
    bits, total = int.from_bytes(whole, "big"), len(whole) * 8 // 6
    return bytes(letters[bits >> 6 * (total - 1 - n) & 63] for n in range(-(-len(plain) * 8 // 6)))


def binhex(name: bytes, data: bytes) -> bytes:
    head = bytes((len(name),)) + name + b"\0TEXTttxt\0\0" + struct.pack(">II", len(data), 0)
    pieces = [piece + binascii.crc_hqx(piece, 0).to_bytes(2, "big") for piece in (head, data, b"")]
    plain = b"".join(pieces).replace(b"\x90", b"\x90\0").replace(b"a" * 20, b"a\x90\x14")
    packed = lettered(plain)
    lines = [packed[place : place + 64] for place in range(0, len(packed), 64)]
    return b"a letter\n(This file must be converted with BinHex 4.0)\n\n:" + b"\n".join(lines) + b":\nbelow\n"


def test_binhex_is_unpacked_and_what_stands_around_it_is_text(tmp_path: Path) -> None:
    content = SECRET + b"\x90" + b"a" * 20 + b"end"
    document = read(tmp_path, binhex(b"spec.txt", content))
    assert document.parts[0].type == "application/mac-binhex40"
    assert "a letter" in document.parts[0].text
    assert "below" in document.parts[0].text
    assert document.parts[1].name == "spec.txt"
    assert document.parts[1].size_bytes == len(content)
    assert "MAGATAMA-7731" in document.parts[1].text


def test_binhex_with_a_flipped_letter_is_not_whole(tmp_path: Path) -> None:
    whole = binhex(b"spec.txt", SECRET * 20)
    place = whole.index(b"\n\n:") + 200
    flipped = b"!" if whole[place : place + 1] != b"!" else b"#"
    document = read(tmp_path, whole[:place] + flipped + whole[place + 1 :])
    assert document.reading >= Reading.PARTIAL
    assert "damaged" in findings(document)


def test_a_bomb_in_binhex_stops_at_the_ratio(tmp_path: Path) -> None:
    data = b"(This file must be converted with BinHex 4.0)\n:" + lettered(b"A\x90\xff") * 50_000 + b":"
    document = read(tmp_path, data, Limits(ratio=5, ratio_floor_bytes=100_000))
    assert "limit.ratio" in findings(document)


def test_a_stream_of_zlib_is_unpacked(tmp_path: Path) -> None:
    document = read(tmp_path, zlib.compress(SECRET * 30))
    assert "MAGATAMA-7731" in document.parts[-1].text
    assert document.reading is Reading.FULL


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("spec.txt", SECRET)
    return buffer.getvalue()


def test_the_head_of_an_extension_of_a_browser_is_its_own(tmp_path: Path) -> None:
    document = read(tmp_path, b"Cr24" + struct.pack("<II", 3, 300) + os.urandom(300) + zipped())
    assert document.reading is Reading.FULL
    long = read(tmp_path, b"Cr24" + struct.pack("<II", 3, 90_000) + os.urandom(90_000) + zipped())
    assert "leading-data" in findings(long)


def test_an_archive_in_a_stream_of_an_installer_is_opened(tmp_path: Path) -> None:
    document = read(tmp_path, compound_file({("Cabinet",): zipped(), ("Table",): b"words of a table " * 9}))
    assert any("MAGATAMA-7731" in part.text for part in document.parts[1:])
