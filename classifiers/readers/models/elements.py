"""XML of models as a stream of elements: no tree is built, since a mesh has millions of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from lxml import etree

from classifiers.encoding import decode
from classifiers.readers.markup import XML_DECLARATION, declared_encoding
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

BLOCK_BYTES = 256 * 1024
NUMBERS = re.compile(r"[\s\d.,eE+-]*+")
DECLARED = re.compile(r"<!ENTITY\s+%?\s*[^\s\"'>]+\s+(?:SYSTEM\s+|PUBLIC\s+)?(?:\"([^\"]{0,9999})\"|'([^']{0,9999})')")
DEEP = 256


class Taker(Protocol):
    """What is told of each element, in the order of the file."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element of this name, without its namespace, begins."""

    def finish(self, name: str, text: str) -> None:
        """It ends; `text` is its own, without that of the elements in it."""

    def say(self, text: str) -> None:
        """A comment, an instruction, or text between elements."""


class _Target:
    """What lxml calls. Text is gathered by level, and given out when its element ends."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._texts: list[list[str]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self._texts) < DEEP:
            self._texts.append([])
        self._taker.begin(tag.rpartition("}")[2], attributes)

    def data(self, text: str) -> None:
        if self._texts:
            self._texts[-1].append(text)

    def end(self, tag: str) -> None:
        pieces = self._texts.pop() if self._texts else []
        self._taker.finish(tag.rpartition("}")[2], "".join(pieces).strip())

    def comment(self, text: str) -> None:
        self._taker.say(text)

    def pi(self, target: str, text: str | None = None) -> None:
        self._taker.say(f"{target} {text or ''}")

    def close(self) -> None:
        for pieces in self._texts:  # of elements that a damaged file leaves open
            self._taker.say("".join(pieces).strip())


def stream(data: bytes, taker: Taker, draft: Draft, job: Job) -> None:
    """Tell `taker` of every element; what is not well-formed is read as far as it can be, with a finding.

    Raises:
        LimitReached: the time is up, or what `taker` raises.
    """
    head = data[:65536]
    if b"<!ENTITY" in head:
        draft.degrade(Reading.PARTIAL, "xml.entities")
        for match in DECLARED.finditer(decode(head).text):
            draft.add_line(match.group(1) or match.group(2) or "")
    if _unknown_encoding(data):
        data = XML_DECLARATION.sub("", decode(data, declared_encoding(data)).text.lstrip("\ufeff"), count=1).encode()
    parser: Any = etree.XMLParser(
        target=_Target(taker), resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=True
    )
    is_sound = bool(data.strip())
    try:
        for place in range(0, len(data), BLOCK_BYTES):
            job.check_time()
            parser.feed(data[place : place + BLOCK_BYTES])
        parser.close()
    except etree.XMLSyntaxError:
        is_sound = False
    fatal = any(entry.level >= etree.ErrorLevels.FATAL for entry in parser.feed_error_log)
    if not is_sound or fatal:
        draft.degrade(Reading.PARTIAL, "damaged", "XML")


def _unknown_encoding(data: bytes) -> bool:
    """Whether libxml2 would not know the encoding that is declared."""
    name = declared_encoding(data[:200]).lower()
    return bool(name) and name not in ("utf-8", "utf8", "utf-16", "iso-8859-1", "us-ascii", "ascii")


def words_of(text: str | None) -> str:
    """`text`, unless it is nothing but numbers."""
    return "" if not text or NUMBERS.fullmatch(text) else text.strip()
