"""Pictures of pages that take pdfium long to draw, or for ever."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary, Name

from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.readers.draft import LimitReached
from classifiers.readers.job import Job
from classifiers.readers.pdf.rasters import drawn
from policies.label import Reading


def heavy(layers: int) -> bytes:
    """A page of a word and of many layers that show through each other."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    form = pdf.make_stream(b"0 0 600 800 re f " * 50, Subtype=Name.Form, BBox=[0, 0, 600, 800])
    form.Group = Dictionary(S=Name.Transparency)
    look = Dictionary(ca=0.5)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(XObject=Dictionary(X=form), Font=Dictionary(F=font), ExtGState=Dictionary(G=look))
    page.obj.Contents = pdf.make_stream(b"BT /F 12 Tf 50 700 Td (MAGATAMA-7731) Tj ET /G gs " + b"/X Do " * layers)
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def test_drawing_stops_when_its_time_is_up() -> None:
    page = pypdfium2.PdfDocument(heavy(200))[0]
    with pytest.raises(LimitReached) as reached:
        drawn(page, 1.0, Job(Limits(render_s=1e-6)))
    assert reached.value.limit == "render_s"
    bitmap = drawn(page, 1.0, Job(Limits()))
    assert (bitmap.width, bitmap.height, min(bytes(bitmap.buffer)) < 10) == (600, 800, True)


def test_a_page_that_takes_too_long_keeps_its_words() -> None:
    ticking = itertools.count(step=0.01)
    job = Job(Limits(render_s=0.2), clock=lambda: next(ticking))
    job.read("", heavy(2_000), file_name="")
    document = job.document("test")
    assert "MAGATAMA-7731" in document.parts[0].text
    assert "limit.render_s" in {finding.name for finding in document.findings}
    assert document.reading is Reading.FULL
    assert not document.parts[0].pages[0].gray


def test_a_page_is_drawn_behind_the_walls_too(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(heavy(2))
    with ReaderPool(Limits()) as pool, path.open("rb") as file:
        document = pool.read(file.fileno(), path.name)
    assert document.reading is Reading.FULL
    assert document.parts[0].pages[0].gray


@pytest.mark.parametrize(("mode", "reading"), [(3, Reading.PARTIAL), (0, Reading.FULL)])
def test_letters_in_strokes_are_not_read_by_hidden_names_of_pads(mode: int, reading: Reading) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(600, 800))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(F=font))
    words = f"BT {mode} Tr /F 12 Tf 50 700 Td (PAD1 PAD2) Tj ET ".encode()
    page.obj.Contents = pdf.make_stream(
        words + b"".join(b"%d 10 m %d 90 l S " % (x, x + 5) for x in range(10, 410, 10))
    )
    buffer = io.BytesIO()
    pdf.save(buffer)
    job = Job(Limits())
    job.read("", buffer.getvalue(), file_name="")
    assert job.document("test").reading is reading
