"""True type by content: a table of signatures, a look inside zip and OLE, words of a text, and libmagic last."""

from __future__ import annotations

import contextlib
import re
from pathlib import PurePosixPath

from classifiers.containers import OOXML, in_ole, in_zip
from classifiers.diskmarks import END_BYTES, disk_type, trailer_type
from classifiers.encoding import looks_like_text, text_head
from classifiers.largefile import LargeFile
from classifiers.legacymarks import legacy_type
from classifiers.libmagic import magic_instance
from classifiers.modelmarks import model_type
from classifiers.repetition import repeated_type
from classifiers.signatures import BINARY, HINTS, TEXT
from classifiers.structures import by_structure

UNKNOWN = "application/octet-stream"
EMPTY = "application/x-empty"
HEAD_BYTES = 64 * 1024
TEXT_CHARS = 8 * 1024
LONG_SPACE = re.compile(r"\s{9,}")
IGES = re.compile(r"[^\n]{72}[SC]\s{0,6}\d{1,7}\s{0,9}\n")
# One element with what may stand before it, but none of HTML, whose fragments are no XML.
ELEMENT = re.compile(
    r"\s*(?:<!--(?:(?!-->).)*-->\s*|<\?[\w-]++[^>]*\?>\s*)*"
    r"<(?!(?:a|b|br|center|code|dd|details|dl|dt|em|font|form|h[1-6]|hr|i|img|li|link|meta|ol|pre|script|span|strong|style"
    r"|sub|sup|td|template|th|tr|tt|u|ul)\b)([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>",
    re.DOTALL,
)
END_TAG_BYTES = 256
CPIO = re.compile(rb"070707[0-7]{70}|07070[12][0-9A-Fa-f]{104}")
# Types whose short marks a text may well begin with.
TEXTUAL = frozenset({"application/x-cpio", "application/x-lzma", "image/vnd.microsoft.icon"})
# What libmagic says of bytes that merely look so: random ones pass for these.
GUESSED = frozenset({
    "", "image/x-tga", "image/x-pcx", "audio/mpeg", "application/x-dbf", "application/x-adobe-aco",
    "application/x-dc42-floppy-image",
})  # fmt: skip
# Extension and what its content may be: a full type, or the first half of one.
EXTENSIONS = {
    "pdf": ("application/pdf",),
    "docx": (OOXML + "wordprocessingml", "application/x-ooxml-encrypted"),
    "docm": ("application/vnd.ms-word", "application/x-ooxml-encrypted"),
    "dotx": (OOXML + "wordprocessingml", "application/x-ooxml-encrypted"),
    "xlsx": (OOXML + "spreadsheetml", "application/x-ooxml-encrypted"),
    "xlsm": ("application/vnd.ms-excel", "application/x-ooxml-encrypted"),
    "xlsb": ("application/vnd.ms-excel", "application/x-ooxml-encrypted"),
    "pptx": (OOXML + "presentationml", "application/x-ooxml-encrypted"),
    "pptm": ("application/vnd.ms-powerpoint", "application/x-ooxml-encrypted"),
    "doc": ("application/msword", "text/rtf", "text/", "application/x-ole", OOXML + "word"),
    "xls": ("application/vnd.ms-excel", "text/", "application/x-ole", OOXML + "spread"),
    "ppt": ("application/vnd.ms-powerpoint", "application/x-ole", OOXML + "presentation"),
    "odt": ("application/vnd.oasis",), "ods": ("application/vnd.oasis",), "odp": ("application/vnd.oasis",),
    "rtf": ("text/rtf",), "eml": ("message/", "text/"), "msg": ("application/vnd.ms-outlook",),
    "html": ("text/", "application/x"), "htm": ("text/", "application/x"), "xml": ("text/", "image/svg+xml"),
    "txt": ("text/", "application/json", "message/", "application/mbox"), "csv": ("text/",), "md": ("text/",),
    "tex": ("text/",), "json": ("application/json", "text/"), "ipynb": ("application/json", "application/x-ipynb"),
    "py": ("text/",), "c": ("text/",), "cpp": ("text/",), "h": ("text/",), "log": ("text/",),
    "png": ("image/png",), "jpg": ("image/jpeg",), "jpeg": ("image/jpeg",), "gif": ("image/gif",),
    "tif": ("image/tiff",), "tiff": ("image/tiff",), "bmp": ("image/bmp",), "webp": ("image/webp",),
    "svg": ("image/svg+xml", "text/xml"), "mp3": ("audio/",), "mp4": ("video/",), "mov": ("video/",),
    "wav": ("audio/",),
    "dxf": ("image/vnd.dxf",), "dwg": ("image/vnd.dwg",), "step": ("model/step",), "stp": ("model/step",),
    "igs": ("model/iges",), "iges": ("model/iges",), "stl": ("model/stl",), "3mf": ("model/3mf",),
    "gds": ("application/vnd.gdsii",),
    "zip": ("application/zip",), "tar": ("application/x-tar",), "7z": ("application/x-7z",),
    "rar": ("application/x-rar",),
    "gz": ("application/gzip",), "bz2": ("application/x-bzip2",), "xz": ("application/x-xz",),
}  # fmt: skip


