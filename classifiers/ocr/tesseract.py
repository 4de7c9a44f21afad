"""Tesseract in this process, by the `tesserocr` wheel; its data are read once, when it is opened.

The language is found on a sample of the page: each language reads it, and the one that is surest of what it read gets
the page. A Japanese model is sure of Japanese and English alone, the Chinese ones of their own script and of English.
Blocks that the page's language is unsure of are tried in the others, since pages of two languages are common.
"""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageDraw

from classifiers.ocr.engine import Line, Lines, share
from classifiers.ocr.join import joined
from classifiers.ocr.look import cells_of_letters
from classifiers.ocr.looks import moved, shrunk, signs, together, turned_back, turned_forth
from classifiers.ocr.preparation import despeckled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from classifiers.ocr.engine import Box

FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
)
MODELS = {"ja": "jpn", "en": "eng", "zh-Hans": "chi_sim", "zh-Hant": "chi_tra"}
UPRIGHT = {"jpn": "jpn_vert", "chi_sim": "chi_sim_vert", "chi_tra": "chi_tra_vert"}
SURE, UNSURE = 0.84, 0.70
SAMPLE_PX = (1400, 420)
LEAST_CHARS = 8
WARM_S = 30.0
# Pictures that show more than was read are also looked at enlarged so many times, up to this size.
CLOSER, CLOSER_PX = 2.0, 6_000
# Letters for each cell that looks like some: a page of text has one and more, labels in a drawing far fewer.
READ_PER_CELL = 0.5
# Share of what time is left that goes into reading unsure blocks again.
MENDING = 0.5


def data_folder(setting: str) -> Path | None:
    """The folder with Tesseract's data: the one that is set, else the first known one that has any."""
    folders = (setting,) if setting else FOLDERS
    return next((Path(folder) for folder in folders if any(Path(folder).glob("*.traineddata"))), None)


def models_of(folder: Path, languages: Sequence[str]) -> list[str]:
    """Names of the models in `folder` for `languages`, in that order."""
    return [MODELS[each] for each in languages if (folder / f"{MODELS[each]}.traineddata").is_file()]


