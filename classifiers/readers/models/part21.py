"""The clear text of STEP and IFC: instances, arguments, strings in every escape, comments; in linear time.

Source: ISO 10303-21:2016, clauses 5 to 9.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from classifiers.encoding import decode
from classifiers.readers.text import take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft

# Every pattern here takes what it has taken for good (`++`, `*+`), or hostile text would be read again and again.
STRING = re.compile(r"'((?:[^']++|'')*+)'")
# A string, a word outside of strings and the bracket behind it, or binary digits; a number's exponent is no word.
SAID = re.compile(
    r"'((?:[^']++|'')*+)'|(?<![\w.!+-])(?:[\d.+-]*+(?:[Ee][+-]?\d++)?+)((?:[^\W\d]|!)[\w.!+-]*+)\s*+(\()?+"
    r"|\"([0-9A-Fa-f]++)\""
)
INSTANCE = re.compile(
    r"#(\d{1,18}+)\s*+=\s*+((?:&SCOPE.{0,9}?ENDSCOPE\s*+)?)(\(?)\s*+([A-Za-z_!]\w*+)\s*+((?:[^';]++|'[^']*+')*+)(;?)"
)
PLAIN = re.compile(r"(?:^|;)\s*+([A-Z_]\w*+)\s*+(\((?:[^';]++|'[^']*+')*+)", re.IGNORECASE)
COMMENT = re.compile(r"'[^']*+'|/\*(?:(.*?)\*/|(.*+))", re.DOTALL)
RECORD = re.compile(r"\s*+([A-Za-z_!]\w*+)\s*+(?=\()")
TOKEN = re.compile(
    r"\s*+(?:'((?:[^']++|'')*+)'|#(\d{1,18})|([-+]?\d[\d.]*+(?:[Ee][-+]?\d++)?)|\.(\w++)\.|(\$|\*)|([A-Za-z_]\w*+)"
    r"|(\()|(\))|(,)|\"([0-9A-Fa-f]*+)\"|(.))",
    re.DOTALL,
)
ESCAPE = re.compile(
    r"\\X2\\((?:[0-9A-Fa-f]{4})++)(?:\\X0\\)?|\\X4\\((?:[0-9A-Fa-f]{8})++)(?:\\X0\\)?|\\X\\([0-9A-Fa-f]{2})"
    r"|((?:\\S\\.)++)|\\P([A-I])\\|(\\\\)|\\N\\"
)
HIGH = re.compile(rb"[\x80-\xff][^\n]*+")
SAMPLE_BYTES = 64 * 1024
DEEP = 64
ARGUMENTS = 100_000
# Part of ISO 8859 that `\P.\` chooses for `\S\`.
PAGES = "ABCDEFGHI"


class Ref(int):
    """Number of another instance."""


class Word(str):
    """An enumeration's value, or the name of a type in front of a value."""

    __slots__ = ()


class Instance(NamedTuple):
    """One instance; `body` is everything from the name's argument list on, or from the first name of a complex one.

    Attributes:
        name: Upper case; of a complex instance its first one.
        is_whole: Whether a `;` closes it.
        start, end: Where it stands in the text.
    """

    number: int
    name: str
    body: str
    is_complex: bool
    is_whole: bool
    start: int
    end: int


