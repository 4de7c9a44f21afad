"""Pictures, archives and what is in no other table: one small healthy file of each kind."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import binascii
import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zlib

from PIL import Image

from tests.fuzz.made.office import packed
from tests.support import dump_maker
from tests.support.archive_makers import cabinet, lha, lzip
from tests.unit.classifiers.test_diskmarks import binhex
from tests.unit.classifiers.test_readers_archive_rar import packed as rar

WORDS = b"words of a member, long enough to be packed packed packed"
FORMS = (
    "PNG",
    "JPEG",
    "GIF",
    "TIFF",
    "BMP",
    "WEBP",
    "ICO",
    "PPM",
    "TGA",
    "PCX",
    "XBM",
    "SGI",
    "ICNS",
    "JPEG2000",
    "AVIF",
)


def seeds() -> tuple[bytes, ...]:
    """Files of the tables of pictures and of archives."""
    return (
        *(picture(form) for form in FORMS),
        b"gimp xcf file\0" + bytes(20) + b"words of a picture" * 9,
        b"RIFF\x50\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0" + bytes(12) + b"words beside the sound" * 2,
        packed({"a.txt": WORDS, "b/c.txt": WORDS[::-1]}),
        tar(),
        *(pack(WORDS) for pack in (gzip.compress, bz2.compress, lzma.compress)),
        lzma.compress(WORDS, lzma.FORMAT_ALONE),
        seven(),
        *(rar(generation, {"a.txt": WORDS}) for generation in ("rar15", "rar20", "rar30", "rar50")),
        cabinet(b"a.txt", WORDS),
        b"!<arch>\n" + b"a.txt/".ljust(16) + b"0".ljust(12) + b"0".ljust(6) * 2 + b"644".ljust(8) + b"57".ljust(10) + b"`\n" + WORDS + b"\n",
        cpio(),
        iso(),
        b"\xca\xfe\xd0\x0d\x07\x96\x10\x05words of a packed class" + bytes(16),
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: 5\r\n\r\nwords\r\n\r\n",
        b"WARC/1.0\r\nContent-Type: application/http\r\nContent-Length: 64\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwords\r\n0\r\n\r\n",
        *(dump_maker.dump(dump_maker.folder(2, {"a.txt": 5}), dump_maker.file(5, WORDS), is_packed=is_packed) for is_packed in (False, True)),
        b"\xb9" * 200 + WORDS + bytes(200),
        java(),
        lha(b"a.txt", WORDS),
        lzip(WORDS),
        b"\x28\xb5\x2f\xfd\x20" + bytes([len(WORDS)]) + (len(WORDS) << 3 | 1).to_bytes(3, "little") + WORDS,
        b"\x04\x22\x4d\x18\x60\x40\x82" + (len(WORDS) | 1 << 31).to_bytes(4, "little") + WORDS + bytes(4),
        compress(),
        arj(),
        b"\0\0\0\1Bud1\0\0\x10\0\0\0\x08\0" + bytes(40) + "\0a.txtIlocblob".encode("utf-16-be"),
        b"\0\x05\x16\x07\0\2\0\0" + b"Mac OS X        " + b"\0\2" + struct.pack(">6I", 9, 50, 16, 2, 66, 286) + b"words of finder ".ljust(302, b"\0"),
        b"\xff\x06\0\0sNaPpY\1\x08\0\0\0\0\0\0good\0\0\0\0",
        b"LRZI\0\6" + bytes(50),
        zlib.compress(WORDS),
        mac_binary(),
        binhex(b"a.txt", WORDS),
        b"conectix\0\0\0\2" + bytes(52) + b"words of a disk " * 40,
        b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n" + bytes(32),
        b"\x7fELF\2\1\1" + bytes(9) + b"\2\0\x3e\0\1\0\0\0" + bytes(40) + b"words of a program" * 4,
        b"\x93\x01\xfe\xc0 no format that anybody knows",
    )  # fmt: skip


def java() -> bytes:
    """A class of one constant and one attribute."""
    constants = b"\1" + struct.pack(">H", len(WORDS)) + WORDS
    return (
        b"\xca\xfe\xba\xbe"
        + struct.pack(">HHH", 0, 52, 2)
        + constants
        + struct.pack(">8HI", 33, 1, 1, 0, 0, 0, 1, 1, 0)
    )


def mac_binary() -> bytes:
    """A MacBinary II file with its data alone."""
    head = bytearray(b"\0\5a.txtTEXTttxt".ljust(128, b"\0"))
    head[2:65], head[65:73] = b"a.txt".ljust(63, b"\0"), b"TEXTttxt"
    head[83:87] = len(WORDS).to_bytes(4, "big")
    head[122:124] = b"\x81\x81"
    head[124:126] = binascii.crc_hqx(bytes(head[:124]), 0).to_bytes(2, "big")
    return bytes(head) + WORDS.ljust(128, b"\0")


def picture(form: str) -> bytes:
    """A small picture of two shades."""
    buffer = io.BytesIO()
    image = Image.linear_gradient("L").resize((16, 16))
    (image.convert("1") if form == "XBM" else image.convert("RGB")).save(buffer, form)
    return buffer.getvalue()


def tar() -> bytes:
    """A tar of one file with a long name."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("仕様/" + "long" * 30 + ".txt")
        member.size = len(WORDS)
        archive.addfile(member, io.BytesIO(WORDS))
    return buffer.getvalue()[:4096]


