"""How older and East Asian office documents, books and notebooks are known.

Source: as in `classifiers.readers.legacy`, which reads them.
"""

from __future__ import annotations

import re

HWP = "application/x-hwp"
DOCUWORKS = "application/vnd.fujixerox.docuworks"
LOTUS, QUATTRO = "application/vnd.lotus-1-2-3", "application/x-quattro-pro"
# Where bytes stand, what they are, and the type.
MARKS = (
    (0, b"\x60\x0e\x82\x01", DOCUWORKS),
    (0, b"DOC\0\0\0\0\0        \0\0\1\0", "application/x-ichitaro4"),
    (0, b"DOC\0\0\0\0\0        \0\0\2\0", "application/x-ichitaro5"),
    (0, b"DOC\0\0\0\0\0        \0\0\3\0", "application/x-ichitaro6"),
    (60, b"BOOKMOBI", "application/x-mobipocket-ebook"),
    (60, b"TEXtREAd", "application/vnd.palm"),
    (60, b"TEXtTlDc", "application/vnd.palm"),
    (0, b"L\0R\0F\0\0\0", "application/x-sony-bbeb"),
    (0, b"ITOLITLS", "application/x-ms-reader"),
    (0, b"AT&TFORM", "image/vnd.djvu"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst"),
    (0, b"\xffWPC", "application/vnd.wordperfect"),
    (0, b"\x31\xbe\0\0\0\xab", "application/x-mswrite"),
    (0, b"\x32\xbe\0\0\0\xab", "application/x-mswrite"),
    (0, b"\xdb\xa5", "application/x-msword-old"),
    (0, b"\x9b\xa5", "application/x-msword-old"),
)
# How records begin: their first is of a known type, a known length and a version.
PATTERNS = (
    (re.compile(rb"\0\0\x02\0[\x04-\x06]\x04", re.DOTALL), LOTUS),
    (re.compile(rb"\0\0\x1a\0[\0-\x05]\x10\x04\0", re.DOTALL), LOTUS),
    (re.compile(rb"\0\0\x02\0[\x20\x21][\x51]", re.DOTALL), QUATTRO),
    (re.compile(rb"\0\0\x02\0[\x01\x02\x06\x07]\x10", re.DOTALL), QUATTRO),
    (re.compile(rb"\xcb\x0a\x01[^\xcb]{1,8}\xcb[\x20-\xff]", re.DOTALL), "application/vnd.wordperfect;version=4"),
)
# A stream at the root of an OLE file, and the document's type.
STREAMS = (
    ("JSCompDocument", "application/x-ichitaro"),
    ("DocumentText", "application/x-ichitaro"),
    ("\x05HwpSummaryInformation", HWP),
    ("BodyText", HWP),
    ("ViewText", HWP),
    ("StarDrawDocument3", "application/vnd.stardivision.draw"),
    ("StarDrawDocument", "application/vnd.stardivision.draw"),
    ("StarImpressDocument", "application/vnd.stardivision.impress"),
    ("StarChartDocument", "application/vnd.stardivision.chart"),
    ("StarMathDocument", "application/vnd.stardivision.math"),
    ("NativeContent_MAIN", QUATTRO + ";version=9"),
    ("MN0", "application/vnd.ms-works"),
    ("WksSSWorkBook", "application/vnd.ms-excel"),
)
# What a zip may call itself in its member `mimetype`.
STATED = ("application/hwp+zip",)


def legacy_type(data: bytes) -> str:
    """MIME type; empty where none fits."""
    for place, mark, kind in MARKS:
        if data.startswith(mark, place):
            return kind
    for pattern, kind in PATTERNS:
        if pattern.match(data):
            return kind
    return ""
