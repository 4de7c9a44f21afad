"""What a text is put together of: one paragraph alone, or explanations around pieces of a program.

Like `layout`, this looks at lines; it weighs beside the words, for kinds that are running text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from classifiers.model.layout import FEW_LINES, MAX_CHARS, MAX_LINES

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPOSITION_NAMES: tuple[str, ...] = ("lone_paragraph", "prose_beside_code")
"""Names of the features, in the order of `composition`."""

# A line of this width is wrapped: the next one goes on with it. A wider one is a paragraph by itself.
WRAPPED = range(55, 111)
PROSE_COLUMNS = 60
LONG_PROSE_COLUMNS = 90
LOOKED_AT = 60

_ITEM = re.compile(
    r"\s*(?:[-*+•●■◆・○>#|=]|\d{1,3}[.)、]|[(（]\d|第[一二三四五六七八九十百千〇\d]|[a-z][.)] |【|:[a-z]|\.\. )"
)
_CODE = re.compile(
    r"\s*(?:[\w.\[\]>-]{1,60}\s*(?:=|:=|\+=|<=)\s*\S|[\w.]{1,60}\(|[)}\]]|@\w|#|//|/\*|\*"
    r"|(?:def|class|import|from|return|if|for|while|else|elif|end|begin|module|assign|const|let|var|int|void|static"
    r"|public|private|print)\b)"
)
_ENDS = (".", "。", "!", "?", "！", "？", "．", "」", "：", ":", ")", "）", ",", ";", "；")


def composition(text: str) -> NDArray[np.float32]:
    """Share of the longest paragraph, and how evenly prose and lines of a program stand beside each other.

    Args:
        text: As it was read, with its lines.

    Returns:
        Shape (len(COMPOSITION_NAMES),), each 0 to 1.
    """
    paragraphs: list[int] = []
    last = lines = prose = code = 0
    for line in map(str.rstrip, text[:MAX_CHARS].split("\n")[:MAX_LINES]):
        if not line:
            last = 0
            continue
        lines += 1
        columns = _columns(line)
        if last in WRAPPED and not _ITEM.match(line):
            paragraphs[-1] += columns
        else:
            paragraphs.append(columns)
        last = columns
        if line[:LOOKED_AT].isascii() and _CODE.match(line):
            code += 1
        elif _is_prose(line, columns):
            prose += 1
    lone = max(paragraphs, default=0) / max(1, sum(paragraphs))
    return np.array([lone, 2.0 * min(prose, code) / (lines + FEW_LINES)], dtype=np.float32)


def _columns(line: str) -> int:
    """How wide a line is, signs of East Asian scripts, three bytes each, counting twice."""
    return len(line) if line.isascii() else (len(line) + len(line.encode("utf-8", "surrogatepass"))) // 2


def _is_prose(line: str, columns: int) -> bool:
    """Whether a line at the margin is a sentence: what stands further in belongs to a program."""
    return columns >= PROSE_COLUMNS and not line[0].isspace() and (columns > LONG_PROSE_COLUMNS or line.endswith(_ENDS))
