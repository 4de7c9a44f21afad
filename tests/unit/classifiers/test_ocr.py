"""Letters in pictures: what is looked at, what is read, what is said of what is not."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from classifiers.errors import ClassifierError
from classifiers.limits import Limits
from classifiers.ocr.choice import NO_DATA, OFF, choose, open_engine
from classifiers.ocr.engine import Line, Lines, share
from classifiers.ocr.join import joined
from classifiers.ocr.letters import Letters, Outcome
from classifiers.ocr.look import cells_of_letters
from classifiers.ocr.looks import MOST, covered, moved, overlaps, shrunk, together, turned_back, turned_forth
from classifiers.ocr.preparation import dark_on_light, despeckled, prepared
from classifiers.ocr.settings import Ocr, OcrEngine, OcrUse
from classifiers.readers.job import Job
from policies.label import Reading
from tests.support.lettered import as_file, page

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.document import Document


class Says:
    """An engine that says what it was told to: what is kept of an engine's words is tried apart from any engine."""

    name = "said"

    def __init__(self, *lines: tuple[str, float], is_whole: bool = True) -> None:
        self._lines = tuple(Line(text=text, confidence=confidence) for text, confidence in lines)
        self._is_whole = is_whole
        self.pictures: list[Image.Image] = []

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:  # noqa: ARG002
        self.pictures.append(gray)
        return Lines(lines=self._lines, is_whole=self._is_whole)


def read(data: bytes, engine: Says | None, limits: Limits | None = None, why: str = "not installed") -> Document:
    limits = limits or Limits()
    job = Job(limits, letters=Letters(engine, limits, why=why))
    job.read("", data, file_name="")
    return job.document("test")


def told(document: Document) -> set[tuple[str, str]]:
    return {(finding.name, finding.detail) for finding in document.findings}


@pytest.mark.parametrize("language", ["ja", "en", "zh-Hans"])
@pytest.mark.parametrize("size_px", [9, 14, 40, 120])
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (240, 20), (110, 190)])
def test_a_look_sees_that_there_may_be_letters(language: str, size_px: int, ink: int, paper: int) -> None:
    assert cells_of_letters(page(language, size_px=size_px, ink=ink, paper=paper)) > 0


def test_a_look_sees_that_there_are_none() -> None:
    ruled = Image.new("L", (900, 600), 255)
    for height in range(50, 600, 50):
        ImageDraw.Draw(ruled).line((0, height, 900, height), fill=0, width=2)
    for picture in (
        Image.new("L", (800, 600), 40), Image.linear_gradient("L"), Image.radial_gradient("L").resize((900, 500)),
        ruled, Image.new("L", (3, 900)),
    ):  # fmt: skip
        assert cells_of_letters(picture) == 0


def test_a_picture_without_letters_is_read_in_full_and_costs_no_engine() -> None:
    engine = Says(("never", 0.99))
    document = read(as_file(Image.linear_gradient("L")), engine)
    assert document.reading is Reading.FULL
    assert engine.pictures == []
    assert read(as_file(Image.linear_gradient("L")), None).reading is Reading.FULL


@pytest.mark.parametrize(("ink", "paper"), [(140, 160), (250, 230)])
def test_print_that_hardly_stands_out_is_read_too(ink: int, paper: int) -> None:
    faint = as_file(page("en", ink=ink, paper=paper))
    assert told(read(faint, None)) == {("image.no-ocr", "not installed")}
    engine = Says(("Confidential drawing of it", 0.9))
    assert "Confidential" in read(faint, engine).parts[0].text
    assert engine.pictures[0].getextrema()[0] == 0


def test_a_bare_sheet_with_the_noise_of_a_scanner_has_no_letters() -> None:
    sheet = Image.effect_noise((900, 700), 3).point(lambda value: value + 80)
    assert read(as_file(sheet), None).reading is Reading.FULL


