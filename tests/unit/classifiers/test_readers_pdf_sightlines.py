"""Words that are whole on a PDF's page, and torn in the order in which their letters are drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from classifiers.limits import Limits
from classifiers.readers.job import Job
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.document import Document

GOTHIC = "HeiseiKakuGo-W5"


def read(letters: Iterable[tuple[float, float, float, str]]) -> Document:
    """A page of pieces of text, each at a place and of a size."""
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=(600, 800))
    pdfmetrics.registerFont(UnicodeCIDFont(GOTHIC))
    for x, y, size, text in letters:
        sheet.setFont(GOTHIC if text > "\u2e80" else "Helvetica", size)
        sheet.drawString(x, y, text)
    sheet.save()
    job = Job(Limits())
    job.read("", buffer.getvalue(), file_name="")
    return job.document("test")


def ruby(*, is_down: bool) -> list[tuple[float, float, float, str]]:
    pieces: list[tuple[float, float, float, str]] = []
    for place, (base, above) in enumerate((("極", "ごく"), ("秘", "ひ"), ("図", "ず"), ("面", "めん"))):
        if is_down:
            pieces.append((300, 700 - 20 * place, 20, base))
            pieces += [(322, 708 - 20 * place - 9 * turn, 9, sign) for turn, sign in enumerate(above)]
        else:
            pieces += [(100 + 20 * place, 700, 20, base), (100 + 20 * place, 722, 9, above)]
    return pieces


@pytest.mark.parametrize("is_down", [False, True])
def test_ruby_does_not_tear_a_word(is_down: bool) -> None:
    document = read(ruby(is_down=is_down))
    assert "極秘図面" in document.parts[0].text
    assert document.reading is Reading.FULL


@pytest.mark.parametrize("order", [(1, 0, 3, 2), (0, 2, 1, 3)])
def test_letters_drawn_out_of_order(order: tuple[int, ...]) -> None:
    cells = [(100 + 20.0 * place, 700.0, 20.0, sign) for place, sign in enumerate("社外秘扱")]
    noise = (50.0, 100.0, 9.0, "elsewhere")
    text = read(piece for place in order for piece in (cells[place], noise)).parts[0].text
    assert "社外秘扱" in text


def test_a_label_and_its_value_drawn_apart() -> None:
    text = read([(100, 700, 10, "Revision:"), (100, 600, 10, "Sheet"), (145, 700, 10, "MAGATAMA-7731")]).parts[0].text
    assert "Revision: MAGATAMA-7731" in text


def test_plain_text_and_cells_far_apart_are_said_once() -> None:
    text = read([(100, 700, 10, "one two"), (300, 700, 10, "three"), (100, 685, 10, "機密 文書")]).parts[0].text
    assert text.split()[:6] == ["one", "two", "three", "機密", "文書", "anonymous"]


COLUMNS = ("図面の第三者へ", "の開示を禁止す", "る。社外秘")


def columns(lefts: Iterable[float], *, head: float = 700) -> list[tuple[float, float, float, str]]:
    return [
        (left, head - 14 * place, 12, sign)
        for left, column in zip(lefts, COLUMNS, strict=True)
        for place, sign in enumerate(column)
    ]


@pytest.mark.parametrize("drawn", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_upright_columns_are_read_from_right_to_left(drawn: tuple[int, ...]) -> None:
    pieces = columns((340, 320, 300))
    parts = [pieces[:7], pieces[7:14], pieces[14:]]
    text = "".join(read(piece for place in drawn for piece in parts[place]).parts[0].text.split())
    assert "".join(COLUMNS) in text


def test_columns_far_apart_are_no_passage() -> None:
    text = "".join(read([*columns((340, 200, 60))][::-1]).parts[0].text.split())
    assert "".join(COLUMNS) not in text
