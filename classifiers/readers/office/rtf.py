"""RTF: a bounded tokeniser of its own; text in any code page, pictures and embedded objects as parts."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)",
    re.DOTALL,
)
# Destinations without words of the author's.
WORDLESS = frozenset({
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator", "themedata",
    "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "mmathPr", "pgptbl", "filetbl", "revtbl",
    "fldinst-x", "panose", "falt", "blipuid", "background", "wgrffmtfilter", "objclass", "listname", "bkmkstart",
    "bkmkend",
})  # fmt: skip
BREAKS = {
    "par": "\n",
    "line": "\n",
    "page": "\f",
    "sect": "\n",
    "cell": "\t",
    "row": "\n",
    "tab": "\t",
    "nestcell": "\t",
    "nestrow": "\n",
}
SYMBOLS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
}
INFO = frozenset({
    "title", "subject", "author", "manager", "company", "operator", "category", "keywords", "comment", "doccomm",
    "hlinkbase",
})  # fmt: skip
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
PICTURES = frozenset({"pngblip", "jpegblip", "emfblip", "wmetafile", "dibitmap"})
GROUPS = 10_000
OBJECTS = 100


@dataclass(slots=True)
class Scope:
    """What a brace opens: copied on entry, forgotten on exit."""

    destination: str = ""
    font: int = -1
    fallback_chars: int = 1
    is_picture_supported: bool = False


@dataclass(slots=True)
class State:
    """What the whole document shares."""

    codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)
    pending_codec: str = "cp1252"
    skip: int = 0
    hex: bytearray = field(default_factory=bytearray)
    info: dict[str, list[str]] = field(default_factory=dict)
    objects: int = 0
    high: str = ""


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text, properties, pictures and objects of an RTF document."""
    state = State()
    start = data.find(b"{\\rtf")
    pieces: list[str] = []
    for piece in _pieces(data[max(0, start) :], state, draft, job, depth):
        pieces.append(piece)
        if len(pieces) > 20_000:
            draft.add_text("".join(pieces))
            job.check_time()
            pieces.clear()
    draft.add_text("".join(pieces))
    for key, words in state.info.items():
        draft.add_metadata(key, "".join(words))


def _pieces(data: bytes, state: State, draft: Draft, job: Job, depth: int) -> Iterator[str]:
    stack: list[Scope] = []
    scope = Scope()
    place = 0
    is_starred = False
    while match := TOKEN.match(data, place):
        place = match.end()
        word, number, hexa, symbol, brace, plain, _ = match.groups()
        if hexa is None and state.pending:
            yield from _flushed(state, scope)
        if brace == b"{":
            if len(stack) < GROUPS:
                stack.append(scope)
                scope = replace(scope)
        elif brace == b"}":
            _close(state, scope, draft, job, depth)
            scope = stack.pop() if stack else Scope()
        elif word is not None:
            value = int(number) if number else None
            if word == b"bin" and value:
                place += max(0, min(value, len(data) - place))
            else:
                yield from _control(word.decode("ascii"), value, state, scope, is_starred=is_starred)
        elif hexa is not None:
            if state.skip:
                state.skip -= 1
            elif scope.destination not in WORDLESS:
                state.pending_codec = state.fonts.get(scope.font, state.codec)
                state.pending.append(int(hexa, 16))
        elif symbol is not None:
            is_starred = symbol == b"*"
            yield from _emit(
                {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n"}.get(
                    symbol, symbol.decode("ascii") if symbol in b"\\{}" else ""
                ),
                state,
                scope,
            )
            continue
        elif plain is not None:
            yield from _plain(plain, state, scope)
        is_starred = False
    if state.pending:
        yield from _flushed(state, scope)


def _control(word: str, value: int | None, state: State, scope: Scope, *, is_starred: bool) -> Iterator[str]:
    if word == "u" and value is not None:
        state.skip = scope.fallback_chars
        yield from _unicode(value & 0xFFFF, state, scope)
    elif word == "uc":
        scope.fallback_chars = max(0, min(value or 0, 16))
    elif word == "ansicpg" and value:
        state.codec = _codec(f"cp{value}") or {936: "gb18030"}.get(value, state.codec)
    elif word == "mac":
        state.codec = "mac_roman"
    elif word == "f" and value is not None:
        scope.font = value
    elif word == "fcharset" and scope.destination == "fonttbl" and value in CHARSETS:
        state.fonts[scope.font] = CHARSETS[value]
    elif word in ("pict", "objdata"):
        scope.destination = word
        state.hex.clear()
    elif word in PICTURES:
        scope.is_picture_supported = word in ("pngblip", "jpegblip")
    elif word in WORDLESS or word in INFO or word == "info":
        scope.destination = word
    elif word in BREAKS:
        yield from _emit(BREAKS[word], state, scope)
    elif word in SYMBOLS:
        yield from _emit(SYMBOLS[word], state, scope)
    del is_starred


def _unicode(code: int, state: State, scope: Scope) -> Iterator[str]:
    char = chr(code)
    if "\ud800" <= char <= "\udbff":
        state.high = char
        return
    if "\udc00" <= char <= "\udfff" and state.high:
        char = (state.high + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    state.high = ""
    yield from _emit(char, state, scope)


def _plain(plain: bytes, state: State, scope: Scope) -> Iterator[str]:
    if scope.destination in ("pict", "objdata"):
        state.hex += plain
        return
    skipped = min(state.skip, len(plain))
    state.skip -= skipped
    codec = state.fonts.get(scope.font, state.codec) if not plain.isascii() else "ascii"
    yield from _emit(plain[skipped:].decode(codec, "replace"), state, scope)


def _flushed(state: State, scope: Scope) -> Iterator[str]:
    text = bytes(state.pending).decode(state.pending_codec, "replace")
    state.pending.clear()
    yield from _emit(text, state, scope)


def _emit(text: str, state: State, scope: Scope) -> Iterator[str]:
    if not text or scope.destination in WORDLESS or scope.destination in ("pict", "objdata", "info"):
        return
    if scope.destination in INFO:
        state.info.setdefault(scope.destination, []).append(text)
        return
    yield text


def _close(state: State, scope: Scope, draft: Draft, job: Job, depth: int) -> None:
    """At the end of a picture or an object: what its hexadecimal digits spell."""
    if scope.destination not in ("pict", "objdata") or not state.hex:
        return
    digits = re.sub(rb"[^0-9a-fA-F]", b"", bytes(state.hex))
    state.hex.clear()
    state.objects += 1
    if state.objects > OBJECTS:
        return
    data = binascii.unhexlify(digits[: len(digits) // 2 * 2])
    if scope.destination == "pict":
        if scope.is_picture_supported:
            job.child(draft, f"picture-{state.objects}", data, depth)
        return
    # An OLE 1.0 header stands before the object; the storage or file begins at its own signature.
    for magic in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"%PDF-"):
        start = data.find(magic)
        if start >= 0:
            job.child(draft, f"object-{state.objects}", data[start:], depth)
            return


def _codec(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return ""
    return name
