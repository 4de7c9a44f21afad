"""Text in any encoding: byte-order marks, strict decodings scored by plausibility, and a guess only at the end.

Statistical guessers are weak on short Japanese and Chinese text. What is strong is that a wrong decoding of it yields
rare characters: a decoding is scored by how many of its characters are ones that people write.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from classifiers import ebcdic, wide
from classifiers.scripts import CANDIDATES, plausibility

SAMPLE_BYTES = 96 * 1024
ACCEPTED_SCORE = 0.3

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ESCAPES = re.compile(rb"\x1b[$(][@-KO-T(]|\x1b\$[()][A-Z]")
WINDOWS_CARONS = re.compile(rb"[\x80-\x9f]")
STANDARD_CARONS = re.compile(rb"[\xa9\xab\xae\xb9\xbb\xbe]")
KOREAN_SHIFT = b"\x1b$)C"
HANZI_ESCAPES = re.compile(rb"~\{(?:[!-w][!-~]){1,}~\}")
UTF7_RUN = re.compile(rb"\+[A-Za-z0-9+/]{3,}")
UTF7_SCORE = 0.4
MIXED_SCORE = 0.5
# Browsers show a page in spite of bytes that are no characters.
PAGE = re.compile(rb"\s{0,64}<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
# What sound UTF-8 has that other bytes have not by chance.
WIDE_CHARACTERS = re.compile(rb"[\xe1-\xef][\x80-\xbf]{2}")
LEAST_WIDE, CONTROL_EVERY = 24, 50
CONTROL = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and how sure its encoding is.

    Attributes:
        encoding: Python's name of the encoding.
        is_certain: Whether a mark, a strict decoding or a declaration says so, not a guess.
        replaced: Bytes that no character could be made of.
    """

    text: str
    encoding: str
    is_certain: bool = True
    replaced: int = 0


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of `data`.

    Args:
        data: Whole text; a character cut off at its end is no fault.
        declared: What a header or a `<meta>` says; believed where it decodes strictly and plausibly.
    """
    encoding, is_certain = _encoding_of(data, declared)
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced and encoding == "cp932":
        # Characters beyond cp932 that JIS X 0213 has.
        wider = data.decode("shift_jis_2004", "replace")
        if wider.count("\ufffd") < replaced:
            text, replaced, encoding = wider, wider.count("\ufffd"), "shift_jis_2004"
    if encoding in ebcdic.CANDIDATES:
        text = text.replace(ebcdic.LINE_END, "\n")
    return Decoded(text=text, encoding=encoding, is_certain=is_certain, replaced=replaced)


def looks_like_text(data: bytes) -> bool:
    """Whether the head of `data` is text in some encoding."""
    return text_head(data, 4096) is not None


def text_head(data: bytes, size: int) -> str | None:
    """The first `size` bytes as text, or None where they are no text."""
    head = data[:size]
    if any(head.startswith(bom) for bom, _ in BOMS):
        return wide.strict_head(head, _bom_encoding(head))
    if even := wide.encoding(head):
        return wide.strict_head(head, even)
    mainframe = ebcdic.encoding(head)
    if mainframe:
        return wide.strict_head(head, mainframe)
    controls = len(head) - len(head.translate(None, CONTROL))
    if KOREAN_SHIFT in head:  # its two shift characters are controls
        controls -= head.count(b"\x0e") + head.count(b"\x0f")
    is_page = bool(PAGE.match(head))
    most = len(head) // (10 if is_page else 500)
    if (
        controls > most
        and not (controls <= 2 and head.rstrip(b"\0\x03\x1a").isascii())
        and not _is_utf8(head, controls)
    ):
        return None
    encoding, is_certain = _encoding_of(head, "")
    if not is_certain and controls and not is_page:
        return None
    text = head.decode(encoding, "replace")
    if is_page or text.count("\ufffd") <= 1 + len(text) // 50:
        return text
    return None if controls else _mixed_head(head, encoding)


def _is_utf8(head: bytes, controls: int) -> bool:
    """Whether it is so much sound UTF-8 beyond ASCII that nothing else is, whatever controls a program left in it."""
    characters = len(WIDE_CHARACTERS.findall(head))
    if characters < LEAST_WIDE or controls * CONTROL_EVERY > len(head):
        return False
    return _is_whole(head, "utf-8")


def _mixed_head(head: bytes, encoding: str) -> str | None:
    """Text whose lines are in several encodings, where each of them makes words."""
    text = by_lines(head.rpartition(b"\n")[0], encoding)
    if not text or "\ufffd" in text:
        return None
    score = max(plausibility(text, frequent, has_kana=has_kana) for _, frequent, has_kana in CANDIDATES)
    return text if score > MIXED_SCORE else None


def by_lines(data: bytes, encoding: str) -> str:
    """Text whose lines are in several encodings.

    Each is read as UTF-8, or by what fits the whole best, or by what fits all those best that are neither.
    """
    if encoding not in {name for name, _, _ in CANDIDATES}:
        encoding = "utf-8"  # one of a byte a character fits anything
    raw = data.split(b"\n")
    others = b"\n".join(line for line in raw if not (_is_whole(line, "utf-8") or _is_whole(line, encoding)))
    third = _encoding_of(others, "")[0]
    lines: list[str] = []
    for line in raw:
        for codec in ("utf-8", encoding, third):
            try:
                lines.append(line.decode(codec))
                break
            except UnicodeDecodeError:
                continue
        else:
            lines.append(decode(line).text)
    return "\n".join(lines)


def _encoding_of(data: bytes, declared: str) -> tuple[str, bool]:
    if any(data.startswith(bom) for bom, _ in BOMS):
        return _bom_encoding(data), True
    if even := wide.encoding(data[:SAMPLE_BYTES]):
        return even, True
    sample = data[:SAMPLE_BYTES]
    if data.isascii():
        return _seven_bit(data, declared), True
    if _strict(data, "utf-8"):
        return "utf-8", True
    mainframe = ebcdic.encoding(sample)
    if mainframe:
        return mainframe, False
    stated = _declared(sample, declared)
    if stated:
        return stated, True
    best, score = _best_candidate(sample)
    if best and score >= ACCEPTED_SCORE:
        return best, True
    return _guess(sample, best, score)


def _declared(sample: bytes, declared: str) -> str:
    """The declared encoding, by Python's name for what is really meant, where it can be true."""
    meant = {
        "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "ms_kanji": "cp932",
        "windows-31j": "cp932",
        "euc-jp": "euc_jis_2004", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc-kr": "cp949",
        "ks_c_5601-1987": "cp949",
        "iso-8859-1": "cp1252", "us-ascii": "", "utf-8": "", "utf8": "", "unicode": "", "iso-8859-11": "cp874",
        "tis-620": "cp874",
    }  # fmt: skip
    name = declared.strip().strip("\"'").lower()
    name = meant.get(name, name)
    try:
        if not name or not codecs.lookup(name)._is_text_encoding:
            return ""
    except (LookupError, ValueError):
        return ""
    if not _strict(sample, name):
        return ""
    for candidate, frequent, has_kana in CANDIDATES:
        if candidate == name and plausibility(_head_text(sample, name), frequent, has_kana=has_kana) < 0.1:
            return ""
    return name


