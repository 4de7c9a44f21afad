"""Which reader reads which type, and what the format table in the documents says of it."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

OOXML = "application/vnd.openxmlformats-officedocument."


class Reader(Protocol):
    """Reads the bytes of one part into its draft; may raise anything for hostile bytes."""

    def __call__(self, data: bytes, draft: Draft, job: Job, depth: int, /) -> None:
        """Read; `depth` is how many containers the part stands in."""


class Format(NamedTuple):
    """One line of the table.

    Attributes:
        types: MIME types, or beginnings of ones that end in `*`.
        module, function: The reader, under `classifiers.readers`.
        reads: What is read, for people.
        library: What reads it.
        reading: The usual reading of a healthy file.
    """

    title: str
    types: tuple[str, ...]
    module: str
    function: str
    reads: str
    library: str
    reading: str = "full"


FORMATS = (
    Format("Empty file", ("application/x-empty",), "text", "read_empty", "nothing; finding `empty`", "–"),
    Format("PDF", ("application/pdf",), "pdf", "read", "text, properties, annotations, attachments, object counts, rasters; encrypted: opaque; text only as pixels: partial", "pypdfium2"),
    Format("Word, Excel, PowerPoint (OOXML)", (OOXML + "*", "application/vnd.ms-word.*", "application/vnd.ms-excel.sheet.macroEnabled.12", "application/vnd.ms-excel.template.macroEnabled.12", "application/vnd.ms-excel.addin.macroEnabled.12", "application/vnd.ms-powerpoint.*"), "ooxml", "read", "body, headers, notes, comments, text boxes, tracked changes, hidden sheets and slides, properties, media and embedded files, macros' source", "own, lxml"),
    Format("Visio, XPS (OPC packages)", ("application/vnd.ms-visio.drawing", "application/vnd.ms-xpsdocument"), "ooxml", "read", "text of all XML parts, properties, media", "own, lxml"),
    Format("Excel binary (xlsb)", ("application/vnd.ms-excel.sheet.binary.macroEnabled.12",), "ooxml", "read_binary_workbook", "cells, properties, media", "python-calamine"),
    Format("Encrypted Office", ("application/x-ooxml-encrypted",), "ole", "read_encrypted", "nothing; finding `encrypted`", "–", "opaque"),
    Format("Word 97 to 2003", ("application/msword",), "ole", "read_word", "text with notes and headers, properties, embedded files; older than 97: strings", "olefile, own", "full, partial"),
    Format("Excel 5 to 2003", ("application/vnd.ms-excel",), "ole", "read_excel", "cells, comments, text boxes, properties", "python-calamine, own"),
    Format("PowerPoint 97 to 2003", ("application/vnd.ms-powerpoint",), "ole", "read_powerpoint", "text of slides and notes, properties", "olefile, own"),
    Format("Outlook message", ("application/vnd.ms-outlook",), "ole", "read_message", "headers, bodies, attachments, nested messages", "olefile, own"),
    Format("Other OLE (Visio, Ichitaro, HWP, Publisher, Altium, SolidWorks)", ("application/x-ole-storage", "application/vnd.visio", "application/x-ichitaro", "application/x-hwp", "application/x-mspublisher", "application/vnd.altium", "application/vnd.stardivision*", "application/vnd.solidworks", "application/vnd.ms-office.vba"), "ole", "read_other", "properties, macros' source, readable strings of every stream", "olefile", "partial"),
    Format("OpenDocument", ("application/vnd.oasis.opendocument*", "application/vnd.sun.xml*"), "odf", "read", "content, headers, properties, embedded objects, pictures; encrypted: opaque", "own, lxml"),
    Format("EPUB", ("application/epub+zip",), "odf", "read_epub", "pages, properties, pictures", "own, lxml"),
    Format("RTF", ("text/rtf",), "rtf", "read", "text in any code page, properties, pictures, embedded objects", "own"),
    Format("HTML", ("text/html",), "markup", "read_html", "visible and hidden text, comments, alternative texts, scripts, data URLs", "lxml"),
    Format("SVG", ("image/svg+xml",), "markup", "read_xml", "text, attributes, comments", "lxml"),
    Format("XML", ("text/xml", "application/xml"), "markup", "read_xml", "text, attributes, comments", "lxml"),
    Format("JSON, Jupyter notebook", ("application/json",), "text", "read_json", "all keys and values; a notebook's cells and outputs in order", "json"),
    Format("Mail", ("message/rfc822",), "mail", "read", "decoded headers, bodies, attachments", "email"),
    Format("MHTML, mailbox", ("application/mbox",), "mail", "read_mailbox", "every message as a part", "email"),
    Format("DXF, text and binary", ("image/vnd.dxf", "image/vnd.dxf-binary"), "dxf", "read", "texts, attributes, dimensions, names of blocks and layers, entity counts, one raster; code pages and escapes", "ezdxf, Pillow"),
    Format("DWG", ("image/vnd.dwg",), "cad", "read_dwg", "version, preview picture, readable strings", "own", "partial"),
    Format("STEP, IFC", ("model/step",), "cad", "read_step", "header, names, all strings with `\\X2\\` escapes, entity counts", "own"),
    Format("IGES", ("model/iges",), "cad", "read_iges", "start and global sections, text entities, entity counts", "own"),
    Format("Gerber, Excellon", ("application/vnd.gerber", "application/vnd.excellon"), "cad", "read_gerber", "source text, counts of draws, moves, flashes", "own"),
    Format("KiCad", ("application/x-kicad*",), "cad", "read_kicad", "source text, counts of elements", "own"),
    Format("G-code, HPGL, SPICE, LEF/DEF, Magic, ACIS, Verilog, VHDL", ("text/x-gcode", "application/vnd.hp-hpgl", "text/x-spice", "application/x-lef-def", "application/x-magic-layout", "model/vnd.acis-sat", "text/x-verilog", "text/x-vhdl"), "cad", "read_source", "source text", "own"),
    Format("STL, text", ("model/stl",), "cad", "read_stl_text", "names, triangles", "own"),
    Format("STL, binary", ("model/stl-binary",), "cad", "read_stl_binary", "header, triangles; the shape itself is not judged", "own", "partial"),
    Format("GDSII", ("application/vnd.gdsii",), "cad", "read_gdsii", "names, texts, element counts; the shapes themselves are not judged", "own", "partial"),
    Format("OASIS, DWF, DGN, PostScript", ("application/vnd.oasis-layout", "model/vnd.dwf", "image/vnd.dgn", "application/postscript"), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("3MF, FreeCAD", ("model/3mf", "application/x-fcstd"), "cad", "read_package", "names, properties, counts; pictures and files inside", "own, lxml", "partial"),
    Format("Images", ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp", "image/jp2", "image/vnd.microsoft.icon", "image/vnd.adobe.photoshop", "image/x-portable*"), "image", "read", "one gray raster a page, EXIF and text chunks; letters are not read: finding `image.no-ocr`", "Pillow"),
    Format("Other images", ("image/*",), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("zip, jar, iWork", ("application/zip", "application/java-archive", "application/vnd.apple.iwork", "application/vnd.android*"), "archive", "read_zip", "every file inside; encrypted ones opaque", "zipfile"),
    Format("tar", ("application/x-tar", "application/x-gtar"), "archive_tar", "read_tar", "every file inside; links and devices never followed", "tarfile"),
    Format("gzip, bzip2, xz, lzma", ("application/gzip", "application/x-bzip2", "application/x-xz", "application/x-lzma"), "archive_stream", "read_stream", "the file inside", "zlib, bz2, lzma"),
    Format("7z", ("application/x-7z-compressed",), "archive_formats", "read", "every file inside; encrypted ones and archives with encrypted names opaque", "libarchive"),
    Format("rar 1.5 to 7", ("application/x-rar",), "archive_rar", "read", "every file inside, comments; encrypted ones and archives with encrypted names opaque; other volumes and alternate streams told", "libarchive, rars"),
    Format("cab, cpio, ar (deb), rpm, xar, ISO 9660, WARC", ("application/vnd.ms-cab-compressed", "application/x-cpio", "application/x-archive", "application/vnd.debian.binary-package", "application/x-rpm", "application/x-xar", "application/x-iso9660-image", "application/warc"), "archive_formats", "read", "every file inside; links and devices never followed", "libarchive"),
    Format("lha (lzh)", ("application/x-lha",), "archive_lha", "read", "every file inside, names in Shift_JIS as well", "libarchive, lhasa"),
    Format("AppleDouble (`._name` beside files from macOS), AppleSingle", ("application/applefile", "multipart/appledouble"), "apple", "read", "strings of attributes; forks as parts", "own"),
    Format("zstd, lz4, lzip, compress", ("application/zstd", "application/x-lz4", "application/x-lzip", "application/x-compress"), "archive_formats", "read", "the file inside", "libarchive"),
    Format("arj, lrzip, lzop, snappy", ("application/x-arj", "application/x-lrzip", "application/x-snappy*", "application/x-tzo", "application/x-lzop"), "binary", "read_unsupported_archive", "nothing; finding `archive.unsupported`", "–", "opaque"),
    Format("age, PGP, S/MIME, OpenSSL", ("application/vnd.age", "application/pgp-encrypted", "application/pgp", "application/x-pgp*", "application/pkcs7-mime", "application/vnd.openssl-salted"), "binary", "read_encrypted", "nothing; finding `encrypted`", "–", "opaque"),
    Format("Instrument data, databases, CHM, OneNote", ("application/x-hdf*", "application/x-netcdf", "application/x-matlab-data", "application/x-npy", "application/vnd.sqlite3", "application/x-sqlite3", "application/vnd.ms-htmlhelp", "application/onenote", "application/x-hwp-v3", "application/x-dbf", "application/x-mobipocket-ebook", "application/x-msaccess", "application/vnd.lotus*", "application/x-123", "application/vnd.ms-works", "application/x-fujitsu-xdw", "application/vnd.ms-tnef"), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("Sound, film, fonts", ("audio/*", "video/*", "font/*", "application/font*", "application/vnd.ms-opentype", "application/x-font*"), "binary", "read_strings", "readable strings", "own", "partial"),
    Format("Plain text, source, LaTeX, Markdown, CSV", ("text/*",), "text", "read", "everything; UTF-8, UTF-16, UTF-32, Shift_JIS, EUC-JP, ISO-2022-JP, GB 18030, Big5, EUC-KR and others", "own, charset-normalizer"),
    Format("Anything else", ("*",), "binary", "read_unknown", "nothing; finding `type.unknown` or `type.unsupported`", "–", "opaque"),
)  # fmt: skip


def find(kind: str) -> Reader:
    """The reader of a MIME type; its module is imported now, if it was not yet."""
    entry = find_format(kind)
    module = importlib.import_module(f"classifiers.readers.{entry.module}")
    reader: Reader = getattr(module, entry.function)
    return reader


def find_format(kind: str) -> Format:
    """The line of the table that a MIME type falls under; exact types before beginnings."""
    for entry in FORMATS:
        if kind in entry.types:
            return entry
    for entry in FORMATS:
        if any(pattern.endswith("*") and kind.startswith(pattern[:-1]) for pattern in entry.types):
            return entry
    return FORMATS[-1]


def load_all() -> None:
    """Import every reader, so that nothing is looked up on disk once hostile bytes are being read."""
    for module in sorted({entry.module for entry in FORMATS}):
        importlib.import_module(f"classifiers.readers.{module}")


def table() -> str:
    """The table of docs/formats.md, in Markdown."""
    rows = [f"| {entry.title} | {entry.reads} | {entry.reading} | {entry.library} |" for entry in FORMATS]
    return "\n".join(["| format | what is read | reading | library |", "|---|---|---|---|", *rows]) + "\n"
