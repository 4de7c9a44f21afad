"""Tables of the first bytes and first words by which formats are known, CAD above all: libmagic knows few of them."""

# ruff: noqa: E501 - one pattern a line reads best
from __future__ import annotations

import re
from typing import NamedTuple


class Signature(NamedTuple):
    """Bytes that stand at an offset."""

    offset: int
    magic: bytes
    type: str


BINARY = (
    Signature(0, b"%PDF-", "application/pdf"),
    Signature(0, b"\x89PNG\r\n\x1a\n", "image/png"),
    Signature(0, b"\xff\xd8\xff", "image/jpeg"),
    Signature(0, b"GIF8", "image/gif"),
    Signature(0, b"II*\0", "image/tiff"),
    Signature(0, b"MM\0*", "image/tiff"),
    Signature(0, b"II+\0", "image/tiff"),
    Signature(0, b"MM\0+", "image/tiff"),
    Signature(8, b"WEBP", "image/webp"),
    Signature(0, b"BM", "image/bmp"),
    Signature(0, b"\0\0\1\0", "image/vnd.microsoft.icon"),
    Signature(0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    Signature(0, b"8BPS", "image/vnd.adobe.photoshop"),
    Signature(4, b"ftypheic", "image/heic"),
    Signature(4, b"ftypavif", "image/avif"),
    Signature(40, b" EMF", "image/emf"),
    Signature(0, b"\xd7\xcd\xc6\x9a", "image/wmf"),
    Signature(0, b"\x01\x00\x09\x00\x00\x03", "image/wmf"),
    Signature(0, b"{\\rtf", "text/rtf"),
    Signature(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    Signature(0, b"PK\x03\x04", "application/zip"),
    Signature(0, b"PK\x05\x06", "application/zip"),
    Signature(0, b"PK\x07\x08PK\x03\x04", "application/zip"),
    Signature(0, b"PK00PK\x03\x04", "application/zip"),
    Signature(0, b"\x1f\x8b", "application/gzip"),
    Signature(0, b"BZh", "application/x-bzip2"),
    Signature(0, b"\xfd7zXZ\0", "application/x-xz"),
    Signature(0, b"\x5d\x00\x00", "application/x-lzma"),
    Signature(0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    Signature(0, b"Rar!\x1a\x07", "application/x-rar"),
    Signature(0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    Signature(0, b"\x04\x22\x4d\x18", "application/x-lz4"),
    Signature(0, b"\x1f\x9d", "application/x-compress"),
    Signature(0, b"\0\x05\x16\x07\0\x02\0\0", "multipart/appledouble"),
    Signature(0, b"\0\x05\x16\0\0\x02\0\0", "application/applefile"),
    Signature(0, b"LZIP\1", "application/x-lzip"),
    Signature(0, b"LRZI\0", "application/x-lrzip"),
    Signature(0, b"\x89LZO\0\r\n\x1a\n", "application/x-lzop"),
    Signature(0, b"\xff\x06\0\0sNaPpY", "application/x-snappy-framed"),
    Signature(0, b"\xed\xab\xee\xdb", "application/x-rpm"),
    Signature(0, b"MSCF", "application/vnd.ms-cab-compressed"),
    Signature(0, b"!<arch>\n", "application/x-archive"),
    Signature(0, b"070701", "application/x-cpio"),
    Signature(0, b"070702", "application/x-cpio"),
    Signature(0, b"070707", "application/x-cpio"),
    Signature(0, b"\xc7\x71", "application/x-cpio"),
    Signature(0, b"\x60\xea", "application/x-arj"),
    Signature(2, b"-lh", "application/x-lha"),
    Signature(2, b"-lz", "application/x-lha"),
    Signature(0, b"xar!", "application/x-xar"),
    Signature(0x8001, b"CD001", "application/x-iso9660-image"),
    Signature(257, b"ustar", "application/x-tar"),
    Signature(0, b"AutoCAD Binary DXF\r\n\x1a\0", "image/vnd.dxf-binary"),
    Signature(0, b"AC10", "image/vnd.dwg"),
    Signature(0, b"AC1.", "image/vnd.dwg"),
    Signature(0, b"AC2.", "image/vnd.dwg"),
    Signature(0, b"MC0.0", "image/vnd.dwg"),
    Signature(0, b"(DWF V", "model/vnd.dwf"),
    Signature(0, b"%SEMI-OASIS\r\n", "application/vnd.oasis-layout"),
    Signature(0, b"\x08\x09\xfe\xff", "image/vnd.dgn"),
    Signature(0, b"\x08\x09\xfe\x02", "image/vnd.dgn"),
    Signature(0, b"\xc8\x09\xfe\x02", "image/vnd.dgn"),
    Signature(0, b"age-encryption.org/v1", "application/vnd.age"),
    Signature(0, b"-----BEGIN AGE ENCRYPTED FILE-----", "application/vnd.age"),
    Signature(0, b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    Signature(0, b"Salted__", "application/vnd.openssl-salted"),
    Signature(0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    Signature(0, b"\x89HDF\r\n\x1a\n", "application/x-hdf5"),
    Signature(0, b"CDF\x01", "application/x-netcdf"),
    Signature(0, b"CDF\x02", "application/x-netcdf"),
    Signature(0, b"MATLAB 5.0 MAT-file", "application/x-matlab-data"),
    Signature(0, b"\x93NUMPY", "application/x-npy"),
    Signature(0, b"ITSF", "application/vnd.ms-htmlhelp"),
    Signature(0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    Signature(0, b"HWP Document File", "application/x-hwp-v3"),
    Signature(0, b"%!PS-Adobe", "application/postscript"),
    Signature(0, b"\x1b%-12345X", "application/vnd.hp-hpgl"),
    Signature(0, b"\x7fELF", "application/x-executable"),
)

# Words near the beginning of a text, strongest first.
TEXT = (
    (re.compile(r"\s*ISO-10303-21\s*;"), "model/step"),
    (re.compile(r"(?:\s*999\s*\n[^\n]*\n)*\s*0\s*\n\s*SECTION\s*\n\s*2\s*\n", re.IGNORECASE), "image/vnd.dxf"),
    (re.compile(r"\s*solid\b[^\n]*\n\s*(?:facet\s+normal|endsolid)", re.IGNORECASE), "model/stl"),
    (re.compile(r"\s*\(kicad_sch\b"), "application/x-kicad-schematic"),
    (re.compile(r"\s*EESchema Schematic File"), "application/x-kicad-schematic"),
    (re.compile(r"\s*\(kicad_pcb\b"), "application/x-kicad-pcb"),
    (re.compile(r"\s*\((?:kicad_symbol_lib|footprint|module|export|kicad_wks)\b"), "application/x-kicad-library"),
    (re.compile(r"\s*(?:\d+ +){1,2}0? ?ACIS|\s*\d+ \d+ \d+ \d+\s*\n\d+ [^\n]*ACIS"), "model/vnd.acis-sat"),
    (re.compile(r"(?:\s*(?:;[^\n]*|%|[GM]\d\d)\n)*\s*M48\s*\n"), "application/vnd.excellon"),
    (re.compile(r"(?:%\s*\n\s*)?T\d{1,3}C\d*\.\d+(?:[FSBHZ][-\d.]+)*\s*\n\s*(?:X[-+]?\d+(?:\.\d*)?(?:Y[-+]?\d+(?:\.\d*)?)?|Y[-+]?\d+(?:\.\d*)?)\s*\n"), "application/vnd.excellon"),
    (re.compile(r"(?:[^\n%]*\n|%[^\n%]*%[^\n%]*\n){0,40}?\s*%(?:FS[LT][AI]|FS[AI]X\d|MOIN|MOMM|IPPOS|TF\.|ASAXBY)"), "application/vnd.gerber"),
    (re.compile(r"(?:G0?4[^\n*]*\*\s*)*(?:%[^%]*%\s*)*(?:[GD]\d+\*?|X-?\d+Y-?\d+)[^\n]*D0?[123]\*"), "application/vnd.gerber"),
    (re.compile(r"\s*(?:IN|DF);\s*(?:[A-Z]{2}[-\d., ]*;\s*)+|(?:\x1b\.[^:\x1b]{0,80}:?){1,20}\s*;?IN;|\s*\x03?\s*IN;?\s*SP\d|\s*BP;?IN;?PS\d{2,6},\d{2,6}"), "application/vnd.hp-hpgl"),
    (re.compile(r"\s*magic\s*\ntech\s"), "application/x-magic-layout"),
    (re.compile(r"(?:\s*#[^\n]*\n)*\s*VERSION\s+[\d.]+\s*;.*?\b(?:MACRO|DESIGN|LAYER|BUSBITCHARS|DIVIDERCHAR)\b", re.DOTALL), "application/x-lef-def"),
    (re.compile(r"(?:\s*\*[^\n]*\n)*\s*\.SUBCKT\b", re.IGNORECASE), "text/x-spice"),
    (re.compile(r"\s*(?:%PDF-)"), "application/pdf"),
    (re.compile(r"\s*<\?xml[^>]*\?>(?:\s*<!--(?:(?!-->).)*-->|\s*<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>)*\s*<(?:[\w-]+:)?svg[\s>]", re.DOTALL), "image/svg+xml"),
    (re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)?<svg[\s>]", re.DOTALL), "image/svg+xml"),
    (re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--(?:(?!-->).)*-->\s*)*<!DOCTYPE\s+html", re.DOTALL | re.IGNORECASE), "text/html"),
    (re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:html|head|body|title|table|div|p|h1|frameset)[\s>]", re.DOTALL | re.IGNORECASE), "text/html"),
    (re.compile(r"\s*<\?xml\b"), "text/xml"),
    (re.compile(r"\s*\{\s*\"(?:[^\"\\]|\\.)*\"\s*:|\s*\[\s*[\[{\"\d\-\]tfn]|\s*\{\s*\}"), "application/json"),
    (re.compile(r"From [^\n]* \d\d:\d\d(?::\d\d)?[^\n]*\n[\w-]+: ?"), "application/mbox"),
    (re.compile(r"(?:>?From [^\n]*\n)?(?:(?:Received|Return-Path|Delivered-To|From|To|Date|Subject|Message-ID|MIME-Version|X-[\w-]+|Sender|Content-Type|Reply-To|DKIM-Signature|Cc|Bcc|Importance|Thread-Topic)\s*:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}", re.IGNORECASE), "message/rfc822"),
    (re.compile(r"(?:From|To|Subject|Date|Received|Message-ID|Return-Path): [^\n]*\n(?:[ \t]+[^\n]*\n)*[\w-]+:", re.IGNORECASE), "message/rfc822"),
    (re.compile(r"(?:\s*%[^\n]*\n)*\s*(?:\\input[^\n]*\n|\\NeedsTeXFormat[^\n]*\n)*\s*\\(?:documentclass|documentstyle|begin\{|chapter|section|usepackage|ProvidesPackage)"), "text/x-tex"),
)  # fmt: skip

# Words anywhere in the head of a text, tried only after the table above.
HINTS = (
    (re.compile(r"^\s*(?:entity\s+\w+\s+is|architecture\s+\w+\s+of\s+\w+\s+is|library\s+\w+\s*;|package\s+(?:body\s+)?\w+\s+is)\b", re.IGNORECASE | re.MULTILINE), "text/x-vhdl"),
    (re.compile(r"^\s*module\s+\\?\w+\s*(?:#?\s*\(|;)|^\s*`(?:timescale|define|include)\b", re.MULTILINE), "text/x-verilog"),
    (re.compile(r"^\s*(?:N\d+\s*)?(?:\([^)\n]*\)\s*)?(?:G(?:17|20|21|28|40|54|90|91|0?[0-3])\b[^\n]*\n\s*){2,}", re.MULTILINE | re.IGNORECASE), "text/x-gcode"),
    (re.compile(r"^\s*(?:N\d+\s*)?G\s?0?[0-3]\s?[XYZF][-\d.#\[]|^o<?\w+>?\s+sub\b", re.MULTILINE | re.IGNORECASE), "text/x-gcode"),
    (re.compile(r"^\.(?:SUBCKT|MODEL|TRAN|INCLUDE|LIB|END)\b", re.IGNORECASE | re.MULTILINE), "text/x-spice"),
)  # fmt: skip
