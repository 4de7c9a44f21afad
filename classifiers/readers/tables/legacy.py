"""The formats of older and rarer office documents."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Ichitaro 7 and later (jtd, jtt, jfw; packed: jtdc, jttc)", ("application/x-ichitaro",), "legacy.ichitaro", "read", "body, headers, footers, notes, sheets, properties; embedded objects and what is packed as parts", "olefile, own"),
    Format("Ichitaro 4 to 6 (jsw, jaw, jbw, juw)", ("application/x-ichitaro4", "application/x-ichitaro5", "application/x-ichitaro6"), "legacy.ichitaro_old", "read", "body, also where masked; strings of the layout", "own"),
    Format("DocuWorks (xdw, xbd)", ("application/vnd.fujixerox.docuworks",), "legacy.docuworks", "read", "words of annotations, names of documents; pages and pictures as parts", "own"),
    Format("Hangul 5 (hwp)", ("application/x-hwp",), "legacy.hwp", "read", "body with tables, boxes and notes, styles, properties, preview, scripts; pictures and objects as parts; documents for distribution deciphered, ones behind a password opaque", "olefile, cryptography, own"),
    Format("Hangul XML (hwpx)", ("application/hwp+zip",), "legacy.hwpx", "read", "every section, headers, properties, scripts; pictures and objects as parts", "own, lxml"),
    Format("OneNote (one)", ("application/onenote",), "legacy.onenote", "read", "texts of every page and revision, titles, authors, links; embedded files and pictures as parts", "own"),
    Format("Compiled HTML help (chm)", ("application/vnd.ms-htmlhelp",), "legacy.chm", "read", "every file inside as a part, properties", "own"),
    Format("Kindle (mobi, azw, azw3), PalmDoc (pdb)", ("application/x-mobipocket-ebook", "application/vnd.palm"), "legacy.palm", "read", "text, properties; pictures and fonts as parts; enciphered books opaque", "own"),
    Format("Other OLE (Visio, Publisher)", ("application/x-ole-storage", "application/vnd.visio", "application/x-mspublisher", "application/vnd.stardivision*", "application/vnd.ms-office.vba"), "office.ole", "read_other", "properties, macros' source, readable strings of every stream", "olefile", "partial"),
    Format("Other older office and e-books", ("application/x-hwp-v3", "application/vnd.lotus*", "application/x-123", "application/vnd.ms-works", "application/x-quattro-pro", "application/vnd.wordperfect*", "application/x-mswrite", "application/x-msword-old", "application/x-sony-bbeb", "application/x-ms-reader"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
