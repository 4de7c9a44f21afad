from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from classifiers.limits import Limits
from classifiers.readers.job import Job
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


def pdf(*, pages: int = 1, encrypt: object = None, is_scan: bool = False) -> bytes:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(842, 595), encrypt=encrypt)
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    sheet.setTitle("軸受図面")
    sheet.setAuthor("sato")
    for number in range(pages):
        if is_scan:
            sheet.drawImage(ImageReader(noise()), 0, 0, 842, 595)
        else:
            sheet.setFont("HeiseiMin-W3", 12)
            sheet.drawString(50, 500, f"社外秘 第{number + 1}頁")
            for line in range(12):
                sheet.line(50, 50 + 10 * line, 700, 50 + 10 * line)
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def test_pdf_text_properties_counts_and_raster() -> None:
    document = read(pdf(pages=2), "drawing.pdf")
    part = document.parts[0]
    assert document.reading is Reading.FULL
    assert part.text.split("\f")[1].strip() == "社外秘 第2頁"
    assert part.metadata["title"] == "軸受図面"
    page = part.pages[0]
    assert (page.width, page.height, len(page.gray)) == (512, 362, 512 * 362)
    assert page.paths >= 12
    assert page.texts >= 1
    assert page.images == 0
    assert page.aspect == pytest.approx(842 / 595)
    assert min(page.gray) < 100
    assert max(page.gray) == 255


def test_pages_beyond_the_rasters_keep_their_counts() -> None:
    document = read(pdf(pages=4), limits=Limits(pages=2))
    pages = document.parts[0].pages
    assert [bool(page.gray) for page in pages] == [True, True, False, False]
    assert pages[3].paths >= 12
    assert "第4頁" in document.parts[0].text
    assert "limit.pages" in names(document)


def test_pdf_pages_are_limited() -> None:
    document = read(pdf(pages=4), limits=Limits(pdf_pages=2))
    assert document.reading is Reading.PARTIAL
    assert "limit.pdf_pages" in names(document)


def test_a_scan_without_text_is_partial_and_has_its_picture() -> None:
    document = read(pdf(is_scan=True))
    assert document.reading is Reading.PARTIAL
    assert "page.no-text" in names(document)
    assert document.parts[0].pages[0].images == 1


def test_a_locked_pdf_is_opaque_and_one_that_opens_is_read() -> None:
    locked = read(pdf(encrypt=StandardEncryption("secret", ownerPassword="owner")))
    assert locked.reading is Reading.OPAQUE
    assert "encrypted" in names(locked)
    opened = read(pdf(encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0)))
    assert "社外秘" in opened.parts[0].text
    assert "protected" in names(opened)


def test_pdf_after_other_bytes() -> None:
    document = read(b"\0junk\1" * 400 + pdf())
    assert document.parts[0].type == "application/pdf"
    assert "社外秘" in document.parts[0].text
    assert "leading-data" in names(document)


def test_attachments_are_parts() -> None:
    holder = pypdfium2.PdfDocument(pdf())
    holder.new_attachment("inner.txt").set_data("添付の社外秘".encode())
    buffer = io.BytesIO()
    holder.save(buffer)
    holder.close()
    document = read(buffer.getvalue())
    assert document.parts[1].name == "inner.txt"
    assert document.parts[1].text == "添付の社外秘"


def test_a_broken_pdf_fails_without_raising() -> None:
    document = read(b"%PDF-1.7\nnothing that makes sense")
    assert document.reading is Reading.FAILED
    assert "damaged" in names(document)


def stamped(*, is_nested: bool) -> bytes:
    """A page without any picture, on which a stamp stands that shows one, drawn by itself or by a form inside it."""
    form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /I %d 0 R >> >> /Length 5 >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [4 0 R] >>",
        "<< /Type /Annot /Subtype /Stamp /Rect [9 9 90 90] /F 4 /AP << /N 5 0 R >> >>",
        (form % (6 if is_nested else 7)) + "\nstream\n/I Do\nendstream",
        (form % 7) + "\nstream\n/I Do\nendstream",
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        "\nstream\nx\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return (body + table + end).encode()


@pytest.mark.parametrize("is_nested", [False, True])
def test_a_picture_in_a_stamp_is_a_picture_of_its_page(is_nested: bool) -> None:
    document = read(stamped(is_nested=is_nested), "note.pdf")
    assert document.parts[0].pages[0].images == 1
    assert document.reading is Reading.PARTIAL


def test_one_path_of_many_lines_is_told_from_one_line() -> None:
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer)
    path = sheet.beginPath()
    path.moveTo(0, 0)
    for step in range(500):
        path.lineTo(step % 90, step * 7 % 90)
    sheet.drawPath(path)
    sheet.save()
    page = read(buffer.getvalue(), "a.pdf").parts[0].pages[0]
    assert page.paths == 1
    assert page.segments == 501


def test_a_page_of_more_objects_than_are_counted_may_draw_anything() -> None:
    words = read(pdf(), "a.pdf", Limits(page_objects=100)).parts[0].pages[0]
    cut = read(pdf(), "a.pdf", Limits(page_objects=5)).parts[0].pages[0]
    assert words.segments == 24
    assert cut.segments >= 5
    assert cut.paths <= 5


def test_a_short_file_with_large_numbers_of_objects_is_whole() -> None:
    objects = {
        8001: b"<</Type/Catalog/Pages 8002 0 R>>",
        8002: b"<</Type/Pages/Count 1/Kids[8003 0 R]/MediaBox[0 0 300 200]>>",
        8003: b"<</Type/Page/Parent 8002 0 R/Resources<</Font<</F 8005 0 R>>>>/Contents 8004 0 R>>",
        8004: b"<</Length 43>>stream\nBT /F 12 Tf 20 99 Td (words on page)Tj ET\n\nendstream",
        8005: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        8006: b"<</Note(words beside it)>>",
    }
    data, index = b"%PDF-1.7\n", b"xref\n0 1\n0000000000 65535 f \n"
    for number, body in objects.items():
        index += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    data += index + b"trailer\n<</Size 8007/Root 8001 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    document = read(data)
    assert document.reading is Reading.FULL
    assert "words on page" in document.parts[0].text
    assert "words beside it" in document.parts[0].text
    assert names(document) == set()
