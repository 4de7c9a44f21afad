from __future__ import annotations

import io
import pickle
import sqlite3
import struct
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def hdf5(**options: Any) -> tuple[h5py.File, io.BytesIO]:
    buffer = io.BytesIO()
    return h5py.File(buffer, "w", **options), buffer


@pytest.mark.parametrize("version", ["earliest", "latest"])
def test_hdf5_names_attributes_and_values(version: str) -> None:
    file, buffer = hdf5(libver=version)
    with file:
        file.attrs["title"] = "量子センサ 社外秘"
        group = file.create_group("測定")
        data = group.create_dataset("x", data=np.arange(300.0).reshape(100, 3), compression="gzip", shuffle=True)
        data.attrs["unit"] = "mm"
        group["words"] = ["alpha", "ベータ"]
        group["fixed"] = np.array([b"abc", "図面".encode()])
        group["record"] = np.array([(1, b"name1")], dtype=[("id", "i4"), ("label", "S8")])
        group["codes"] = np.array([ord(char) for char in "hidden text here"], "u2")
        group["bytes"] = np.frombuffer(b"\0\1secret in bytes\0\2", "u1")
    document = read(buffer.getvalue())
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.metadata["title"] == "量子センサ 社外秘"
    for words in ("測定/x: float64 100x3 0 to 299", "unit: mm", "ベータ", "図面", "record.label", "name1"):
        assert words in part.text
    assert "hidden text here" in part.text
    assert "secret in bytes" in part.text
    assert part.place_of(part.text.index("ベータ")) == "/測定/words"


def test_hdf5_follows_nothing_outside() -> None:
    file, buffer = hdf5()
    with file:
        file["ext"] = h5py.ExternalLink("/etc/passwd", "/secret")
        file["soft"] = h5py.SoftLink("/nowhere")
        file.create_dataset("raw", shape=(16,), dtype="u1", external=[("/etc/passwd", 0, 16)])
        layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(4,))
        file.create_virtual_dataset("virtual", layout)
    document = read(buffer.getvalue())
    assert "/etc/passwd" in document.parts[0].text
    assert "root:" not in document.parts[0].text
    assert document.reading is Reading.PARTIAL
    assert {finding.detail for finding in document.findings} == {"values in another file", "values of other datasets"}


def test_hdf5_that_says_it_is_huge() -> None:
    file, buffer = hdf5()
    with file:
        file.create_dataset("none", shape=(10**12,), chunks=(1000,), dtype="f8")
        some = file.create_dataset("some", shape=(10**9, 100), chunks=(100, 100), dtype="f8", compression="gzip")
        some[0, 0] = 1.0
        file["loop"] = file["/"]
    document = read(buffer.getvalue(), limits=Limits(total_bytes=20_000_000))
    assert "limit.total_bytes" in names(document)
    assert document.reading is Reading.PARTIAL


def test_damaged_hdf5_keeps_its_strings() -> None:
    file, buffer = hdf5()
    with file:
        file["words"] = np.array([b"confidential words"])
    document = read(buffer.getvalue()[:-100] + bytes(40))
    assert document.reading is Reading.PARTIAL
    assert "damaged" in names(document)


def database(*, is_wal: bool = False) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE 部品 (id INTEGER PRIMARY KEY, 名 TEXT, file BLOB)")
    connection.execute("INSERT INTO 部品 VALUES (1, '軸受 社外秘', ?)", (b"%PDF-1.4 a file in a column",))
    connection.execute("CREATE VIEW broken AS SELECT load_extension('/tmp/x') FROM 部品")
    connection.execute("CREATE TABLE gone (a TEXT)")
    connection.executemany("INSERT INTO gone VALUES (?)", [(f"deleted row {number} " * 20,) for number in range(200)])
    connection.commit()
    connection.execute("DROP TABLE gone")
    connection.commit()
    data = bytearray(connection.serialize())
    if is_wal:
        data[18:20] = b"\2\2"
    return bytes(data)


