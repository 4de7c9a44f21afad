"""Files written out in text: base64, hexadecimal, uuencode, yEnc, quoted-printable."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.encoding import decode
from classifiers.scripts import JAPANESE, SIMPLIFIED, TRADITIONAL, plausibility
from classifiers.signatures import BINARY
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# A run is looked for from the beginning of a line, or a long line would be gone through from each of its characters.
# Each begins where no such character stands before, and gives nothing back: long runs are looked at once.
BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:(?:[A-Za-z0-9+/_-]{40,}+[ \t]*+(?:\r?\n|\r)[> \t]{0,4}+){3,}+[A-Za-z0-9+/_-]*+={0,2}"
    r"|[A-Za-z0-9+/_-]{400,}+={0,2})"
)
HEXADECIMAL = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ \t:,]?+(?:[ \t]*+\r?\n[ \t]*+)?+){120,}+", re.ASCII)
HEX_DUMP = re.compile(
    r"(?:^[0-9A-Fa-f]{4,16}:?[ \t]+(?:[0-9A-Fa-f]{2,4}[ \t]{1,2}){2,16}[^\n]{0,40}\n){8,}", re.MULTILINE
)
UU_BEGIN = re.compile(r"begin[ \t]+[0-7]{3,4}[ \t]+(.*)")
QUOTED_BYTE = re.compile(r"=[0-9A-F]{2}")
QUOTED_RUN = re.compile(r"=[0-9A-F]{2}(?:=[0-9A-F]{2}){39,}+")
QUOTED_LINES = 8
YENC_BEGIN, YENC_END = b"=ybegin ", b"\n=yend "
# Letters of a text as what they are in each form: a run of it is found in those in no time.
_BASE64_SIGNS = bytes(0x61 if re.match(rb"[A-Za-z0-9+/_-]", bytes((sign,))) else 0x20 for sign in range(256))
_HEX_SIGNS = bytes(0x61 if sign in b"0123456789abcdefABCDEF" else 0x0A if sign == 0x0A else 0x20 for sign in range(256))
_LEAST_BASE64, _LEAST_HEX, _DUMP_LINE, _DUMP_LINES = b"a" * 40, b"a" * 240, b"\naaaa", 8
SHORT = 400
RUNS = 16
# Runs whose type is looked at in full; of later ones only their first bytes.
LOOKED_AT = 100
UU_CHARS = 100
WRITTEN_SCORE = 0.6


def read_written_out(text: str, draft: Draft, job: Job, depth: int, *, name: str = "") -> None:
    """Files written out inside a text, as parts: what is decoded must be of a known type, and plain text have words."""
    if len(text) < SHORT and "base64" not in text and "begin " not in text:
        return
    count = looked_at = 0
    for form, place, data in _blobs(text):
        job.check_time()
        looked_at += 1
        if looked_at > LOOKED_AT and not _is_marked(data):
            continue
        kind = filetype.detect(data)
        if kind in (filetype.UNKNOWN, filetype.EMPTY) or kind.startswith(("audio/", "video/")):
            continue
        if kind.startswith(("text/plain", "text/x-")) and not _has_words(data):
            continue
        count += 1
        if count > RUNS:
            draft.degrade(Reading.PARTIAL, "limit.base64", str(RUNS))
            return
        draft.find("base64" if form == "base64" else "written-out", kind)
        job.child(draft, name or f"{form}-{place}", data, depth)


def _has_words(data: bytes) -> bool:
    """Whether bytes are text without a stray sign, mostly letters: numbers that happen to be text are not."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = decode(data).text
        if plausibility(text, JAPANESE + SIMPLIFIED + TRADITIONAL, has_kana=True) < WRITTEN_SCORE:
            return False
    letters = sum(map(str.isalpha, text))
    return 2 * letters > len(text) and all(sign.isprintable() or sign.isspace() for sign in text)


def _is_marked(data: bytes) -> bool:
    """Whether bytes begin as a known format does; numbers in rows are runs by the thousand, and no files."""
    return any(data.startswith(known.magic, known.offset) for known in BINARY)


