"""Lines of a laid out text: comments behind neighbouring lines below each other, no two blank lines together."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

WIDTH = 120


@dataclass(slots=True)
class Line:
    """A line to be; a blank line has neither text nor comment."""

    text: str = ""
    comment: str = ""
    indent: int = 0


def joined(lines: list[Line]) -> str:
    """The lines as text: no two blank ones together, comments behind neighbouring lines below each other."""
    kept: list[Line] = []
    for line in lines:
        if line.text or line.comment or (kept and (kept[-1].text or kept[-1].comment)):
            kept.append(line)
    while kept and not kept[-1].text and not kept[-1].comment:
        kept.pop()
    return "".join(f"{each}\n" for each in _aligned(kept))


def _aligned(lines: list[Line]) -> list[str]:
    written: list[str] = []
    run: list[Line] = []
    for line in (*lines, Line()):
        if line.text and line.comment and (not run or run[0].indent == line.indent):
            run.append(line)
            continue
        written += _run(run)
        run = [line] if line.text and line.comment else []
        if not run:
            written.append((" " * line.indent + (line.text or line.comment)).rstrip())
    return written[:-1]


def _run(run: list[Line]) -> list[str]:
    """Lines with comments behind them, at one column where they all fit so."""
    widths = [line.indent + width_of(line.text) for line in run]
    column = max(widths, default=0)
    fits = all(column + 2 + width_of(line.comment) <= WIDTH for line in run)
    pads = [2 + (column - width if fits else 0) for width in widths]
    return [f"{' ' * line.indent}{line.text}{' ' * pad}{line.comment}" for line, pad in zip(run, pads, strict=True)]


def width_of(text: str) -> int:
    """Columns that a text takes; Japanese and Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
