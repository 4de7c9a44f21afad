from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.vector.pictbits import Bits
from policies.label import Reading
from tests.support.picture_makers import PICT_HEAD, literal, pict, pict_bitmap, pict_font, pict_text

GRAY = bytes(range(0, 256, 8))


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="")
    return job.document("test")


def details(document: Document) -> dict[str, str]:
    return {finding.name: finding.detail for finding in document.findings}


def image(record: bytes) -> Image.Image:
    operation = int.from_bytes(record[:2], "big")
    return Image.open(io.BytesIO(Bits(record, 2, operation, Job(Limits())).picture(1)))


def test_texts_in_the_order_and_the_letters_of_a_picture() -> None:
    records = (
        pict_text(b"Drawing", 10, 20),
        b"\0\x29\x60\x05no. 7",  # further on the same line
        pict_text("社外秘の図面は複製を禁ずる".encode("shift_jis"), 10, 40),
        b"\0\x2a\x14\x05below",
        pict_font(300, b"Symbol"),
        pict_text(b"m", 10, 90),
    )
    document = read(pict(*records, head=b"words of the head".ljust(512, b"\0")))
    part = document.parts[0]
    assert part.type == "image/x-pict"
    assert document.reading is Reading.FULL
    assert "Drawing no. 7\n社外秘の図面は複製を禁ずる\nbelow\nμ" in part.text
    assert "words of the head" in part.text
    assert part.cad["TEXT"] == 5


def test_letters_of_the_macintosh_where_there_are_no_eastern_ones() -> None:
    assert "Größe über 2 µm" in read(pict(pict_text("Größe über 2 µm".encode("mac_roman"), 1, 1))).parts[0].text


def test_strokes_are_counted_and_drawn() -> None:
    line = b"\0\x20" + struct.pack(">4h", 0, 0, 90, 150) + b"\0\x21" + struct.pack(">hh", 10, 10) + b"\0\x23\5\xfb"
    way = b"\0\x70" + struct.pack(">H4h6h", 22, 0, 0, 50, 50, 0, 0, 50, 50, 0, 50)
    box = b"\0\x30" + struct.pack(">4h", 5, 5, 80, 120)
    part = read(pict(line, way, box)).parts[0]
    assert (part.cad["LINE"], part.cad["POLYLINE"], part.cad["SHAPE"]) == (3, 1, 1)
    assert part.pages[0].gray.count(0)


def test_bitmaps_of_every_depth_and_packing() -> None:
    half = b"\xff\xff\0\0"
    assert image(pict_bitmap([half] * 20)).convert("L").getpixel((0, 0)) == 0
    assert image(pict_bitmap([half] * 20)).convert("L").getpixel((31, 0)) == 255
    eight = image(pict_bitmap([literal(GRAY)] * 20, operation=0x98, depth=8))
    assert eight.size == (32, 20)
    assert [eight.convert("L").getpixel((x, 5)) for x in (0, 1, 31)] == [0, 8, 248]
    four = image(pict_bitmap([literal(bytes(range(16)))] * 20, operation=0x98, depth=4))
    assert [four.convert("L").getpixel((x, 5)) for x in (0, 3, 31)] == [0, 17, 255]
    red_green_blue = GRAY + bytes(32) + GRAY[::-1]
    direct = image(pict_bitmap([literal(red_green_blue)] * 20, operation=0x9A, depth=32, packing=4))
    assert direct.getpixel((1, 0)) == (8, 0, 240)
    words = struct.pack(">32H", *[31 << 10] * 32)
    packed = b"\x03\xe1" + words[:2]  # 32 times the same word
    assert image(pict_bitmap([packed] * 20, operation=0x9A, depth=16, packing=3)).getpixel((31, 19)) == (248, 0, 0)
    plain = image(pict_bitmap([b"\0\1\2\3" * 32] * 20, operation=0x9A, depth=32, packing=1))
    assert plain.getpixel((31, 0)) == (1, 2, 3)
    assert image(pict_bitmap([b"\1\2\3" * 32] * 20, operation=0x9A, depth=32, packing=2)).getpixel((9, 0)) == (1, 2, 3)


