"""Boards, layouts, programs for machines and measured data: one small healthy file of each kind."""

# ruff: noqa: E501 - one seed a line
from __future__ import annotations

import json
import pickle
import struct
import zlib

import numpy as np

from tests.support.model_makers import compound
from tests.support.picture_makers import plot, sent
from tests.unit.classifiers.test_readers_eda import gdsii, oasis
from tests.unit.classifiers.test_readers_science import (
    card,
    database,
    dbf,
    element,
    hdf5,
    mat,
    matrix,
    netcdf,
    npy,
    root_key,
)


def seeds() -> tuple[bytes, ...]:
    """Files of the tables of boards and of science."""
    r = (
        b"X\n"
        + struct.pack(">iii", 2, 0x040201, 0x020300)
        + struct.pack(">ii", 16, 1)
        + struct.pack(">ii", 9 | 0x08 << 12, 5)
        + b"words"
    )
    return (
        b"%FSLAX24Y24*%\n%MOMM*%\n%TF.Part,Single*%\nG04 words*\n%ADD10C,0.5*%\nD10*\nX0Y0D02*\nX100Y100D01*\nM02*\n",
        b"M48\n; words\nMETRIC,TZ\nT1C0.8\n%\nT1\nX1000Y2000\nX20Y30G85X40Y50\nM30\n",
        b'(kicad_sch (version 20231120) (paper "A3") (title_block (title "x") (comment 1 "y")) (text "z\\n") (wire (pts (xy 1 2) (xy 4 3))))',
        b'<?xml version="1.0"?><!DOCTYPE eagle SYSTEM "eagle.dtd"><eagle><drawing><board><plain><text x="1" y="2">w</text></plain></board></drawing></eagle>',
eagle(),
        compound({"FileHeader": b"\x1d\0\0\0|HEADER=Protel for Windows|A=1", "Storage": b"\x10\0\0\0|HEADER=Icon|B=2"}),
        b"|HEADER=Protel for Windows|WEIGHT=1\n|RECORD=41|NAME=Title|TEXT=x\n|RECORD=25|TEXT=NET_A\n",
        b"%\nO1234 (words)\n(T1 D=6.0)\nG21 G90\nT1 M6\nG0 X0 Y0 Z5\nG1 Z-2 F100\nX30 Y40\nM30\n%\n",
        b"IN;SP1;PU0,0;PD400,0,400,800;PU;LBwords\x03;PE<\x7f\xc0=;PU;",
        plot(b"\x1b*r32S\x1b*r1A", sent(b"\xff\0\xff\0"), sent(b"\0\xff\2\0", 1), sent(b"\3abcd", 2), sent(b"\x40\1\2\3", 3), b"\x1b*b9Y\x1b*rC\x1b*v6W\0\1\x08\x08\x08\x08\x1b*v9a9b9c1I", sent(b"\1")),
        b"* words\n.subckt amp in out\nR1 in out 1k\nM1 d g s b nch W=1u L=1u\n.ends amp\n.end\n",
        gdsii(),
        oasis(is_packed=True),
        oasis(is_packed=False),
        measured(),
        netcdf(),
        mat(matrix(4, "w", (1, 5), element(16, b"words")), matrix(6, "x", (2, 2), element(9, struct.pack("<4d", 1, 2, 3, 4)))),
        npy(np.array(["軸受", "b"])),
        pickle.dumps({"key": ["words", 1, 2.5, b"x"]}),
        b"".join(map(card, ("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 1", "NAXIS1  = 30", "OBJECT  = 'x'", "END"))).ljust(2880) + b"words".ljust(2880, b"\0"),
        database(),
        dbf(0x13, b" words", b"*gone"),
        tree(),
        r,
        b"RDX2\n" + r,
        avro(),
        instrument(),
        berkeley(),
        bytes(128) + b"DICM\2\0\x10\0UI\x14\x001.2.840.10008.1.2.1\0" + b"\x08\0\x30\x10LO\6\0words \x08\0\x32\x10SQ\0\0" + bytes(4),
        b"\0\1\0\0Standard Jet DB\0" + bytes(64) + b"words in a table" * 4,
    )  # fmt: skip


def eagle() -> bytes:
    """A board before version 6: records of 24 bytes, then the words that are too long for them."""
    records = [
        b"\x10\0\2\0\4\0\0\0\5",
        b"\x11",
        b"\x14\0\1\1\1\0\0\0\0\0\0\0\0\0\0Top",
        b"\x31" + bytes(17) + b"\x7fword",
    ]
    return b"".join(record.ljust(24, b"\0") for record in records) + b"\x13\x12\x99\x19\7\0\0\0words\0\0" + bytes(8)


def measured() -> bytes:
    """An HDF5 file with an attribute, numbers, strings and a record."""
    file, buffer = hdf5()
    with file:
        file.attrs["title"] = "x"
        file.create_dataset("n", data=np.arange(30.0), compression="gzip", shuffle=True)
        file["group/words"] = ["alpha", "ベータ"]
        file["record"] = np.array([(1, b"name1")], dtype=[("id", "i4"), ("label", "S8")])
    return bytes(buffer.getvalue())


def tree() -> bytes:
    """A ROOT file of one object as it is and one packed."""
    first = root_key(b"note", b"words of the object", 100)
    packed = zlib.compress(b"packed words " * 7)
    block = b"ZL\x08" + len(packed).to_bytes(3, "little") + (91).to_bytes(3, "little") + packed
    second = bytearray(root_key(b"tree", block, 100 + len(first), b"TTree"))
    second[6:10] = struct.pack(">I", 91)
    end = 100 + len(first) + len(second)
    return (b"root" + struct.pack(">III", 62400, 100, end)).ljust(100, b"\0") + first + bytes(second)


def avro() -> bytes:
    """One record of one string; lengths are below 64 or of two bytes."""
    schema = json.dumps({"type": "record", "name": "r", "fields": [{"name": "note", "type": "string"}]}).encode()
    size = 2 * len(schema)
    head = b"Obj\1\2\x16avro.schema" + bytes([size & 0x7F | 0x80, size >> 7]) + schema + b"\0" + bytes(16)
    return head + b"\2\x0c\x0awords" + bytes(16)


def instrument() -> bytes:
    """A TDMS file of one property and one channel."""
    root = b"\1\0\0\0/\xff\xff\xff\xff\1\0\0\0\5\0\0\0title" + struct.pack("<II", 0x20, 5) + b"words"
    channel = struct.pack("<I", 8) + b"/'g'/'v'" + struct.pack("<IIIQI", 20, 10, 1, 3, 0)
    meta = struct.pack("<I", 2) + root + channel
    return b"TDSm" + struct.pack("<IIQQ", 14, 4713, len(meta) + 24, len(meta)) + meta + struct.pack("<3d", 1, 2, 3)


def berkeley() -> bytes:
    """A tree of two pages, the second with a key and a value."""
    meta, leaf = bytearray(512), bytearray(512)
    struct.pack_into("<IIII", meta, 12, 0x00053162, 9, 512, 0)
    leaf[25] = 5
    struct.pack_into("<HHHH", leaf, 20, 2, 0, 0, 0)
    struct.pack_into("<HH", leaf, 26, 508, 500)
    leaf[500:508] = b"\5\0\1words"
    leaf[508:512] = b"\1\0\1k"
    return bytes(meta + leaf)