@pytest.mark.parametrize("is_wal", [False, True])
def test_sqlite_rows_files_and_what_was_deleted(is_wal: bool) -> None:
    document = read(database(is_wal=is_wal))
    part = document.parts[0]
    assert part.type == "application/vnd.sqlite3"
    assert "1\t軸受 社外秘" in part.text
    assert "deleted row 100" in part.text
    assert "load_extension" in part.text
    assert part.place_of(part.text.index("軸受")) == "table 部品"
    assert [inner.type for inner in document.parts[1:]] == ["application/pdf"]
    assert part.reading is Reading.FULL


def test_sqlite_damaged() -> None:
    data = database()
    document = read(data[:4096] + bytes(2000) + data[6096:])
    assert document.parts[0].reading is Reading.PARTIAL
    assert read(data[:900]).parts[0].reading is Reading.PARTIAL


def element(kind: int, body: bytes) -> bytes:
    return struct.pack("<II", kind, len(body)) + body + bytes(-len(body) % 8)


def matrix(kind: int, name: str, shape: tuple[int, ...], *inner: bytes) -> bytes:
    body = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack(f"<{len(shape)}i", *shape))
    return element(14, body + element(1, name.encode()) + b"".join(inner))


def mat(*variables: bytes) -> bytes:
    return b"MATLAB 5.0 MAT-file, Platform: LAB-PC".ljust(124) + b"\0\1IM" + b"".join(variables)


def test_matlab_5_texts_cells_and_fields() -> None:
    import zlib

    word = matrix(4, "", (1, 3), element(17, "社外秘".encode("utf-16-le")))
    rows = matrix(4, "rows", (2, 3), element(16, b"adbecf"))
    cell = matrix(1, "list", (1, 1), word)
    names_of_fields = element(5, struct.pack("<i", 8)) + element(1, b"inner".ljust(8, b"\0"))
    struct_ = matrix(2, "st", (1, 1), names_of_fields, word)
    numbers = matrix(6, "x", (2, 2), element(9, struct.pack("<4d", 1, 2, 3, 4.5)))
    packed = zlib.compress(numbers)
    document = read(mat(rows, cell, struct_, struct.pack("<II", 15, len(packed)) + packed))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    for words in (
        "rows = abc",
        "rows = def",
        "list{} = 社外秘",
        "st: inner",
        "st.inner = 社外秘",
        "x: float64 2x2 1 3 2 4.5",
    ):
        assert words in part.text
    assert part.cad["VARIABLE"] == 4


def test_matlab_bombs_and_cuts() -> None:
    import zlib

    bomb = zlib.compress(bytes(30_000_000))
    document = read(mat(struct.pack("<II", 15, len(bomb)) + bomb), limits=Limits(part_bytes=1_000_000))
    assert "limit.part_bytes" in names(document)
    deep = matrix(1, "", (1, 1))
    for _ in range(200):
        deep = matrix(1, "c", (1, 1), deep)
    assert "limit.depth" in names(read(mat(deep)))
    whole = mat(matrix(4, "first", (1, 5), element(16, b"words")), matrix(4, "second", (1, 5), element(16, b"later")))
    document = read(whole[:-12])
    assert document.reading is Reading.PARTIAL
    assert "first = words" in document.parts[0].text


def test_matlab_4() -> None:
    codes = struct.pack("<6d", *b"secret")
    data = struct.pack("<5I", 1, 1, 6, 0, 5) + b"word\0" + codes
    document = read(data)
    assert document.parts[0].type == "application/x-matlab-data"
    assert "word = secret" in document.parts[0].text
    assert document.reading is Reading.FULL


