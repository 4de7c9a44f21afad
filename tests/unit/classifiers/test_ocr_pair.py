"""Two engines on one picture: what they say together, and what stays unread all the same."""

from __future__ import annotations

import os
import random
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.ocr.choice import choose
from classifiers.ocr.engine import Line, Lines
from classifiers.ocr.look import is_lone_row
from classifiers.ocr.looks import MOST
from classifiers.ocr.pair import Pair, both
from classifiers.ocr.rapid import is_passed
from classifiers.ocr.settings import Ocr
from classifiers.ocr.trust import TEXT_SIGNS, is_unread, legible
from policies.label import Reading
from tests.support.lettered import FONT, as_file, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from classifiers.document import Document
    from classifiers.ocr.engine import Box

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
# The same two lines in scripts that no engine here was taught.
OTHER_SCRIPTS = {
    "Cyrillic": ("Чертёж является коммерческой тайной", "Передача третьим лицам запрещена"),
    "Arabic": ("هذا الرسم سري ولا يجوز نشره", "يمنع تسليمه إلى طرف ثالث"),
    "Hebrew": ("שרטוט זה הוא סודי ואין לפרסמו", "אסור למסור אותו לצד שלישי"),
    "Korean": ("이 도면은 대외비이며 공개할 수 없습니다", "제삼자에게 제공하는 것을 금지합니다"),
}


class Says:
    """An engine that says what it was told to: how two are put together is tried apart from any engine."""

    def __init__(self, name: str, *lines: Line, turned_deg: int = 0) -> None:
        self.name = name
        self._lines, self._turned_deg = lines, turned_deg
        self.sizes: list[tuple[int, int]] = []
        self.known: list[Box] = []

    def read(self, gray: Image.Image, *, dpi: int, time_s: float, known: Sequence[Box] = ()) -> Lines:  # noqa: ARG002
        self.sizes.append(gray.size)
        self.known += known
        return Lines(lines=self._lines, turned_deg=self._turned_deg)


def line(text: str, confidence: float, *, top: int = 0, left: int = 0, right: int = 400) -> Line:
    return Line(text=text, confidence=confidence, box=(left, top, right, top + 30))


def said(first: tuple[Line, ...], second: tuple[Line, ...]) -> Lines:
    return both(Lines(lines=first), Lines(lines=second))


def texts(lines: Lines) -> list[str]:
    return [each.text for each in lines.lines]


def test_of_two_readings_of_one_line_the_surer_counts() -> None:
    first = (line("5ECRET drawlng", 0.55), line("sure of it", 0.93, top=100))
    second = (line("SECRET drawing", 0.97), line("sure cf it", 0.95, top=100))
    assert texts(said(first, second)) == ["SECRET drawing", "sure of it"]


def test_two_that_read_a_line_wholly_otherwise_do_not_know_its_script() -> None:
    garbled = line("WI7W TX7 ININ WON'T WON", 0.65)
    assert is_unread(said((garbled,) * 5, (line("xaIL 4UaIL xIUI 4xL A4iA1", 0.63),)))
    assert not is_unread(said((garbled,), (line("WI7W TX7 ININ WONT WON", 0.6),)))


def test_a_sure_line_is_not_cut_into_pieces() -> None:
    pieces = (line("mm", 1.0, right=90), line("22.75", 1.0, left=100))
    assert texts(said((line("22.75 mm", 0.94),), pieces)) == ["22.75 mm"]


def test_cells_that_the_first_took_for_one_line() -> None:
    cells = (line("PCB Information", 0.99, right=180), line("Name: QS-104", 0.97, left=200))
    assert texts(said((line("PCE lnformatiom MERE a URRPAR", 0.44),), cells)) == [
        "PCB Information", "Name: QS-104",
    ]  # fmt: skip


def test_a_line_that_the_second_saw_the_half_of_is_kept() -> None:
    first = (line("Disclosure to third parties is prohibited", 0.62),)
    assert texts(said(first, (line("Disclosure", 0.98, right=150),))) == [first[0].text]


def test_a_label_does_not_stand_for_a_line_that_nobody_could_read() -> None:
    hard = line("An umreabadle lime of a dravving", 0.45)
    assert is_unread(said((hard,), (line("QS-104", 0.99, right=60),)))


def test_noise_is_not_compared() -> None:
    noise = tuple(line("xyzw", 0.3, top=40 * row) for row in range(MOST + 1))
    seen = said(noise, (line("nRST", 0.95),))
    assert texts(seen) == ["nRST"]
    assert is_unread(seen)


def test_labels_beside_the_lines_of_the_first() -> None:
    second = (line("nRST", 0.95, top=60), line("wv", 0.4, top=120), line("00", 0.99, top=180))
    assert texts(said((line("a sure line", 0.95),), second)) == ["a sure line", "nRST"]


