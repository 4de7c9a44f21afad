"""Runs of characters in many bytes, found by arrays: patterns alone take too long on what is mostly numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.scripts import JAPANESE, SIMPLIFIED, plausibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.job import Job

BLOCK_BYTES = 4 * 1024 * 1024
OVERLAP_BYTES = 4 * 1024
PRINTABLE = np.zeros(256, dtype=bool)
PRINTABLE[0x20:0x7F] = PRINTABLE[0x09] = True
# Higher bytes of kana, of Chinese characters and of full-width forms in two bytes.
EASTERN = np.zeros(256, dtype=bool)
EASTERN[0x4E:0xA0] = EASTERN[0x30] = EASTERN[0xFF] = True
CJK_UTF8 = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2,}+")
WORDLIKE = re.compile(rb"[A-Za-z]{3}|[A-Za-z]\d|\d[A-Za-z]")
PLAIN = re.compile(rb"[\w .,:;/\\()=-]")
PLAIN_SHARE = 0.85
WRITTEN_SCORE = 0.6


def _spans(mask: Any, least: int) -> Iterator[tuple[int, int]]:
    """Where `mask` is true `least` times or more in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).view(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    kept = (ends - starts) >= least
    yield from zip(starts[kept].tolist(), ends[kept].tolist(), strict=True)


def _blocks(data: bytes, job: Job) -> Iterator[tuple[int, Any]]:
    for start in range(0, len(data), BLOCK_BYTES):
        job.check_time()
        yield start, np.frombuffer(data, np.uint8, min(BLOCK_BYTES + OVERLAP_BYTES, len(data) - start), start)


def ascii_runs(data: bytes, job: Job, least: int) -> Iterator[bytes]:
    """Printable ASCII of `least` bytes or more; one that crosses a block's end may come twice."""
    for start, values in _blocks(data, job):
        for low, high in _spans(PRINTABLE[values], least):
            if low < BLOCK_BYTES:
                yield data[start + low : start + high]


def wide_runs(data: bytes, job: Job, least: int) -> Iterator[str]:
    """Words in two-byte characters of either order, of `least` or more, that people could have written."""
    for start, values in _blocks(data, job):
        for parity in (0, 1):
            pairs = values[parity : parity + (len(values) - parity) // 2 * 2].reshape(-1, 2)
            for high, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
                upper, lower = pairs[:, high], pairs[:, 1 - high]
                for low, end in _spans(EASTERN[upper] | ((upper == 0) & PRINTABLE[lower]), least):
                    place = start + parity + 2 * low
                    raw = data[place : start + parity + 2 * end]
                    if 2 * low < BLOCK_BYTES and not _is_shifted(data, place, raw):
                        text = raw.decode(encoding, "ignore")
                        if _is_written(text):
                            yield text


def _is_shifted(data: bytes, place: int, raw: bytes) -> bool:
    """Whether it is ASCII in the other order, one byte off."""
    return raw[0] == 0 and place > 0 and 0x20 <= data[place - 1] < 0x7F


def _is_written(text: str) -> bool:
    if text.isascii():
        return is_wordlike(text.encode())
    return len(set(text)) >= 3 and plausibility(text, JAPANESE + SIMPLIFIED, has_kana=True) >= WRITTEN_SCORE


def eastern_runs(data: bytes) -> Iterator[str]:
    """Words in UTF-8 with Chinese characters or kana in them, and the ASCII on either side."""
    done = 0
    for match in CJK_UTF8.finditer(data):
        start, end = match.span()
        if start < done:
            continue
        while start > done and 0x20 <= data[start - 1] < 0x7F:
            start -= 1
        while end < len(data) and (0x20 <= data[end] < 0x7F or CJK_UTF8.match(data, end) is not None):
            found = CJK_UTF8.match(data, end)
            end = found.end() if found else end + 1
        done = end
        text = data[start:end].decode("utf-8", "ignore")
        if len(match.group()) >= 12 or plausibility(text, JAPANESE + SIMPLIFIED, has_kana=True) >= WRITTEN_SCORE:
            yield text


def is_wordlike(raw: bytes) -> bool:
    """Whether ASCII looks like a name or a sentence, and not like numbers that happen to be printable."""
    return WORDLIKE.search(raw) is not None and len(PLAIN.findall(raw)) >= PLAIN_SHARE * len(raw)