def text_of(data: bytes, draft: Draft) -> str:
    """The whole file as text; of an encoding besides ASCII, it is told by the lines that are not in ASCII."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or data.isascii() or b"\0" in data[:64]:
        return take(data, draft).text
    sample: list[bytes] = []
    size = 0
    for line in HIGH.finditer(data):
        sample.append(line.group()[:4096])
        size += len(sample[-1])
        if size > SAMPLE_BYTES:
            break
    found = decode(b"\n".join(sample))
    draft.metadata["encoding"] = found.encoding
    if not found.is_certain:
        draft.find("encoding.guessed", found.encoding)
    return data.decode(found.encoding, "replace")


def without_comments(text: str) -> tuple[str, list[str]]:
    """The text with its comments taken out, and what stood in them."""
    if "/*" not in text:
        return text, []
    found: list[str] = []
    kept: list[str] = []
    place = 0
    for match in COMMENT.finditer(text):
        if match.group().startswith("'"):
            continue
        kept.append(text[place : match.start()])
        place = match.end()
        found.append((match.group(1) or match.group(2) or "").strip())
    kept.append(text[place:])
    return " ".join(kept), found


def instances(text: str) -> Iterator[Instance]:
    """Every `#number=NAME(...)`."""
    for match in INSTANCE.finditer(text):
        number, _, opening, name, rest, end = match.groups()
        body = f"{name}{rest}" if opening else rest
        yield Instance(int(number), name.upper(), body, bool(opening), bool(end), match.start(), match.end())


def arguments(body: str) -> list[Any]:
    """The arguments of a plain instance, from its opening bracket on.

    Returns:
        Strings decoded, `Ref`, `float`, `Word`, None for `$` and `*`, nested lists; a typed value is a list of its
        type's `Word` and a list.
    """
    top: list[Any] = []
    stack = [top]
    for count, match in enumerate(TOKEN.finditer(body)):
        kind = match.lastindex
        if count > ARGUMENTS or kind is None:
            break
        if kind == 7:
            inner: list[Any] = []
            stack[-1].append(inner)
            if len(stack) > DEEP:
                break
            stack.append(inner)
        elif kind == 8:
            stack.pop()
            if not stack or len(stack) == 1:
                break
        elif kind != 9:
            stack[-1].append(_value(kind, match.group(kind)))
    first = top[0] if top and isinstance(top[0], list) else []
    return _typed(first)


def _value(kind: int, text: str) -> object:
    match kind:
        case 1:
            return unescaped(text)
        case 2:
            return Ref(text)
        case 3:
            try:
                return float(text)
            except ValueError:
                return None
        case 5:
            return None
        case _:
            return Word(text)


def _typed(values: list[Any]) -> list[Any]:
    """The same with each type's name and the list behind it made one."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, list):
            if found and type(found[-1]) is Word:
                found[-1] = [found[-1], _typed(value)]
            else:
                found.append(_typed(value))
        else:
            found.append(value)
    return found


def records(body: str) -> dict[str, list[Any]]:
    """The parts of a complex instance, by name, each with its arguments."""
    found: dict[str, list[Any]] = {}
    place = 0
    for _ in range(DEEP):
        match = RECORD.match(body, place)
        if match is None:
            break
        end = _closing(body, match.end())
        found[match.group(1).upper()] = arguments(body[match.end() : end])
        place = end
    return found


def _closing(body: str, place: int) -> int:
    """Where the list that opens at `place` is closed."""
    depth = 0
    for match in re.finditer(r"'[^']*+'|[()]", body[place:]):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return place + match.end()
    return len(body)


def unescaped(text: str) -> str:
    """A string without its escapes: `''`, `\\X\\`, `\\X2\\`, `\\X4\\`, `\\S\\` with `\\P.\\`, `\\N\\`."""
    text = text.replace("\r", "").replace("\n", "") if "\n" in text else text
    text = text.replace("''", "'")
    if "\\" not in text:
        return text
    page = "A"

    def replaced(match: re.Match[str]) -> str:
        nonlocal page
        two, four, one, shifted, chosen, slash = match.groups()
        if two:
            return bytes.fromhex(two).decode("utf-16-be", "replace")
        if four:
            return bytes.fromhex(four).decode("utf-32-be", "replace")
        if one:
            return chr(int(one, 16))
        if shifted:
            return _shifted(shifted[3::4], page)
        if chosen:
            page = chosen
            return ""
        return "\\" if slash else "\n"

    return ESCAPE.sub(replaced, text)


def _shifted(characters: str, page: str) -> str:
    """Characters of the upper half of a part of ISO 8859.

    Some programs write Shift_JIS or GB bytes this way: that is what a run of them is, where it reads as such.
    """
    if not characters.isascii():
        return characters
    raw = bytes(ord(char) | 0x80 for char in characters)
    if len(raw) >= 4 and page == "A":
        found = decode(raw)
        if found.is_certain and found.encoding in ("gb18030", "euc_jis_2004", "cp932") and not found.replaced:
            return found.text
    return raw.decode(f"iso8859_{PAGES.index(page) + 1}", "replace")