def _best_candidate(sample: bytes) -> tuple[str, float]:
    best, best_score = "", -1.0
    for encoding, frequent, has_kana in CANDIDATES:
        if _strict(sample, encoding):
            score = plausibility(_head_text(sample, encoding), frequent, has_kana=has_kana)
            if score > best_score + 1e-9:
                best, best_score = encoding, score
    if best:
        return best, best_score
    # A few broken bytes must not lose the whole: the same again, each replaced character counting against it.
    for encoding, frequent, has_kana in CANDIDATES:
        text = sample.decode(encoding, "replace")
        if text.count("\ufffd") <= len(text) // 50:
            score = plausibility(text, frequent, has_kana=has_kana) - 0.1
            if score > best_score:
                best, best_score = encoding, score
    return best, best_score


def _guess(sample: bytes, best: str, score: float) -> tuple[str, bool]:
    text = sample.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    # Damaged UTF-8 still has far more whole characters than broken ones; a single-byte encoding has next to none.
    if sum(char >= "\x80" for char in text) > 4 * replaced:
        return "utf-8", False
    import charset_normalizer

    match = charset_normalizer.from_bytes(sample[:16_384]).best()
    if match is not None and match.encoding not in ("utf_8", "ascii", "utf_16", "utf_7"):
        return _central_european(sample) if match.encoding == "cp1250" else match.encoding, False
    return (best, False) if best and score > 0.1 else ("cp1252", False)


def _central_european(sample: bytes) -> str:
    """Windows' code page or the standard: the former has ž, š and ť where the latter has controls."""
    is_standard = STANDARD_CARONS.search(sample) and not WINDOWS_CARONS.search(sample)
    return "iso8859_2" if is_standard else "cp1250"


def _bom_encoding(data: bytes) -> str:
    return next(name for bom, name in BOMS if data.startswith(bom))


def _seven_bit(data: bytes, declared: str) -> str:
    if ESCAPES.search(data):
        japanese = ("iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext")
        for name in ("iso2022_kr", *japanese) if KOREAN_SHIFT in data else (*japanese, "iso2022_kr"):
            if _strict(data, name):
                return name
        return "iso2022_jp_ext"
    if HANZI_ESCAPES.search(data[:SAMPLE_BYTES]) and _strict(data, "hz"):
        return "hz"
    if UTF7_RUN.search(data) and _strict(data, "utf-7"):
        is_declared = declared.strip().strip("\"'").lower() in ("utf-7", "unicode-1-1-utf-7", "csunicode11utf7")
        if is_declared or _is_plausible_utf7(data):
            return "utf-7"
    return "ascii"


def _is_plausible_utf7(data: bytes) -> bool:
    """Whether what stands between the marks of UTF-7 are words of Chinese, Japanese or Korean."""
    text = "".join(char for char in _head_text(data[:SAMPLE_BYTES], "utf-7") if char >= "\x80")
    score = max(plausibility(text, frequent, has_kana=has_kana) for _, frequent, has_kana in CANDIDATES)
    return len(text) >= 4 and score > UTF7_SCORE


def _is_whole(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, ValueError):
        return False
    return True


def _head_text(data: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("ignore").decode(data, final=False)
