from __future__ import annotations

import io
import json
import os
import pickle
import sqlite3
import struct
import zlib
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from pathlib import Path

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


def test_hdf5_words_that_are_no_value() -> None:
    file, buffer = hdf5(track_order=True)
    with file:
        file["first"] = 1
        file["second name of it"] = file["first"]
        file.attrs["name alone"] = h5py.Empty("f")
        file.create_dataset("nothing", shape=(0,), dtype=[("column of no row", "i4")])
        file["removed"] = np.array(["社外秘 a value that was removed".encode()])
        file.create_dataset("raw", shape=(10,), dtype="i4", external=[("values.raw", 0, 40)])
        h5py.h5o.set_comment(file.create_group("group").id, "社外秘 comment of a group".encode())
        del file["removed"]
    document = read(buffer.getvalue() + b"words that stand behind the end")
    text = document.parts[0].text
    for words in ("second name of it", "name alone", "column of no row", "a value that was removed", "values.raw"):
        assert words in text
    assert "社外秘 comment of a group" in text
    assert "words that stand behind the end" in text
    assert {finding.name for finding in document.findings} == {"payload"}


def matlab_strings(*texts: str) -> np.ndarray[Any, Any]:
    """As MATLAB keeps strings of its class `string`."""
    units = "".join(texts).encode("utf-16-le")
    packed = np.frombuffer(units + bytes(-len(units) % 8), "<u8")
    lengths = [len(text.encode("utf-16-le")) // 2 for text in texts]
    return np.concatenate([np.array([1, 2, 1, len(texts), *lengths], "<u8"), packed]).reshape(1, -1)


def test_strings_of_matlab_in_hdf5() -> None:
    file, buffer = hdf5()
    with file:
        file["#subsystem#/MCOS/a"] = matlab_strings("極秘", "図面 7731", "")
        file["counts"] = np.array([1, 2, 3, 4, 5], "u8")
    text = read(buffer.getvalue()).parts[0].text
    assert "極秘\n図面 7731\n" in text


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


def rows(*statements: str, values: tuple[object, ...] = ()) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete=OFF")
    for statement in statements:
        connection.execute(statement, values if "?" in statement else ())
    connection.commit()
    return bytes(connection.serialize())


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("before\0behind 社外秘", "behind 社外秘"),
        ("極秘".encode(), "極秘"),
        ("極秘の図面番号です".encode("cp932"), "極秘の図面番号です"),
        (b"\0\1\2\xffwords among bytes\xfe\0", "words among bytes"),
    ],
)
def test_sqlite_values_of_every_kind(value: object, words: str) -> None:
    document = read(rows("CREATE TABLE t (a)", "INSERT INTO t VALUES (?)", values=(value,)))
    assert words in document.parts[0].text
    assert document.reading is Reading.FULL, document.findings


def test_sqlite_rows_deleted_from_pages_in_use_and_words_in_no_page() -> None:
    insert = "INSERT INTO t SELECT value, 'row number ' || value FROM generate_series(1, 40)"
    insert = insert.replace("generate_series(1, 40)", "json_each('[" + ",".join(map(str, range(1, 41))) + "]')")
    data = rows("CREATE TABLE t (id INTEGER PRIMARY KEY, a)", insert, "DELETE FROM t WHERE id IN (20, 21, 22)")
    data = data[:72] + "余白の語句".encode() + data[87:] + b"words behind the pages"
    document = read(data)
    part = document.parts[0]
    assert part.place_of(part.text.index("row number 21")) == "free space"
    assert "余白の語句" in part.text
    assert document.parts[1].text.strip() == "words behind the pages"
    assert document.reading is Reading.FULL, document.findings