def read_yenc(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Files in yEnc, which takes every byte and so must be looked for before decoding."""
    place = number = 0
    while (begin := data.find(YENC_BEGIN, place)) >= 0 and (end := data.find(YENC_END, begin)) >= 0:
        number += 1
        if number > RUNS:
            draft.degrade(Reading.PARTIAL, "limit.base64", str(RUNS))
            return
        head, _, body = data[begin:end].partition(b"\n")
        if body.startswith(b"=ypart"):
            body = body.partition(b"\n")[2]
        body = body.replace(b"\r", b"").replace(b"\n", b"")
        body = re.sub(rb"=(.)", lambda found: bytes(((found.group(1)[0] - 64) & 0xFF,)), body, flags=re.DOTALL)
        draft.find("written-out", "yEnc")
        name = head.partition(b" name=")[2].strip().decode("utf-8", "replace")
        job.child(draft, name or f"yenc-{number}", body.translate(SHIFTED), depth)
        place = end


SHIFTED = bytes((value - 42) & 0xFF for value in range(256))


def _forms_worth_a_look(text: str) -> Iterator[re.Pattern[str]]:
    """Those of the forms that hold letters of a byte each of which the text has enough in a row."""
    letters = text.encode("latin-1", "replace")
    if _LEAST_BASE64 in letters.translate(_BASE64_SIGNS):
        yield BASE64
    if _LEAST_HEX in letters.translate(_HEX_SIGNS, b" \t:,\r\n"):
        yield HEXADECIMAL
    if (b"\n" + letters.translate(_HEX_SIGNS)).count(_DUMP_LINE) >= _DUMP_LINES:
        yield HEX_DUMP


def _blobs(text: str) -> Iterator[tuple[str, int, bytes]]:
    forms = tuple(_forms_worth_a_look(text))
    for run in BASE64.finditer(text) if BASE64 in forms else ():
        digits = re.sub(r"[^A-Za-z0-9+/_-]", "", run.group()).translate({0x2D: "+", 0x5F: "/"})
        try:
            yield "base64", run.start(), base64.b64decode(digits + "=" * (-len(digits) % 4))
        except (binascii.Error, ValueError):
            continue
    for run in HEXADECIMAL.finditer(text) if HEXADECIMAL in forms else ():
        digits = re.sub(r"[^0-9A-Fa-f]", "", run.group())
        yield "hex", run.start(), binascii.unhexlify(digits[: len(digits) // 2 * 2])
    for run in HEX_DUMP.finditer(text) if HEX_DUMP in forms else ():
        yield "dump", run.start(), _dumped(run.group())
    yield from _uuencoded(text)
    yield from _quoted(text)


def _uuencoded(text: str) -> Iterator[tuple[str, int, bytes]]:
    """Files between `begin` and `end`; a text without either is not gone through."""
    if "begin " not in text or "\nend" not in text:
        return
    name = ""
    body: list[str] | None = None
    for number, line in enumerate(text.split("\n")):
        begin = UU_BEGIN.match(line)
        if begin:
            name, body = begin.group(1).strip() or "uuencode", []
        elif body is not None and line.rstrip() == "end":
            yield name, number, _uudecoded(body)
            body = None
        elif body is not None and len(line) <= UU_CHARS:
            body.append(line.rstrip("\r"))
        else:
            body = None


def _quoted(text: str) -> Iterator[tuple[str, int, bytes]]:
    """Quoted-printable: many bytes in a row, or lines in a row that end softly."""
    for run in QUOTED_RUN.finditer(text):
        yield "quoted-printable", run.start(), quopri.decodestring(run.group().encode())
    if text.count("=\n") < QUOTED_LINES:
        return
    lines: list[str] = []
    soft = 0
    was_soft = False
    for number, line in enumerate([*text.split("\n"), "", "end"]):
        is_soft = line.rstrip("\r").endswith("=")
        # A byte that is a line feed is written as one, so that a file has lines that end hard, and empty ones.
        if is_soft or was_soft or QUOTED_BYTE.search(line) or (lines and not line.rstrip("\r")):
            lines.append(line)
            soft += is_soft
        else:
            if soft >= QUOTED_LINES and QUOTED_BYTE.search(lines[0]):
                yield "quoted-printable", number, _unquoted(lines)
            lines, soft = [], 0
        was_soft = is_soft


def _unquoted(lines: list[str]) -> bytes:
    """A file from the first of these lines on that begins one; else all from the first that ends softly.

    What somebody wrote right before may hold a quoted byte too.
    """
    softly = next(place for place, line in enumerate(lines) if line.rstrip("\r").endswith("="))
    for start in range(max(0, softly - QUOTED_LINES), softly):
        head = quopri.decodestring("\n".join(lines[start : softly + 1]).encode("utf-8", "replace"))
        if _is_marked(head):
            return quopri.decodestring("\n".join(lines[start:]).encode("utf-8", "replace"))
    return quopri.decodestring("\n".join(lines[softly:]).encode("utf-8", "replace"))


def _dumped(text: str) -> bytes:
    """Bytes of a dump as xxd and hexdump print it: an offset, sixteen bytes, the same as characters."""
    data = bytearray()
    for line in text.splitlines():
        body = re.sub(r"^[0-9A-Fa-f]+:?[ \t]+", "", line)
        digits = re.match(r"(?:[0-9A-Fa-f]{2,4}[ \t]{1,2})*(?:[0-9A-Fa-f]{2,4})?", body)
        found = re.sub(r"\s", "", digits.group())[:32] if digits else ""
        data += binascii.unhexlify(found[: len(found) // 2 * 2])
    return bytes(data)


def _uudecoded(lines: list[str]) -> bytes:
    data = bytearray()
    for line in filter(None, lines):
        try:
            data += binascii.a2b_uu(line.encode("ascii", "replace"))
        except binascii.Error:
            # Programs exist that count wrongly: as many as the first letter says, as Python's own decoder mends it.
            count = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
            try:
                data += binascii.a2b_uu(line[:count].encode("ascii", "replace"))
            except binascii.Error:
                continue
    return bytes(data)
