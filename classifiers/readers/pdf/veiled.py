"""Words that a PDF's pages do not give away: in stamps and fields as they look, in patterns, in pages and forms that
nothing shows any more, and under a text that pretends to be spoken instead.

All of it is put on pages of a document of its own, which is then read like any other.
Source: ISO 32000-2, 8.7.3 (patterns), 8.10 (forms), 12.5.5 (appearances), 14.9.4 (replacement text).
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

from classifiers.readers.pdf.pages import page_text
from classifiers.readers.pdf.strings import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from classifiers.readers.job import Job

PAGES = 500
NESTING = 8
FORMS = 5_000
ERRORS = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)
SPOKEN, UNSPOKEN = b"/ActualText", b"/ActualTexx"


def veiled_lines(
    pdf: Any, forms: Iterable[Any], pages: Iterable[Any], spoken: Iterable[int], known: str, job: Job
) -> list[str]:
    """Lines that `known` does not hold.

    Args:
        forms: Streams of forms and patterns.
        pages: Dictionaries of pages, shown ones too.
        spoken: Indices of shown pages on which a replacement text stands for what is drawn.
    """
    shown = shown_pages(pdf)
    drawn = _drawn(shown)
    gone = {page.objgen for page in shown}
    probe = pikepdf.new()
    for form in forms:
        if form.objgen not in drawn and len(probe.pages) < PAGES and b"BT" in _content(form, job):
            with contextlib.suppress(*ERRORS):
                _add_form(probe, form)
    for page in pages:
        if page.objgen not in gone and len(probe.pages) < PAGES:
            with contextlib.suppress(*ERRORS):
                _add_page(pdf, probe, page, is_plain=False)
    for number in spoken:
        if number < len(shown) and len(probe.pages) < PAGES:
            with contextlib.suppress(*ERRORS):
                _add_page(pdf, probe, shown[number], is_plain=True)
    return _lines_of(probe, known, job) if len(probe.pages) else []


def shown_pages(pdf: Any) -> list[Any]:
    """Dictionaries of the pages in the tree, in order; none where it is damaged."""
    try:
        return [page.obj for page in pdf.pages]
    except ERRORS:
        return []


def _drawn(pages: list[Any]) -> set[tuple[int, int]]:
    """Forms that pages name among what they draw, and those that these name in turn."""
    found: set[tuple[int, int]] = set()
    waiting = [(page, 0) for page in pages]
    while waiting and len(found) < FORMS:
        holder, level = waiting.pop()
        with contextlib.suppress(*ERRORS):
            names = inherited(holder, "/Resources").get("/XObject")
            for form in names.values() if isinstance(names, pikepdf.Dictionary) else ():
                if isinstance(form, pikepdf.Stream) and form.objgen not in found and level < NESTING:
                    found.add(form.objgen)
                    waiting.append((form, level + 1))
    return found


def inherited(holder: Any, key: str) -> Any:
    """An attribute of a page, which its parents may have instead."""
    for _ in range(NESTING):
        value = holder.get(key)
        if value is not None:
            return value
        holder = holder.get("/Parent")
        if not isinstance(holder, pikepdf.Dictionary):
            break
    return pikepdf.Dictionary()


def _content(stream: Any, job: Job) -> bytes:
    job.check_time()
    try:
        return bytes(stream.read_bytes())
    except (*ERRORS, MemoryError):
        return b""


def _add_form(probe: Any, form: Any) -> None:
    copied = probe.copy_foreign(form)
    copied["/Subtype"] = pikepdf.Name.Form
    page = probe.add_blank_page(page_size=(600, 600))
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=copied))
    page.obj["/Contents"] = probe.make_stream(b"/X Do")


def _add_page(pdf: Any, probe: Any, source: Any, *, is_plain: bool) -> None:
    """A page as it is, or without its replacement texts."""
    contents = source.get("/Contents")
    streams = [contents] if isinstance(contents, pikepdf.Stream) else list(contents or ())
    content = b"\n".join(bytes(stream.read_bytes()) for stream in streams if isinstance(stream, pikepdf.Stream))
    resources = probe.copy_foreign(pdf.make_indirect(inherited(source, "/Resources")))
    if is_plain:
        content = content.replace(SPOKEN, UNSPOKEN)
        for mark in dict(resources.get("/Properties", pikepdf.Dictionary())).values():
            if "/ActualText" in mark:
                del mark["/ActualText"]
    page = probe.add_blank_page(page_size=(600, 800))
    page.obj["/Resources"] = resources
    page.obj["/Contents"] = probe.make_stream(content)


def _lines_of(probe: Any, known: str, job: Job) -> list[str]:
    buffer = io.BytesIO()
    probe.save(buffer, compress_streams=False, fix_metadata_version=False)
    there = squeezed(known)
    lines: dict[str, None] = {}
    document = pypdfium2.PdfDocument(buffer.getvalue())
    try:
        for place in range(len(document)):
            job.check_time()
            with contextlib.suppress(pypdfium2.PdfiumError):
                page = document[place]
                text, _ = page_text(page)
                page.close()
                lines.update(dict.fromkeys(line for line in text.split("\n") if squeezed(line) not in there))
    finally:
        document.close()
    return list(lines)