def test_sqlite_log_beside_a_database_is_read_by_its_strings(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES ('図面番号 written but not yet in the database')")
    connection.commit()
    document = read((tmp_path / "a.db-wal").read_bytes(), "a.db-wal")
    connection.close()
    assert document.reading is Reading.PARTIAL
    assert "図面番号 written but not yet" in document.parts[0].text


def test_sqlite_free_space_that_chains_to_itself_ends() -> None:
    data = bytearray(rows("CREATE TABLE t (a)"))
    size = int.from_bytes(data[16:18], "big")
    data[size + 1 : size + 3] = b"\x02\0"
    data[size + 512 : size + 516] = b"\x02\0\xff\xff"
    assert read(bytes(data)).parts[0].type == "application/vnd.sqlite3"


def test_sqlite_with_an_index_of_places() -> None:
    data = rows("CREATE VIRTUAL TABLE r USING rtree(id, low, high)", "INSERT INTO r VALUES (1, 0, 1)")
    assert read(data).reading is Reading.FULL


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


def test_strings_of_matlab_beside_the_variables() -> None:
    def name(text: str) -> bytes:
        return element(1, text.encode())

    values = matlab_strings("極秘", "図面 7731").astype("<u8")
    string = matrix(13, "", values.shape, element(13, values.tobytes()))
    flags = element(6, struct.pack("<II", 17, 0))
    wrapper = element(14, flags + name("") + name("MCOS") + name("FileWrapper__") + matrix(1, "", (1, 1), string))
    inside = b"\0\1IM\0\0\0\0" + matrix(2, "", (1, 1), element(5, struct.pack("<I", 5)), name("MCOS\0"), wrapper)
    variable = element(
        14, flags + name("title_of_it") + name("MCOS") + name("string") + matrix(13, "", (1, 2), element(6, bytes(8)))
    )
    document = read(mat(variable, matrix(9, "", (1, len(inside)), element(2, inside))) + b"tail 77")
    text = document.parts[0].text
    for words in ("title_of_it", "FileWrapper__", "極秘\n", "図面 7731\n", "tail 77"):
        assert words in text
    assert document.reading is Reading.FULL, document.findings


def test_matlab_bombs_and_cuts() -> None:
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


def test_numpy_header_with_a_remark() -> None:
    data = npy(np.arange(3))
    data = data.replace(b"                ", b" # 7731 MAGATAMA", 1)
    document = read(data)
    assert document.reading is Reading.FULL, document.findings
    assert "MAGATAMA" in document.parts[0].text


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


def test_hdf5_heap_that_would_never_end() -> None:
    file, buffer = hdf5()
    with file:
        file.attrs["title"] = "words in the heap"
    data = bytearray(buffer.getvalue())
    heap = data.index(b"GCOL")
    free = heap + 16 + 16 + (17 + 7) // 8 * 8
    assert int.from_bytes(data[free : free + 2], "little") == 0
    data[free + 8 : free + 16] = bytes(8)
    document = read(bytes(data))
    assert document.reading is Reading.PARTIAL
    assert "words in the heap" in document.parts[0].text


def root_key(name: bytes, body: bytes, place: int, kind: bytes = b"TObjString") -> bytes:
    texts = b"".join(bytes([len(text)]) + text for text in (kind, name, "題 社外秘".encode()))
    head_bytes = 26 + len(texts)
    size = head_bytes + len(body)
    head = struct.pack(">iHIIHHII", size, 4, len(body), 0, head_bytes, 1, place, 100)
    return head + texts + body


def test_within_the_walls(tmp_path: Path) -> None:
    """Libraries that like to open files, where none can be opened."""
    file, buffer = hdf5()
    with file:
        file.create_dataset("x", data=np.arange(1000.0), compression="gzip", shuffle=True, fletcher32=True)
        file.attrs["title"] = "社外秘"
        file["ext"] = h5py.ExternalLink("/etc/passwd", "/secret")
    samples = {"a.h5": buffer.getvalue(), "a.db": database(), "a.npy": npy(np.arange(9)), "a.nc": netcdf()}
    with ReaderPool(Limits()) as pool:
        for name, data in samples.items():
            (tmp_path / name).write_bytes(data)
            fd = os.open(tmp_path / name, os.O_RDONLY)
            try:
                document = pool.read(fd, name)
            finally:
                os.close(fd)
            assert document.parts[0].reading is Reading.FULL, (name, document.findings)
            assert document.parts[0].text == read(data).parts[0].text


def test_root_keys_gaps_and_packed_objects() -> None:
    first = root_key(b"note", b"words of the object", 100)
    packed = zlib.compress(b"packed words of another object " * 3)
    block = b"ZL\x08" + len(packed).to_bytes(3, "little") + (93).to_bytes(3, "little") + packed
    second_place = 100 + len(first) + 64
    second = bytearray(root_key(b"tree", block, second_place, b"TTree"))
    second[6:10] = struct.pack(">I", 93)
    end = second_place + len(second)
    data = (b"root" + struct.pack(">III", 62400, 100, end)).ljust(100, b"\0") + first + bytes(64) + bytes(second)
    document = read(data)
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    for words in ("TObjString note 題 社外秘", "words of the object", "TTree tree", "packed words of another"):
        assert words in part.text
    other = data.replace(b"ZL\x08", b"CS\x01")
    assert ("payload", "packed by CS") in {(finding.name, finding.detail) for finding in read(other).findings}
    assert read(data[:-20]).reading is Reading.PARTIAL


def zstd_frame(content: bytes) -> bytes:
    """A frame of one block that is not packed."""
    head = b"\x28\xb5\x2f\xfd\x60" + (len(content) - 256).to_bytes(2, "little")
    return head + (len(content) << 3 | 1).to_bytes(3, "little") + content


def lz4_block(word: bytes, times: int) -> bytes:
    """A word, then as many copies of it, then five letters as they stand."""
    copied = len(word) * (times - 1)
    more = b"\xff" * ((copied - 19) // 255) + bytes([(copied - 19) % 255])
    return (
        bytes([(len(word) << 4 if len(word) < 15 else 0xF0) | 0x0F])
        + ((bytes([len(word) - 15]) if len(word) >= 15 else b"") + word + len(word).to_bytes(2, "little") + more)
        + b"\x50ENDED"
    )


def test_root_objects_packed_by_zstandard_and_lz4() -> None:
    word = b"packed words of an object "
    for method, packed, size in (
        (b"ZS", zstd_frame(word * 20), len(word) * 20),
        (b"L4", bytes(8) + lz4_block(word, 100), len(word) * 100 + 5),
    ):
        block = method + b"\1" + len(packed).to_bytes(3, "little") + size.to_bytes(3, "little") + packed
        key = bytearray(root_key(b"tree", block, 100, b"TBasket"))
        key[6:10] = struct.pack(">I", size)
        head = (b"root" + struct.pack(">III", 62400, 100, 100 + len(key))).ljust(100, b"\0")
        document = read(head + bytes(key))
        assert document.reading is Reading.FULL, document.findings
        assert "packed words of an object packed words" in document.parts[0].text
        broken = read(head + bytes(key).replace(packed[-40:], bytes(40)))
        assert broken.parts[0].type == "application/x-root"


def test_root_strings_of_few_letters() -> None:
    body = b"\x40\0\0\x14\0\1\0\1" + bytes(8) + bytes([6]) + "極秘".encode()
    key = root_key(b"n", body, 100)
    data = (b"root" + struct.pack(">III", 62400, 100, 100 + len(key))).ljust(100, b"\0") + key
    assert "極秘" in read(data).parts[0].text


def test_r_data() -> None:
    def chars(text: str) -> bytes:
        return struct.pack(">ii", 9 | 0x08 << 12, len(text.encode())) + text.encode()

    strings = struct.pack(">ii", 16, 2) + chars("社外秘") + chars("other")
    numbers = struct.pack(">ii", 14, 3) + struct.pack(">3d", 1, 2, 3)
    symbol = struct.pack(">i", 1) + chars("密度")
    pair = struct.pack(">i", 2 | 0x400) + symbol + numbers
    head = b"X\n" + struct.pack(">iii", 2, 0x040201, 0x020300)
    for data in (head + strings, b"RDX2\n" + head + pair + struct.pack(">i", 254)):
        document = read(data)
        assert document.parts[0].type == "application/x-r-data"
        assert document.reading is Reading.FULL, document.findings
        assert document.parts[0].metadata["producer"] == "R 4.2.1"
    assert "密度: >f8 3 1 2 3" in document.parts[0].text
    assert "社外秘\nother" in read(head + strings).parts[0].text
    assert read((head + strings)[:-3]).reading is Reading.PARTIAL
    deep = head + struct.pack(">ii", 19, 1) * 10_000 + strings
    assert "limit.depth" in names(read(deep))


def test_dicom_header() -> None:
    def tag(group: int, element: int, kind: bytes, body: bytes) -> bytes:
        body += b" " * (len(body) % 2)
        return struct.pack("<HH", group, element) + kind + struct.pack("<H", len(body)) + body

    data = bytes(128) + b"DICM" + tag(2, 16, b"UI", b"1.2.840.10008.1.2.1")
    data += tag(8, 5, b"CS", b"ISO_IR 192") + tag(8, 0x1030, b"LO", "回転子 社外秘".encode())
    data += struct.pack("<HH", 8, 0x1032) + b"SQ\0\0\xff\xff\xff\xff" + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    data += tag(8, 0x104, b"LO", b"nested words")
    data += struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    data += tag(0x28, 0x10, b"US", struct.pack("<H", 512))
    document = read(data)
    part = document.parts[0]
    assert part.metadata["title"] == "回転子 社外秘"
    assert "nested words" in part.text
    assert "(0028,0010) 512" in part.text
    assert document.reading is Reading.FULL
    pixels = struct.pack("<HH", 0x7FE0, 0x10) + b"OB\0\0" + struct.pack("<I", 16) + bytes(16)
    assert read(data + pixels).reading is Reading.PARTIAL


def test_avro_records_and_bombs() -> None:
    def long(value: int) -> bytes:
        value = value * 2 if value >= 0 else -value * 2 - 1
        out = b""
        while value > 0x7F:
            out += bytes([value & 0x7F | 0x80])
            value >>= 7
        return out + bytes([value])

    def text(words: str) -> bytes:
        return long(len(words.encode())) + words.encode()

    def file(schema: object, count: int, body: bytes) -> bytes:
        head = (
            b"Obj\1" + long(2) + text("avro.schema") + text(json.dumps(schema)) + text("avro.codec") + text("deflate")
        )
        packer = zlib.compressobj(wbits=-15)
        packed = packer.compress(body) + packer.flush()
        return head + long(0) + bytes(16) + long(count) + long(len(packed)) + packed + bytes(16)

    fields = [{"name": "note", "type": ["null", "string"]}, {"name": "more", "type": {"type": "map", "values": "long"}}]
    schema = {"type": "record", "name": "r", "doc": "社外秘 schema", "fields": fields}
    body = long(1) + text("記録 one") + long(1) + text("key") + long(5) + long(0)
    document = read(file(schema, 1, body))
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    for words in ("社外秘 schema", "記録 one", "key"):
        assert words in part.text
    literal = bytes([len(body), len(body) - 1 << 2]) + body + bytes(4)
    many = body * 20
    for codec, packed, count in (("snappy", literal, 1), ("zstandard", zstd_frame(many), 20)):
        plain = file(schema, 1, body)
        head = plain[: plain.index(text("deflate"))] + text(codec) + long(0) + bytes(16)
        document = read(head + long(count) + long(len(packed)) + packed + bytes(16))
        assert document.reading is Reading.FULL, document.findings
        assert "記録 one" in document.parts[0].text
    endless = {"type": "array", "items": "null"}
    assert "damaged" in names(read(file(endless, 1, long(2**60) + long(0))))
    assert "limit.part_bytes" in names(read(file("bytes", 1, bytes(3_000_000)), limits=Limits(part_bytes=1_000_000)))
    assert read(file(schema, 3, body)).reading is Reading.PARTIAL


def test_tdms_properties_and_channels() -> None:
    def text(words: str) -> bytes:
        return struct.pack("<I", len(words.encode())) + words.encode()

    def objects(*parts: bytes) -> bytes:
        return struct.pack("<I", len(parts)) + b"".join(parts)

    root = text("/") + struct.pack("<II", 0xFFFFFFFF, 1) + text("title") + struct.pack("<I", 0x20) + text("実験 社外秘")
    numbers = text("/'g'/'volt'") + struct.pack("<IIIQI", 20, 10, 1, 3, 0)
    letters = text("/'g'/'note'") + struct.pack("<IIIQQI", 28, 0x20, 1, 2, 8 + 11, 0)
    raw = struct.pack("<3d", 1, 2, 3) + struct.pack("<2I", 5, 11) + "word1言葉".encode()
    meta = objects(root, numbers, letters)
    data = b"TDSm" + struct.pack("<IIQQ", 2 | 4 | 8, 4713, len(meta) + len(raw), len(meta)) + meta + raw
    document = read(data)
    part = document.parts[0]
    assert document.reading is Reading.FULL, document.findings
    assert part.metadata["title"] == "実験 社外秘"
    for words in ("'volt': float64 3 1 2 3", "word1\n言葉"):
        assert words in part.text
    assert read(data[:-5]).reading is Reading.PARTIAL


def test_berkeley_db_items() -> None:
    size = 512
    meta = bytearray(size)
    struct.pack_into("<II", meta, 12, 0x00053162, 9)
    struct.pack_into("<I", meta, 20, size)
    leaf = bytearray(size)
    items = [b"k", "社外秘".encode()]
    place = size
    leaf[25] = 5
    struct.pack_into("<H", leaf, 20, len(items))
    for number, item in enumerate(items):
        place -= 3 + len(item)
        leaf[place : place + 3 + len(item)] = struct.pack("<HB", len(item), 1) + item
        struct.pack_into("<H", leaf, 26 + 2 * number, place)
    document = read(bytes(meta + leaf))
    assert document.parts[0].type == "application/x-berkeley-db"
    assert document.parts[0].text == "k\n社外秘\n"
    assert document.reading is Reading.FULL
    assert read(bytes(meta + leaf[:-100])).reading is Reading.PARTIAL
