from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.eda.rtl import split
from classifiers.readers.job import Job
from classifiers.readers.packbits import changed, packed_bits, run_lengths
from policies.label import Reading
from tests.support.picture_makers import plot, sent

WIDE = b"\x1b*r32S"
BYTES = b"\x1b*v6W\0\1\x08\x08\x08\x08"


def read(data: bytes, limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name="plan.plt")
    return job.document("test")


def details(document: Document) -> dict[str, str]:
    return {finding.name: finding.detail for finding in document.findings}


def picture(data: bytes) -> Image.Image:
    (found,) = split(data, Job(Limits())).pictures
    return Image.open(io.BytesIO(found))


def test_rows_by_every_method() -> None:
    before = b"\1\2\3\4\5\6\7\x08"
    assert run_lengths(b"\2A\0B", 9) == b"AAAB"
    assert packed_bits(b"\1AB\xfeC\x80\0D", 99) == b"ABCCCD"
    assert packed_bits(b"\xffAB\0CD", 99, unit=2) == b"ABABCD"
    assert changed(b"\x02X\x40abc", before, 8) == b"\1\2Xabc\7\x08"
    assert changed(b"\x1f\x01Z", bytes(40), 40)[32] == ord("Z")
    assert changed(b"", before, 8) == before
    for packed in (b"\xff", b"\x1f", b"\x7f", b"\x81"):
        assert len(packed_bits(packed, 4)) <= 4
        assert len(changed(packed, b"", 4)) == 4


def test_a_picture_by_all_its_methods_is_a_part() -> None:
    rows = b"".join((sent(b"\xff\0\xff\0"), sent(b"\0\xff\2\0", 1), sent(b"\3abcd", 2), sent(b"\x00\xff", 3)))
    shown = picture(plot(WIDE, b"\x1b*r1A", rows, b"\x1b*rC"))
    assert shown.size == (32, 4)
    assert [shown.getpixel((x, 0)) for x in (0, 8, 16, 24)] == [0, 255, 0, 255]
    assert [shown.getpixel((0, y)) for y in range(4)] == [0, 0, 255, 0]
    assert shown.getpixel((9, 3)) == shown.getpixel((9, 2))


def test_colours_by_a_palette_by_planes_and_as_they_are() -> None:
    palette = b"\x1b*v255a255b0c7i0a0b0c9I"
    indexed = picture(plot(BYTES, palette, b"\x1b*r4S", sent(b"\7\x09\7\x09")))
    assert [indexed.getpixel((x, 0)) for x in range(4)] == [226, 0, 226, 0]
    planes = plot(b"\x1b*r3U\x1b*r8S", b"\x1b*b1V\xf0\x1b*b1V\xf0\x1b*b1W\xff")
    assert [picture(planes).getpixel((x, 0)) for x in (0, 7)] == [255, 29]
    direct = picture(plot(b"\x1b*v6W\0\3\x08\x08\x08\x08", b"\x1b*r2S", sent(b"\xff\xff\xff\0\0\0")))
    assert [direct.getpixel((x, 0)) for x in range(2)] == [255, 0]
    assert picture(plot(b"\x1b*v6W\0\1\4\x08\x08\x08", b"\x1b*r4S", sent(b"\x0f\xf0"))).size == (4, 1)


def test_a_plot_keeps_its_words_and_gives_its_pictures() -> None:
    letters = Image.new("1", (320, 60), 0)
    ImageDraw.Draw(letters).text((10, 10), "SECRET PLAN", fill=1)
    packed = letters.tobytes()
    rows = b"".join(sent(packed[at : at + 40]) for at in range(0, len(packed), 40))
    document = read(plot(b"\x1b*r320S\x1b*r1A", rows, b"\x1b*rC"))
    assert [part.type for part in document.parts] == ["application/vnd.hp-hpgl", "image/png"]
    assert "words here" in document.parts[0].text
    assert document.parts[0].metadata["title"] == "plan.dwg"
    assert document.parts[0].reading is Reading.FULL
    assert details(document)["image.no-ocr"]


def test_strips_of_one_width_are_one_picture() -> None:
    strip = b"\x1b*r1A" + sent(b"\xff\0\xff\0") * 6 + b"\x1b*rC\x1b*p0x6Y"
    found = split(plot(WIDE, strip, strip, b"\x1b*r16S", strip), Job(Limits()))
    assert [Image.open(io.BytesIO(one)).size for one in found.pictures] == [(32, 12), (16, 6)]
    assert found.lost == 6  # of the last strip the half that the width leaves out


def test_skipped_and_empty_rows_are_blank() -> None:
    shown = picture(plot(WIDE, sent(b"\xff" * 4), b"\x1b*b3Y", sent(b""), sent(b"\xff")))
    assert [shown.getpixel((0, y)) for y in range(6)] == [0, 255, 255, 255, 255, 0]
    assert shown.getpixel((31, 5)) == 255


@pytest.mark.parametrize(
    "sequence",
    [
        sent(b"word", 5),  # a method that is not known
        sent(b"\3abcd\3efgh", 2),  # more than the picture is wide
        sent(b"abcdefgh"),
        b"\x1b*v6W\0\3\x08\5\6\5" + sent(b"word"),  # colours of other sizes
    ],
)
def test_rows_that_are_not_understood_or_hide_bytes_are_told(sequence: bytes) -> None:
    document = read(plot(WIDE, sequence))
    assert document.reading is Reading.PARTIAL
    assert details(document)["payload"] == "1 of 1 rows of pixels"
    assert "words here" in document.parts[0].text


def test_data_of_other_sequences_stays_in_the_text() -> None:
    document = read(plot(b"\x1b*v40W" + b"words in a long configuration".ljust(40), b"\x1b*c21Wwords in a pattern   "))
    assert "words in a long configuration" in document.parts[0].text
    assert "words in a pattern" in document.parts[0].text
    short = read(plot(b"\x1b*v6Wsecret\x1b*v6W\0\1\x08\x08\x08\x08"))
    assert "secret" in short.parts[0].text


@pytest.mark.parametrize(
    "sequence", [b"\x1b*b32767Y", b"\x1b*r32000S\x1b*b1W\xff\x1b*r0S\x1b*b1W\xff", b"\x1b*b9999999W"]
)
def test_what_costs_more_than_it_may_stops(sequence: bytes) -> None:
    document = read(plot(sequence * 200), Limits(image_px=100_000))
    assert document.parts[0].type == "application/vnd.hp-hpgl"
    assert len(document.parts) < 300
