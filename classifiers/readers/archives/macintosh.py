"""MacBinary and BinHex 4: a file of the Macintosh with its two forks.

Source: MacBinary II, 1987; RFC 1741, appendix A.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.meter import Meter
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

HEADER_BYTES = 128
COVER = re.compile(rb"\(This file must be converted with BinHex[^\r\n]*[\r\n\s]*:")
LETTERS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
REPEAT = 0x90
BLANK = b"\r\n\t "


class MacintoshFault(Exception):
    """Bytes that are no such file."""


class Forks(NamedTuple):
    """A file: its name, and what stands in each fork."""

    name: str
    data: bytes
    resources: bytes


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Both forks as parts."""
    try:
        if draft.type == "application/x-macbinary":
            forks = _from_macbinary(data)
        else:
            cover, packed, rest = _uncovered(data)
            draft.add_line(decode(cover.strip()).text)
            draft.add_line(decode(rest.strip()).text)
            forks = _from_binhex(packed, Meter(len(data), job), draft)
    except MacintoshFault as fault:
        draft.degrade(Reading.OPAQUE, "damaged", str(fault))
        return
    draft.add_line(forks.name)
    if forks.data:
        job.child(draft, forks.name, forks.data, depth)
    if forks.resources:
        job.child(draft, f"{forks.name}.rsrc", forks.resources, depth)


def _from_macbinary(data: bytes) -> Forks:
    name = _name(data[2 : 2 + data[1]])
    size, resources = int.from_bytes(data[83:87], "big"), int.from_bytes(data[87:91], "big")
    second = int.from_bytes(data[120:122], "big")
    start = HEADER_BYTES + second + -second % HEADER_BYTES
    after = start + size + -size % HEADER_BYTES
    if after + resources > len(data) + HEADER_BYTES:
        raise MacintoshFault("cut off")
    return Forks(name, data[start : start + size], data[after : after + resources])


def _uncovered(data: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the packed lines, these, and what stands behind them."""
    found = COVER.search(data)
    if found is None:
        raise MacintoshFault("no beginning")
    end = data.find(b":", found.end())
    end = len(data) if end < 0 else end
    return data[: found.start()], data[found.end() : end], data[end + 1 :]


def _from_binhex(packed: bytes, meter: Meter, draft: Draft) -> Forks:
    plain = _unrepeated(_bytes_of(packed), meter)
    length = plain[0] if plain else 0
    head = plain[: length + 20]
    if not 1 <= length <= 63 or len(plain) < length + 22:
        raise MacintoshFault("no header")
    size, resources = int.from_bytes(head[-8:-4], "big"), int.from_bytes(head[-4:], "big")
    if not _is_sound(head, plain[length + 20 : length + 22]):
        raise MacintoshFault("header")
    start = length + 22
    after = start + size + 2
    found = Forks(_name(head[1 : 1 + length]), plain[start : start + size], plain[after : after + resources])
    sums = plain[start + size : after], plain[after + resources : after + resources + 2]
    if not (_is_sound(found.data, sums[0]) and _is_sound(found.resources, sums[1])):
        draft.degrade(Reading.PARTIAL, "damaged", "another checksum")
    return found


def _bytes_of(packed: bytes) -> bytes:
    """Six bits a letter."""
    letters = packed.translate(None, BLANK)
    if letters.translate(None, LETTERS):
        raise MacintoshFault("letters")
    standard = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    as_base64 = letters.translate(bytes.maketrans(LETTERS, standard))
    whole = len(as_base64) // 4 * 4
    rest = as_base64[whole:]
    plain = binascii.a2b_base64(as_base64[:whole])
    return plain + (binascii.a2b_base64(rest.ljust(4, b"=")) if len(rest) > 1 else b"")


def _unrepeated(packed: bytes, meter: Meter) -> bytes:
    """Without runs: 0x90 and a count repeat the byte before; a count of 0 is 0x90 itself."""
    out = bytearray()
    place = 0
    while (found := packed.find(bytes((REPEAT,)), place)) >= 0 and found + 1 < len(packed):
        out += packed[place:found]
        count = packed[found + 1]
        if count == 0:
            out.append(REPEAT)
        elif out:
            out += out[-1:] * (count - 1)
        meter.count(found - place + count)
        place = found + 2
    return bytes(out + packed[place:])


def _is_sound(content: bytes, stated: bytes) -> bool:
    return binascii.crc_hqx(content, 0) == int.from_bytes(stated, "big")


def _name(raw: bytes) -> str:
    if raw.isascii():
        return raw.decode("ascii")
    found = decode(raw)
    return found.text if found.is_certain else raw.decode("mac_roman")
