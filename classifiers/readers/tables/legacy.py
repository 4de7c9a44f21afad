"""The formats of older and rarer office documents."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("Ichitaro 7 and later (jtd, jtt, jfw; packed: jtdc, jttc)", ("application/x-ichitaro",), "legacy.ichitaro", "read", "body, headers, footers, notes, sheets, properties; embedded objects and what is packed as parts", "olefile, own"),
    Format("Ichitaro 4 to 6 (jsw, jaw, jbw, juw)", ("application/x-ichitaro4", "application/x-ichitaro5", "application/x-ichitaro6"), "legacy.ichitaro_old", "read", "body, also where masked; strings of the layout", "own"),
    Format("DocuWorks (xdw, xbd)", ("application/vnd.fujixerox.docuworks",), "legacy.docuworks", "read", "words of annotations, names of documents; pages and pictures as parts", "own"),
    Format("Hangul 5 (hwp)", ("application/x-hwp",), "legacy.hwp", "read", "body with tables, boxes and notes, styles, properties, preview, scripts; pictures and objects as parts; documents for distribution deciphered, ones behind a password opaque", "olefile, cryptography, own"),
    Format("Hangul 3 (hwp)", ("application/x-hwp-v3",), "legacy.hwp3", "read", "body with notes and headers, properties, names of fonts and styles; boxes, tables and pictures by their words: partial", "own", "full, partial"),
    Format("Hangul XML (hwpx)", ("application/hwp+zip",), "legacy.hwpx", "read", "every section, headers, properties, scripts; pictures and objects as parts", "own, lxml"),
    Format("OneNote (one)", ("application/onenote",), "legacy.onenote", "read", "texts of every page and revision, titles, authors, links; embedded files and pictures as parts", "own"),
    Format("Compiled HTML help (chm)", ("application/vnd.ms-htmlhelp",), "legacy.chm", "read", "every file inside as a part, properties", "own"),
    Format("Kindle (mobi, azw, azw3), PalmDoc (pdb)", ("application/x-mobipocket-ebook", "application/vnd.palm"), "legacy.palm", "read", "text, properties; pictures and fonts as parts; enciphered books opaque", "own"),
    Format("Visio before 2013 (vsd, vss, vst)", ("application/vnd.visio",), "legacy.visio", "read", "texts of shapes, words of every stream, properties, macros' source; pictures as parts", "olefile, own"),
    Format("StarOffice before 6 (sdw, sdc, sdd, vor)", ("application/vnd.stardivision*",), "legacy.starwriter", "read", "paragraphs of texts, strings of every stream, properties; drawings by the texts in them; sheets by their strings: partial", "olefile, own", "full, partial"),
    Format("Lotus 1-2-3, Quattro Pro before 9", ("application/vnd.lotus-1-2-3", "application/x-123", "application/x-quattro-pro"), "legacy.spreadsheet", "read", "texts, numbers and results of formulas of every cell, sheet by sheet; words of names, headings and graphs; code pages and LMBCS", "own"),
    Format("Quattro Pro 9 and later (qpw)", ("application/x-quattro-pro;version=9",), "legacy.other_ole", "read_quattro", "texts of cells, names, properties; numbers are not decoded", "olefile, own", "partial"),
    Format("Microsoft Works (wps)", ("application/vnd.ms-works",), "legacy.msworks", "read", "text, strings of everything else, properties; embedded objects as parts", "olefile, own"),
    Format("Write, Word for DOS", ("application/x-mswrite",), "legacy.mswrite", "read_write", "text, names of fonts; pictures and objects as parts", "own"),
    Format("Word 1 and 2 for Windows", ("application/x-msword-old",), "legacy.mswrite", "read_word", "text with notes and headers, strings; saved in pieces: partial", "own", "full, partial"),
    Format("WordPerfect 4.2", ("application/vnd.wordperfect;version=4",), "legacy.wordperfect", "read", "text, notes and headers", "own"),
    Format("WordPerfect 5 and later", ("application/vnd.wordperfect",), "legacy.wordperfect", "read", "body, strings of headers, notes and styles; enciphered ones opaque", "own", "partial"),
    Format("Books of Sony readers (lrf)", ("application/x-sony-bbeb",), "legacy.lrf", "read", "text, properties; pictures and fonts as parts", "own, lxml"),
    Format("Outlook store (pst, ost)", ("application/vnd.ms-outlook-pst",), "legacy.outlook_store", "read", "messages of every folder; attachments as parts", "libpff", limits=("messages",)),
    Format("Pages, Numbers, Keynote", ("application/vnd.apple.iwork",), "legacy.iwork", "read", "texts of all archives of messages, XML of older ones; all other members as parts", "own, zipfile"),
    Format("Other OLE (Publisher)", ("application/x-ole-storage", "application/x-mspublisher", "application/vnd.ms-office.vba"), "legacy.other_ole", "read", "properties, macros' source, readable strings of every stream; packages as parts", "olefile", "full, partial"),
    Format("Lotus Word Pro, books of Microsoft Reader (lit)", ("application/vnd.lotus-wordpro", "application/x-ms-reader"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
