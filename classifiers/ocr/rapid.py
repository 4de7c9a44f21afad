"""RapidOCR: networks run by onnxruntime, models in the wheel, so that pip is enough. One model reads all languages.

One network finds where letters are, of whatever script; another reads them, if it knows the script. It says blanks of
letters that it does not know, and is sure of them: what a place has room for tells those apart from what was read.
"""

from __future__ import annotations

import importlib.metadata
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.ocr.engine import Line, Lines
from classifiers.ocr.looks import covered, signs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from classifiers.ocr.engine import Box

# More threads would be counted against the reader's few, and stay outside Landlock.
SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
    "Global.log_level": "critical",
}
LEAST = 0.5
# Signs that stand on a stretch as long as the line is high: of Latin letters two, of Han and kana not quite one. A
# place with fewer than the least was not read; a short one may hold a dash or a full stop.
ROOM, LEAST_READ = 2.0, 0.3
SHORT = 3.0
# Share of a place, as wide as this network draws it, that is to lie in a line for the line to stand for it.
KNOWN = 0.6


class RapidOcr:
    """An engine over the models that RapidOCR brings.

    Raises:
        Exception: whatever a library raises that cannot be loaded.
    """

    def __init__(self) -> None:
        import cv2
        from rapidocr import RapidOCR
        from rapidocr.utils.process_img import get_rotate_crop_image

        cv2.setNumThreads(0)
        self._crop: Any = get_rotate_crop_image
        self._engine: Any = RapidOCR(params=SETTINGS)
        self._name = f"rapidocr {importlib.metadata.version('rapidocr')}"
        # What it loads at first use it loads now, while files can be opened.
        blank = np.full((48, 320, 3), 255, dtype=np.uint8)
        self._engine(blank, use_det=True, use_cls=False, use_rec=False)
        self._engine(blank, use_det=False, use_cls=True, use_rec=True)

    @property
    def name(self) -> str:
        """Product and version."""
        return self._name

    def read(self, gray: Image.Image, *, dpi: int, time_s: float, known: Sequence[Box] = ()) -> Lines:
        """As `Engine.read`; the resolution is not asked for.

        Args:
            known: Places that are read already: what lies in them is not read again.
        """
        del dpi
        until = time.monotonic() + time_s
        pixels = np.ascontiguousarray(np.asarray(gray.convert("RGB"))[:, :, ::-1])
        found = self._engine(pixels, use_det=True, use_cls=False, use_rec=False)
        lines: list[Line] = []
        passed: list[int] = []
        for corners in found.boxes if found.boxes is not None else ():
            if time.monotonic() > until:
                return Lines(lines=tuple(lines), is_whole=False, passed=tuple(passed))
            box = _round(corners)
            if any(covered(box, other) >= KNOWN for other in known):
                continue
            strip = self._crop(pixels, np.asarray(corners, dtype=np.float32))
            if min(strip.shape[:2]) < 2:
                continue
            line = self._line(strip, box)
            if line.confidence >= LEAST and line.text:
                lines.append(line)
            if is_passed(line, room := strip.shape[1] / strip.shape[0]):
                passed.append(max(1, round(room * ROOM)))
        return Lines(lines=tuple(lines), passed=tuple(passed))

    def _line(self, strip: Any, box: Box) -> Line:
        """What stands on one strip; empty where nothing does."""
        letters = self._engine(strip, use_det=False, use_cls=True, use_rec=True)
        for text, surety in zip(letters.txts or (), letters.scores or (), strict=False):
            if text.strip():
                return Line(text=text.strip(), confidence=float(surety), box=box)
        return Line(text="", confidence=0.0, box=box)


def is_passed(line: Line, room: float) -> bool:
    """Whether a place has letters that the line does not tell.

    Args:
        room: The place's length, in heights of it.
    """
    return line.confidence < LEAST or (room >= SHORT and signs((line,)) < LEAST_READ * room)


def _round(corners: Any) -> Box:
    """The upright box round the corners of a place, which may lie askew."""
    points = np.asarray(corners)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return int(left), int(top), int(right), int(bottom)
