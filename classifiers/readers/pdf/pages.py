"""A PDF's pages by pdfium: text in reading order, links and notes, and gray rasters."""

from __future__ import annotations

import ctypes
import itertools
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as raw

from classifiers.ocr.letters import Outcome
from classifiers.readers.draft import LimitReached
from classifiers.readers.pdf.insets import Insets
from classifiers.readers.pdf.letters import needs_letters, read_letters
from classifiers.readers.pdf.rasters import raster
from classifiers.readers.pdf.shapes import ANNOTATIONS, shapes_of
from classifiers.readers.pdf.sightlines import torn_lines
from classifiers.readers.pdf.strings import folded
from classifiers.readers.pdf.words import read_drawing
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.document import Page
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.pdf.descriptions import Description, Descriptions

NOTE_KEYS = (b"T", b"Subj", b"Contents", b"RC", b"V")
UNREADABLE_SHARE = 0.3
# Letters of a page that are guessed, and private ones; a single one is a bullet or a hyphen. Icons are private too.
LEAST_GUESSED, STRANGE_SHARE, MOST_STRANGE = 2, 0.02, 40
WORD_CHARS = 5  # different ones, side by side


@dataclass(slots=True, kw_only=True)
class Tally:
    """What is told of a PDF once, over all its pages.

    Attributes:
        texts: What was written down, for comparison with what stands elsewhere.
        unread: Pages that show something and have no text.
        unread_pictures: Pages of text with pictures in which letters were not read.
        garbled: Pages whose letters no font names.
        doubtful: What became of pages some of whose letters no font names, read as they look.
        hidden: Runs of text that nobody sees.
        spoken: Indices of pages on which a replacement text stands for what is drawn.
    """

    texts: list[str] = field(default_factory=list)
    unread: int = 0
    unread_pictures: int = 0
    hidden: int = 0
    spoken: list[int] = field(default_factory=list)
    garbled: int = 0
    doubtful: list[Outcome] = field(default_factory=list)


def read_pages(document: Any, descriptions: Descriptions, draft: Draft, job: Job) -> Tally:
    """Every page, up to the limits.

    Args:
        descriptions: The same pages, read past pdfium.

    Returns:
        What is to be known of them all.
    """
    limits = job.limits
    count = len(document)
    if count == 0:
        draft.degrade(Reading.FAILED, "damaged", "no pages")
        return Tally()
    render_until = job.now() + limits.render_s
    tally, insets = Tally(), Insets(draft, job)
    for number in range(min(count, limits.pdf_pages)):
        job.check_time()
        draft.at(f"page {number + 1}")
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            draft.degrade(Reading.PARTIAL, "damaged", f"page {number + 1}")
            continue
        try:
            is_rendered = job.now() - job.letters.spent_s < render_until
            _read_page(page, descriptions.page(number), insets, number, draft, job, tally, is_rendered=is_rendered)
        finally:
            page.close()
    if tally.unread:
        draft.degrade(Reading.PARTIAL, "page.no-text", str(tally.unread))
    if tally.unread_pictures:
        draft.degrade(Reading.PARTIAL, "page.pictures", str(tally.unread_pictures))
    if tally.garbled:
        draft.degrade(Reading.PARTIAL, "page.no-letters", str(tally.garbled))
    if tally.doubtful:
        is_read = all(outcome is Outcome.READ for outcome in tally.doubtful)
        draft.degrade(Reading.FULL if is_read else Reading.PARTIAL, "page.letters-doubtful", str(len(tally.doubtful)))
    if tally.hidden:
        draft.find("hidden-text", str(tally.hidden))
    if count > limits.pdf_pages:
        draft.limit(LimitReached("pdf_pages", limits.pdf_pages))
    rendered = sum(bool(page.gray) for page in draft.pages)
    if count > rendered:
        draft.find("limit.pages", f"{rendered} of {count} rendered")
    return tally


