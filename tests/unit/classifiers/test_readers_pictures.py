from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.pictures.raster import FORMATS
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Document


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def names(document: Document) -> set[str]:
    return {finding.name for finding in document.findings}


def noise() -> Image.Image:
    return Image.effect_noise((200, 100), 80)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "JPEG2000", "PPM", "AVIF"])
def test_pictures_become_one_gray_page(kind: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 400), "black").save(buffer, kind)
    document = read(buffer.getvalue())
    page = document.parts[0].pages[0]
    assert (page.width, page.height) == (512, 128)
    assert page.aspect == pytest.approx(4.0)
    assert max(page.gray) < 10
    assert document.reading is Reading.FULL
    assert names(document) == set()  # nothing but black: a look shows that there are no letters


def test_no_picture_fails_for_a_form_that_pillow_does_not_open() -> None:
    buffer = io.BytesIO()
    noise().convert("RGB").resize((32, 32)).save(buffer, "ICNS")
    assert read(buffer.getvalue()).parts[0].pages
    assert set(FORMATS) <= set(Image.OPEN)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_that_is_cut_off_is_partly_read(kind: str) -> None:
    buffer = io.BytesIO()
    noise().convert("RGB").save(buffer, kind)
    document = read(buffer.getvalue()[:-3000])
    assert document.reading is Reading.PARTIAL or (kind == "TIFF" and document.reading is not Reading.FULL)
    assert "damaged" in names(document)


def test_what_is_transparent_is_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    assert set(read(buffer.getvalue()).parts[0].pages[0].gray) == {255}


def test_every_page_of_a_tiff_up_to_the_limit() -> None:
    buffer = io.BytesIO()
    noise().save(buffer, "TIFF", save_all=True, append_images=[noise(), noise()])
    assert len(read(buffer.getvalue()).parts[0].pages) == 3
    short = read(buffer.getvalue(), limits=Limits(pages=2))
    assert len(short.parts[0].pages) == 2
    assert ("limit.pages", "2 of 3 rendered") in {(each.name, each.detail) for each in short.findings}


def test_words_in_a_picture_s_metadata() -> None:
    buffer = io.BytesIO()
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Description", "社外秘")
    words.add_text("Comment", "x" * 5_000, zip=True)
    noise().save(buffer, "PNG", pnginfo=words)
    part = read(buffer.getvalue()).parts[0]
    assert part.metadata["subject"] == "社外秘"
    assert "x" * 5_000 in part.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "latin-1"])
def test_exif_words_beyond_ascii_are_read_as_they_were_written(encoding: str) -> None:
    words = "Vermessung der Kühlstrecke in Zürich" if encoding == "latin-1" else "量子センサーの雑音密度を測定した。"
    exif = Image.Exif()
    exif[0x010E] = words.encode(encoding)
    buffer = io.BytesIO()
    noise().convert("RGB").save(buffer, "JPEG", exif=exif)
    assert read(buffer.getvalue()).parts[0].metadata["title"] == words


def test_a_paragraph_among_the_properties_is_text_as_well() -> None:
    paragraph = "The bearing preload shall be 118 N and the runout below seven micrometres. " * 4
    exif = Image.Exif()
    exif[0x010E] = paragraph
    buffer = io.BytesIO()
    noise().convert("RGB").save(buffer, "JPEG", exif=exif)
    assert "bearing preload" in read(buffer.getvalue()).parts[0].text


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    buffer = io.BytesIO()
    Image.new("1", (4_000, 4_000)).save(buffer, "PNG")
    document = read(buffer.getvalue(), limits=Limits(image_px=1_000_000))
    assert document.parts[0].pages == ()
    assert document.reading >= Reading.PARTIAL
    assert names(document) & {"limit.image_px", "damaged"}
