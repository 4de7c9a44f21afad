"""Workbooks of Excel 2 to 2003 from records written by hand: cells, wherever they stand and however they are locked."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import olefile
import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.office.bookcipher import OPEN, XOR_BYTES, XOR_MARK, xored
from classifiers.readers.office.ole import open_ole, stream
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.document import Document

ENCIPHERED = Path(__file__).parents[3] / "../shared/data/files/containers/encrypted-docs"
EXCELS_OWN = "VelvetSweatshop"
BOUND_SHEET, FILEPASS = 0x0085, 0x002F


def read(workbook: bytes, name: str = "a.xls") -> Document:
    job = Job(Limits())
    job.read("", compound_file({("Workbook",): workbook}), file_name=name)
    return job.document("test")


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def string(text: str, width: str = "H") -> bytes:
    return struct.pack(f"<{width}B", len(text), 1) + text.encode("utf-16-le")


def begin(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))


def label(row: int, column: int, text: str) -> bytes:
    return record(0x0204, struct.pack("<HHH", row, column, 0) + string(text))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def book(*sheets: bytes, head: bytes = b"", gap: bytes = b"", state: int = 0) -> bytes:
    """A workbook of sheets 表1, 表2 …, with `gap` between its globals and the first."""
    size = len(begin(5)) + len(head) + len(sheets) * len(record(BOUND_SHEET, bytes(6) + string("表1", "B"))) + 4
    place = size + len(gap)
    entries = b""
    for index, sheet in enumerate(sheets):
        entries += record(BOUND_SHEET, struct.pack("<IBB", place, state, 0) + string(f"表{index + 1}", "B"))
        place += len(begin(0x10)) + len(sheet) + 4
    bodies = b"".join(begin(0x10) + sheet + record(0x000A) for sheet in sheets)
    return begin(5) + head + entries + record(0x000A) + gap + bodies


def test_cells_far_apart_cost_no_memory() -> None:
    sheet = label(0, 0, "near needle") + label(65_535, 255, "far needle")
    document = read(book(*[sheet] * 9))
    assert document.reading is Reading.FULL
    assert document.parts[0].text.count("far needle") == 9
    assert len(document.parts[0].text) < 10_000


def test_cells_stand_in_rows_and_sheets() -> None:
    first = label(1, 1, "b2") + label(0, 1, "b1") + label(0, 0, "a1")
    part = read(book(first, label(0, 0, "極秘"))).parts[0]
    assert "a1\tb1\nb2\n" in part.text
    assert part.place_of(part.text.index("極秘")) == "sheet 表2"


def test_numbers_dates_and_results_of_formulas() -> None:
    head = record(0x041E, struct.pack("<H", 164) + string('yyyy"年"m"月"d"日"'))
    head += record(0x00E0, struct.pack("<HH16x", 0, 0)) + record(0x00E0, struct.pack("<HH16x", 0, 164))
    rows = number(0, 0, 1234.5) + number(0, 1, 45_000, style=1)
    rows += record(0x027E, struct.pack("<HHHI", 1, 0, 0, (77 << 2) | 2))
    rows += record(0x00BD, struct.pack("<HHHIHIH", 1, 1, 0, (31 << 2) | 2, 0, (50 << 2) | 3, 2))
    rows += record(0x0205, struct.pack("<HHHBB", 2, 0, 0, 1, 0)) + record(0x0205, struct.pack("<HHHBB", 2, 1, 0, 7, 1))
    rows += record(0x0006, struct.pack("<HHHdHI", 3, 0, 0, 2.25, 0, 0))
    part = read(book(rows, head=head)).parts[0]
    assert "1234.5\t2023-03-15\n77\t31\t0.5\nTRUE\t#DIV/0!\n2.25\n" in part.text
    assert part.reading is Reading.FULL


def test_a_formulas_string_goes_on_in_the_next_record() -> None:
    result = b"\0\0\0\0\0\0\xff\xff"
    rows = record(0x0006, struct.pack("<HHH8sHI", 0, 0, 0, result, 0, 0))
    rows += record(0x0207, struct.pack("<HB", 12, 0) + b"MAGATA") + record(0x003C, b"\0MA-773")
    rows += label(0, 1, "beside")
    assert "MAGATAMA-773\tbeside" in read(book(rows)).parts[0].text


def test_a_sheet_is_read_where_the_list_says_that_it_begins() -> None:
    document = read(book(label(0, 0, "hidden needle"), gap=b"\xff" * 3000, state=2))
    assert "hidden needle" in document.parts[0].text
    assert "hidden" in {finding.name for finding in document.findings}
    assert document.reading is Reading.FULL


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_workbook_cut_short_is_read_in_part(cut: int) -> None:
    document = read(book(label(0, 0, "first needle"), label(0, 0, "x" * 30))[:-cut])
    assert "first needle" in document.parts[0].text
    assert document.reading is Reading.PARTIAL


def test_a_list_of_sheets_that_points_back_ends() -> None:
    many = b"".join(record(BOUND_SHEET, struct.pack("<IBB", 0, 0, 0) + string("表", "B")) for _ in range(500))
    document = read(begin(5) + many + record(0x000A))
    assert document.reading in (Reading.FULL, Reading.PARTIAL)


def test_records_before_excel_5_need_no_compound_file() -> None:
    rows = record(0x0004, struct.pack("<HH3xB", 0, 0, 6) + "部品表".encode("cp932"))
    rows += record(0x0003, struct.pack("<HH3xd", 0, 1, 2.5)) + record(0x0002, struct.pack("<HH3xH", 1, 0, 77))
    data = record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x0042, struct.pack("<H", 932)) + rows + record(0x000A)
    job = Job(Limits())
    job.read("", data, file_name="a.xls")
    part = job.document("test").parts[0]
    assert part.type == "application/vnd.ms-excel"
    assert "部品表\t2.5\n77\n" in part.text


def enciphered(lock: bytes, cipher: Callable[[bytes], bytes]) -> bytes:
    """A locked workbook: `cipher` gets the whole stream, and what stays open is put back."""
    plain = book(label(0, 0, "極秘 MAGATAMA-7731") + label(3, 0, "x" * 3000), head=record(FILEPASS, lock))
    mixed = cipher(plain)
    out, place = b"", 0
    while place < len(plain):
        kind, size = struct.unpack_from("<HH", plain, place)
        kept = size if kind in OPEN else 4 if kind == BOUND_SHEET else 0
        out += plain[place : place + 4 + kept] + mixed[place + 4 + kept : place + 4 + size]
        place += 4 + size
    return out


def rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(data)


def by_blocks(key_of: Callable[[int], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(rc4(key_of(at // 1024), data[at : at + 1024]) for at in range(0, len(data), 1024))


def old_lock(password: str) -> tuple[bytes, Callable[[bytes], bytes]]:
    salt, verifier = bytes(range(16)), bytes(range(50, 66))
    half = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    root = hashlib.md5((half + salt) * 16, usedforsecurity=False).digest()[:5]

    def key_of(block: int) -> bytes:
        return hashlib.md5(root + struct.pack("<I", block), usedforsecurity=False).digest()

    told = rc4(key_of(0), verifier + hashlib.md5(verifier, usedforsecurity=False).digest())
    return struct.pack("<HHH", 1, 1, 1) + salt + told, by_blocks(key_of)


def newer_lock(password: str) -> tuple[bytes, Callable[[bytes], bytes]]:
    salt, verifier = bytes(range(16)), bytes(range(50, 66))
    root = hashlib.sha1(salt + password.encode("utf-16-le"), usedforsecurity=False).digest()

    def key_of(block: int) -> bytes:
        return hashlib.sha1(root + struct.pack("<I", block), usedforsecurity=False).digest()[:16]

    told = rc4(key_of(0), verifier + hashlib.sha1(verifier, usedforsecurity=False).digest())
    head = struct.pack("<IIIIIIII", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "CSP\0".encode("utf-16-le")
    lock = struct.pack("<HHHII", 1, 2, 2, 4, len(head)) + head + struct.pack("<I", 16) + salt
    return lock + told[:16] + struct.pack("<I", 20) + told[16:], by_blocks(key_of)


@pytest.mark.parametrize("lock_with", [old_lock, newer_lock])
def test_a_workbook_that_excel_opens_by_itself_is_read(
    lock_with: Callable[[str], tuple[bytes, Callable[[bytes], bytes]]],
) -> None:
    document = read(enciphered(*lock_with(EXCELS_OWN)))
    assert "極秘 MAGATAMA-7731" in document.parts[0].text
    assert document.reading is Reading.FULL
    assert [finding.name for finding in document.findings] == ["default-password"]
    locked = read(enciphered(*lock_with("a word that somebody knows")))
    assert locked.reading is Reading.OPAQUE
    assert "MAGATAMA" not in locked.parts[0].text


def test_the_oldest_lock_is_opened_too() -> None:
    def mixed(stream: bytes) -> bytes:
        """Each byte of a record turned by five bits and mixed with the password's."""
        out, place = b"", 0
        while place < len(stream):
            size = int.from_bytes(stream[place + 2 : place + 4], "little")
            place += 4
            turned = (value << 5 & 0xFF | value >> 3 for value in stream[place : place + size])
            out += bytes(4) + bytes(v ^ XOR_BYTES[(place + size + i) % 16] for i, v in enumerate(turned))
            place += size
        return out

    document = read(enciphered(bytes(2) + XOR_MARK, mixed))
    assert "極秘 MAGATAMA-7731" in document.parts[0].text
    assert document.reading is Reading.FULL


