"""The formats of PDF and office documents."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import OOXML, Format

FORMATS = (
    Format("PDF", ("application/pdf",), "pdf.document", "read", "text by page, also what cannot be seen, what odd descriptions say and words as the eye puts them together; notes, forms and their XML, outlines, links, scripts, layers, alternative texts, properties and XMP, files inside, what older versions said; title block and dimensions of drawings; object counts, rasters; a damaged one as far as it can be mended; encrypted: opaque; pages whose words are pixels, strokes or unnamed shapes: partial without OCR", "pypdfium2, pikepdf", limits=("pdf_pages", "pages", "page_objects", "render_s")),
    Format("PostScript, EPS, old Illustrator", ("application/postscript",), "vector.postscript", "read", "strings shown, in the fonts' encodings; properties, remarks, previews, PDF inside, packed data; letters by number or in pixels: partial", "own, fontTools"),
    Format("WMF", ("image/wmf",), "vector.wmf", "read", "texts in the fonts' character sets, bitmaps and enhanced metafiles inside as parts, remarks, counts, one raster; letters by strokes or by number: partial without OCR", "own, Pillow"),
    Format("PICT", ("image/x-pict",), "vector.pict", "read", "texts, bitmaps and pictures inside as parts, remarks, counts, one raster; records that are not known: partial", "own, Pillow", "full, partial"),
    Format("EMF, EMF+", ("image/emf",), "vector.emf", "read", "texts of both interfaces, description, bitmaps, pictures, EPS and metafiles inside as parts, remarks, counts, one raster; letters by strokes or by number: partial without OCR", "own, Pillow"),
    Format("Word, Excel, PowerPoint (OOXML)", (OOXML + "*", "application/vnd.ms-word.*", "application/vnd.ms-excel.sheet.macroEnabled.12", "application/vnd.ms-excel.template.macroEnabled.12", "application/vnd.ms-excel.addin.macroEnabled.12", "application/vnd.ms-powerpoint.*"), "office.ooxml", "read", "body, headers, notes, comments, text boxes, tracked changes, fields, hidden sheets and slides, charts, diagrams, names, links, validation, pivot caches, cells of other workbooks, readings of kanji, custom XML, settings, signers, properties and sensitivity labels; media, embedded files and chunks of other formats, macros' source", "own, lxml", limits=("xml_bytes",)),
    Format("Visio, XPS (OPC packages)", ("application/vnd.ms-visio.drawing", "application/vnd.ms-xpsdocument"), "office.ooxml", "read", "text of all XML parts, properties, media", "own, lxml"),
    Format("Excel binary (xlsb)", ("application/vnd.ms-excel.sheet.binary.macroEnabled.12",), "office.ooxml", "read_binary_workbook", "cells, comments, names, links and every other text, properties, media", "own, lxml"),
    Format("Encrypted Office", ("application/x-ooxml-encrypted",), "office.ole", "read_encrypted", "what Excel's own password opens, as a part; behind any other: opaque", "cryptography, own, lxml", "full, opaque"),
    Format("Word 6 to 2003", ("application/msword",), "office.word", "read", "body, notes, headers, comments, text boxes, deleted text, names of authors and variables, properties, macros' source, pictures and embedded files; older than 97: text in the order it is read, strings", "olefile, own", "full, partial"),
    Format("Excel 2 to 2003", ("application/vnd.ms-excel",), "office.excel", "read", "cells of all sheets, comments, text boxes, headers, names, links, validation, chart texts, cells of other workbooks, pivot caches, properties, macros' source, pictures and embedded files; locked with Excel's own password too, with any other: opaque", "olefile, cryptography, own"),
    Format("PowerPoint 97 to 2003", ("application/vnd.ms-powerpoint",), "office.powerpoint", "read", "slides, hidden ones too, notes, comments, masters, properties, macros' source, pictures and embedded files", "olefile, own"),
    Format("OpenDocument in one XML (FODT, FODS, FODP, FODG)", ("application/vnd.oasis.opendocument.flat-xml",), "office.odf", "read_flat", "as OpenDocument", "own, lxml"),
    Format("OpenDocument", ("application/vnd.oasis.opendocument*", "application/vnd.sun.xml*"), "office.odf", "read", "content, headers, notes, annotations, tracked changes, hidden sheets and slides, names, links, formulas' strings, settings, signers, properties, macros' source; embedded objects and pictures; encrypted: opaque", "own, lxml", limits=("xml_bytes",)),
    Format("EPUB", ("application/epub+zip",), "office.epub", "read", "pages, properties, pictures; what is enciphered beyond fonts: partial", "own, lxml"),
    Format("StarView metafile (SVM)", ("image/x-starview-metafile",), "office.starview", "read", "words drawn; with pictures inside: partial", "own", "full, partial"),
    Format("RTF", ("text/rtf",), "office.rtf", "read", "text in any code page, hidden text, headers, footnotes, comments, fields, names, properties, destinations that no program shows; pictures and embedded objects", "own"),
)  # fmt: skip