class Tesseract:
    """An engine over the models in a folder.

    Args:
        folder: Holds the `*.traineddata`.
        languages: As in `Ocr.languages`; those without data are left out.
        is_alone: Whether no other engine looks closer at what this one is unsure of.

    Raises:
        RuntimeError: the data cannot be loaded.
    """

    def __init__(self, folder: Path, languages: Sequence[str], *, is_alone: bool = True) -> None:
        import tesserocr

        self._is_alone = is_alone
        self._lib: Any = tesserocr
        self._path = f"{folder}/"
        found = models_of(folder, languages)
        latin = "+eng" if "eng" in found else ""
        scripts = [name for name in found if name != "eng"]
        self._apis = {name: self._open(name + latin) for name in scripts} or {"eng": self._open("eng")}
        self._upright = {
            name: self._open(UPRIGHT[name]) for name in scripts if (folder / f"{UPRIGHT[name]}.traineddata").is_file()
        }
        self._turns = self._open("osd", mode="DEFAULT") if (folder / "osd.traineddata").is_file() else None
        self._warm_up()

    @property
    def name(self) -> str:
        """Product and version."""
        return " ".join(self._lib.tesseract_version().split()[:2])

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:
        """As `Engine.read`."""
        until = time.monotonic() + time_s
        gray, turned = despeckled(gray), 0
        language, surety = self._language(gray, dpi, until)
        if surety < UNSURE and (turned := self._turn(gray, dpi)):
            gray = gray.rotate(turned, expand=True, fillcolor=255)
            language, surety = self._language(gray, dpi, until)
        if surety < UNSURE and (columns := self._columns(gray, dpi, until)):
            lines, is_whole = columns
        else:
            lines, is_whole = self._page(self._apis[language], gray, dpi, until, self._lib.PSM.AUTO)
            if self._is_alone:
                now = time.monotonic()
                lines = self._mended(language, lines, gray, dpi, now + (until - now) * MENDING)
            if _shows_more(gray, tuple(line for _, line in lines)):
                lines = self._closer(language, lines, gray, dpi, until)
        if self._is_alone:
            for mode in (self._lib.PSM.SPARSE_TEXT, self._lib.PSM.SINGLE_BLOCK):
                if not lines and time.monotonic() < until:
                    lines, is_whole = self._page(self._apis[language], gray, dpi, until, mode)
        placed = tuple(dataclasses.replace(line, box=box) for box, line in lines)
        return Lines(lines=placed, turned_deg=turned, is_whole=is_whole)

    def _open(self, models: str, mode: str = "LSTM_ONLY") -> Any:
        # Its messages go to standard error; to a file it would open that at the first message, and crash if it cannot.
        return self._lib.PyTessBaseAPI(
            path=self._path, lang=models, oem=getattr(self._lib.OEM, mode), variables={"debug_file": ""}
        )

    def _warm_up(self) -> None:
        """Everything used once, while files can be opened."""
        page = Image.new("L", (320, 120), 255)
        pen = ImageDraw.Draw(page)
        for row in range(2):
            pen.text((20, 20 + 45 * row), "Quick brown 0123", fill=0, font_size=24)
        until = time.monotonic() + WARM_S
        for api in (*self._apis.values(), *self._upright.values()):
            self._page(api, page, 200, until, self._lib.PSM.AUTO)
        self._turn(page, 200)

    def _language(self, gray: Image.Image, dpi: int, until: float) -> tuple[str, float]:
        """The model that is surest of a sample, and how sure."""
        sample = densest(gray, SAMPLE_PX)
        best, surety = next(iter(self._apis)), -1.0
        for name, api in self._apis.items():
            lines, _ = self._page(api, sample, dpi, until, self._lib.PSM.AUTO)
            reached = share(tuple(line for _, line in lines))
            if reached > surety:
                best, surety = name, reached
            # Each Chinese model is sure of the other's script too, so both are asked.
            if surety >= SURE and name not in MODELS["zh-Hans"] and name != "chi_tra":
                break
        return best, surety

    def _turn(self, gray: Image.Image, dpi: int) -> int:
        """Degrees counter-clockwise that put the letters upright; 0 where they are, or where nothing tells."""
        if self._turns is None:
            return 0
        self._put(self._turns, gray, dpi)
        found = self._turns.DetectOrientationScript()
        self._turns.Clear()
        return int(found["orient_deg"]) % 360 if found and found["orient_conf"] > 1.5 else 0

    def _columns(self, gray: Image.Image, dpi: int, until: float) -> tuple[list[Any], bool] | None:
        """The page read as upright columns, where that gives surer letters than rows did."""
        for api in self._upright.values():
            sample = densest(gray, (SAMPLE_PX[1], SAMPLE_PX[0]))
            lines, _ = self._page(api, sample, dpi, until, self._lib.PSM.SINGLE_BLOCK_VERT_TEXT)
            if share(tuple(line for _, line in lines)) >= UNSURE:
                return self._page(api, gray, dpi, until, self._lib.PSM.SINGLE_BLOCK_VERT_TEXT)
        return None

    def _mended(self, language: str, lines: list[Any], gray: Image.Image, dpi: int, until: float) -> list[Any]:
        """The lines, with blocks that the page's language is unsure of read by whichever is surer."""
        blocks: dict[int, list[Any]] = {}
        for box, line in lines:
            blocks.setdefault(line.block, []).append((box, line))
        kept: list[Any] = []
        for number, block in blocks.items():
            own = tuple(line for _, line in block)
            best, surety = block, share(own)
            if surety < UNSURE and sum(len(line.text) for line in own) >= LEAST_CHARS:
                around = _round(box for box, _ in block)
                part = gray.crop(around)
                for name, api in self._apis.items():
                    if name != language and time.monotonic() < until:
                        seen, _ = self._page(api, part, dpi, until, self._lib.PSM.SINGLE_BLOCK)
                        again = [(moved(box, around), dataclasses.replace(line, block=number)) for box, line in seen]
                        reached = share(tuple(line for _, line in again))
                        best, surety = (again, reached) if reached > surety + 0.05 else (best, surety)
            kept += best
        return kept

    def _closer(self, language: str, lines: list[Any], gray: Image.Image, dpi: int, until: float) -> list[Any]:
        """The lines, after looks that seek letters anywhere: as it is, from closer, and turned as dimensions stand.

        Where another engine looks as well, only turned, which that one is bad at.
        """
        factor = min(CLOSER, CLOSER_PX / max(gray.size)) if self._is_alone else 1.0
        near = gray.resize((round(gray.width * factor), round(gray.height * factor)), Image.Resampling.BICUBIC)
        upwards = near.transpose(Image.Transpose.ROTATE_270)
        downwards = gray.transpose(Image.Transpose.ROTATE_90)
        looks: list[tuple[Image.Image, Callable[[Box], Box]]] = [
            (upwards, lambda box: shrunk(turned_back(box, near.height), factor)),
            (downwards, lambda box: turned_forth(box, gray.width)),
        ]
        if self._is_alone:
            looks = [(gray, lambda box: box), (near, lambda box: shrunk(box, factor)), *looks]
        for picture, place in looks:
            seen, _ = self._page(self._apis[language], picture, dpi, until, self._lib.PSM.SPARSE_TEXT)
            lines = together(lines, [(place(box), line) for box, line in seen])
        return lines

    def _page(self, api: Any, gray: Image.Image, dpi: int, until: float, mode: int) -> tuple[list[Any], bool]:
        """Lines with their boxes in `gray`, and whether time sufficed."""
        left_ms = int((until - time.monotonic()) * 1000)
        if left_ms <= 0:
            return [], False
        api.SetPageSegMode(mode)
        self._put(api, gray, dpi)
        try:
            is_whole = bool(api.Recognize(left_ms))
            return (_lines(api, self._lib) if is_whole else []), is_whole
        finally:
            api.Clear()

    @staticmethod
    def _put(api: Any, gray: Image.Image, dpi: int) -> None:
        api.SetImageBytes(gray.tobytes(), gray.width, gray.height, 1, gray.width)
        api.SetSourceResolution(dpi)


