"""Every technique that is tried."""

from __future__ import annotations

import random
from functools import partial

from bench.disguise import drawn, papers, pictures, wording, wrapping
from bench.disguise.source import File, Sort, Source, Technique

ALL = frozenset(Sort)
SEEN = frozenset({Sort.TEXT, Sort.PAGE})
DXF = frozenset({Sort.DXF})
STEP = frozenset({Sort.STEP})
HOST = (
    "Dear all, the canteen is closed on Friday. Please bring your own lunch and mind that the lift is being repaired. "
    "The cleaning staff ask that cups be returned to the kitchen. Parking is free on the north side until the end of "
    "the month, and the library opens an hour later on Wednesdays. Thank you for your patience.\n"
)


def techniques() -> tuple[Technique, ...]:
    """Every technique, each with what it can be put on."""
    picture = pictures.innocent_picture()
    return (
        Technique(name="rename", disguise=wrapping.renamed, sorts=ALL),
        Technique(name="wrong extension", disguise=wrapping.wrong_extension, sorts=ALL),
        Technique(name="zip", disguise=wrapping.zipped, sorts=ALL),
        Technique(name="nested zip", disguise=wrapping.nested, sorts=ALL),
        Technique(name="7z", disguise=wrapping.seven_zipped, sorts=ALL),
        Technique(name="password", disguise=wrapping.locked, sorts=ALL, is_sealed=True),
        Technique(name="base64", disguise=wrapping.in_base64, sorts=ALL),
        Technique(name="hex", disguise=wrapping.in_hex, sorts=ALL),
        Technique(name="split in parts", disguise=wrapping.split, sorts=ALL),
        Technique(name="polyglot", disguise=partial(wrapping.behind_a_picture, picture=picture), sorts=ALL),
        Technique(name="appended to a picture", disguise=partial(wrapping.appended_bare, picture=picture), sorts=ALL),
        Technique(name="paragraph pasted", disguise=_pasted),
        Technique(name="retyped with synonyms", disguise=wording.retyped),
        Technique(name="case and width", disguise=wording.case_and_width),
        Technique(name="narrow kana", disguise=_narrow_kana),
        Technique(name="homoglyphs", disguise=wording.homoglyphs),
        Technique(name="zero-width signs", disguise=wording.unseen_signs),
        Technique(name="spaces and hyphens", disguise=wording.spaced_out),
        Technique(name="Shift_JIS, GB 18030, UTF-16", disguise=wording.other_encoding),
        Technique(name="translation", disguise=wording.translated),
        Technique(name="pages reordered", disguise=papers.reordered),
        Technique(name="to DOCX", disguise=papers.as_word),
        Technique(name="to PDF", disguise=papers.as_pdf),
        Technique(name="hidden text", disguise=papers.hidden),
        Technique(name="white text", disguise=papers.white),
        Technique(name="hidden in a web page", disguise=papers.as_web_page),
        Technique(name="embedded object", disguise=papers.embedded),
        Technique(name="spreadsheet cells", disguise=papers.cells),
        Technique(name="EXIF", disguise=pictures.in_picture_properties),
        Technique(name="picture of the page", disguise=pictures.as_picture, sorts=SEEN, is_costly=True),
        Technique(name="screenshot", disguise=pictures.screenshot, sorts=SEEN, is_costly=True),
        Technique(name="scan with noise and skew", disguise=pictures.scanned, sorts=SEEN, is_costly=True),
        Technique(name="photograph", disguise=pictures.photographed, sorts=SEEN, is_costly=True),
        Technique(name="DXF to PDF", disguise=drawn.printed_drawing, sorts=DXF),
        Technique(name="DXF layers and origin", disguise=drawn.moved_drawing, sorts=DXF),
        Technique(name="DXF in inches", disguise=drawn.drawing_in_inches, sorts=DXF),
        Technique(name="DXF turned", disguise=drawn.turned_drawing, sorts=DXF),
        Technique(name="DXF written anew", disguise=drawn.drawing_anew, sorts=DXF),
        Technique(name="STEP written anew", disguise=drawn.exported_model, sorts=STEP),
        Technique(name="STEP moved", disguise=drawn.moved_model, sorts=STEP),
    )


def _pasted(source: Source, chance: random.Random) -> tuple[File, ...]:
    return wording.pasted_paragraph(source, chance, HOST)


def _narrow_kana(source: Source, chance: random.Random) -> tuple[File, ...]:
    return wording.narrow_kana(source, chance) if source.language == "ja" else ()
