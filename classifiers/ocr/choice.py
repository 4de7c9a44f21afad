"""Which engine a machine has, told without loading it, and the engine itself."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifiers.ocr.pair import Pair
from classifiers.ocr.rapid import RapidOcr
from classifiers.ocr.settings import OcrEngine, OcrUse
from classifiers.ocr.tesseract import Tesseract, data_folder, models_of

if TYPE_CHECKING:
    from classifiers.ocr.engine import Engine
    from classifiers.ocr.settings import Ocr

OFF = "switched off"
NO_LIBRARY = "not installed: `pip install sekimori[ocr]`"
NO_DATA = "no data for Tesseract: install tesseract-ocr-jpn and the like, or set `data` in `[ocr]`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What letters are read with.

    Attributes:
        engine: None where none are read.
        why: Why none are; empty where they are.
        lacking: Languages that are set and have no data.
        beside: What is asked where `engine` is unsure; None where nothing is.
    """

    engine: OcrEngine | None = None
    beside: OcrEngine | None = None
    why: str = ""
    lacking: tuple[str, ...] = ()


def choose(ocr: Ocr) -> Choice:
    """The engine that these settings give on this machine; nothing is loaded."""
    if ocr.use is OcrUse.OFF:
        return Choice(why=OFF)
    told = ""
    if ocr.engine is not OcrEngine.RAPIDOCR:
        folder = data_folder(ocr.data)
        if importlib.util.find_spec("tesserocr") is None:
            told = NO_LIBRARY
        elif folder is None or not models_of(folder, ocr.languages):
            told = NO_DATA
        else:
            lacking = tuple(each for each in ocr.languages if not models_of(folder, (each,)))
            has_both = ocr.engine is OcrEngine.AUTO and _has_rapid()
            return Choice(engine=OcrEngine.TESSERACT, beside=OcrEngine.RAPIDOCR if has_both else None, lacking=lacking)
    if ocr.engine is not OcrEngine.TESSERACT:
        if _has_rapid():
            return Choice(engine=OcrEngine.RAPIDOCR)
        told = told or "not installed: `pip install sekimori[ocr-pip]`"
    return Choice(why=told)


def open_engine(ocr: Ocr) -> Engine:
    """Load the chosen engine, with all that it will ever read from disk.

    Raises:
        RuntimeError: there is none, or its data are damaged.
        ImportError, OSError: its library is.
    """
    choice = choose(ocr)
    match choice.engine:
        case OcrEngine.TESSERACT:
            folder = data_folder(ocr.data)
            if folder is None:
                raise RuntimeError(NO_DATA)
            first = Tesseract(folder, ocr.languages, is_alone=choice.beside is None)
            return first if choice.beside is None else Pair(first, RapidOcr())
        case OcrEngine.RAPIDOCR:
            return RapidOcr()
        case _:
            raise RuntimeError(choice.why)


def _has_rapid() -> bool:
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))