def densest(gray: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The part of a picture, of `size` at most, that shows most: edges, not ink, so that a black block does not win."""
    width, height = min(size[0], gray.width), min(size[1], gray.height)
    small = np.asarray(gray.reduce(4) if min(gray.size) >= 4 else gray, dtype=np.int16)
    factor = 4 if min(gray.size) >= 4 else 1
    edges = np.zeros_like(small, dtype=np.int32)
    edges[:, 1:] = np.abs(np.diff(small, axis=1)) > 40
    sums = np.pad(edges.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    rows, columns = max(1, height // factor), max(1, width // factor)
    windows = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    if not windows.size:
        return gray
    top, left = (int(each) * factor for each in np.unravel_index(int(windows.argmax()), windows.shape))
    return gray.crop((left, top, min(gray.width, left + width), min(gray.height, top + height)))


def _shows_more(gray: Image.Image, lines: tuple[Line, ...]) -> bool:
    """Whether there may be letters that were not read: an engine passes over those that it takes for a figure."""
    return share(lines) < UNSURE or signs(lines) < READ_PER_CELL * cells_of_letters(gray)


def _lines(api: Any, lib: Any) -> list[Any]:
    """What was recognised: a box and a line each. Unsure words stay: a line with a gap says something else."""
    found: list[Any] = []
    words: list[tuple[str, float]] = []
    box: tuple[int, int, int, int] = (0, 0, 0, 0)
    block = -1
    iterator = api.GetIterator()
    if iterator is None:
        return []
    level = lib.RIL.WORD
    for word in lib.iterate_level(iterator, level):
        if word.IsAtBeginningOf(lib.RIL.BLOCK):
            block += 1
        if word.IsAtBeginningOf(lib.RIL.TEXTLINE):
            words, box = [], word.BoundingBox(lib.RIL.TEXTLINE) or (0, 0, 0, 0)
        try:
            text, confidence = word.GetUTF8Text(level), word.Confidence(level) / 100.0
        except RuntimeError:  # an empty word
            text, confidence = "", 0.0
        if text.strip():
            words.append((text.strip(), confidence))
        if words and word.IsAtFinalElement(lib.RIL.TEXTLINE, level):
            chars = sum(len(text) for text, _ in words)
            surety = sum(sure * len(text) for text, sure in words) / chars
            found.append((box, Line(text=joined(text for text, _ in words), confidence=surety, block=block)))
            words = []
    return found


def _round(boxes: Any) -> tuple[int, int, int, int]:
    """The box round boxes, with a margin."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return max(0, min(lefts) - 8), max(0, min(tops) - 8), max(rights) + 8, max(bottoms) + 8
