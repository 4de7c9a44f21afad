"""One part while it is being read: what was found so far survives whatever stops its reader."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from classifiers.document import Address, Field, FieldName, Finding, Measure, MeasureKind, Page, Part, Place
from classifiers.readers.outline import Outline
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized

    from classifiers.limits import Limits

LABEL_CHARS = 200
PARAGRAPH_CHARS = 200
# Counts of entities that a part keeps: the most frequent.
COUNTS_KEPT = 200
# Limits that all parts of a document share.
OF_DOCUMENT = frozenset({"total_chars", "total_bytes", "parts", "reading_s"})


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
        parent: Index of the part that this one stands in; -1 for the file itself.
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
        parent: int = -1,
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
        self.parent = parent
        self.layers: list[str] = []
        self.blocks: list[str] = []
        self._fields: list[Field] = []
        self._known_fields: set[Field] = set()
        self._known_layers: set[str] = set()
        self._known_blocks: set[str] = set()
        self._measures: list[Measure] = []
        self._addresses: list[Address] = []
        self._places: list[tuple[int, str]] = []  # index into `_text`, label
        self.outline = Outline(limits)
        self.unseen = 0  # runs, rows or elements with text that is not shown
        self._limits = limits
        self._spend_chars = spend_chars
        self._note = note
        self._text: list[str] = []
        self._chars = 0

    @property
    def has_content(self) -> bool:
        """Whether anything of the content is kept."""
        return bool(self._chars or self.pages or self.metadata)

    @property
    def chars(self) -> int:
        """Characters added so far."""
        return self._chars

    @property
    def text(self) -> str:
        """The text so far, clean."""
        return self._placed_text()[0]

    def lines(self) -> frozenset[str]:
        """The lines of the text so far."""
        return frozenset("".join(self._text).splitlines())

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

    def at(self, label: str) -> None:
        """Text added from now on stands at `label`, such as `page 3`, until the next call."""
        if self._has_room(self._places):
            self._places.append((len(self._text), clean_text(label)[:LABEL_CHARS]))

    def add_field(self, name: FieldName, value: str, *, label: str = "", where: str = "") -> None:
        """Keep a cell of a title block; a blank one is dropped, one that is there already is not kept twice."""
        text = " ".join(clean_text(value).split())[: self._limits.metadata_chars]
        kept = Field(name=name, value=text, label=clean_text(label)[:LABEL_CHARS], where=where[:LABEL_CHARS])
        if text and kept not in self._known_fields and self._has_room(self._fields):
            self._known_fields.add(kept)
            self._fields.append(kept)

    def add_measure(
        self, kind: MeasureKind, value: float, *, unit: str = "", plus: float = 0.0, minus: float = 0.0, fit: str = ""
    ) -> None:
        """Keep a dimension; one that is no finite number is dropped."""
        if math.isfinite(value + plus + minus) and self._has_room(self._measures):
            self._measures.append(Measure(kind=kind, value=value, unit=unit, plus=plus, minus=minus, fit=fit))

    def add_address(self, role: str, address: str, name: str = "") -> None:
        """Keep who sends or gets a message."""
        kept = Address(
            role=role.lower(),
            address=clean_text(address).strip().lower()[:LABEL_CHARS],
            name=clean_text(name).strip()[:LABEL_CHARS],
        )
        if (kept.address or kept.name) and self._has_room(self._addresses):
            self._addresses.append(kept)

    def add_names(self, *, layers: Iterable[str] = (), blocks: Iterable[str] = ()) -> None:
        """Keep names of layers and blocks, each once, in order."""
        kinds = ((self.layers, self._known_layers, layers), (self.blocks, self._known_blocks, blocks))
        for kept, known, names in kinds:
            for name in (clean_text(name)[:LABEL_CHARS] for name in names):
                if name and name not in known and self._has_room(kept):
                    known.add(name)
                    kept.append(name)

    def _has_room(self, items: Sized) -> bool:
        if len(items) < self._limits.structure_items:
            return True
        self.find("limit.structure_items", str(self._limits.structure_items))
        return False

    def add_metadata(self, key: str, value: object) -> None:
        """Keep a property; long values are cut, blank ones dropped.

        What is as long as a paragraph or does not fit is text that somebody may have hidden there, so it goes to the
        text as well.
        """
        text = clean_text(str(value)).strip()
        if not text:
            return
        limits = self._limits
        if len(text) > min(PARAGRAPH_CHARS, limits.metadata_chars) or len(self.metadata) >= limits.metadata_items:
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
        """Record that a limit stopped the reader; one of the whole document is told once, not for each part."""
        self.reading = max(self.reading, reading)
        detail = f"{reached.figure:g}" if reached.figure < 1e6 else str(int(reached.figure))
        where = "" if reached.limit in OF_DOCUMENT else self.name
        self._note(Finding(name=f"limit.{reached.limit}", detail=detail, where=where))

    def finish(self) -> Part:
        """The part as a value."""
        text, places = self._placed_text()
        if self.unseen:
            self.find("hidden-text", str(self.unseen))
        for name, figure in self.outline.reached.items():
            # All of it was read; what is cut is its fingerprint, so it is the judging that is partial.
            self.find(f"limit.{name}", str(figure))
        return Part(
            name=self.name,
            type=self.type,
            digest=self.digest,
            size_bytes=self.size_bytes,
            reading=self.reading,
            text=text,
            metadata=dict(self.metadata),
            pages=tuple(self.pages),
            cad=dict(self.cad.most_common(COUNTS_KEPT)),
            parent=self.parent,
            places=places,
            fields=tuple(self._fields),
            measures=tuple(self._measures),
            layers=tuple(self.layers),
            blocks=tuple(self.blocks),
            addresses=tuple(self._addresses),
            shape=self.outline.features(),
        )

    def _placed_text(self) -> tuple[str, tuple[Place, ...]]:
        """The clean text, and its places; each is cleaned alone, since cleaning changes lengths."""
        if not self._places:
            return clean_text("".join(self._text)), ()
        pieces = [clean_text("".join(self._text[: self._places[0][0]]))]
        places: list[Place] = []
        start = len(pieces[0])
        ends = [*(index for index, _ in self._places[1:]), len(self._text)]
        for (begin, label), end in zip(self._places, ends, strict=True):
            piece = clean_text("".join(self._text[begin:end]))
            if piece:
                places.append(Place(start=start, label=label))
            pieces.append(piece)
            start += len(piece)
        return "".join(pieces), tuple(places)
