"""What stands beside the pages of a PDF: every string of every object, scripts, layers, forms' XML, files, properties.

Source: ISO 32000-2, 7.11 (files), 8.11 (layers), 12.5 (annotations), 12.7 (forms), 13 (media), 14.3 (metadata).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

from classifiers import filetype
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.pdf.jpegwords import jpeg_lines
from classifiers.readers.pdf.strings import folded, is_words, text_of
from classifiers.readers.pdf.xmp import read_xmp
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

OBJECTS = 2_000_000
NESTING = 60
SCRIPT_BYTES = 4_000_000
JPEG_BYTES = 1_000_000  # what stands before the pixels is shorter
# Strings that are no words: identifiers, dates, appearance, keys, outlines of fonts.
SILENT = frozenset({
    "/ID", "/DA", "/DS", "/M", "/CreationDate", "/ModDate", "/LastModified", "/NM", "/Lang", "/CharSet", "/Registry",
    "/Ordering", "/Panose", "/FontFamily", "/CheckSum", "/U", "/O", "/UE", "/OE", "/Perms", "/Cert", "/ByteRange",
    "/DigestValue", "/Limits", "/NS", "/SourceModified", "/BorderStyle",
})  # fmt: skip
FILE_KEYS = ("/UF", "/F", "/Unix", "/DOS", "/Mac")
STREAM_KINDS = {"/EmbeddedFile": "attachment", "/3D": "model", "/Sound": "sound"}
MEDIA = ("model-", "sound-")
# Up to here a text is searched for each string; a longer one only for lines that are the same.
SEARCHED_CHARS = 300_000


@dataclass(slots=True, kw_only=True)
class Beside:
    """What stands beside the pages; `streams` can be read as long as the file is open.

    Attributes:
        lines: Every string, once, in the order of the file.
        scripts: Number of scripts.
        streams: Files, forms and media: a name (a kind in brackets where it has none) and the stream or streams.
        metadata: Streams of XMP.
        forms: Streams of forms and of patterns, whether anything shows them or not.
        pages: Dictionaries of pages, the same.
    """

    lines: dict[str, None] = field(default_factory=dict)
    layers: list[str] = field(default_factory=list)
    scripts: int = 0
    streams: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    metadata: list[Any] = field(default_factory=list)
    forms: list[Any] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)

    def contents(self) -> Iterator[tuple[str, bytes | None]]:
        """Name and bytes of each file, form and medium, once; None where it cannot be unpacked."""
        # A specification names its stream; the stream alone does not know its name.
        named = {stream.objgen for name, streams in self.streams for stream in streams if not name.startswith("[")}
        taken: set[tuple[int, int]] = set()
        for number, (name, streams) in enumerate(self.streams, start=1):
            fresh = [stream for stream in streams if stream.objgen == (0, 0) or stream.objgen not in taken]
            if not fresh or (name.startswith("[") and fresh[0].objgen in named):
                continue
            taken.update(stream.objgen for stream in fresh)
            pieces = [unpacked(stream) for stream in fresh]
            label = f"{name[1:-1]}-{number}" if name.startswith("[") else name
            yield label, None if None in pieces else b"".join(piece for piece in pieces if piece)


def unpacked(stream: Any) -> bytes | None:
    """Content of a stream; None where it is damaged or larger than qpdf was told to unpack."""
    try:
        return bytes(stream.read_bytes())
    except (pikepdf.PdfError, MemoryError, RuntimeError):
        return None


def beside(pdf: Any, draft: Draft, job: Job) -> Beside:
    """Look at every object of an open file.

    Raises:
        LimitReached: the document has no more to spend.
    """
    walk = _Walk()
    for number, item in enumerate(pdf.objects):
        if number % 500 == 0:
            job.check_time()
        if number >= OBJECTS:
            raise LimitReached("objects", OBJECTS)
        try:
            walk.take(item)
        except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
            draft.degrade(Reading.PARTIAL, "damaged", "object")
    walk.take(pdf.trailer)
    return walk.found


def write_beside(found: Beside, veiled: list[str], known: str, draft: Draft, job: Job, depth: int) -> set[str]:
    """Write down what `known`, the text of the pages, does not hold; inner files become parts.

    Args:
        veiled: Lines that are drawn and stand in no page's text.

    Returns:
        SHA-256 of each file.

    Raises:
        LimitReached: the document has no more to spend.
    """
    draft.add_names(layers=found.layers)
    if found.scripts:
        draft.find("macros", f"JavaScript {found.scripts}")
    for stream in found.metadata:
        read_xmp(unpacked(stream) or b"", draft, found.lines)
    new = [*veiled, *_new_lines(found.lines, known)]
    if new:
        draft.at("beside the pages")
        draft.add_text("\f" + "\n".join(new) + "\n")
    digests: set[str] = set()
    for name, content in found.contents():
        if content is None:
            job.opaque_child(draft, name, 0, "damaged", "attachment")
        elif name.startswith(MEDIA) and filetype.detect(content) == filetype.UNKNOWN:
            draft.degrade(Reading.PARTIAL, "payload", name)
            add_strings(content, draft)
        else:
            digests.add(hashlib.sha256(content).hexdigest())
            job.child(draft, name, content, depth)
    return digests


def _new_lines(lines: Iterable[str], known: str) -> list[str]:
    if len(known) <= SEARCHED_CHARS:
        return [line for line in lines if line not in known]
    there = {line.strip() for line in known.split("\n")}
    return [line for line in lines if line not in there]


class _Walk:
    """Goes through objects and keeps what is of use."""

    def __init__(self) -> None:
        self.found = Beside()

    def take(self, item: Any) -> None:
        """Look at one object and at all that stands directly in it."""
        stack = [("", item, 0)]
        while stack:
            key, value, level = stack.pop()
            if not isinstance(value, pikepdf.Object) or level > NESTING:
                continue
            match value._type_code:
                case pikepdf.ObjectType.string:
                    self._take_string(key, bytes(value))
                case pikepdf.ObjectType.array:
                    inner = [(key, one, level + 1) for one in value if _is_direct(one)]
                    stack.extend(reversed(inner))
                case pikepdf.ObjectType.dictionary:
                    self._take_dictionary(value)
                    stack.extend((name, one, level + 1) for name, one in _entries(value))
                case pikepdf.ObjectType.stream:
                    self._take_stream(value)
                    stack.extend((name, one, level + 1) for name, one in _entries(value.stream_dict))
                case _:
                    pass

    def _take_string(self, key: str, raw: bytes) -> None:
        if key in SILENT or (len(raw) > 1 and not raw.strip(b"\0 ")):
            return
        text = folded(text_of(raw))
        if is_words(text):
            self.found.lines.setdefault(text.strip())

    def _take_dictionary(self, item: Any) -> None:
        found = self.found
        if item.get("/Type") == pikepdf.Name.OCG:
            found.layers.append(folded(text_of(_raw(item.get("/Name")))))
        elif item.get("/Type") == pikepdf.Name.Page:
            found.pages.append(item)
        if "/EF" in item:
            self._take_file(item)
        script = item.get("/JS")
        if script is not None:
            found.scripts += 1
            if isinstance(script, pikepdf.Stream):
                found.lines.setdefault(folded(text_of((unpacked(script) or b"")[:SCRIPT_BYTES])))
        form = item.get("/XFA")
        if isinstance(form, pikepdf.Stream):
            found.streams.append(("form.xml", (form,)))
        elif isinstance(form, pikepdf.Array):  # packets of one document
            found.streams.append(("form.xml", tuple(one for one in form if isinstance(one, pikepdf.Stream))))

    def _take_file(self, item: Any) -> None:
        name = next((text for key in FILE_KEYS if (text := text_of(_raw(item.get(key))))), "")
        folder = item.get("/EF")
        for key in FILE_KEYS:
            stream = folder.get(key) if isinstance(folder, pikepdf.Dictionary) else None
            if isinstance(stream, pikepdf.Stream):
                self.found.streams.append((name.removeprefix("[") or "[attachment]", (stream,)))

    def _take_stream(self, item: Any) -> None:
        kind = str(item.get("/Type", ""))
        if kind == "/Metadata":
            self.found.metadata.append(item)
        elif item.get("/Subtype") == pikepdf.Name.Form or "/PatternType" in item:
            self.found.forms.append(item)
        elif kind in STREAM_KINDS:
            self.found.streams.append((f"[{STREAM_KINDS[kind]}]", (item,)))
        elif item.get("/Filter") == pikepdf.Name.DCTDecode:
            self.found.lines.update(dict.fromkeys(jpeg_lines(bytes(item.read_raw_bytes())[:JPEG_BYTES])))
        self._take_dictionary(item.stream_dict)


def _is_direct(item: Any) -> bool:
    return isinstance(item, pikepdf.Object) and not item.is_indirect


def _entries(item: Any) -> list[tuple[str, Any]]:
    """What stands in a dictionary itself, last first."""
    return [(key, one) for key, one in reversed(list(item.items())) if _is_direct(one)]


def _raw(item: Any) -> bytes:
    return bytes(item) if isinstance(item, pikepdf.String) else b""