def npy(array: np.ndarray[Any, Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_numpy_arrays() -> None:
    assert "軸受" in read(npy(np.array(["軸受", "b"]))).parts[0].text
    document = read(npy(np.array([(1.5, b"name")], dtype=[("mass", "f8"), ("tag", "S8")])))
    assert "array.mass" in document.parts[0].text
    assert "name" in document.parts[0].text
    assert document.reading is Reading.FULL
    assert read(npy(np.arange(1000))[:-10]).reading is Reading.PARTIAL
    assert "trailing-data" in names(read(npy(np.arange(9)) + b"%PDF-1.4"))


class Harm:
    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, ("raise SystemExit('loaded')",))


def test_pickles_are_never_loaded() -> None:
    document = read(pickle.dumps({"鍵": "秘密の値", "x": Harm()}))
    part = document.parts[0]
    assert part.type == "application/x-python-pickle"
    assert names(document) == {"pickle"}
    for words in ("鍵", "秘密の値", "raise SystemExit"):
        assert words in part.text
    assert "pickle" in names(read(npy(np.array([{"k": "in an object"}], dtype=object))))


def netcdf() -> bytes:
    def name(text: str) -> bytes:
        raw = text.encode()
        return struct.pack(">I", len(raw)) + raw + bytes(-len(raw) % 4)

    def attribute(key: str, text: str) -> bytes:
        return name(key) + struct.pack(">I", 2) + name(text)

    head = b"CDF\x01" + struct.pack(">I", 0) + struct.pack(">II", 10, 2) + name("n") + struct.pack(">I", 4)
    head += name("chars") + struct.pack(">I", 8) + struct.pack(">II", 12, 1) + attribute("title", "海洋 社外秘")
    first = name("v") + struct.pack(">II", 1, 0) + struct.pack(">II", 12, 1) + attribute("units", "K")
    second = name("w") + struct.pack(">II", 1, 1) + struct.pack(">II", 0, 0)
    size = len(head) + 8 + len(first) + 12 + len(second) + 12
    head += struct.pack(">II", 11, 2) + first + struct.pack(">III", 5, 16, size)
    head += second + struct.pack(">III", 2, 8, size + 16)
    return head + struct.pack(">4f", 1, 2, 3, 4) + b"in chars"


def test_netcdf_classic() -> None:
    document = read(netcdf())
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.metadata["title"] == "海洋 社外秘"
    for words in ("units: K", "v: >f4 4 1 2 3 4", "in chars"):
        assert words in part.text
    assert read(netcdf()[:-10]).reading is Reading.PARTIAL


def card(text: str) -> bytes:
    return text.ljust(80).encode()


def test_fits() -> None:
    head = b"".join(
        map(
            card, ["SIMPLE  =                    T", "BITPIX  =                    8", "NAXIS   =                    1"]
        )
    )
    head += (
        card("NAXIS1  =                   30") + card("OBJECT  = 'O''Neill / 1'") + card("COMMENT words") + card("END")
    )
    body = b"\0\1a secret in the pixels\0".ljust(30, b"\0")
    data = head.ljust(2880) + body.ljust(2880, b"\0")
    document = read(data)
    part = document.parts[0]
    assert part.type == "application/fits"
    assert document.reading is Reading.FULL, document.findings
    assert part.metadata["title"] == "O'Neill / 1"
    assert "a secret in the pixels" in part.text
    assert read(data[:2890]).reading is Reading.PARTIAL


def dbf(language: int, *rows: bytes) -> bytes:
    field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([20, 0]) + bytes(14)
    head = struct.pack("<BBBBIHH", 3, 24, 5, 6, len(rows), 65, 21) + bytes(17) + bytes([language]) + bytes(2)
    return head + field + b"\r" + b"".join(row[:1] + row[1:].ljust(20) for row in rows) + b"\x1a"


def test_dbase_code_pages_and_deleted_rows() -> None:
    document = read(dbf(0x13, b" " + "機密図面".encode("cp932"), b"*" + "削除済".encode("cp932")))
    part = document.parts[0]
    assert part.type == "application/x-dbf"
    assert "NAME\n機密図面\n削除済" in part.text
    assert part.metadata["modified"] == "2024-05-06"
    assert document.reading is Reading.FULL
    assert "重新发布的规格" in read(dbf(0, b" " + "重新发布的规格".encode("gb18030"))).parts[0].text
    assert read(dbf(0x13, b" abc", b" def")[:-15]).reading is Reading.PARTIAL
