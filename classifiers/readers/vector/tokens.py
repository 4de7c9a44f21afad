"""The tokens that PostScript and PDF's page descriptions have in common, out of any bytes, in linear time.

Source: PostScript Language Reference, third edition, 3.2; ISO 32000-2, 7.2 to 7.3.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

STRING_BYTES = 65_536
PLAIN = re.compile(rb"[^()\\]+")
SKIPPED = re.compile(rb"[\0\t\n\f\r ]+")
COMMENT = re.compile(rb"%[^\r\n]*")
WORD = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]+")
HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
BASE85 = re.compile(rb"<~([!-uz\0\t\n\f\r ]{0,100000})~>")
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
OPENING = ord("(")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


class Kind(StrEnum):
    """What a token is."""

    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    WORD = "word"
    MARK = "mark"  # brackets of arrays, procedures and dictionaries
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its bytes, decoded where it is a string, and where it ends."""

    kind: Kind
    value: bytes
    end: int


def tokens(data: bytes, start: int = 0) -> Iterator[Token]:
    """All tokens from `start` on; what is none is skipped."""
    place, size = start, len(data)
    # Up to there a string is not closed as often as it is opened: its first closing one ends it, or it is none.
    unbalanced = 0
    while place < size:
        found = SKIPPED.match(data, place)
        if found:
            place = found.end()
            continue
        if data[place] == OPENING:
            token = _string_at(data, place + 1) if place >= unbalanced else _flat_string_at(data, place + 1, unbalanced)
            if token is None and place >= unbalanced:
                unbalanced = min(size, place + STRING_BYTES)
                continue
            if token is None:  # nothing closes any string before there
                place = unbalanced
                continue
        else:
            token = _token_at(data, place)
        if token is None:
            place += 1
            continue
        place = token.end
        yield token


def _token_at(data: bytes, place: int) -> Token | None:
    match data[place : place + 1]:
        case b"<":
            return _angle_at(data, place)
        case b"%":
            found = COMMENT.match(data, place)
            return Token(Kind.COMMENT, found.group(), found.end()) if found else None
        case b"/":
            found = WORD.match(data, place + 1)
            return Token(Kind.NAME, found.group() if found else b"", found.end() if found else place + 1)
        case b"[" | b"]" | b"{" | b"}":
            return Token(Kind.MARK, data[place : place + 1], place + 1)
        case b">":
            return Token(Kind.MARK, b">>", place + 2) if data[place : place + 2] == b">>" else None
        case _:
            found = WORD.match(data, place)
            if found is None:
                return None
            kind = Kind.NUMBER if NUMBER.fullmatch(found.group()) else Kind.WORD
            return Token(kind, found.group(), found.end())


def _angle_at(data: bytes, place: int) -> Token | None:
    if data[place : place + 2] == b"<<":
        return Token(Kind.MARK, b"<<", place + 2)
    found = BASE85.match(data, place)
    if found:
        return Token(Kind.STRING, unpacked_base85(found.group(1)), found.end())
    found = HEX.match(data, place)
    if not found:
        return None
    digits = found.group(1).translate(None, b"\0\t\n\f\r ")
    return Token(Kind.STRING, bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), found.end())


def unpacked_base85(text: bytes) -> bytes:
    """Bytes of ASCII base-85 as PostScript writes it; none where it is damaged."""
    try:
        return base64.a85decode(text, ignorechars=b"\0\t\n\f\r ")
    except ValueError:
        return b""


def _string_at(data: bytes, place: int) -> Token | None:
    """A string in parentheses, from behind the first one; None where it does not end within reason."""
    pieces: list[bytes] = []
    level, stop = 1, min(len(data), place + STRING_BYTES)
    while place < stop:
        found = PLAIN.match(data, place, stop)
        if found:
            pieces.append(found.group())
            place = found.end()
            continue
        char = data[place : place + 1]
        place += 1
        if char == b"\\":
            piece, place = _escape_at(data, place)
            pieces.append(piece)
            continue
        level += 1 if char == b"(" else -1
        if level == 0:
            return Token(Kind.STRING, b"".join(pieces), place)
        pieces.append(char)
    return None


def _flat_string_at(data: bytes, place: int, stop: int) -> Token | None:
    """A string up to the first parenthesis that closes one; None where there is none before `stop`."""
    end = data.find(b")", place, stop)
    return Token(Kind.STRING, data[place:end], end + 1) if end >= 0 else None


def _escape_at(data: bytes, place: int) -> tuple[bytes, int]:
    char = data[place : place + 1]
    if char in ESCAPES:
        return ESCAPES[char], place + 1
    if char == b"\r":
        return b"", place + (2 if data[place + 1 : place + 2] == b"\n" else 1)
    if char == b"\n":
        return b"", place + 1
    digits = re.match(rb"[0-7]{1,3}", data[place : place + 3])
    if digits:
        return bytes([int(digits.group(), 8) & 0xFF]), place + digits.end()
    return char, place + 1
