"""Pictures on pages of text."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

PASSAGE = "The quick brown fox jumps over the lazy dog, and nobody has read it. "


def passage() -> Image.Image:
    image = Image.new("L", (900, 500), 255)
    draw = ImageDraw.Draw(image)
    for line in range(16):
        draw.text((10, 10 + 30 * line), PASSAGE, fill=0, font=ImageFont.load_default(24))
    return image


def read(picture: Image.Image, *, pages: int = 1, size: tuple[float, float] = (300, 200)) -> Document:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(600, 800))
    for _ in range(pages):
        for line in range(20):
            sheet.drawString(50, 750 - 14 * line, PASSAGE)
        sheet.drawImage(ImageReader(picture), 50, 50, *size)
        sheet.showPage()
    sheet.save()
    job = Job(Limits())
    job.read("", buffer.getvalue(), file_name="")
    return job.document("test")


def test_a_passage_in_a_picture_on_a_page_of_text_is_not_read_without_ocr() -> None:
    document = read(passage(), pages=3)
    assert document.reading is Reading.PARTIAL
    assert {finding.name: finding.detail for finding in document.findings}["page.pictures"] == "1"  # each once


def test_a_photograph_on_a_page_of_text_leaves_it_full() -> None:
    assert read(Image.radial_gradient("L").resize((600, 400))).reading is Reading.FULL


def test_a_scan_whose_letters_are_laid_over_it_is_full() -> None:
    assert read(passage(), size=(550, 750)).reading is Reading.FULL


def test_words_in_a_photograph_as_its_camera_wrote_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "described as MAGATAMA-7731"
    photograph = io.BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>third MAGATAMA-7733</a></x:xmpmeta>"
    Image.radial_gradient("L").save(photograph, "JPEG", exif=exif, comment=b"remark MAGATAMA-7732", xmp=xmp)
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    page.obj.Contents = pdf.make_stream(b"q 200 0 0 200 50 50 cm /I Do Q")
    image = pdf.make_stream(photograph.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=256, Height=256)
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceGray, 8, Name.DCTDecode
    page.obj.Resources = Dictionary(XObject=Dictionary(I=image))
    buffer = io.BytesIO()
    pdf.save(buffer)
    job = Job(Limits())
    job.read("", buffer.getvalue(), file_name="")
    text = job.document("test").parts[0].text
    for words in ("MAGATAMA-7731", "remark MAGATAMA-7732", "third MAGATAMA-7733"):
        assert words in text
