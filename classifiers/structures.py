"""Binary formats that have no signature and are known by how their first fields fit each other."""

from __future__ import annotations

import pickletools
import struct
from collections.abc import Callable

DBASE_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8c\x8e\xcb\xe5\xf5\xfb")
DBASE_TYPES = frozenset(b"CDFLMNGPBTIY@+OVQW0X")
MATLAB_ITEM_BYTES = {0: 8, 1: 4, 2: 4, 3: 2, 4: 2, 5: 1}
MATLAB_NAME_BYTES = 64
# At byte 12 of the first page, in the order of either machine: hash, tree, queue.
BERKELEY = frozenset({0x00061561, 0x00053162, 0x00042253})
STATA_RELEASES = frozenset(range(102, 116))
OPCODES = 8
DICOM_BEGINNINGS = frozenset(
    {b"\2\0\0\0UL", b"\2\0\1\0OB", b"\2\0\x10\0UI", b"\x08\0\5\0CS", b"\x08\0\x08\0CS"}
    | {b"\x08\0" + tag + bytes([size, 0, 0, 0]) for tag in (b"\0\0", b"\5\0", b"\x08\0") for size in range(4, 64, 2)}
)


def by_structure(data: bytes, size_bytes: int) -> str:
    """MIME type; empty where none fits.

    Args:
        data: The head of the file.
        size_bytes: Length of the whole.
    """
    tests: tuple[tuple[Callable[[bytes], bool], str], ...] = (
        (_is_dbase, "application/x-dbf"),
        (lambda head: _is_matlab_4(head, size_bytes), "application/x-matlab-data"),
        (_is_pickle, "application/x-python-pickle"),
        (_is_berkeley, "application/x-berkeley-db"),
        (_is_stata, "application/x-stata-dta"),
        (_is_dicom, "application/dicom"),
        (lambda head: _is_eagle(head, size_bytes), "application/x-eagle"),
    )
    return next((kind for test, kind in tests if test(data)), "")


def _is_dbase(data: bytes) -> bool:
    """A version, a day, and columns that add up to the length of a record."""
    if len(data) < 65 or data[0] not in DBASE_VERSIONS or not (data[2] <= 12 and data[3] <= 31):
        return False
    is_wide = data[0] & 7 == 4
    step, place, total = (48, 68, 1) if is_wide else (32, 32, 1)
    while place + step <= len(data) and data[place] != 0x0D:
        kind, size = (data[place + 32], data[place + 33]) if is_wide else (data[place + 11], data[place + 16])
        if kind not in DBASE_TYPES:
            return False
        total += size + (data[place + 17] << 8 if kind == ord("C") and not is_wide else 0)
        place += step
    return total > 1 and total == int.from_bytes(data[10:12], "little")


def _is_matlab_4(data: bytes, size_bytes: int) -> bool:
    """The form of a matrix, its sizes, and a name that ends in NUL."""
    if len(data) < 20:
        return False
    for order, machine in (("<", 0), (">", 1)):
        form, rows, columns, imaginary, name = struct.unpack_from(f"{order}5I", data)
        if form // 1000 != machine or imaginary > 1 or not 1 < name <= MATLAB_NAME_BYTES or form // 100 % 10:
            continue
        item_bytes = MATLAB_ITEM_BYTES.get(form % 100 // 10, 0)
        text = data[20 : 20 + name]
        is_name = text.endswith(b"\0") and text[:-1].isascii() and text[:-1].decode().isidentifier()
        if item_bytes and form % 10 <= 2 and is_name and 20 + name + rows * columns * item_bytes <= size_bytes:
            return True
    return False


def _is_pickle(data: bytes) -> bool:
    """The mark of protocol 2 or later, opcodes behind it, and a stop at the end."""
    if len(data) < 4 or data[0] != 0x80 or not 2 <= data[1] <= 5:
        return False
    try:
        for number, _ in enumerate(pickletools.genops(data)):
            if number >= OPCODES:
                break
    except Exception:  # noqa: BLE001 - genops raises whatever its arguments do
        return False
    return True


def _is_berkeley(data: bytes) -> bool:
    return any(int.from_bytes(data[12:16], order) in BERKELEY for order in ("little", "big"))


def _is_stata(data: bytes) -> bool:
    """A release, a byte order, the file's type, a filler."""
    return len(data) > 109 and data[0] in STATA_RELEASES and data[1] in (1, 2) and data[2:4] == b"\x01\0"


def _is_dicom(data: bytes) -> bool:
    """Without its preamble: a first tag of group 2 or 8, in implicit or explicit form."""
    return len(data) > 64 and (data[:8] in DICOM_BEGINNINGS or data[:6] in DICOM_BEGINNINGS)


def _is_eagle(data: bytes, size_bytes: int) -> bool:
    """A drawing before version 6: its own record, then that of the grid, of 24 bytes each."""
    if len(data) < 48 or data[0] != 0x10 or data[1] & 0x7F or data[24] != 0x11:
        return False
    return 24 * int.from_bytes(data[4:8], "little") <= size_bytes and 2 <= data[8] <= 5
