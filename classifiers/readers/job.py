"""Reading one document: detects each part's type, calls its reader, follows what is inside, keeps to the limits."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.document import Document, Finding
from classifiers.readers import polyglot, registry
from classifiers.readers.draft import Draft, LimitReached, clean_text
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.document import Page
    from classifiers.limits import Limits
    from classifiers.readers.format import Reader

NAME_CHARS = 512


def safe_name(name: str) -> str:
    """A name from inside a container as a harmless relative path: no `..`, no root, no control characters."""
    cleaned = clean_text(name).replace("\\", "/")
    cleaned = "".join(char if char.isprintable() else "_" for char in cleaned)
    steps = [step for step in cleaned.split("/") if step not in ("", ".", "..")]
    return "/".join(steps)[-NAME_CHARS:] or "unnamed"


class Job:
    """The reading of one document.

    Args:
        limits: What it may cost.
        clock: Seconds that never go back.
    """

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.limits = limits
        self._clock = clock
        self._until = clock() + limits.reading_s
        self._drafts: list[Draft] = []
        self._indices: dict[int, int] = {}  # id of a draft → its index; drafts live as long as the job
        self._findings: list[Finding] = []
        self._unpacked_bytes = 0
        self._chars = 0
        self._rasters = 0

    def read(
        self,
        name: str,
        data: bytes,
        *,
        file_name: str,
        depth: int = 0,
        digest: str | None = None,
        parent: Draft | None = None,
    ) -> Draft:
        """Read one part and everything inside it; never raises for what the bytes hold.

        Args:
            name: Path inside the document; empty for the file itself.
            file_name: What its name claims to be, for the mismatch finding only.
            digest: SHA-256, where already known.
        """
        kind = filetype.detect(data, file_name)
        digest = hashlib.sha256(data).hexdigest() if digest is None else digest
        draft = self.open(name, kind, len(data), digest, parent=parent)
        claimed = filetype.mismatch(kind, file_name)
        if claimed:
            draft.find("type.mismatch", f"{claimed}: {kind}")
        self._run(registry.find(kind), data, draft, depth)
        return draft

    def open(self, name: str, kind: str, size_bytes: int, digest: str, *, parent: Draft | None = None) -> Draft:
        """Begin a part; it is in the document from now on."""
        draft = Draft(
            name,
            kind,
            digest,
            size_bytes,
            limits=self.limits,
            parent=-1 if parent is None else self._indices[id(parent)],
            spend_chars=self._spend_chars,
            note=self.note,
        )
        self._indices[id(draft)] = len(self._drafts)
        self._drafts.append(draft)
        return draft

    def child(self, parent: Draft, name: str, data: bytes, depth: int) -> None:
        """Read a file found inside `parent`, whose own depth is `depth`.

        Raises:
            LimitReached: the document has no more parts, bytes or time to spend; the parent stops.
        """
        limits = self.limits
        self.check_time()
        if len(self._drafts) >= limits.parts:
            raise LimitReached("parts", limits.parts)
        self._unpacked_bytes += len(data)
        if self._unpacked_bytes > limits.total_bytes:
            raise LimitReached("total_bytes", limits.total_bytes)
        clean = safe_name(name)
        path = f"{parent.name}/{clean}" if parent.name else clean
        if depth + 1 > limits.depth:
            self.opaque_child(parent, name, len(data), "limit.depth", str(limits.depth), data=data)
            return
        self.read(path, data, file_name=clean, depth=depth + 1, parent=parent)

    def opaque_child(
        self, parent: Draft, name: str, size_bytes: int, finding: str, detail: str = "", *, data: bytes = b""
    ) -> None:
        """Record a file inside `parent` that cannot be opened."""
        if len(self._drafts) >= self.limits.parts:
            raise LimitReached("parts", self.limits.parts)
        clean = safe_name(name)
        path = f"{parent.name}/{clean}" if parent.name else clean
        kind = filetype.detect(data, clean) if data else filetype.UNKNOWN
        digest = hashlib.sha256(data).hexdigest() if data else ""
        draft = self.open(path, kind, size_bytes, digest, parent=parent)
        draft.degrade(Reading.OPAQUE, finding, detail)

    def add_page(self, draft: Draft, page: Page) -> bool:
        """Keep a page; says whether. One without a picture costs nothing of the rasters' budget."""
        if page.gray and not self.wants_page():
            return False
        self._rasters += bool(page.gray)
        draft.pages.append(page)
        return True

    def wants_page(self) -> bool:
        """Whether one more raster may be made."""
        return self._rasters < self.limits.pages

    def now(self) -> float:
        """The job's clock, in seconds."""
        return self._clock()

    def check_time(self) -> None:
        """Stop when the time is up.

        Raises:
            LimitReached: it is.
        """
        if self._clock() > self._until:
            raise LimitReached("reading_s", self.limits.reading_s)

    @property
    def bytes_left(self) -> int:
        """Unpacked bytes that may still be spent."""
        return max(0, self.limits.total_bytes - self._unpacked_bytes)

    def note(self, finding: Finding) -> None:
        """Keep a finding, once, up to the limit."""
        if len(self._findings) < self.limits.findings and finding not in self._findings:
            self._findings.append(finding)

    def document(self, reader_version: str) -> Document:
        """Everything read so far."""
        return Document(
            parts=tuple(draft.finish() for draft in self._drafts),
            findings=tuple(self._findings),
            reader_version=reader_version,
        )

    def _spend_chars(self, wanted: int) -> int:
        granted = max(0, min(wanted, self.limits.total_chars - self._chars))
        self._chars += granted
        return granted

    def _run(self, reader: Reader, data: bytes, draft: Draft, depth: int) -> None:
        for step in (reader, polyglot.read_hidden):
            try:
                step(data, draft, self, depth)
            except LimitReached as reached:
                draft.limit(reached)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - hostile bytes raise anything, a panic of Rust included
                has_content = bool(draft.chars or draft.pages or draft.metadata)
                draft.degrade(Reading.PARTIAL if has_content else Reading.FAILED, "damaged", type(error).__name__)
