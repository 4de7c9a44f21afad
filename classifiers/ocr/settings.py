"""Whether letters in pictures are read on a machine, by which engine, in which languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from classifiers.errors import ClassifierError

LANGUAGES = ("ja", "en", "zh-Hans", "zh-Hant")


class OcrUse(StrEnum):
    """Whether letters are read.

    `auto` reads where an engine is installed; `on` does too, and its absence is a problem of the agent's.
    """

    OFF = "off"
    AUTO = "auto"
    ON = "on"


class OcrEngine(StrEnum):
    """Which engine.

    `auto` takes Tesseract where it and its data are installed, with RapidOCR for what it is unsure of where that is
    installed too, else RapidOCR alone.
    """

    AUTO = "auto"
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ocr:
    """What a machine's owner sets about letters in pictures.

    Attributes:
        languages: Those looked for, of `ja`, `en`, `zh-Hans`, `zh-Hant`; the first ones first.
        data: Folder of Tesseract's `*.traineddata`; empty for where Debian and others put it.
        workers: Pictures and pages read at once, each in a process of its own.
        idle_s: Seconds without work after which those processes are ended.
    """

    use: OcrUse = OcrUse.AUTO
    engine: OcrEngine = OcrEngine.AUTO
    languages: tuple[str, ...] = LANGUAGES
    data: str = ""
    workers: int = 1
    idle_s: float = 120.0

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ClassifierError: a language is unknown or none is named, a figure is out of range.
        """
        for language in self.languages:
            if language not in LANGUAGES:
                known = ", ".join(f"`{each}`" for each in LANGUAGES)
                raise ClassifierError(f"`{language}` is no language of `[ocr]`", help=f"known are {known}")
        if not self.languages:
            raise ClassifierError("`languages` of `[ocr]` is empty", help='to read no letters say `use = "off"`')
        if not 1 <= self.workers <= 16:
            raise ClassifierError(f"`workers` of `[ocr]` must be between 1 and 16, not `{self.workers}`")
        if not 0 < self.idle_s < 1e6:
            raise ClassifierError(f"`idle_s` of `[ocr]` is out of range: `{self.idle_s}`")
