"""Streams of old programs whose words stand in them as they are, between numbers."""

from __future__ import annotations

import random
import struct

import pytest

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.legacy.starwriter import stated
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

NOISE = random.Random(7).randbytes(2_000)
INFO = b"\x0f\0SfxDocumentInfo\x0b\0"


def read(data: bytes) -> Document:
    job = Job(Limits())
    job.read("", data, file_name="")
    return job.document("test")


def drawing(*texts: bytes, rest: bytes = b"") -> bytes:
    held = b"".join(bytes(6) + struct.pack("<H", len(text)) + text + bytes(4) for text in texts)
    return b"DrMd\x10\0" + held + rest + bytes(64)


def test_a_drawing_of_staroffice_is_read_by_its_texts() -> None:
    texts = ("Größe der Scheibe".encode("cp1252"), b"AB", b"x" * 300)
    document = read(compound_file({("StarDrawDocument3",): drawing(*texts), ("SfxDocumentInfo",): INFO + bytes(40)}))
    assert document.parts[0].type == "application/vnd.stardivision.draw"
    assert document.reading is Reading.FULL
    assert {"Größe der Scheibe", "AB", "x" * 300} <= set(document.parts[0].text.splitlines())


def test_texts_of_a_drawing_in_japanese() -> None:
    words = ["社外秘の図面である", "公差は別紙による"]
    assert list(stated(drawing(*(word.encode("cp932") for word in words)))) == words


@pytest.mark.parametrize(
    ("streams", "reading"),
    [
        ({"StarDrawDocument3": drawing(b"words", rest=NOISE)}, Reading.PARTIAL),
        ({"StarDrawDocument3": drawing(b"words"), "SfxStyleSheets": NOISE}, Reading.PARTIAL),
        ({"StarDrawDocument3": b"another" + drawing(b"words")}, Reading.PARTIAL),
        ({"StarCalcDocument": drawing(b"words")}, Reading.PARTIAL),
        ({"StarDrawDocument3": drawing(b"words"), "SfxDocumentInfo": INFO + b"\1" + bytes(9)}, Reading.OPAQUE),
    ],
)
def test_what_may_hold_more_than_its_words_is_not_full(streams: dict[str, bytes], reading: Reading) -> None:
    document = read(compound_file({(name,): content for name, content in streams.items()}))
    assert document.parts[0].type.startswith("application/vnd.stardivision")
    assert document.parts[0].reading is reading


def test_a_model_in_uml_is_read_by_its_words_and_nothing_else_is() -> None:
    model = bytes(400) + struct.pack("<II", 9, 30) + "documentation 図面".encode("utf-16-le") + bytes(400)
    document = read(compound_file({("UML", "UML"): model}))
    assert document.parts[0].type == "application/x-ole-storage"
    assert document.reading is Reading.FULL
    assert "documentation" in document.parts[0].text
    assert read(compound_file({("UML", "UML"): model + NOISE})).reading is Reading.PARTIAL
    assert read(compound_file({("UML", "UML"): model, ("Other",): model})).reading is Reading.PARTIAL
