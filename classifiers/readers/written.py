"""Files written out in text: base64, hexadecimal, uuencode, yEnc, quoted-printable."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from typing import TYPE_CHECKING

from classifiers import filetype
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

# A run is looked for from the beginning of a line, or a long line would be gone through from each of its characters.
BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/_-]{40,}[ \t]*(?:\r?\n|\r)[> \t]{0,4}){3,}[A-Za-z0-9+/_-]*={0,2}|[A-Za-z0-9+/_-]{400,}={0,2}"
)
HEXADECIMAL = re.compile(
    r"^[ \t]*(?:[0-9A-Fa-f]{2}[ \t:,]?){16,}+(?:[ \t]*\r?\n[ \t]*(?:[0-9A-Fa-f]{2}[ \t:,]?){8,}+){4,}"
    r"|[0-9A-Fa-f]{400,}",
    re.MULTILINE,
)
HEX_DUMP = re.compile(
    r"(?:^[0-9A-Fa-f]{4,16}:?[ \t]+(?:[0-9A-Fa-f]{2,4}[ \t]{1,2}){2,16}[^\n]{0,40}\n){8,}", re.MULTILINE
)
UUENCODED = re.compile(
    r"^begin[ \t]+[0-7]{3,4}[ \t]+([^\n]*)\n((?:[ -`][^\n]{0,90}\n)*?)(?:[ `]?\n)?end\b", re.MULTILINE
)
YENC = re.compile(
    rb"^=ybegin [^\n]*?name=([^\r\n]*)\r?\n(?:=ypart [^\n]*\n)?(.*?)\r?\n=yend ", re.MULTILINE | re.DOTALL
)
QUOTED = re.compile(r"(?:=[0-9A-F]{2}){40,}|(?:^[^\n=]{0,80}=[0-9A-F]{2}[^\n]{0,80}=\n){8,}[^\n]{0,200}", re.MULTILINE)
SHORT = 400
RUNS = 16


def read_written_out(text: str, draft: Draft, job: Job, depth: int, *, name: str = "") -> None:
    """Files written out inside a text, as parts: what is decoded must be of a known type that is no plain text."""
    if len(text) < SHORT and "base64" not in text and "begin " not in text:
        return
    count = 0
    for form, place, data in _blobs(text):
        job.check_time()
        kind = filetype.detect(data)
        if kind in (filetype.UNKNOWN, filetype.EMPTY) or kind.startswith(("text/plain", "text/x-", "audio/", "video/")):
            continue
        count += 1
        if count > RUNS:
            draft.degrade(Reading.PARTIAL, "limit.base64", str(RUNS))
            return
        draft.find("base64" if form == "base64" else "written-out", kind)
        job.child(draft, name or f"{form}-{place}", data, depth)


def read_yenc(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Files in yEnc, which takes every byte and so must be looked for before decoding."""
    for number, found in enumerate(YENC.finditer(data) if b"=ybegin " in data else ()):
        if number >= RUNS:
            draft.degrade(Reading.PARTIAL, "limit.base64", str(RUNS))
            return
        body = re.sub(rb"\r?\n", b"", found.group(2))
        body = re.sub(rb"=(.)", lambda escaped: bytes(((escaped.group(1)[0] - 64) & 0xFF,)), body, flags=re.DOTALL)
        draft.find("written-out", "yEnc")
        job.child(draft, found.group(1).decode("utf-8", "replace"), body.translate(SHIFTED), depth)


SHIFTED = bytes((value - 42) & 0xFF for value in range(256))


def _blobs(text: str) -> Iterator[tuple[str, int, bytes]]:
    for run in BASE64.finditer(text):
        digits = re.sub(r"[^A-Za-z0-9+/_-]", "", run.group()).translate({0x2D: "+", 0x5F: "/"})
        try:
            yield "base64", run.start(), base64.b64decode(digits + "=" * (-len(digits) % 4))
        except (binascii.Error, ValueError):
            continue
    for run in HEXADECIMAL.finditer(text):
        digits = re.sub(r"[^0-9A-Fa-f]", "", run.group())
        yield "hex", run.start(), binascii.unhexlify(digits[: len(digits) // 2 * 2])
    for run in HEX_DUMP.finditer(text):
        yield "dump", run.start(), _dumped(run.group())
    for run in UUENCODED.finditer(text):
        yield run.group(1).strip() or "uuencode", run.start(), _uudecoded(run.group(2))
    for run in QUOTED.finditer(text):
        yield "quoted-printable", run.start(), quopri.decodestring(run.group().encode("utf-8", "replace"))


def _dumped(text: str) -> bytes:
    """Bytes of a dump as xxd and hexdump print it: an offset, sixteen bytes, the same as characters."""
    data = bytearray()
    for line in text.splitlines():
        body = re.sub(r"^[0-9A-Fa-f]+:?[ \t]+", "", line)
        digits = re.match(r"(?:[0-9A-Fa-f]{2,4}[ \t]{1,2})*(?:[0-9A-Fa-f]{2,4})?", body)
        found = re.sub(r"\s", "", digits.group())[:32] if digits else ""
        data += binascii.unhexlify(found[: len(found) // 2 * 2])
    return bytes(data)


def _uudecoded(body: str) -> bytes:
    data = bytearray()
    for line in body.splitlines():
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
