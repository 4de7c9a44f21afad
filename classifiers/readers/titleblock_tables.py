"""What is no cell of a title block, though it looks like one: heads of lists and of revisions, marks of zones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from classifiers.document import FieldName
from classifiers.readers.titleblock_sheet import Grid, Word
from classifiers.readers.titleblock_words import key

ROW_GAP = 30.0  # heights between two heads of a table without rules
ZONE = re.compile(r"[A-Z]|\d{1,2}")
TWINS = 200
ZONE_SHARE = 0.6  # of the sheet between a zone's two marks
LISTED = frozenset(
    {FieldName.TITLE, FieldName.PART, FieldName.NUMBER, FieldName.MATERIAL, FieldName.QUANTITY, FieldName.MASS}
)
COUNTERS = "序号 序號 符号 照合番号 照合 番号 品番 No item itemno findno pos 项次 項次"
CHANGES = (
    "訂正事項 変更内容 改訂内容 改訂事項 変更 変更事項 訂正内容 改訂履歴 記事 更改文件号 更改文件號 变更内容 "
    "變更內容 修改内容 修改內容 更改内容 处数 處數 "
    "description revisiondescription econo econo ecn ecr eco dcn zone ltr changes change"
)
CHANGED = frozenset({FieldName.REVISION, FieldName.DATE, FieldName.APPROVED, FieldName.DRAWN})
CHANGE_MARKS = "符号 記号 标记 標記 签名 簽名 署名 担当 版次 ltr zone"


def heads(runs: Sequence[Word], grid: Grid, named: Callable[[str], FieldName | None]) -> set[int]:
    """Indices of the runs that are heads of lists or of tables of revisions.

    Args:
        runs: From above, then from the left.
        named: The field that words name.
    """
    found: set[int] = set()
    for row in _rows(runs, grid):
        names = {index: named(runs[index].text) for index in row}
        fields = {name for name in names.values() if name is not None}
        keys = {key(runs[index].text) for index in row}
        listed = len(fields & LISTED) + bool(keys & _keys(COUNTERS)) - (FieldName.PART in fields and "品番" in keys)
        is_list = FieldName.QUANTITY in fields and listed > 2
        marks = (keys & _keys(CHANGE_MARKS)) | {key(str(name)) for name in fields & CHANGED}
        if is_list or (keys & _keys(CHANGES) and len(marks) > 1):
            found.update(row)
    return found


def _rows(runs: Sequence[Word], grid: Grid) -> Iterator[list[int]]:
    """Runs that stand beside each other, in cells that touch or near each other where there are none."""
    row: list[int] = []
    for index, run in enumerate(runs):
        if row and not _follows(runs[row[-1]], run, grid):
            if len(row) > 2:
                yield row
            row = []
        row.append(index)
    if len(row) > 2:
        yield row


def _follows(left: Word, right: Word, grid: Grid) -> bool:
    if abs(left.y - right.y) > 0.5 * left.height or right.x < left.x:
        return False
    one = grid.cell(left.middle, left.y + 0.5 * left.height)
    other = grid.cell(right.middle, right.y + 0.5 * right.height)
    if one is not None and other is not None:
        return abs(one.right - other.left) <= 0.5 * left.height and abs(one.height - other.height) <= left.height
    return one is other and right.x - left.right <= ROW_GAP * left.height


class ZoneMarks:
    """Letters and numbers that stand at both ends of a row or a column of the sheet.

    Args:
        runs: Everything on the sheet.
    """

    def __init__(self, runs: Sequence[Word]) -> None:
        self._width = max((word.x for word in runs), default=0.0) - min((word.x for word in runs), default=0.0)
        self._height = max((word.y for word in runs), default=0.0) - min((word.y for word in runs), default=0.0)
        self._places: dict[str, list[Word]] = {}
        for word in runs:
            if ZONE.fullmatch(word.text):
                self._places.setdefault(word.text, []).append(word)

    def has(self, word: Word) -> bool:
        """Whether a word is one."""
        return any(self._is_twin(word, other) for other in self._places.get(word.text, ())[:TWINS])

    def _is_twin(self, word: Word, other: Word) -> bool:
        across, up = abs(other.x - word.x), abs(other.y - word.y)
        is_level = across > ZONE_SHARE * self._width and up < word.height
        return is_level or (up > ZONE_SHARE * self._height and across < word.height)


@cache
def _keys(words: str) -> frozenset[str]:
    return frozenset(key(word) for word in words.split())
