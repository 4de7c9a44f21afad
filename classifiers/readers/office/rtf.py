"""RTF: a bounded tokeniser of its own; text in any code page, pictures and embedded objects as parts."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifiers.readers.markup import read_html_text
from classifiers.readers.office import rtfwords as words
from classifiers.readers.office.rtfobjects import Objects

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)|(\\)",
    re.DOTALL,
)
SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
GROUPS = 10_000
TOKENS_A_CHECK = 50_000
# Longer than any name of a font or a style: somebody has written it.
LONG_CHARS = 80
# Names of properties of shapes that people write.
SAID = ("wz", "gtext", "pihl", "pWrap")


@dataclass(slots=True)
class Scope:
    """What a brace opens: copied on entry, forgotten on exit."""

    destination: str = ""
    story: str = ""
    font: int = -1
    fallback_chars: int = 1
    is_new: bool = False


@dataclass(slots=True)
class State:
    """What the whole document shares."""

    codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    pending: bytearray = field(default_factory=bytearray)
    pending_codec: str = "cp1252"
    skip: int = 0
    info: dict[str, list[str]] = field(default_factory=dict)
    stories: dict[str, list[str]] = field(default_factory=dict)
    times: dict[str, dict[str, int]] = field(default_factory=dict)
    shape: str = ""
    property: str = ""
    high: str = ""
    is_starred: bool = False


class Reading:
    """The reading of one RTF document."""

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self._draft, self._job, self._depth = draft, job, depth
        self._state = State()
        self._scope = Scope()
        self._objects = Objects(draft, job, depth)

    def run(self, data: bytes) -> None:
        """Body first, then what stands beside it."""
        start = data.find(b"{\\rtf")
        self._draft.at("body")
        self._tokens(data, max(0, start))
        state = self._state
        for key, pieces in state.info.items():
            self._draft.add_metadata(key, "".join(pieces))
        for key, numbers in state.times.items():
            year, month, day, hour, minute = (numbers.get(word, 0) for word in words.TIME_WORDS)
            self._draft.add_metadata(key, f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}" if year else "")
        markup = "".join(state.stories.pop("markup", ()))
        for label, pieces in state.stories.items():
            self._draft.at(label)
            self._draft.add_line("".join(pieces))
        if markup.strip():
            self._draft.at("markup")
            read_html_text(markup, self._draft, self._job, self._depth)

    def _tokens(self, data: bytes, place: int) -> None:
        stack: list[Scope] = []
        count = 0
        while match := TOKEN.match(data, place):
            place = match.end()
            count += 1
            if count % TOKENS_A_CHECK == 0:
                self._job.check_time()
            word, number, hexa, symbol, brace, plain, _ = match.groups()
            if hexa is None and plain is None and self._state.pending and match.group()[:1] not in b"\r\n":
                self._flush()
            if brace == b"{":
                if len(stack) < GROUPS:
                    stack.append(self._scope)
                    self._scope = replace(self._scope, is_new=True)
            elif brace == b"}":
                self._close()
                self._scope = stack.pop() if stack else Scope()
            elif word is not None:
                value = int(number) if number else None
                if word == b"bin" and value:
                    size = max(0, min(value, len(data) - place))
                    self._objects.take_raw(data[place : place + size], self._scope.destination)
                    place += size
                else:
                    self._control(word.decode("ascii"), value)
            elif hexa is not None:
                self._hex(int(hexa, 16))
            elif symbol is not None:
                self._symbol(symbol)
            elif plain is not None:
                self._plain(plain)
        self._flush()

    def _control(self, word: str, value: int | None) -> None:
        state, scope = self._state, self._scope
        is_starred, state.is_starred = state.is_starred, False
        is_new, scope.is_new = scope.is_new, False
        if word == "u" and value is not None:
            state.skip = scope.fallback_chars
            self._unicode(value & 0xFFFF)
        elif word == "uc":
            scope.fallback_chars = max(0, min(value or 0, 16))
        elif word in ("ansicpg", "mac", "f", "fcharset", "cpg"):
            self._code_page(word, value)
        elif scope.destination in words.TIMES and word in words.TIME_WORDS:
            state.times.setdefault(words.TIMES[scope.destination], {})[word] = value or 0
        elif word in words.BREAKS:
            self._emit(words.BREAKS[word])
        elif word in words.SYMBOLS:
            self._emit(words.SYMBOLS[word])
        elif is_new or is_starred:
            self._open(word, is_starred=is_starred)
        if word in ("pngblip", "jpegblip", "emfblip", "wmetafile", "dibitmap", "wbitmap", "macpict"):
            self._objects.kind = word

    def _open(self, word: str, *, is_starred: bool) -> None:
        """The first word in a brace says what stands in it."""
        scope = self._scope
        if word in words.BINARY:
            scope.destination = word
            self._objects.begin(word)
        elif word in words.WORDLESS or word in words.INFO or word in words.TIMES or word in ("info", "staticval"):
            scope.destination = word
            if word in ("sn", "propname"):
                self._state.shape = self._state.property = ""
        elif word in words.STORIES:
            scope.destination, scope.story = word, words.STORIES[word]
            self._emit("\n")
        elif is_starred and word not in words.FLOWING and scope.destination not in words.WORDLESS:
            scope.destination, scope.story = word, words.HIDDEN
            self._emit("\n")
        elif word in words.FLOWING and scope.destination in words.BINARY:
            scope.destination = word

    def _code_page(self, word: str, value: int | None) -> None:
        state, scope = self._state, self._scope
        if word == "mac":
            state.codec = "mac_roman"
        elif value is None:
            return
        elif word == "ansicpg":
            state.codec = codec_of(value) or state.codec
        elif word == "f":
            scope.font = value
        elif word == "fcharset" and scope.destination == "fonttbl" and value in words.CHARSETS:
            state.fonts[scope.font] = words.CHARSETS[value]
        elif word == "cpg" and scope.destination == "fonttbl" and codec_of(value):
            state.fonts[scope.font] = codec_of(value)

    def _hex(self, byte: int) -> None:
        state, scope = self._state, self._scope
        if state.skip:
            state.skip -= 1
        elif scope.destination not in words.WORDLESS:
            codec = state.fonts.get(scope.font, state.codec)
            if state.pending and codec != state.pending_codec:
                self._flush()
            state.pending_codec = codec
            state.pending.append(byte)

    def _symbol(self, symbol: bytes) -> None:
        self._state.is_starred = symbol == b"*"
        if symbol in b"\\{}":
            if self._state.skip:
                self._state.skip -= 1
            else:
                self._emit(symbol.decode("ascii"))
        else:
            self._emit(SYMBOLS.get(symbol, ""))

    def _unicode(self, code: int) -> None:
        state, char = self._state, chr(code)
        if "\ud800" <= char <= "\udbff":
            state.high = char
            return
        if "\udc00" <= char <= "\udfff" and state.high:
            char = (state.high + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        elif "\uf020" <= char <= "\uf07e":
            char = chr(code - 0xF000)  # a character of a symbol font, by its place in it
        state.high = ""
        self._emit(char)

    def _plain(self, plain: bytes) -> None:
        state, scope = self._state, self._scope
        scope.is_new = False
        if scope.destination in words.BINARY:
            self._objects.take_hex(plain)
            return
        skipped = min(state.skip, len(plain))
        state.skip -= skipped
        plain = plain[skipped:]
        if state.pending and state.pending_codec in words.DOUBLE_BYTE and plain and _is_cut(state):
            # The second byte of a character may stand there as it is.
            state.pending.append(plain[0])
            plain = plain[1:]
        self._flush()
        codec = state.fonts.get(scope.font, state.codec) if not plain.isascii() else "ascii"
        self._emit(plain.decode(codec, "replace"))

    def _flush(self) -> None:
        if self._state.pending:
            text = bytes(self._state.pending).decode(self._state.pending_codec, "replace")
            self._state.pending.clear()
            self._emit(text)

    def _emit(self, text: str) -> None:
        state, scope = self._state, self._scope
        if not text:
            return
        match scope.destination:
            case "sn":
                state.shape += text
            case "propname":
                state.property += text
            case "staticval":
                state.info.setdefault(state.property or "property", []).append(text)
            case name if name in words.INFO:
                state.info.setdefault(words.INFO[name], []).append(text)
            case name if name in words.WORDLESS and len(text) > LONG_CHARS:
                state.stories.setdefault(words.HIDDEN, []).append(text)
            case name if name in words.WORDLESS or name in words.BINARY or name == "info" or name in words.TIMES:
                return
            case "sv" if not state.shape.startswith(SAID) and text.isascii() and " " not in text.strip():
                return
            case _ if scope.story:
                state.stories.setdefault(scope.story, []).append(text)
            case _:
                self._draft.add_text(text)

    def _close(self) -> None:
        scope = self._scope
        if scope.destination in words.BINARY:
            self._objects.end(scope.destination)
            scope.destination = ""


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Text, properties, pictures and objects of an RTF document."""
    Reading(draft, job, depth).run(data)


def codec_of(number: int) -> str:
    """Python's name of a code page; empty where it has none."""
    name = {936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 10001: "cp932", 708: "iso8859-6"}.get(
        number, f"cp{number}"
    )
    try:
        return name if codecs.lookup(name)._is_text_encoding else ""
    except LookupError:
        return ""


def _is_cut(state: State) -> bool:
    """Whether the bytes that wait end in the middle of a character."""
    try:
        bytes(state.pending).decode(state.pending_codec)
    except UnicodeDecodeError as error:
        return error.end >= len(state.pending)
    return False