def _read_page(
    page: Any,
    said: Description,
    insets: Insets,
    number: int,
    draft: Draft,
    job: Job,
    tally: Tally,
    *,
    is_rendered: bool,
) -> None:
    """Read one page; one that shows something and has no text counts as unread."""
    text, unmapped = page_text(page)
    is_garbled = _is_garbled(text, unmapped, said)
    text = "\n".join([text, *said.lacking(text), *torn_lines(page, text)])
    draft.add_text(("\f" if number else "") + text)
    tally.texts.append(text)
    tally.texts.extend(_read_notes(page, draft))
    shapes = shapes_of(page, job.limits.page_objects)
    longer_px = job.limits.raster_px if is_rendered and job.wants_page() else 0
    job.add_page(draft, _picture(page, number, shapes.counts, len(text.strip()), longer_px, draft, job))
    if is_rendered:
        read_drawing(page, draft, f"page {number + 1}", shapes.counts["segments"], len(text))
    tally.hidden += shapes.hidden
    if shapes.is_spoken:
        tally.spoken.append(number)
    if needs_letters(page, shapes.counts, len(text.strip()), is_garbled=is_garbled, hidden=shapes.hidden):
        outcome = read_letters(page, draft, job, f"page {number + 1}")
        tally.unread += outcome is Outcome.UNREAD and not is_garbled
        tally.garbled += outcome is not Outcome.READ and is_garbled
    elif _is_doubtful(text, unmapped, said):
        tally.doubtful.append(read_letters(page, draft, job, f"page {number + 1}"))
    elif shapes.counts["images"]:
        tally.unread_pictures += insets.read(page, f"page {number + 1}") is Outcome.UNREAD


def _picture(
    page: Any, number: int, counts: dict[str, int], chars: int, longer_px: int, draft: Draft, job: Job
) -> Page:
    """The page's raster; without its picture where it cannot be drawn."""
    try:
        return raster(page, number, counts, chars, longer_px, job)
    except LimitReached as reached:
        draft.find(f"limit.{reached.limit}", f"{reached.figure:g}")
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        draft.degrade(Reading.PARTIAL, "damaged", f"page {number + 1} cannot be drawn")
    return raster(page, number, counts, chars, 0, job)


def _is_garbled(text: str, unmapped: int, said: Description) -> bool:
    """Whether letters are drawn that no font names: pdfium has others for them or passes over them.

    Args:
        text: By pdfium.
        unmapped: Its characters for which it knew no letter.
        said: The same by what the fonts' dictionaries say; fonts of CJK collections need say nothing.
    """
    passed_over = min(said.nameless, said.codes - len(text))
    if passed_over > UNREADABLE_SHARE * said.codes:
        return True
    is_named = said.codes > 0 and said.nameless <= UNREADABLE_SHARE * said.codes
    return bool(text.strip()) and unmapped > UNREADABLE_SHARE * len(text) and not is_named


def _is_doubtful(text: str, unmapped: int, said: Description) -> bool:
    """Whether some letters are not what they look like: no font names them, and pdfium had to guess.

    Args:
        text, unmapped, said: As for `_is_garbled`, which counts how many they are; a title block has few.
    """
    if min(unmapped, said.nameless) >= LEAST_GUESSED:
        return True
    letters = sum(map(str.isalnum, text))
    strange = sum(_is_strange(char) for char in text)
    if strange >= WORD_CHARS and _has_strange_word(text):
        return True
    return strange >= LEAST_GUESSED and (strange > STRANGE_SHARE * letters or strange > MOST_STRANGE)


def _has_strange_word(text: str) -> bool:
    """Whether such characters stand one behind the other as letters of a word do, not as bullets or a dotted line."""
    words = (set(run) for is_strange, run in itertools.groupby(text, _is_strange) if is_strange)
    return any(len(letters) >= WORD_CHARS for letters in words)


def _is_strange(char: str) -> bool:
    """A character that means nothing outside one font, private or not assigned; pieces of tall brackets do."""
    return unicodedata.category(char) in ("Co", "Cn") and not "\uf8e0" <= char <= "\uf8ff"


def page_text(page: Any) -> tuple[str, int]:
    """Words of a page in the order in which they are drawn, and how many characters no letter is known for."""
    textpage = page.get_textpage()
    try:
        # Lone halves of surrogate pairs come from broken fonts.
        text = str(textpage.get_text_range(errors="ignore"))
        unmapped = sum(raw.FPDFText_HasUnicodeMapError(textpage, place) == 1 for place in range(textpage.count_chars()))
    finally:
        textpage.close()
    return folded(text).replace("\f", "\n"), unmapped


def _read_notes(page: Any, draft: Draft) -> list[str]:
    """Words of comments, stamps and form fields that stand on the page."""
    notes: list[str] = []
    for place in range(min(raw.FPDFPage_GetAnnotCount(page), ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        if annotation:
            notes.extend(folded(_note_text(annotation, key)) for key in NOTE_KEYS)
            raw.FPDFPage_CloseAnnot(annotation)
    draft.add_text("\n" if any(note.strip() for note in notes) else "")
    for note in notes:
        draft.add_line(note)
    return notes


def _note_text(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2 or size > 1_000_000:
        return ""
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "ignore")
