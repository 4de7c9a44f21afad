"""Programs: what words they hold, and that a payload inside keeps them from being called full."""

from __future__ import annotations

import base64
import hashlib
import struct
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.programs.extent import end_of_class, end_of_elf, end_of_pe
from classifiers.readers.trailing import end_of
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document

NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(256))


def read(data: bytes) -> Document:
    job = Job(Limits())
    job.read("", data, file_name="")
    return job.document("test")


def findings(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def elf(content: bytes) -> bytes:
    """A program of 64 bits with one segment and no section."""
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHI", 2, 62, 1)
    head += struct.pack("<QQQIHHHHHH", 0, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    return head + struct.pack("<IIQQQQQQ", 1, 5, 120, 0, 0, len(content), len(content), 0) + content


def pe(content: bytes) -> bytes:
    """A Windows program with one section."""
    head = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, 240, 0x22) + (b"\x0b\2".ljust(240, b"\0"))
    start = len(head) + 40
    return head + b".rsrc\0\0\0" + struct.pack("<IIII", len(content), 0, len(content), start) + bytes(16) + content


def java(*words: str, code: bytes = b"") -> bytes:
    """A class that is nothing but its constants and one attribute."""
    constants = b"".join(b"\1" + struct.pack(">H", len(word.encode())) + word.encode() for word in words)
    head = b"\xca\xfe\xba\xbe" + struct.pack(">HHH", 0, 52, len(words) + 1) + constants
    attribute = struct.pack(">HI", 1, len(code)) + code
    return head + struct.pack(">HHHHHHH", 0x21, 1, 1, 0, 0, 0, 1) + attribute


def version(**stated: str) -> bytes:
    block = bytes(6) + "VS_VERSION_INFO\0".encode("utf-16-le")
    for key, value in stated.items():
        block += bytes(-len(block) % 4) + bytes(6) + f"{key}\0".encode("utf-16-le")
        block += bytes(-len(block) % 4) + f"{value}\0".encode("utf-16-le")
    return block


@pytest.mark.parametrize("make", [elf, pe])
def test_strings_of_a_program_are_read(make: object) -> None:
    words = b"\0secret plan of the pump\0" + "図面番号は社外秘".encode("utf-16-le")
    words += b"\0\0" + "外径公差の指定は本書による".encode("cp932") + b"\0" + "Зубчатое колесо".encode() + b"\0"
    document = read(make(bytes(64) + words + bytes(400)))  # type: ignore[operator]
    assert document.reading is Reading.FULL
    for phrase in ("secret plan of the pump", "図面番号は社外秘", "外径公差の指定は本書による", "Зубчатое колесо"):
        assert phrase in document.parts[0].text, phrase


@pytest.mark.parametrize("make", [elf, pe, lambda content: java("Name", code=content)])
@pytest.mark.parametrize("payload", [NOISE[:1024], zlib.compress(Path(__file__).read_bytes(), 9)])
def test_a_packed_payload_keeps_a_program_from_being_full(make: object, payload: bytes) -> None:
    document = read(make(b"words of a program " * 20 + payload + bytes(300)))  # type: ignore[operator]
    assert document.reading is Reading.PARTIAL
    assert "program.dense" in findings(document)


def test_a_plain_program_of_this_machine_has_no_dense_stretch() -> None:
    path = Path("/bin/true").resolve()
    if sys.platform != "linux" or not path.exists():
        pytest.skip("needs a Linux program")
    data = path.read_bytes()
    document = read(data)
    assert document.parts[0].type.startswith("application/x-")
    assert end_of(data, "application/x-executable") == len(data)


def test_the_statement_of_a_version_becomes_properties() -> None:
    stated = version(CompanyName="関守精機", FileDescription="Pump controller", FileVersion="1.2")
    document = read(pe(stated + bytes(600)))
    assert document.parts[0].metadata["company"] == "関守精機"
    assert document.parts[0].metadata["title"] == "Pump controller"
    assert document.parts[0].metadata["version"] == "1.2"


def test_what_stands_behind_a_program_is_a_part() -> None:
    rest = b"plain words behind the program, which no table of it names\n" * 4
    for data in (elf(bytes(64)), pe(bytes(600)), java("Name", "Other")):
        document = read(data + rest)
        assert any(part.name and "no table of it names" in part.text for part in document.parts), data[:4]


def test_every_constant_of_a_class_is_read() -> None:
    document = read(java("Pump", "仕様書は社外秘", "a" * 3))
    assert document.parts[0].type == "application/x-java-applet"
    assert document.reading is Reading.FULL
    assert document.parts[0].text.split("\n")[:3] == ["Pump", "仕様書は社外秘", "aaa"]


def test_a_class_that_is_cut_off_is_not_full() -> None:
    whole = java("Pump of the plant", "pressure", code=bytes(80))
    document = read(whole[:-20])
    assert document.reading is Reading.PARTIAL
    assert "damaged" in findings(document)
    assert "Pump of the plant" in document.parts[0].text


def test_a_program_that_is_cut_off_is_not_full() -> None:
    document = read(elf(b"words of a program " * 20)[:-40])
    assert document.reading is Reading.PARTIAL
    assert "damaged" in findings(document)


def test_base64_in_a_program_is_opened() -> None:
    picture = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".ljust(600, b" ")
    document = read(elf(b"\0" + base64.b64encode(picture) + b"\0" + bytes(300)))
    assert "base64" in findings(document)


@pytest.mark.parametrize("find", [end_of_elf, end_of_pe, end_of_class])
def test_tables_that_make_no_sense_end_nowhere(find: object) -> None:
    for data in (b"", b"\x7fELF", b"MZ" + bytes(70), b"\xca\xfe\xba\xbe" + b"\xff" * 20, elf(b"")[:60], b"\xff" * 200):
        assert find(data) == 0  # type: ignore[operator]


SECRET = "図面番号の一覧と設計の仕様は社外秘とする"


@pytest.mark.parametrize("encoding", ["cp932", "euc-jp", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("frame", [b"\0", b"\1", b"\xff\2"])
@pytest.mark.parametrize("times", [1, 80])
def test_words_in_any_encoding_are_found_however_they_are_framed(encoding: str, frame: bytes, times: int) -> None:
    document = read(elf(bytes(20) + frame + (SECRET * times).encode(encoding) + frame))
    assert SECRET in document.parts[0].text


def test_an_elf_whose_head_makes_no_sense_is_not_full() -> None:
    assert read(b"\x7fELF\7\7" + bytes(60) + b"words of somebody").reading is Reading.PARTIAL


def test_words_in_an_attribute_of_a_class_are_read() -> None:
    document = read(java("Code", code=b"\0secret plan of the pump\0" + SECRET.encode("cp932")))
    assert "secret plan of the pump" in document.parts[0].text
    assert SECRET in document.parts[0].text


def test_a_constant_of_a_class_in_shift_jis_is_read() -> None:
    raw = SECRET.encode("cp932")
    data = java("x" * len(raw)).replace(b"x" * len(raw), raw)
    assert SECRET in read(data).parts[0].text