def test_letters_that_are_not_read_are_never_silent() -> None:
    document = read(as_file(page("en")), None)
    assert document.reading is Reading.PARTIAL
    assert told(document) == {("image.no-ocr", "not installed")}


def test_letters_that_are_read_say_who_read_them_and_how_surely() -> None:
    document = read(as_file(page("en")), Says(("Confidential drawing", 0.9), ("of the sensor", 0.8)))
    part = document.parts[0]
    assert part.reading is Reading.FULL
    assert part.text == "Confidential drawing\nof the sensor\n"
    assert part.place_of(3) == "read by OCR"
    assert told(document) == {("ocr", "said, confidence 0.86")}


def test_noise_is_no_text() -> None:
    document = read(as_file(page("en")), Says(("| l", 0.7), ("no ん", 0.66), ("wv", 0.3)))
    assert document.parts[0].text == ""
    assert document.reading is Reading.FULL


def test_a_text_that_an_engine_cannot_read_is_partly_read() -> None:
    document = read(as_file(page("en")), Says(*[("DopMa Ne 01 HI3 EJEPAJIBHAA", 0.62)] * 8))
    assert "EJEPAJIBHAA" in document.parts[0].text
    assert document.reading is Reading.PARTIAL
    assert "ocr.unsure" in {name for name, _ in told(document)}
    illegible = read(as_file(page("en")), Says(*[("xq wz kk vv yy jj mm", 0.2)] * 8))
    assert illegible.parts[0].text == ""
    assert illegible.reading is Reading.PARTIAL


@pytest.mark.parametrize(
    "lost", [[("An unreadable line of a drawing's notes", 0.4)], [("IV+ HH Sy4", 0.3)] * 12], ids=["long", "many"]
)
def test_sure_lines_do_not_hide_that_others_were_lost(lost: list[tuple[str, float]]) -> None:
    document = read(as_file(page("en")), Says(("Confidential drawing of the sensor", 0.95), *lost))
    assert "Confidential drawing" in document.parts[0].text
    assert document.reading is Reading.PARTIAL
    assert "ocr.unsure" in {name for name, _ in told(document)}


def test_what_an_engine_makes_of_staves_is_no_text() -> None:
    document = read(as_file(page("en")), Says(*[("ーー+一 ーー一ー", 0.45)] * 30))
    assert document.reading is Reading.FULL
    assert document.parts[0].text == ""


def seen(*lines: tuple[int, str, float]) -> list[tuple[tuple[int, int, int, int], Line]]:
    """Lines at heights."""
    return [((10, top, 300, top + 20), Line(text=text, confidence=sure)) for top, text, sure in lines]


def texts(lines: list[tuple[tuple[int, int, int, int], Line]]) -> list[str]:
    return [line.text for _, line in lines]


def test_of_two_looks_the_surer_counts_line_by_line() -> None:
    first = seen((10, "Confidentla1 drawlng", 0.6), (50, "of the sensor", 0.9), (90, "rev. B", 0.5))
    second = seen((12, "Confidential drawing", 0.8), (50, "oi ihe sensoi", 0.7), (92, "B", 0.9))
    assert texts(together(first, second)) == ["Confidential drawing", "of the sensor", "rev. B"]


def test_what_one_look_alone_saw_has_to_be_certain() -> None:
    second = seen(
        (200, "Hip FE", 0.95), (240, "AN", 0.95), (280, "wv ay", 0.7), (320, "a line that is hard to read", 0.5)
    )
    assert texts(together([], second)) == ["Hip FE", "a line that is hard to read"]


def test_labels_are_seen_where_the_first_look_saw_one_illegible_line() -> None:
    labels = [
        ((left, 10, left + 60, 30), Line(text=text, confidence=0.95)) for left, text in ((10, "SCL"), (90, "nRST"))
    ]
    assert texts(together([((0, 8, 400, 34), Line(text="5cl_A1 nR$T 4ii | VLL", confidence=0.2))], labels))[1:] == [
        "SCL", "nRST",
    ]  # fmt: skip
    assert texts(together([((0, 8, 400, 34), Line(text="5cl nR$T", confidence=0.2))], labels)) == ["SCL", "nRST"]


