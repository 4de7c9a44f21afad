from __future__ import annotations

import random

import numpy as np
import pytest

from classifiers.model.layout import FEW_LINES, LAYOUT_NAMES, MAX_CHARS, layout

LETTER = "Dear Ms Sato,\n\nthank you for the samples.\nWe shall look at them.\n\nKind regards,\nA. Miller\n"
MAIL = "From: a@example.org\nTo: b@example.org\nSubject: samples\nDate: Mon, 2 Mar 2026\n\nHi all,\nsee below.\n"
PROGRAM = "import os\n\ndef first(names: list[str]) -> str:\n    for name in names:\n        return name\n" * 3
TABLE = "\n".join(f"{n}\t{n * 3}.5\t{n * 7}" for n in range(30))
LAW = "第一条 この法律は、目的を定める。\n第二条 用語は次のとおりとする。\n第三条 届出を要する。\n"
PROSE = "The sea was calm that day and nobody spoke of the storm. The boats lay still in the harbour.\n" * 4


def value(text: str, name: str) -> float:
    return float(layout(text)[LAYOUT_NAMES.index(name)])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LETTER, "greetings"),
        ("件名:打合せ\n宛先:佐藤\n\nお世話になっております。\n", "mail_heads"),
        ("您好:\n附件是样品清单。\n此致\n敬礼\n", "greetings"),
        (MAIL, "mail_heads"),
        (PROGRAM, "statement"),
        (PROGRAM, "indented"),
        (TABLE, "cells"),
        (TABLE, "numeric"),
        (LAW, "clause"),
        ("1. A pump comprising a housing and a rotor.\n2. The pump of claim 1, wherein it is hollow.\n", "claim"),
        ("【請求項1】\n軸を備える装置。\n", "claim"),
        ("图 3 系统框图\n表1 参数\n", "caption"),
        ("R1\nC4\nU2\nGND\nVCC\n", "one_word"),
        ("<p>One</p>\n<p>Two</p>\n", "tags"),
        ('"name": 1\n"size": 2\n', "key"),
        ("2026-03-02 sample 4 heated\n2026-03-03 sample 4 cooled\n", "dated"),
        ("LEFT\nRIGHT\n", "capitals"),
    ],
)  # fmt: skip
def test_layout_sees_what_it_names_and_not_in_prose(text: str, name: str) -> None:
    assert value(text, name) > 0
    assert value(PROSE, name) == 0


def test_one_line_cannot_make_a_share_large() -> None:
    line = "Purpose: to study the effect."
    assert value(line, "pair") == pytest.approx(1 / (1 + FEW_LINES))
    assert value("\n".join([line] * 60), "pair") > 0.9


def test_wide_letters_take_two_columns() -> None:
    assert value("電源を入れて確認する。\n" * 5, "middle_length") > value("Turn it on.\n" * 5, "middle_length")


@pytest.mark.parametrize("text", ["", "\n\n\n", "a", "\ud800", "0" * 40_000, "あ" * 40_000, "\x00\n\x01" * 90])
def test_strange_text_gives_finite_numbers(text: str) -> None:
    found = layout(text)
    assert found.shape == (len(LAYOUT_NAMES),)
    assert np.isfinite(found).all()


def test_what_comes_after_the_part_that_is_looked_at_changes_nothing() -> None:
    start = "one line of some words\n" * (MAX_CHARS // 22)
    assert np.array_equal(layout(start), layout(start + PROGRAM))


@pytest.mark.parametrize("piece", ["Dear ", "第" * 9, "1. A " + "x" * 300, "a:" * 50, "W " * 60, "[" * 80, "="])
def test_hostile_lines_are_looked_at_once(piece: str) -> None:
    # A pattern that went back over a line again and again would not end within the test's time.
    chance = random.Random(1)
    text = "\n".join(piece * chance.randint(1, 8_000 // len(piece)) for _ in range(4)) + piece * 20_000
    assert np.isfinite(layout(text)).all()
