"""What the descriptions of a PDF's pages say, read past pdfium: it passes over text that is described in odd ways,
and over fonts that it does not know; other programs, and people who look at the file, need not.

Source: ISO 32000-2, 7.8 (content streams), 9.4 (text).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

from classifiers.readers.pdf.baseline import Baseline, numbers
from classifiers.readers.pdf.codes import Codes
from classifiers.readers.pdf.objects import SILENT
from classifiers.readers.pdf.strings import folded, squeezed, text_of
from classifiers.readers.pdf.veiled import inherited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.job import Job

ERRORS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, MemoryError, OverflowError)
CONTENT_BYTES = 16_000_000  # of one page, its forms included
FORMS, NESTING = 200, 12
STRINGS = 200_000
# Each alternative takes at least one sign and never goes back over it, so that no input takes more than linear time.
PIECES = re.compile(
    rb"(?P<flat>\((?:[^()\\]++|\\.?+|\((?:[^()\\]++|\\.?+|\((?:[^()\\]++|\\.?+)*+\)?+)*+\)?+)*+\)?+)"
    rb"|<(?P<hex>[0-9A-Fa-f\s]*+)>"
    rb"|/(?P<font>[^\s/()<>\[\]{}%]{1,127}+)\s++(?:(?P<size>[^\s/()<>\[\]]{1,30})\s{1,9})?Tf\b"
    rb"|/(?P<form>[^\s/()<>\[\]{}%]{1,127}+)\s++Do\b"
    rb"|(?P<key>/[A-Za-z]{1,40}+\s*+)(?=[(<][^<])"
    rb"|(?P<move>T[dDm*](?![A-Za-z])|ET(?![A-Za-z])|['\"](?=\s))"
    rb"|BI\s(?:(?!BI\s)[^()]){0,2000}?\sID\s.*?(?:\sEI\b|\Z)"
    rb"|%[^\r\n]*+",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\s\S]))")
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\r\n": b"", b"\n": b"", b"\r": b""}
NUMBER = re.compile(rb"-\d{3,6}")
WORD_GAP = -180  # thousandths of the size of the letters, between two strings
OPERANDS_BYTES = 120
TWICE = re.compile(r"(.{1,40}?)\1")  # bold letters, drawn once more with a small shift
SHORT = 3  # letters of a line that may stand for itself alone


@dataclass(slots=True)
class Description:
    """What one page says.

    Attributes:
        lines: Its strings, a line for each place that the description moves to.
        codes: Codes in them.
        nameless: Codes for which the fonts' dictionaries name no letter.
    """

    lines: list[str] = field(default_factory=list)
    codes: int = 0
    nameless: int = 0

    def lacking(self, text: str) -> list[str]:
        """Lines with letters that `text` has not, or has less often, and that do not stand in it as a whole."""
        missing = _letters("\n".join(self.lines))
        missing.subtract(_letters(text))
        lost = {char for char, count in missing.items() if count > 0}
        if not lost:
            return []
        known = squeezed(unicodedata.normalize("NFKC", text))
        found = ((line, squeezed(unicodedata.normalize("NFKC", line))) for line in _joined(self.lines))
        return [
            line
            for line, plain in found
            if plain and not lost.isdisjoint(plain) and plain not in known and TWICE.sub(r"\1", plain) not in known
        ]


class Descriptions:
    """Pages of an open file; fonts are looked at once.

    Args:
        pages: Dictionaries of the pages shown, in order.
    """

    def __init__(self, pages: list[Any], job: Job) -> None:
        self._pages, self._job = pages, job
        self._fonts: dict[tuple[int, int], Codes] = {}

    def page(self, number: int) -> Description:
        """The page of that index; an empty one where it is damaged or not there."""
        found = Description()
        if number < len(self._pages):
            page = self._pages[number]
            try:
                contents = page.get("/Contents")
                streams = [contents] if isinstance(contents, pikepdf.Stream) else list(contents or ())
                content = b"\n".join(_unpacked(stream) for stream in streams)
                self._read(content, inherited(page, "/Resources"), found)
            except ERRORS:
                return found
        return found

    def _read(self, content: bytes, resources: Any, found: Description) -> None:
        left, seen = CONTENT_BYTES, set[tuple[int, int]]()
        waiting = [(content, resources, 0)]
        while waiting and left > 0:
            self._job.check_time()
            content, resources, level = waiting.pop()
            left -= len(content)
            for name in self._strings(content[: max(0, left + len(content))], resources, found):
                form = _named(resources, "/XObject", name)
                if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != pikepdf.Name.Form:
                    continue
                if form.objgen not in seen and len(seen) < FORMS and level < NESTING:
                    seen.add(form.objgen)
                    waiting.append((_unpacked(form), form.get("/Resources", resources), level + 1))

    def _strings(self, content: bytes, resources: Any, found: Description) -> list[bytes]:
        """Read the strings of one description.

        Returns:
            Names of what it draws.
        """
        forms: list[bytes] = []
        line = Baseline(found.lines)
        font: Codes | None = None
        key, end, strings = "", 0, 0
        for piece in PIECES.finditer(content):
            if (raw := _plain(piece)) is not None:
                strings += 1
                if strings > STRINGS:
                    break
                if key:
                    found.lines.extend([folded(text_of(raw))] if key not in SILENT else ())
                elif font:
                    text, nameless = font.read(raw)
                    found.nameless += nameless
                    found.codes += nameless + len(text)
                    line.add(text, is_apart=_is_gap(content[end : piece.start()]))
            elif piece["font"]:
                font, line.size = self._font(resources, piece["font"]), _number(piece["size"])
            elif piece["form"]:
                forms.append(piece["form"])
            elif piece["move"]:
                line.move(piece["move"], content[max(0, piece.start() - OPERANDS_BYTES) : piece.start()].split())
            key, end = (piece["key"] or b"").strip().decode("ascii"), piece.end()
        line.end()
        return forms

    def _font(self, resources: Any, name: bytes) -> Codes | None:
        font = _named(resources, "/Font", name)
        if not isinstance(font, pikepdf.Dictionary):
            return None
        if font.objgen == (0, 0):
            return Codes(font)
        if font.objgen not in self._fonts:
            self._job.check_time()
            self._fonts[font.objgen] = Codes(font)
        return self._fonts[font.objgen]


def _named(resources: Any, kind: str, name: bytes) -> Any:
    names = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return names.get("/" + name.decode("latin-1")) if isinstance(names, pikepdf.Dictionary) else None


def _unpacked(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes()) if isinstance(stream, pikepdf.Stream) else b""
    except ERRORS:
        return b""


def _plain(piece: re.Match[bytes]) -> bytes | None:
    """Bytes of a string as it is meant; None if the piece is none."""
    if piece["hex"] is not None:
        digits = b"".join(piece["hex"].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if piece["flat"] is None:
        return None
    raw = piece["flat"][1:].removesuffix(b")")
    return ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw


def _unescaped(found: re.Match[bytes]) -> bytes:
    digits, char = found.groups()
    return bytes([int(digits, 8) & 0xFF]) if digits else ESCAPED.get(char, char)


def _is_gap(between: bytes) -> bool:
    return any(int(number) < WORD_GAP for number in NUMBER.findall(between[:40]))


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _number(digits: bytes | None) -> float:
    return sum(numbers([digits or b""]))


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines; letters that stand each for itself as one line."""
    short: list[str] = []
    for line in lines:
        if len(line.strip()) >= SHORT:
            yield "".join(short)
            short = []
            yield line
        elif line.strip():
            short.append(line)
    yield "".join(short)