def test_rows_of_pads_are_no_letters() -> None:
    assert together([], seen((10, "トリトブトリトリトリトリトブトリトリトリ", 0.9), (50, "333", 0.95))) == []


def test_boxes_of_other_looks_are_boxes_of_the_picture() -> None:
    assert shrunk((20, 40, 60, 80), 2.0) == (10, 20, 30, 40)
    picture = Image.new("L", (100, 60))
    picture.paste(255, (30, 5, 34, 25))
    turned = picture.transpose(Image.Transpose.ROTATE_270).getbbox()
    assert turned is not None
    assert turned_back(turned, picture.height) == (30, 5, 34, 25)
    turned = picture.transpose(Image.Transpose.ROTATE_90).getbbox()
    assert turned is not None
    assert turned_forth(turned, picture.width) == (30, 5, 34, 25)
    assert moved((2, 3, 6, 9), (30, 5, 60, 25)) == (32, 8, 36, 14)


def test_boxes_share_what_they_share() -> None:
    assert covered((0, 0, 10, 10), (5, 0, 20, 10)) == 0.5
    assert covered((0, 0, 10, 10), (12, 0, 20, 10)) == 0.0
    assert overlaps((0, 0, 10, 10), (0, 0, 100, 100))
    assert not overlaps((0, 0, 10, 10), (8, 8, 100, 100))


def test_looks_at_noise_are_not_compared() -> None:
    noise = seen(*((10 * row, "xyz", 0.9) for row in range(MOST + 1)))
    assert together(noise, noise) == noise
    assert together([], noise) == []


def test_one_line_on_an_empty_page_keeps_its_contrast() -> None:
    paper = Image.effect_noise((2_000, 1_600), 3).point(lambda value: min(255, value + 122))
    paper.paste(page("en", size_px=20, ink=60).crop((0, 0, 400, 44)), (200, 300))
    ready = dark_on_light(paper)
    assert min(ready.crop((0, 800, 2_000, 1_600)).tobytes()) > 150
    assert min(ready.tobytes()) < 20


def test_what_time_did_not_suffice_for_is_partly_read() -> None:
    document = read(as_file(page("en")), Says(("The first line of a page", 0.9), is_whole=False))
    assert "first line" in document.parts[0].text
    assert document.reading is Reading.PARTIAL
    assert ("limit.ocr_page_s", "30") in told(document)


def test_the_budget_of_pictures() -> None:
    pages = as_file(page("en"), "TIFF", save_all=True, append_images=[page("en"), page("en")])
    engine = Says(("Confidential drawing of it", 0.9))
    document = read(pages, engine, Limits(ocr_pages=2))
    assert len(engine.pictures) == 2
    assert document.reading is Reading.PARTIAL
    assert {("limit.ocr_pages", "2"), ("image.no-ocr", "limit.ocr_pages")} <= told(document)
    assert [place.label for place in document.parts[0].places] == ["page 1, read by OCR", "page 2, read by OCR"]


def test_the_budget_of_time() -> None:
    limits, ticks = Limits(ocr_s=15.0), itertools.count(0, 10)
    letters = Letters(Says(("Confidential drawing of it", 0.9)), limits, clock=lambda: float(next(ticks)))
    job = Job(limits, letters=letters)
    draft = job.open("", "image/png", 0, "")
    assert [letters.read(page("en"), draft) for _ in range(3)] == [Outcome.READ, Outcome.READ, Outcome.UNREAD]
    assert letters.spent_s == 20.0
    assert ("limit.ocr_s", "15") in told(job.document("test"))