def test_what_the_first_alone_half_saw_is_no_text_unless_there_is_much_of_it() -> None:
    pads = tuple(line("OQ DU DDU", 0.3, top=40 * row) for row in range(12))
    assert said(pads, ()).lines == ()
    assert is_unread(Lines(lines=pads))
    assert not is_unread(said(pads, ()))
    assert is_unread(said(tuple(line("OQ DU DDU", 0.3, top=40 * row) for row in range(48)), ()))
    assert is_unread(said((line("A line of a hand that nobody else saw", 0.45),), ()))


def test_what_the_first_alone_is_fairly_sure_of_is_kept() -> None:
    assert texts(said((line("nRESET pulled up", 0.6),), ())) == ["nRESET pulled up"]


def test_places_that_the_second_could_not_read_are_unread() -> None:
    assert is_unread(both(Lines(), Lines(passed=(24,))))
    assert is_unread(both(Lines(), Lines(passed=(8,) * (TEXT_SIGNS // 8))))
    assert not is_unread(both(Lines(), Lines(passed=(8, 8))))


def test_letters_of_a_script_that_a_network_says_blanks_of() -> None:
    assert is_passed(line(". . , 25, 3", 0.97), room=12.0)
    assert is_passed(line("drawing", 0.4), room=4.0)
    assert not is_passed(line("改訂3", 0.9), room=3.1)
    assert not is_passed(line("Confidential drawing", 0.9), room=10.0)
    assert not is_passed(line("中 华 人 民 共 和 国", 0.99), room=16.0)
    assert not is_passed(line("—", 0.9), room=2.0)


def test_noise_is_not_kept_and_a_guess_is_not_trusted() -> None:
    assert legible((line("| l", 0.7), line("wv", 0.3))) == ()
    assert is_unread(Lines(lines=(line("DopMa Ne 01 HI3 EJEPAJIBHAA", 0.62),) * 8))


def test_the_second_is_asked_where_the_first_is_unsure() -> None:
    letters = page("en")
    sure = tuple(
        line("This drawing is confidential. Disclosure to third parties", 0.96, top=60 * row) for row in range(9)
    )
    for lines, asked in (
        (sure, 0),
        (sure[:1], 1),
        ((), 1),
        ((*sure, line("An unreadable line of it", 0.4, top=800)), 1),
    ):
        first, second = Says("first", *lines), Says("second")
        assert Pair(first, second).read(letters, dpi=250, time_s=60).is_whole
        assert len(second.sizes) == asked
    assert Pair(first, second).name == "first, second"


def test_the_second_sees_the_picture_as_the_first_turned_it() -> None:
    second = Says("second", line("upright", 0.99))
    seen = Pair(Says("first", turned_deg=90), second).read(page("en"), dpi=250, time_s=60)
    assert second.sizes == [(page("en").height, page("en").width)]
    assert seen.turned_deg == 90


def test_what_the_first_is_sure_of_is_not_read_again() -> None:
    sure, unsure = line("a sure line", 0.95), line("an umsure lime", 0.55, top=100)
    second = Says("second")
    Pair(Says("first", sure, unsure), second).read(page("en"), dpi=250, time_s=60)
    assert second.known == [sure.box]


def test_a_stroke_does_not_stand_for_the_word_in_its_place() -> None:
    seen = said((line("<", 0.93, right=30),), (line("Humidity V1.0", 0.99),))
    assert "Humidity V1.0" in texts(seen)


def test_no_time_for_the_second_is_told() -> None:
    assert not Pair(Says("first"), Says("second")).read(page("en"), dpi=250, time_s=0).is_whole


def written(text: str, size: tuple[int, int] = (900, 300), font: Path = DEJAVU, size_px: int = 48) -> Image.Image:
    if not font.is_file():
        pytest.skip(f"needs {font.name}")
    picture = Image.new("L", size, 255)
    face = ImageFont.truetype(str(font), size_px)
    ImageDraw.Draw(picture).text((size[0] // 8, size[1] // 2), text, fill=0, font=face, anchor="lm")
    return picture


@pytest.mark.parametrize("word", ["العربي", "Привет", "שלום", "Secret"])
def test_a_word_alone_on_a_sheet_is_a_row(word: str) -> None:
    assert is_lone_row(written(word))


def test_what_is_no_word_alone_on_a_sheet() -> None:
    shaded = Image.new("L", (900, 900), 255)
    shaded.paste(Image.linear_gradient("L").resize((300, 60)), (200, 300))
    circle = Image.new("L", (900, 900), 255)
    ImageDraw.Draw(circle).ellipse((300, 300, 600, 600), outline=0, width=9)
    for picture in (shaded, circle, Image.new("L", (900, 900), 255), page("en"), Image.effect_noise((300, 200), 60)):
        assert not is_lone_row(picture)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    choice = choose(Ocr())
    if choice.beside is None or choice.lacking:
        pytest.skip(f"needs both engines: {choice.why or choice.lacking or choice.engine}")
    # What is read must not hang on how busy the machine is.
    with ReaderPool(Limits(ocr_page_s=240, ocr_s=600), ocr=Ocr()) as running:
        yield running


def read(pool: ReaderPool, picture: Image.Image) -> Document:
    fd = os.memfd_create("picture")
    try:
        os.write(fd, as_file(picture))
        return pool.read(fd, "picture.png")
    finally:
        os.close(fd)


def found(document: Document) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(part.text for part in document.parts)))


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


@pytest.mark.parametrize("script", OTHER_SCRIPTS)
def test_scripts_that_no_engine_knows_are_unsure(pool: ReaderPool, script: str) -> None:
    font = FONT if script == "Korean" else DEJAVU
    if not font.is_file():
        pytest.skip(f"needs {font.name}")
    face = ImageFont.truetype(str(font), 34, index=1 if script == "Korean" else 0)
    picture = Image.new("L", (900, 520), 255)
    for row, text in enumerate(OTHER_SCRIPTS[script] * 3):
        ImageDraw.Draw(picture).text((40, 30 + 78 * row), text, fill=0, font=face)
    document = read(pool, picture)
    assert document.reading is Reading.PARTIAL
    assert "ocr.unsure" in names(document)


def test_a_word_that_no_engine_knows_is_unsure(pool: ReaderPool) -> None:
    document = read(pool, written("العربي"))
    assert document.reading is Reading.PARTIAL
    assert "ocr.unsure" in names(document)


def table() -> Image.Image:
    """A screen's table: small letters, white on dark in its head, each in a cell."""
    if not FONT.is_file():
        pytest.skip("needs Noto Sans CJK: apt-get install fonts-noto-cjk")
    face = ImageFont.truetype(str(FONT), 14)
    picture = Image.new("L", (520, 200), 255)
    pen = ImageDraw.Draw(picture)
    rows = (("部品番号", "機密区分", "Remark"), ("QS-204-07", "社外秘", "Sample"), ("QS-311-02", "公開", "Housing"))
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            left, top = 20 + 150 * column, 20 + 30 * row
            pen.rectangle((left, top, left + 150, top + 30), fill=70 if row == 0 else 255, outline=0, width=2)
            pen.text((left + 12, top + 5), text, fill=255 if row == 0 else 0, font=face)
    pen.text((20, 140), "承認のない第三者への開示を禁止する", fill=0, font=face)
    return picture


def test_a_table_of_small_letters_is_read_within_the_walls(pool: ReaderPool) -> None:
    document = read(pool, table())
    assert document.reading is Reading.FULL
    assert all(word in found(document) for word in ("機密区分", "社外秘", "QS-204-07", "第三者への開示を禁止"))
    assert "rapidocr" in next(finding.detail for finding in document.findings if finding.name == "ocr")
    assert pool.ocr.walls.held == pool.walls.held
    assert all(name in pool.ocr.told() for name in ("tesseract", "rapidocr"))


def test_a_drawing_with_turned_labels_pads_and_hatching(pool: ReaderPool) -> None:
    if not DEJAVU.is_file():
        pytest.skip("needs DejaVu Sans")
    chance = random.Random(7)
    picture = Image.new("L", (1500, 1000), 255)
    pen = ImageDraw.Draw(picture)
    face = ImageFont.truetype(str(DEJAVU), 40)
    for column in range(18):
        for row in range(3):
            left, top = 200 + 60 * column, 320 + 60 * row
            pen.rounded_rectangle((left, top, left + 36, top + 36), radius=10, outline=0, width=2)
    for step in range(60):
        pen.line((200 + 15 * step, 600, 260 + 15 * step, 760), fill=0, width=chance.choice((1, 2)))
    pen.text((500, 60), "38.50 mm", fill=0, font=face)
    for deg, place in ((90, (60, 300)), (270, (1380, 300))):
        label = Image.new("L", (330, 60), 255)
        ImageDraw.Draw(label).text((5, 5), "Humidity V1.0" if deg == 270 else "22.75 mm", fill=0, font=face)
        picture.paste(label.rotate(deg, expand=True), place)
    document = read(pool, picture)
    assert document.reading is Reading.FULL
    assert all(word in found(document) for word in ("38.50mm", "22.75mm", "HumidityV1.0"))
