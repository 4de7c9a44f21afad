"""A PDF that no library opens: mended where its objects are sound, else the words in its streams."""

from __future__ import annotations

import io
import re
import zlib
from typing import TYPE_CHECKING

import pikepdf

from classifiers.largefile import LargeFile, seen
from classifiers.readers.pdf.strings import folded, is_words, text_of
from classifiers.readers.vector.tokens import Kind, tokens

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\b[^\0]{0,200}?/Type\s*/Catalog\b")
PAGE = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\b(?:(?!endobj)[\s\S]){0,600}?/Type\s*/Page\b")
OBJECT = re.compile(rb"\b(\d{1,6})\s\d{1,5}\sobj\b")
START = b"startxref"
BYTES_A_NUMBER = 3
PAGES = 1_000
STREAM = re.compile(rb"stream\r?\n")
STREAM_BYTES = 4_000_000
STREAMS = 5_000
SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
MOVES = frozenset({b"Td", b"TD", b"T*", b"Tm", b"ET", b"'", b'"'})
WORD_GAP = -180.0  # thousandths of the size of the letters, in an array of shown text


def mended(data: bytes, most_bytes: int) -> bytes:
    """The same document as qpdf writes it anew; with a catalogue of its own where the file's is lost. Empty if not."""
    for attempt in (data, _with_catalogue(data)):
        if not attempt:
            continue
        try:
            with pikepdf.open(io.BytesIO(attempt)) as pdf:
                buffer = io.BytesIO()
                if len(pdf.pages):
                    pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.disable, fix_metadata_version=False)
                    return buffer.getvalue() if len(buffer.getvalue()) <= most_bytes else b""
        except (pikepdf.PdfError, pikepdf.PasswordError, RuntimeError, ValueError, MemoryError):
            continue
    return b""


def padded(data: bytes) -> bytes:
    """The file with blanks before its end, which qpdf takes where it holds numbers of objects for beyond the possible.

    It believes in no number above a third of the bytes, and a few large numbers in a short file are no fault. Empty
    where no number is that high.
    """
    numbers = [int(found.group(1)) for found in OBJECT.finditer(data)]
    index = data.rfind(START)
    missing = BYTES_A_NUMBER * (max(numbers, default=0) + 1) - len(data)
    if missing <= 0 or index < 0:
        return b""
    return data + b"\n" + b" " * missing + b"\n" + data[index:]


def _with_catalogue(data: bytes) -> bytes:
    """The file with a trailer behind it that names its catalogue, or one made of all its pages."""
    found = CATALOG.search(data)
    if found:
        number, generation = found.groups()
        return data + b"\ntrailer\n<</Size 2000000/Root %s %s R>>\n%%%%EOF\n" % (number, generation)
    pages = [found.groups() for found in PAGE.finditer(data)][:PAGES]
    if not pages:
        return b""
    kids = b" ".join(b"%s %s R" % page for page in pages)
    return data + (
        b"\n2000000 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n"
        b"2000001 0 obj\n<</Type/Catalog/Pages 2000000 0 R>>\nendobj\n"
        b"trailer\n<</Size 2000002/Root 2000001 0 R>>\n%%%%EOF\n" % (len(pages), kids)
    )


def read_streams(data: bytes | LargeFile, draft: Draft, job: Job) -> None:
    """Strings that any stream shows, and strings of objects; letters that a font renames are lost."""
    left = job.limits.part_bytes
    view = seen(data)
    first = STREAM.search(view)
    for number, found in enumerate(STREAM.finditer(view)):
        if number >= STREAMS or left <= 0:
            break
        job.check_time()
        content = _unpacked(bytes(view[found.end() : found.end() + STREAM_BYTES]))
        left -= len(content)
        if b"BT" in content:
            draft.add_line(folded(shown(content)))
    for token in tokens(bytes(view[: min(first.start() if first else len(view), STREAM_BYTES)])):
        if token.kind is Kind.STRING and is_words(words := folded(text_of(token.value))):
            draft.add_line(words)


def _unpacked(data: bytes) -> bytes:
    """A stream's content: as it stands up to its end, or inflated as far as it goes."""
    if data[:1] == b"\x78":
        inflater = zlib.decompressobj()
        try:
            return inflater.decompress(data, STREAM_BYTES)
        except zlib.error:
            return b""
    end = data.find(b"endstream")
    return data[: min(end, STREAM_BYTES)] if end >= 0 else data[:STREAM_BYTES]


def shown(content: bytes) -> str:
    """Words that a page description shows, a line for each place it moves to."""
    pieces: list[str] = []
    waiting: list[str] = []
    for token in tokens(content):
        if token.kind is Kind.STRING:
            waiting.append(_letters(token.value))
        elif token.kind is Kind.NUMBER and waiting and float(token.value) < WORD_GAP:
            waiting.append(" ")
        elif token.kind is Kind.WORD:
            if token.value in MOVES and pieces and pieces[-1] != "\n":
                pieces.append("\n")
            if token.value in SHOWS:
                pieces.extend(waiting)
            waiting = []
    return "".join(pieces)


def _letters(raw: bytes) -> str:
    text = text_of(raw)
    return text if is_words(text) or text.isprintable() else ""
