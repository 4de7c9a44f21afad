"""Arrays of numbers: their extent, and whatever text is written in them as bytes or as character codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifiers.readers.binary import add_runs
from classifiers.readers.science.matlab_strings import strings_of
from classifiers.readers.words import words

if TYPE_CHECKING:
    from typing import Any

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

    Array = np.ndarray[Any, Any]

FEWEST_CODES = 4
CODES = 200_000
WRITTEN = 0.95
NESTED = 6
FEW = 8


def add_values(label: str, values: Array, draft: Draft, job: Job, *, level: int = 0) -> None:
    """An array of any kind as text: strings whole, numbers as their extent.

    Args:
        label: What the array is called; empty for a later piece of one, whose extent is not told again.
        values: Of any shape and dtype.
    """
    job.check_time()
    kind = values.dtype.kind
    if values.dtype.names and level < NESTED:
        for name in values.dtype.names:
            add_values(f"{label}.{name}", values[name], draft, job, level=level + 1)
    elif kind in "SUO":
        _add_strings(label, values, draft)
    elif kind in "biufc":
        _add_numbers(label, values, draft)
    else:
        draft.add_line(f"{label}: {values.dtype} {_shape(values)}")
        add_runs(values.tobytes(), draft)


def _add_strings(label: str, values: Array, draft: Draft) -> None:
    draft.add_line(f"{label}:" if label else "")
    for value in values.ravel().tolist():
        if isinstance(value, bytes):
            draft.add_line(words(value))
        elif isinstance(value, str):
            draft.add_line(value)
        elif isinstance(value, np.ndarray):
            _add_numbers("", value, draft) if value.dtype.kind in "biufc" else draft.add_line(str(value)[:1_000])
        elif value is not None:
            draft.add_line(str(value)[:1_000])


def _add_numbers(label: str, values: Array, draft: Draft) -> None:
    kind = values.dtype.kind
    if label:
        draft.add_line(f"{label}: {values.dtype} {_shape(values)} {_extent(values)}")
    for text in strings_of(values):
        draft.add_line(text)
    if kind in "iuf":
        draft.add_line(_as_codes(values))
    if values.dtype.itemsize == 1:
        add_runs(values.tobytes(), draft)


def _extent(values: Array) -> str:
    if values.size == 0 or values.dtype.kind == "c":
        return ""
    if values.size <= FEW:
        return " ".join(f"{value:.9g}" for value in values.ravel().tolist())
    return f"{values.min():.6g} to {values.max():.6g}"


def _as_codes(values: Array) -> str:
    """The text that numbers are, where nearly all of them are codes of characters that people write."""
    flat = values.ravel()
    if flat.size < FEWEST_CODES or values.dtype.itemsize == 1:
        return ""
    head = flat[:CODES]
    if not np.all((head >= 9) & (head < 0x10000)) or (head.dtype.kind == "f" and not np.all(head == np.floor(head))):
        return ""
    text = "".join(map(chr, head.astype(np.int64).tolist()))
    letters = sum(char.isalnum() or char in " \n\r\t-_.,:/" for char in text)
    return text if letters >= WRITTEN * len(text) and len(set(text)) > 2 and _is_one_script(text) else ""


def _is_one_script(text: str) -> bool:
    """Whether the characters stand close together in Unicode, as those of a text do and counts seldom."""
    usual = sum("\x20" <= char < "\x7f" or "\u3000" <= char < "\ua000" or char >= "\uff00" for char in text)
    return usual >= WRITTEN * len(text)


def _shape(values: Array) -> str:
    return "x".join(map(str, values.shape)) or "1"