def seven() -> bytes:
    """A 7z of one file that is kept as it is."""
    size = bytes([len(WORDS)])
    name = "a.txt\0".encode("utf-16-le")
    head = b"\1\4\6\0\1\x09" + size + b"\0\7\x0b\1\0\1\1\0\x0c" + size + b"\0\x08\0\0"
    head += b"\5\1\x11" + bytes([1 + len(name)]) + b"\0" + name + b"\0\0"
    start = struct.pack("<QQI", len(WORDS), len(head), zlib.crc32(head))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + WORDS + head


def iso() -> bytes:
    """An image of a disc with one file."""
    sector = 2048

    def both(value: int, size: int) -> bytes:
        return value.to_bytes(size, "little") + value.to_bytes(size, "big")

    def record(name: bytes, place: int, size: int, flags: int) -> bytes:
        body = (
            b"\0"
            + both(place, 4)
            + both(size, 4)
            + bytes(7)
            + bytes([flags, 0, 0])
            + both(1, 2)
            + bytes([len(name)])
            + name
        )
        body += bytes((len(body) + 1) % 2)
        return bytes([len(body) + 1]) + body

    root = record(b"\0", 18, sector, 2)
    volume = b"\1CD001\1\0" + b"SYSTEM".ljust(32) + b"VOLUME".ljust(32) + bytes(8) + both(20, 4) + bytes(32)
    volume += (
        both(1, 2) * 2
        + both(sector, 2)
        + both(10, 4)
        + bytes(16)
        + root
        + b"words of a volume".ljust(623)
        + b"0" * 68
        + b"\1"
    )
    folder = root + record(b"\1", 18, sector, 2) + record(b"A.TXT;1", 19, len(WORDS), 0)
    sectors = (volume, b"\xffCD001\1", folder, WORDS)
    return bytes(16 * sector) + b"".join(each.ljust(sector, b"\0") for each in sectors)


def cpio() -> bytes:
    """A cpio of one file."""

    def member(name: bytes, content: bytes) -> bytes:
        numbers = (1, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08x" % number for number in numbers) + name + b"\0"
        return head + bytes(-len(head) % 4) + content + bytes(-len(content) % 4)

    return member(b"a.txt", WORDS) + member(b"TRAILER!!!", b"")


def compress() -> bytes:
    """What `compress` would make of words without any that come again: codes of nine bits."""
    number = sum(byte << 9 * place for place, byte in enumerate(WORDS))
    return b"\x1f\x9d\x90" + number.to_bytes((9 * len(WORDS) + 7) // 8, "little")


def arj() -> bytes:
    """An arj of one file that is kept as it is."""

    def head(kind: int, name: bytes, size_bytes: int) -> bytes:
        first = struct.pack(
            "<8BIIIIHHH", 30, 11, 1, 0, 0x10, 0, kind, 0, 0, size_bytes, size_bytes, zlib.crc32(WORDS), 0, 0, 0
        )
        body = first + name + b"\0\0"
        return b"\x60\xea" + struct.pack("<H", len(body)) + body + struct.pack("<IH", zlib.crc32(body), 0)

    return head(2, b"a.arj", 0) + head(0, b"a.txt", len(WORDS)) + WORDS + b"\x60\xea\0\0"