def test_a_logo_in_a_document_does_not_make_it_partly_read_but_a_page_does() -> None:
    limits = Limits()
    job = Job(limits, letters=Letters(None, limits, why="not installed"))
    draft = job.open("", "image/png", 0, "")
    logo = page("en").crop((0, 0, 500, 100))
    assert job.letters.read(logo, draft, is_inset=True) is Outcome.NONE
    assert job.letters.read(logo, draft) is Outcome.UNREAD
    assert job.letters.read(page("en").resize((2000, 1100)), draft, is_inset=True) is Outcome.UNREAD
    assert told(job.document("test")) == {("image.no-ocr", "not installed")}


def test_a_page_is_drawn_only_to_be_read() -> None:
    def draw() -> Image.Image:
        raise AssertionError("drawn in vain")

    limits = Limits(ocr_pages=0)
    for engine in (None, Says()):
        job = Job(limits, letters=Letters(engine, limits))
        assert job.letters.read_page(draw, job.open("", "application/pdf", 0, ""), "page 1") is Outcome.UNREAD


def test_large_sheets_are_drawn_at_fewer_pixels() -> None:
    letters = Letters(None, Limits(ocr_px=4_000))
    assert letters.pixels_per_point(595, 842) * 72 == pytest.approx(250)
    assert letters.pixels_per_point(2384, 3370) * 3370 == pytest.approx(4_000)


def test_a_picture_is_made_ready() -> None:
    assert max(prepared(Image.new("RGB", (9_000, 300)), 4_000).size) == 4_000
    assert prepared(Image.new("1", (200, 100)), 4_000).size == (600, 300)
    dark = page("en", ink=250, paper=30)
    light = dark_on_light(dark)
    assert light.getpixel((2, 2)) == 255
    assert light.getextrema()[0] == 0
    upside_down = Image.new("L", (1_600, 800))
    exif = upside_down.getexif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(as_file(upside_down, "JPEG", exif=exif))) as turned:
        assert prepared(turned, 4_000).size == (800, 1_600)  # turned as the camera was held


def test_noise_is_taken_off_a_noisy_scan_alone() -> None:
    clean = page("en")
    assert despeckled(clean) is clean
    noisy = ImageChops.add(clean, Image.effect_noise(clean.size, 40), scale=1.0, offset=-128)
    assert (
        ImageStat.Stat(ImageChops.difference(despeckled(noisy), clean)).mean
        < ImageStat.Stat(ImageChops.difference(noisy, clean)).mean
    )


def test_words_are_put_together_as_they_are_written() -> None:
    assert joined(["社外", "秘", "QS-204", "and", "more", "で", "ある", "。"]) == "社外秘 QS-204 and more である。"
    assert joined([]) == ""


def test_confidence_counts_by_characters() -> None:
    assert share((Line(text="abc", confidence=1.0), Line(text="d", confidence=0.2))) == pytest.approx(0.8)
    assert share(()) == 0.0


def test_the_choice_of_an_engine(tmp_path: Path) -> None:
    assert choose(Ocr(use=OcrUse.OFF)).why == OFF
    nothing = Ocr(engine=OcrEngine.TESSERACT, data=str(tmp_path))
    assert choose(nothing).why == NO_DATA
    with pytest.raises(RuntimeError, match="no data"):
        open_engine(nothing)
    (tmp_path / "jpn.traineddata").write_bytes(b"x")
    pytest.importorskip("tesserocr")
    found = choose(Ocr(engine=OcrEngine.TESSERACT, data=str(tmp_path)))
    assert found.engine is OcrEngine.TESSERACT
    assert found.lacking == ("en", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize("wrong", [{"languages": ()}, {"languages": ("fr",)}, {"workers": 0}, {"idle_s": 0.0}])
def test_settings_that_cannot_be_meant(wrong: dict[str, object]) -> None:
    with pytest.raises(ClassifierError):
        Ocr(**wrong).check()  # type: ignore[arg-type]


def test_two_pictures_differ() -> None:
    """The pages that other tests draw are not all the same blank."""
    assert ImageChops.difference(page("ja"), page("en")).getbbox()
