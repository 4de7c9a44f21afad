"""One part while it is being read: what was found so far survives whatever stops its reader."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from classifiers.document import Finding, Page, Part
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.limits import Limits


class LimitReached(Exception):
    """A limit was hit; whoever catches it keeps what was read before.

    Args:
        limit: Field of `Limits`.
        figure: The allowed value.
    """

    def __init__(self, limit: str, figure: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.figure = figure


def clean_text(text: str) -> str:
    """NFC text with `\\n` line ends, without NUL and without halves of surrogate pairs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


class Draft:
    """A part in the making. Readers write into it; `finish` gives the value.

    Args:
        spend_chars: Takes a number of characters off the document's budget and says how many are left to use.
        note: Records a finding of the document.
    """

    def __init__(
        self,
        name: str,
        type: str,
        digest: str,
        size_bytes: int,
        *,
        limits: Limits,
        spend_chars: Callable[[int], int],
        note: Callable[[Finding], None],
    ) -> None:
        self.name = name
        self.type = type
        self.digest = digest
        self.size_bytes = size_bytes
        self.reading = Reading.FULL
        self.metadata: dict[str, str] = {}
        self.pages: list[Page] = []
        self.cad: Counter[str] = Counter()
        self._limits = limits
        self._spend_chars = spend_chars
        self._note = note
        self._text: list[str] = []
        self._chars = 0

    @property
    def chars(self) -> int:
        """Characters added so far."""
        return self._chars

    def add_text(self, text: str) -> None:
        """Append `text` as it stands.

        Raises:
            LimitReached: the part or the document has as many characters as allowed; the head of `text` is kept.
        """
        if not text:
            return
        allowed = min(len(text), self._limits.part_chars - self._chars)
        granted = self._spend_chars(allowed)
        self._text.append(text[:granted])
        self._chars += granted
        if granted < len(text):
            if granted < allowed:
                raise LimitReached("total_chars", self._limits.total_chars)
            raise LimitReached("part_chars", self._limits.part_chars)

    def add_line(self, text: str) -> None:
        """Append `text` and a line end, where it is not blank."""
        if text.strip():
            self.add_text(text + "\n")

    def add_metadata(self, key: str, value: object) -> None:
        """Keep a property; long values are cut, blank ones dropped.

        What does not fit is text that somebody may have hidden there, so it goes to the text as well.
        """
        text = clean_text(str(value)).strip()
        if not text:
            return
        limits = self._limits
        if len(text) > limits.metadata_chars or len(self.metadata) >= limits.metadata_items:
            self.add_line(text)
        if len(self.metadata) < limits.metadata_items:
            self.metadata[clean_text(key)[:100]] = text[: limits.metadata_chars]

    def find(self, name: str, detail: str = "") -> None:
        """Record a finding about this part."""
        self._note(Finding(name=name, detail=detail, where=self.name))

    def degrade(self, reading: Reading, name: str, detail: str = "") -> None:
        """Say that less than everything was read, and why."""
        self.reading = max(self.reading, reading)
        self.find(name, detail)

    def limit(self, reached: LimitReached, reading: Reading = Reading.PARTIAL) -> None:
        """Record that a limit stopped the reader."""
        self.degrade(
            reading,
            f"limit.{reached.limit}",
            f"{reached.figure:g}" if reached.figure < 1e6 else str(int(reached.figure)),
        )

    def finish(self) -> Part:
        """The part as a value."""
        return Part(
            name=self.name,
            type=self.type,
            digest=self.digest,
            size_bytes=self.size_bytes,
            reading=self.reading,
            text=clean_text("".join(self._text)),
            metadata=dict(self.metadata),
            pages=tuple(self.pages),
            cad=dict(self.cad.most_common(200)),
        )