def test_bitmaps_and_pictures_within_are_parts() -> None:
    photograph = io.BytesIO()
    Image.effect_noise((64, 64), 60).convert("RGB").save(photograph, "JPEG")
    described = bytes(68) + struct.pack(">I4s", 86, b"jpeg") + bytes(78) + photograph.getvalue()
    quick = b"\x82\0" + struct.pack(">I", len(described)) + described
    document = read(pict(pict_bitmap([literal(GRAY)] * 20, operation=0x98, depth=8), quick))
    assert [part.type for part in document.parts] == ["image/x-pict", "image/png", "image/jpeg"]
    assert document.parts[0].reading is Reading.FULL


@pytest.mark.parametrize(
    "record",
    [
        b"\x82\0" + struct.pack(">I", 26) + b"nothing that we could show",
        b"\0\xd7" + struct.pack(">I", 20) + b"a secret in a record",
        b"\x01\x55ab",
        b"\0\x24\0\x09reserved.",
        b"\0\x2d\0\x0cinstead of 8",
        b"\0\x2c\0\x0d\0\x09\4Timebehind",
        b"\0\x80" + struct.pack(">H", 2058) + bytes(8) + bytes(value * 167 % 256 for value in range(2048)),
        b"\0\xa1\0\x64" + struct.pack(">H", 2048) + bytes(value * 167 % 256 for value in range(2048)),
    ],
)
def test_a_record_that_nobody_knows_is_told(record: bytes) -> None:
    document = read(pict(record, pict_text(b"words behind", 1, 1)))
    assert document.reading is Reading.PARTIAL
    assert details(document) == {"payload": "a record that is not known"}
    assert "words behind" in document.parts[0].text


def test_words_where_numbers_should_be_are_read() -> None:
    region = struct.pack(">H", 30) + bytes(8) + b"words in a region..."
    document = read(pict(b"\0\x01" + region, b"\0\x80" + region.replace(b"region", b"place!")))
    assert document.reading is Reading.FULL
    for words in ("words in a region", "words in a place!"):
        assert words in document.parts[0].text
    masked = bytearray(pict_bitmap([b"\xff\xff\0\0"] * 20))
    masked[1] = 0x91
    at = len(masked) - 80
    masked[at:at] = region
    assert "words in a region" in read(pict(bytes(masked))).parts[0].text


def test_remarks_are_read() -> None:
    document = read(pict(b"\0\xa1\0\x64\0\x12words in a remark!", b"\0\xa1\0\xc0\0\x11(in script)  show"))
    assert document.reading is Reading.FULL
    assert "words in a remark!" in document.parts[0].text
    assert "in script" in document.parts[0].text


def test_bytes_beside_a_bitmap_and_behind_the_picture_are_told() -> None:
    longer = literal(GRAY + b"a word too much")
    hidden = read(pict(pict_bitmap([longer] * 20, operation=0x98, depth=8)))
    assert details(hidden)["payload"] == "bytes beside a bitmap"
    behind = read(pict(pict_text(b"seen", 1, 1)) + b"words behind the picture")
    assert behind.parts[1].text.startswith("words behind")


@pytest.mark.parametrize("cut", [1, 40, 300])
def test_what_is_cut_off_is_told_and_keeps_its_words(cut: int) -> None:
    whole = pict(pict_text(b"words that came", 1, 1), pict_bitmap([literal(GRAY)] * 20, operation=0x98, depth=8))
    document = read(whole[:-cut])
    assert document.reading is Reading.PARTIAL
    assert details(document)["damaged"] == "no end"
    assert "words that came" in document.parts[0].text


def test_a_bitmap_that_states_more_than_there_is_and_one_that_is_too_large() -> None:
    record = bytearray(pict_bitmap([b"\xff\xff\0\0"] * 20))
    struct.pack_into(">h", record, 8, 32_000)
    assert details(read(pict(bytes(record))))["damaged"] == "no end"
    large = read(pict(pict_bitmap([literal(GRAY)] * 20, operation=0x98, depth=8)), Limits(image_px=500))
    assert details(large)["limit.image_px"] == "500"
    assert large.reading is Reading.PARTIAL
    assert read(PICT_HEAD).reading is Reading.FAILED or read(PICT_HEAD).reading is Reading.PARTIAL
