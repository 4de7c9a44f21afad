"""RapidOCR: networks run by onnxruntime, models in the wheel, so that pip is enough. One model reads all languages."""

from __future__ import annotations

import importlib.metadata
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.ocr.engine import Line, Lines

if TYPE_CHECKING:
    from PIL import Image

# More threads would be counted against the reader's few, and stay outside Landlock.
SETTINGS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
    "Global.log_level": "critical",
}
LEAST = 0.5


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

    def read(self, gray: Image.Image, *, dpi: int, time_s: float) -> Lines:
        """As `Engine.read`; the resolution is not asked for."""
        del dpi
        until = time.monotonic() + time_s
        pixels = np.ascontiguousarray(np.asarray(gray.convert("RGB"))[:, :, ::-1])
        found = self._engine(pixels, use_det=True, use_cls=False, use_rec=False)
        lines: list[Line] = []
        for box in found.boxes if found.boxes is not None else ():
            if time.monotonic() > until:
                return Lines(lines=tuple(lines), is_whole=False)
            strip = self._crop(pixels, np.asarray(box, dtype=np.float32))
            if min(strip.shape[:2]) < 2:
                continue
            letters = self._engine(strip, use_det=False, use_cls=True, use_rec=True)
            for text, surety in zip(letters.txts or (), letters.scores or (), strict=False):
                if text.strip() and surety >= LEAST:
                    lines.append(Line(text=text.strip(), confidence=float(surety)))
        return Lines(lines=tuple(lines))
