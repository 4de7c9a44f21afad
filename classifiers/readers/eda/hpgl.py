"""Plots in HPGL and HP-GL/2: what the pen writes, all commands, and the drawing as a picture.

Source: Hewlett-Packard, PCL/PJL Reference, HP-GL/2 and RTL, 1996; chapter on `PE`, Polyline Encoded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.eda import rtl
from classifiers.readers.eda.plot import Plot, Point, add_extents
from classifiers.readers.eda.source import without_numbers
from classifiers.readers.text import take
from classifiers.readers.words import word
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

UNITS_PER_MM = 40
PEN = re.compile(rb"PU|PD|PA|PR|LB|SP|IN|DT|PE|CI|AA|AR|EW|WG|EA|ER|RA|RR|CO|BP|PS|TL|SI|DI")
LANGUAGE = b"ENTER LANGUAGE"
JOB_NAME = re.compile(rb'@PJL (?:SET )?JOB ?NAME ?= ?"([^"\r\n]{1,200})"')
HEAD_BYTES = 64 * 1024
LABEL_END = b"\x03"
NUMBER = re.compile(rb"[+-]?\d{1,15}(?:\.\d{0,15})?|[+-]?\.\d{1,15}")
NUMBERS_ONLY = re.compile(r"P[UDAR][\d\s,.+-]*;?")
RUN = re.compile(rb"[\d\s,.+-]*")
LETTERS = 9
FIRST_DIGIT, FIRST_LAST_DIGIT, FIRST_LAST_DIGIT_7 = 63, 191, 95


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """One plot. Coordinates packed by `PE` are drawn and left out of the text, since they are no words."""
    raster = rtl.split(data, job)
    data = raster.rest
    for number, picture in enumerate(raster.pictures, 1):
        job.child(draft, f"raster-{number}.png", picture, depth)
    if raster.lost:
        draft.degrade(Reading.PARTIAL, "payload", f"{raster.lost} of {raster.rows} rows of pixels")
    name = JOB_NAME.search(data[:HEAD_BYTES])
    draft.add_metadata("title", word(name.group(1)) if name else "")
    page = _Page()
    packed: list[tuple[int, int]] = []
    for number, (command, place, body) in enumerate(_commands(data)):
        if number % 5_000 == 0:
            job.check_time()
        draft.cad["LABEL" if command == b"LB" else command.decode()] += 1
        page.take(command, body)
        if command == b"PE":
            packed.append((place, place + len(body)))
    page.plot.add(page.path)
    labels = take(b"\n".join(page.labels), draft).text
    draft.at("labels")
    is_letters = len(page.labels) > LETTERS and all(len(label) <= 1 for label in page.labels)
    draft.add_line("".join(labels.split("\n")) if is_letters else labels)  # some programs write letter by letter
    draft.at("source")
    text = take(_without(data, packed), draft).text
    draft.add_text(without_numbers(text, NUMBERS_ONLY))
    read_written_out(text, draft, job, depth)
    add_extents(draft, page.plot.box, scale=1 / UNITS_PER_MM, unit="mm")
    page.plot.finish(draft, job, texts=len(page.labels))


def _commands(data: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    """Commands with the place of what follows them, and that."""
    end, place = LABEL_END, max(0, data.find(b"\n", data.find(LANGUAGE, 0, HEAD_BYTES))) if LANGUAGE in data else 0
    while match := PEN.search(data, place):
        command, place = match.group(), match.end()
        if command == b"DT":
            end = data[place : place + 1].strip(b";") or LABEL_END
            stop = place + 1
        elif command in (b"LB", b"PE", b"CO"):
            mark = {b"LB": end, b"PE": b";", b"CO": b";"}[command]
            stop = data.find(mark, place)
            stop = len(data) if stop < 0 else stop
        else:
            run = RUN.match(data, place)
            stop = run.end() if run else place
        yield command, place, data[place:stop]
        place = stop


def _without(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, start = [], 0
    for begin, end in spans:
        pieces.append(data[start:begin])
        start = end
    return b"".join([*pieces, data[start:]])


class _Page:
    """Where the pen is, and what it has drawn."""

    def __init__(self) -> None:
        self.plot = Plot()
        self.labels: list[bytes] = []
        self.path: list[Point] = []
        self._at: Point = (0.0, 0.0)
        self._is_down = self._is_relative = False

    def take(self, command: bytes, body: bytes) -> None:
        """One command."""
        if command == b"LB":
            self.labels.append(body)
        elif command == b"PE":
            self._packed(body)
        elif command in (b"PU", b"PD", b"PA", b"PR"):
            if command in (b"PU", b"PD"):
                self._is_down = command == b"PD"
            else:
                self._is_relative = command == b"PR"
            values = [float(value) for value in NUMBER.findall(body)]
            for x, y in zip(values[::2], values[1::2], strict=False):
                self._move((self._at[0] + x, self._at[1] + y) if self._is_relative else (x, y))

    def _move(self, point: Point) -> None:
        if not self._is_down:
            self.plot.add(self.path)
            self.path = []
        self._at = point
        self.path.append(point)

    def _packed(self, body: bytes) -> None:
        """A way in numbers to the base 64, or 32, least digit first; the last digit of each is marked."""
        base_bits, first_last, fraction = 6, FIRST_LAST_DIGIT, 0
        value = shift = 0
        pair: list[float] = []
        is_pen = is_fraction = is_absolute = False
        was_down, self._is_down = self._is_down, True
        for byte in body:
            if byte in b":<>=7":
                is_pen, is_fraction = byte == ord(":"), byte == ord(">")
                is_absolute = is_absolute or byte == ord("=")
                self._is_down = self._is_down and byte != ord("<")
                if byte == ord("7"):
                    base_bits, first_last = 5, FIRST_LAST_DIGIT_7
                continue
            if byte < FIRST_DIGIT or byte == 127:
                continue
            is_last = byte >= first_last
            value |= (byte - (first_last if is_last else FIRST_DIGIT)) << shift
            shift = min(shift + base_bits, 60)
            if not is_last:
                continue
            number = -(value >> 1) if value & 1 else value >> 1
            value = shift = 0
            if is_fraction:
                fraction = min(max(number, 0), 30)
            elif not is_pen:
                pair.append(number / (1 << fraction))
            is_pen = is_fraction = False
            if len(pair) == 2:
                self._move((pair[0], pair[1]) if is_absolute else (self._at[0] + pair[0], self._at[1] + pair[1]))
                pair, is_absolute, self._is_down = [], False, True
        self._is_down = was_down
