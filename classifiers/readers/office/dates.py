"""Numbers that a sheet shows as dates.

Source: ECMA-376, 18.8.30 (number formats) and 18.17.4 (dates as serial numbers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifiers.readers.office.opc import Package

# Built-in formats of dates and times, those of East Asian editions included.
BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
QUOTED = re.compile(r"\"[^\"]*\"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]", re.IGNORECASE)
DATED = re.compile(r"[ymdhs]", re.IGNORECASE)
EPOCHS = (datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC))
LAST_SERIAL = 2_958_466


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFormats:
    """Which of a workbook's cell formats are dates.

    Attributes:
        styles: Numbers of cell formats that show a date or a time.
        is_1904: Whether days are counted from 1904 on.
    """

    styles: frozenset[int]
    is_1904: bool = False

    def shown(self, value: str, style: str) -> str:
        """A cell's value; a date in ISO form where its format shows one."""
        if not style.isdecimal() or int(style) not in self.styles:
            return value
        try:
            serial = float(value)
            moment = EPOCHS[self.is_1904] + timedelta(seconds=round(serial * 86_400))
        except (ValueError, OverflowError):
            return value
        if not 0 <= serial < LAST_SERIAL:
            return value
        if serial < 1:
            return moment.strftime("%H:%M:%S")
        return moment.strftime("%Y-%m-%d" if serial.is_integer() else "%Y-%m-%d %H:%M:%S")


def is_date_format(code: str) -> bool:
    """Whether a format's code shows years, months, days, hours or seconds."""
    return bool(DATED.search(QUOTED.sub("", code.replace("General", "")).split(";")[0]))


def date_formats(package: Package) -> DateFormats:
    """The workbook's formats of dates; none where it is no workbook."""
    root = package.parsed("xl/styles.xml") if "xl/styles.xml" in package.zip else None
    book = package.parsed("xl/workbook.xml") if "xl/workbook.xml" in package.zip else None
    if root is None:
        return DateFormats(styles=frozenset())
    dated = {
        element.get("numFmtId")
        for element in root.iter("{*}numFmt")
        if is_date_format((element.get("formatCode") or "")[:400])
    }
    known = {str(number) for number in BUILT_IN} | dated
    formats = root.find("{*}cellXfs")
    styles = [
        number
        for number, element in enumerate(formats if formats is not None else ())
        if element.get("numFmtId") in known
    ]
    stated = next(book.iter("{*}workbookPr"), None) if book is not None else None
    is_1904 = stated is not None and stated.get("date1904") in ("1", "true")
    return DateFormats(styles=frozenset(styles), is_1904=is_1904)