def detect(data: bytes, name: str = "", *, file: LargeFile | None = None) -> str:
    """MIME type by content.

    Args:
        data: The whole file, or its head of `HEAD_BYTES` or more; with the head alone a zip may stay a plain zip.
        name: Used only to choose among kinds of plain text, such as Markdown and CSV.
        file: The whole, where `data` is only its head.

    Returns:
        A type; `application/x-empty` for no bytes, `application/octet-stream` for unknown ones.
    """
    if not data:
        return EMPTY
    whole = data if file is None else file
    found = trailer_type(whole[-END_BYTES:]) or _by_signature(data) or legacy_type(data)
    if found == "application/zip":
        return in_zip(whole)
    if found == "application/x-ole-storage":
        return in_ole(whole)
    found = found or _by_text(data, name) or _by_structure(whole) or _by_libmagic(data)
    return repeated_type(data) or UNKNOWN if found == UNKNOWN and file is None else found


def mismatch(type: str, name: str) -> str:
    """The extension of `name`, where files so called are not of this type; empty where it fits or says nothing."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    allowed = EXTENSIONS.get(extension)
    if allowed is None or type == EMPTY or type.startswith(allowed):
        return ""
    return extension


def _by_signature(data: bytes) -> str:
    for signature in BINARY:
        if not data.startswith(signature.magic, signature.offset):
            continue
        if signature.magic == b"BM" and not _is_bmp(data):
            continue
        if signature.type in TEXTUAL and not CPIO.match(data) and looks_like_text(data):
            continue
        return signature.type
    if re.match(rb"\xef\xbb\xbf|\s", data) and re.match(rb"(?:\xef\xbb\xbf)?\s*\{\\rtf", data):
        return "text/rtf"
    return ""


def _is_bmp(data: bytes) -> bool:
    return len(data) > 26 and int.from_bytes(data[14:18], "little") in (12, 40, 52, 56, 64, 108, 124)


def _by_structure(data: bytes | LargeFile) -> str:
    """Formats without a plain signature: binary STL, GDSII, tar without `ustar`, a PDF or zip after other bytes."""
    if data[:2] == b"\x00\x06" and data[2:4] == b"\x00\x02":
        return "application/vnd.gdsii"
    model = model_type(data[:HEAD_BYTES], len(data))
    if model:
        return model
    if len(data) >= 512 and _is_old_tar(data[:512]):
        return "application/x-tar"
    if b"%PDF-" in data[:HEAD_BYTES] and (b" obj" in data or b"%%EOF" in data):
        return "application/pdf"
    if data[:2] == b"MZ":
        return "application/x-dosexec"
    if disk := disk_type(data[:HEAD_BYTES], data[-END_BYTES:], len(data)):
        return disk
    if b"PK\x05\x06" in data[-66_000:] and b"PK\x03\x04" in data:
        return in_zip(data)
    return by_structure(data[:HEAD_BYTES], len(data))


def _is_old_tar(block: bytes) -> bool:
    with contextlib.suppress(ValueError):
        stated = int(block[148:156].rstrip(b"\0 ").lstrip() or b"x", 8)
        return stated == sum(block[:148]) + 8 * 0x20 + sum(block[156:])
    return False


def _by_text(data: bytes, name: str) -> str:
    head = text_head(data, HEAD_BYTES)
    if head is None:
        return ""
    head = head.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if IGES.match(head) or IGES.match(data[:200].decode("latin-1")):  # its columns are bytes, in any code page
        return "model/iges"
    # Patterns may take the square of a run of white space in time: no run is left long, and the head is short.
    head = LONG_SPACE.sub(_short_space, head[:TEXT_CHARS]).lstrip()
    for pattern, kind in TEXT:
        if pattern.match(head):
            return kind
    for pattern, kind in HINTS:
        if pattern.search(head):
            return kind
    return _plain_kind(head, name, is_xml=_is_element(head, data))


def _is_element(head: str, data: bytes) -> bool:
    """Whether text without a declaration is one element of XML from its beginning to its end."""
    root = ELEMENT.match(head)
    end = data[-END_TAG_BYTES:].rstrip(b"\0\t\r\n ")
    return root is not None and end.endswith(f"</{root.group(1)}>".encode())


def _short_space(run: re.Match[str]) -> str:
    """A line end for a long run of white space; a line that was set in stays so, as a mail's folded headers are."""
    return "\n " if "\n" in run.group() and run.group()[-1] in " \t" else "\n"


def _plain_kind(head: str, name: str, *, is_xml: bool) -> str:
    extension = PurePosixPath(name).suffix.lower()
    by_name = {
        ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".md": "text/markdown", ".tex": "text/x-tex",
        ".py": "text/x-python", ".c": "text/x-c", ".h": "text/x-c", ".cpp": "text/x-c++", ".java": "text/x-java",
        ".sty": "text/x-tex", ".bib": "text/x-bibtex", ".m": "text/x-matlab", ".ngc": "text/x-gcode",
        ".nc": "text/x-gcode",
        ".v": "text/x-verilog", ".sv": "text/x-verilog", ".vhd": "text/x-vhdl", ".vhdl": "text/x-vhdl",
    }  # fmt: skip
    if extension in by_name:
        return by_name[extension]
    if is_xml:
        return "text/xml"
    return "text/x-shellscript" if head.startswith("#!") else "text/plain"


def _by_libmagic(data: bytes) -> str:
    with contextlib.suppress(Exception):
        found = str(magic_instance().from_buffer(data[: 4 * HEAD_BYTES]))
        # A binary that libmagic takes for text is none: the text tests above have refused it.
        if found not in GUESSED and not found.startswith(("text/", "application/json", "inode/")):
            return found
    return UNKNOWN
