from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.composition import COMPOSITION_NAMES, composition
from classifiers.model.layout import MAX_CHARS, MAX_LINES

ABSTRACT = (
    "On the motion of rings\n\n"
    "  The motion of rings in a shallow channel is studied by experiment and theory.\n"
    "Rings of three sizes are released from rest and followed until they meet the wall\n"
    "of the channel. Their speed falls with the square root of time, in agreement with\n"
    "a simple model that holds without any free parameter.\n"
)
AGENDA = "Agenda\n\n- Welcome\n- Minutes of the last meeting\n- Travel\n- Open day\n- Next meeting\n"
LESSON = (
    "# First steps\n\n"
    "In this lesson you will build a small model and look at what it says about the data.\n\n"
    "import numpy as np\nvalues = np.array([1, 2, 3])\n\n"
    "Run the cell and compare the output with what you expected before you go on reading.\n\n"
    "total = values.sum()\nprint(total)\n\n"
    "Now change the first of the values, run both cells again, and explain the difference.\n"
)
PROGRAM = (
    "import sys\n\n\ndef total(values: list[int]) -> int:\n"
    '    """Return the sum of all values above zero, which are what the caller is interested in here."""\n'
    "    result = 0\n    for value in values:\n        result += max(0, value)\n    return result\n\n\n"
    "print(total([int(word) for word in sys.argv[1:]]))\n"
)


def named(text: str) -> dict[str, float]:
    return dict(zip(COMPOSITION_NAMES, composition(text).tolist(), strict=True))


def test_an_abstract_is_one_paragraph_however_its_lines_are_broken() -> None:
    assert named(ABSTRACT)["lone_paragraph"] > 0.9
    assert (
        named("研究了圆环在浅水槽中的运动,提出了一种简单模型,结果表明该模型与实验吻合。" * 3)["lone_paragraph"] == 1.0
    )
    assert named(AGENDA)["lone_paragraph"] < 0.5
    assert named("第一条 为了加强管理,制定本办法。\n" * 20)["lone_paragraph"] == pytest.approx(0.05)


def test_two_long_lines_are_two_paragraphs() -> None:
    line = "The first of two paragraphs, each of which an editor keeps on a line of its own. " * 3
    assert named(f"{line}\n{line}\n")["lone_paragraph"] == pytest.approx(0.5, abs=0.01)


def test_a_lesson_explains_a_program_and_a_program_does_not() -> None:
    assert named(LESSON)["prose_beside_code"] > 0.3
    assert named(PROGRAM)["prose_beside_code"] == 0.0
    assert named(ABSTRACT)["prose_beside_code"] == 0.0


@pytest.mark.parametrize("text", ["", "\n" * 50, " \t\n", "a", "\x00\ufffd", "=" * 9000, "x\n" * 5000, "(" * 300])
def test_nothing_and_noise_have_values_as_well(text: str) -> None:
    found = composition(text)
    assert found.shape == (len(COMPOSITION_NAMES),)
    assert ((found >= 0) & (found <= 1)).all()


def test_only_the_beginning_is_looked_at() -> None:
    many = LESSON * (1 + MAX_LINES // LESSON.count("\n"))
    wide = AGENDA.replace("\n", " ") * (1 + MAX_CHARS // len(AGENDA))
    for long in (many, wide):
        assert np.array_equal(composition(long), composition(long + PROGRAM * 50))
