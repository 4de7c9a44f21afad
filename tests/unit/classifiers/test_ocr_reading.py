"""Real engines in real readers, within all their walls."""

from __future__ import annotations

import io
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.ocr.choice import choose
from classifiers.ocr.preparation import STANDARD_DPI
from classifiers.ocr.settings import Ocr, OcrEngine, OcrUse
from policies.label import Reading
from tests.support.lettered import as_file, page, sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

    from classifiers.document import Document

DYING = Path(__file__).resolve().parents[2] / "support" / "dying_reader.py"


def needs(engine: OcrEngine) -> Ocr:
    ocr = Ocr(engine=engine)
    choice = choose(ocr)
    if choice.engine is None or choice.lacking:
        pytest.skip(f"{engine}: {choice.why or choice.lacking}")
    return ocr


def read(pool: ReaderPool, data: bytes, name: str = "x") -> Document:
    fd = os.memfd_create("document")
    try:
        os.write(fd, data)
        return pool.read(fd, name)
    finally:
        os.close(fd)


def words(document: Document) -> str:
    return re.sub(r"\s", "", "".join(part.text for part in document.parts))


def details(document: Document, name: str) -> list[str]:
    return [finding.detail for finding in document.findings if finding.name == name]


def scan(*pages: Image.Image) -> bytes:
    """A PDF of pictures at the resolution at which pages are drawn: every pixel more costs an engine time."""
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer)
    for picture in pages:
        size = picture.width * 72 / STANDARD_DPI, picture.height * 72 / STANDARD_DPI
        sheet.setPageSize(size)
        sheet.drawImage(ImageReader(picture), 0, 0, *size)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits(), ocr=needs(OcrEngine.TESSERACT)) as running:
        yield running


PHRASES = {
    "ja": "第三者への開示を禁止する",
    "en": "thirdparties",
    "zh-Hans": "禁止向第三方披露",
    "zh-Hant": "向第三方揭露",
}


@pytest.mark.parametrize("language", PHRASES)
def test_a_picture_in_each_language(pool: ReaderPool, language: str) -> None:
    document = read(pool, as_file(page(language)))
    assert PHRASES[language] in words(document)
    assert document.reading is Reading.FULL
    assert "tesseract" in details(document, "ocr")[0]


def test_a_scanned_pdf_of_three_languages(pool: ReaderPool) -> None:
    document = read(pool, scan(page("ja"), page("en"), page("zh-Hans")), "scan.pdf")
    assert document.reading is Reading.FULL
    assert all(PHRASES[language] in words(document) for language in ("ja", "en", "zh-Hans"))
    part = document.parts[0]
    assert part.place_of(part.text.index("prohibited")) == "page 2, read by OCR"


def test_a_page_that_lies_on_its_side_and_one_that_is_light_on_dark(pool: ReaderPool) -> None:
    assert "thirdparties" in words(read(pool, as_file(page("en").rotate(90, expand=True))))
    assert "thirdparties" in words(read(pool, as_file(page("en", ink=250, paper=20))))


def test_readers_of_letters_stand_within_the_same_walls(pool: ReaderPool) -> None:
    read(pool, as_file(page("en")))
    assert pool.ocr.walls.held == pool.walls.held
    assert len(pool.ocr.walls.held) > 0
    assert "tesseract" in pool.ocr.told()


def test_a_document_without_letters_starts_no_engine() -> None:
    with ReaderPool(Limits(), ocr=needs(OcrEngine.TESSERACT)) as pool:
        assert read(pool, b"plain words").reading is Reading.FULL
        assert pool.ocr.walls.states == ()


def test_idle_readers_of_letters_end() -> None:
    ocr = needs(OcrEngine.TESSERACT)
    # One language, since the engine is loaded twice here.
    with ReaderPool(Limits(), ocr=Ocr(engine=ocr.engine, languages=("en",), idle_s=0.01)) as pool:
        assert "thirdparties" in words(read(pool, as_file(page("en"))))
        second = pool._second
        assert second is not None
        until = time.monotonic() + 60
        while second.is_running and time.monotonic() < until:
            time.sleep(0.01)
        assert not second.is_running
        assert "thirdparties" in words(read(pool, as_file(page("en"))))  # and start again


def test_the_first_answer_stays_where_the_second_reader_dies() -> None:
    ocr = needs(OcrEngine.TESSERACT)
    ocr = Ocr(engine=ocr.engine, languages=("en",))
    with ReaderPool(Limits(), ocr=ocr, program=("-s", "-P", str(DYING))) as pool:
        document = read(pool, as_file(page("en")))
        assert document.parts[0].type == "image/png"
        assert document.reading is Reading.PARTIAL
        assert details(document, "ocr.failed") == ["reader.crashed SIGABRT"]
        assert len(document.parts[0].pages) == 1


def test_damaged_data_are_told_and_lose_nothing(tmp_path: Path) -> None:
    pytest.importorskip("tesserocr")
    (tmp_path / "eng.traineddata").write_bytes(b"no data at all")
    with ReaderPool(Limits(), ocr=Ocr(engine=OcrEngine.TESSERACT, data=str(tmp_path))) as pool:
        document = read(pool, as_file(page("en")))
        assert document.reading is Reading.PARTIAL
        assert details(document, "ocr.failed") == ["reader.unavailable ClassifierError"]
        assert "did not start" in pool.ocr.told()


def test_switched_off_is_said_in_the_document() -> None:
    with ReaderPool(Limits(), ocr=Ocr(use=OcrUse.OFF)) as pool:
        document = read(pool, scan(page("en")))
        assert document.reading is Reading.PARTIAL
        assert details(document, "image.no-ocr") == ["switched off"]
        assert details(document, "page.no-text") == ["1"]


def test_the_engine_that_pip_alone_installs() -> None:
    with ReaderPool(Limits(), ocr=needs(OcrEngine.RAPIDOCR)) as pool:
        document = read(pool, as_file(page("ja", size_px=30).crop((0, 0, 720, 120))))
        assert "社外秘である" in words(document)
        assert "rapidocr" in details(document, "ocr")[0]
        assert pool.ocr.walls.held == pool.walls.held
        # It says blanks, and surely, of letters that it was not taught.
        cyrillic = read(pool, as_file(sheet(("Чертёж является коммерческой тайной и не разглашается",))))
        assert cyrillic.reading is Reading.PARTIAL
        assert details(cyrillic, "ocr.unsure") != []


def test_scans_of_real_offices(pool: ReaderPool) -> None:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "files" / "near-negatives" / "scanned-text"
    if not folder.is_dir():
        pytest.skip("needs the optional test data")
    document = read(pool, (folder / "8071_093.3B.tif").read_bytes())
    assert "thelookofaninjuredpuppy" in words(document)
