"""Title blocks: from words with their places on one sheet to named fields.

Pure: PDF, DXF and DWG readers bring the words. A label's value stands in the same string (`SCALE 1:2`, `材質：SUS304`),
to its right, or below it, at most one ruled line away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from classifiers.document import Field, FieldName
from classifiers.readers.titleblock_pairs import Pairing, is_under
from classifiers.readers.titleblock_sheet import CJK, Grid, Line, Word, by_rotation, nearest, runs_of, turned_line
from classifiers.readers.titleblock_tables import ZoneMarks, heads
from classifiers.readers.titleblock_words import ATTRIBUTES, LEGEND, UNLESS, fits, following, key, other_labels, table

LABELS = 400
LINES = 20_000
PARAGRAPH_LINES = 24
PARAGRAPH_CHARS = 2_000
COLON = re.compile(r"\s*[:：=]\s*")
SCRIPTS = re.compile(r"[/|／・()（）]|(?<=[\u3040-\u9fff])\s*(?=[A-Za-z])|(?<=[A-Za-z.])\s*(?=[\u3040-\u9fff])")
SHEETS = re.compile(
    r"(?:共\s*(\d*)\s*[张張页頁枚]\s*第\s*(\d+)\s*[张張页頁枚])|(?:第\s*(\d+)\s*[张張页頁枚]\s*共\s*(\d+)\s*[张張页頁枚])"
)
TO_FILL = re.compile(r"[<＜〈(（](.{1,60})[>＞〉)）]")
ATTRIBUTE_NOISE = re.compile(r"\{[^}]*\}|[\d_\-. ]+$")
# Words behind the name of a cell that do not change what it holds.
TAILS = frozenset({"text", "txt", "value", "val", "line", "l", "m", "en", "jp", "ja", "cn", "zh"})
ATTRIBUTE_STEP = re.compile(r"[_\-.\s]+")


def read_titleblock(words: Sequence[Word], *, lines: Sequence[Line] = (), where: str = "") -> list[Field]:
    """Named fields of one sheet.

    Args:
        words: Text of the sheet in any order; whole strings, words or single letters.
        lines: Lines that may rule the title block, where known.
        where: Goes into each field, such as `page 1`.

    Returns:
        Fields as they stand from above; of more than 5,000 words those nearest to the lower right corner count.
    """
    found: list[tuple[float, Field]] = []
    for angle, turned in by_rotation(words).items():
        grid = Grid(turned_line(line, -angle) for line in lines[:LINES])
        runs = runs_of(nearest(turned), grid)
        found.extend(_fields(runs, grid, where))
    return list(dict.fromkeys(field for _, field in sorted(found, key=lambda pair: -pair[0])))


def read_attribute(tag: str, value: str, *, prompt: str = "", where: str = "") -> Field | None:
    """The field that an attribute of a title block's symbol holds; None where its name says nothing.

    Args:
        tag: Such as `DWG_NO`, `GEN-TITLE-MAT1{15.4}`, `図番`.
        prompt: What the drawing program asks for, such as `Enter the drawing number:`.
    """
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    name = _attribute_name(tag) or (_attribute_name(prompt) if prompt else None)
    if name is None or not fits(name, text) or is_label(text):
        return None
    return Field(name=name, value=text, label=tag, where=where)


def _attribute_name(tag: str) -> FieldName | None:
    """The field that a compound names: the last word does, as in `CHECKED_DATE`."""
    bare = ATTRIBUTE_NOISE.sub("", ATTRIBUTE_NOISE.sub("", tag).strip())
    if key(bare) in ATTRIBUTES:
        return ATTRIBUTES[key(bare)]
    steps = [step for step in ATTRIBUTE_STEP.split(bare[:100]) if step][:12]
    while len(steps) > 1 and key(steps[-1]) in TAILS:
        steps.pop()
    for first in range(len(steps)):
        name = table().get(key("".join(steps[first:])))
        if name is not None:
            return name
    return None


def is_label(text: str) -> bool:
    """Whether words name a cell of a title block."""
    return label_name(text) is not None or key(text) in other_labels()


def label_name(text: str) -> FieldName | None:
    """The field that words name, also in two languages at once: `材料 Material`."""
    text = COLON.sub("", text) if text.rstrip().endswith((":", "：")) else text
    name = table().get(key(text))
    if name is not None or not 3 <= len(text) <= 60:
        return name
    names = [table().get(key(piece)) for piece in SCRIPTS.split(text) if key(piece)]
    return names[0] if len(names) > 1 and len(set(names)) == 1 else None


def _fields(runs: list[Word], grid: Grid, where: str) -> Iterator[tuple[float, Field]]:
    """Fields of upright runs, each with its height on the sheet."""
    labels: list[tuple[FieldName, Word]] = []
    others: list[Word] = []
    values: list[Word] = []
    table_heads = heads(runs, grid, label_name)
    marks = ZoneMarks(runs)
    for index, run in enumerate(runs):
        inline = list(inline_fields(run.text))
        for name, label, value in inline:
            yield run.y, Field(name=name, value=value, label=label, where=where)
        found = label_name(run.text)
        if inline or index in table_heads or key(run.text) in other_labels() or _is_to_fill(run.text):
            others.append(run)
        elif found is not None:
            labels.append((found, run))
        elif not marks.has(run):
            values.append(run)
    for name, label_run, held in Pairing(labels[-LABELS:], others[-LABELS:], values, grid).pairs():
        text = _with_lines_below(held, values, grid) if name in (FieldName.TITLE, FieldName.TOLERANCE) else held.text
        yield label_run.y, Field(name=name, value=text, label=label_run.text.rstrip(":： "), where=where)
    yield from _legends(runs, grid, where)


def _is_to_fill(text: str) -> bool:
    """Whether words only say what is to be written in their place: `<Drawn By>`, `（签名）`."""
    inside = TO_FILL.fullmatch(text)
    return inside is not None and (text[0] in "<＜〈" or is_label(inside.group(1)))


def inline_fields(text: str) -> Iterator[tuple[FieldName, str, str]]:
    """Fields that one string names and fills: field, label, value."""
    if len(text) > PARAGRAPH_CHARS or is_label(text):
        return
    sheets = SHEETS.search(text)
    if sheets:
        of, number = sheets.group(1) or sheets.group(4) or "", sheets.group(2) or sheets.group(3)
        yield FieldName.SHEET, "第 张 共 张", f"{number}/{of}" if of else number
        return
    label, colon, value = _split(text)
    if colon:
        name = label_name(label)
        if name is not None and value and fits(name, value):
            yield name, label, value
        return
    for end in (match.start() for match in re.finditer(r"\s+|(?<=[\u3040-\u9fff])(?=\d)|(?<=[.#])(?=\w)", text[:60])):
        name, rest = label_name(text[:end]), text[end:].strip()
        if name is None or not rest or is_label(rest):
            continue
        pattern = following(name)
        is_filled = fits(name, rest) if CJK.search(text[:end]) else pattern is not None and pattern.fullmatch(rest)
        if is_filled:
            yield name, text[:end].strip(), rest
            return


def _split(text: str) -> tuple[str, bool, str]:
    match = COLON.search(text)
    if match is None or match.start() == 0:
        return text, False, ""
    label = text[: match.start()]
    if re.fullmatch(r".*\d\s*", label) and key(label) not in table():
        return text, False, ""  # `SCALE 1:2`: the colon belongs to the value
    return label, True, text[match.end() :].strip()


def _with_lines_below(value: Word, values: list[Word], grid: Grid) -> str:
    """A value with the lines that carry it on in the same cell."""
    texts, last = [value.text], value
    for other in values:  # from above
        drop = last.y - other.y
        is_next = 0 < drop <= 2.2 * last.height and abs(other.height - value.height) <= 0.2 * value.height
        if (
            is_next
            and is_under(last, other)
            and not grid.level_between(other.y + 0.3 * other.height, last.y, max(other.x, last.x), 0.0)
        ):
            texts.append(other.text)
            last = other
        if len(texts) >= 4:
            break
    return " ".join(texts)


def _legends(runs: list[Word], grid: Grid, where: str) -> Iterator[tuple[float, Field]]:
    """Paragraphs that reserve rights, restrict export or mark secrecy, and the notes that hold unless others do."""
    taken: set[int] = set()
    for index, run in enumerate(runs):
        if index in taken:
            continue
        is_legend, is_note = LEGEND.search(run.text) is not None, UNLESS.search(run.text) is not None
        if not (is_legend or is_note) or len(taken) > LABELS:
            continue
        lines = _paragraph(index, runs, grid)
        taken.update(lines)
        text = " ".join(runs[line].text for line in lines)[:PARAGRAPH_CHARS]
        name = FieldName.LEGEND if is_legend or LEGEND.search(text) else FieldName.TOLERANCE
        yield runs[lines[0]].y, Field(name=name, value=text, where=where)


def _paragraph(index: int, runs: list[Word], grid: Grid) -> list[int]:
    """Lines of text above and below one that belong to it; `runs` stand from above."""
    lines = [index]
    for step in (-1, 1):
        last = runs[index]
        for other in range(index + step, max(-1, min(len(runs), index + step * 400)), step):
            gap = abs(runs[other].y - last.y)
            if gap > 2.2 * last.height or len(lines) >= PARAGRAPH_LINES:
                break
            if gap <= 0.3 * last.height or not _is_same_column(last, runs[other]):
                continue
            low, high = sorted((last, runs[other]), key=lambda word: word.y)
            if grid.level_between(low.y + 0.5 * low.height, high.y, max(low.x, high.x), 0.0):
                break
            lines.append(other)
            last = runs[other]
    return sorted(lines)


def _is_same_column(one: Word, other: Word) -> bool:
    is_aligned = (
        abs(one.x - other.x) <= 1.5 * one.height or abs(one.x + one.right - other.x - other.right) <= 3 * one.height
    )
    return is_aligned and abs(one.height - other.height) <= 0.25 * one.height and not is_label(other.text)