def test_the_oldest_lock_is_undone_as_excel_does_it() -> None:
    path = ENCIPHERED / "xor-encryption-abc.xls"
    if not path.exists():
        pytest.skip("the shared collection is not here")
    with open_ole(path.read_bytes()) as ole:
        plain = xored(stream(ole, "Workbook"), bytes.fromhex("95999475da577857da7465a87a2f2577"))
    assert b"Sheet1" in plain


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_a_lock_cut_short_is_a_lock(cut: int) -> None:
    lock, cipher = newer_lock(EXCELS_OWN)
    assert read(enciphered(lock[:cut], cipher)).reading is not Reading.FULL


def test_a_folder_that_holds_the_root_is_no_endless_tree() -> None:
    data = bytearray(compound_file({("Workbook",): book(label(0, 0, "cell needle")), ("other",): b"x"}))
    directory = 4096 * (1 + int.from_bytes(data[48:52], "little"))
    entry = next(place for place in range(directory, len(data), 128) if data[place : place + 4] == b"o\0t\0")
    assert data[entry + 68 : entry + 72] == b"\xff" * 4
    data[entry + 68 : entry + 72] = bytes(4)
    with olefile.OleFileIO(io.BytesIO(bytes(data))) as ole:
        assert ole.root in ole.root.kids
    job = Job(Limits())
    job.read("", bytes(data), file_name="a.xls")
    assert "cell needle" in job.document("test").parts[0].text
