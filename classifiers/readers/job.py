"""Reading one document: detects each part's type, calls its reader, follows what is inside, keeps to the limits."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

from classifiers import filetype
from classifiers.document import Document, Finding
from classifiers.ocr.letters import NOT_ASKED, Letters
from classifiers.readers import polyglot, registry
from classifiers.readers.draft import Draft, LimitReached
from classifiers.readers.large.source import Source, again, gather
from classifiers.readers.large.strings import read_strings
from classifiers.readers.names import path_in
from classifiers.readers.spending import Spending
from classifiers.readers.tables.large import find_large
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from classifiers.document import Page
    from classifiers.largefile import LargeFile
    from classifiers.limits import Limits
    from classifiers.readers.format import Reader


class Job(Spending):
    """The reading of one document.

    Args:
        limits: What it may cost.
        letters: Reads the letters in pictures; none by default.
        clock: Seconds that never go back.
    """

    def __init__(
        self, limits: Limits, *, letters: Letters | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(limits, clock)
        self.letters = letters or Letters(None, limits, why=NOT_ASKED, clock=clock)
        self._drafts: list[Draft] = []
        self._indices: dict[int, int] = {}  # id of a draft → its index; drafts live as long as the job
        self._findings: list[Finding] = []
        self._held_bytes = 0  # content of the parts that are being read, each inside the one before

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
        self.run(registry.find(kind), data, draft, depth)
        return draft

    def read_file(self, file: LargeFile, *, file_name: str, digest: str) -> Draft:
        """Read the document itself where it lies, since it is too large for memory."""
        source = Source(file.blocks(), spend=lambda _: self.check_time(), file=file)
        return self._read_source("", source, file_name, 0, None, digest)

    def open(self, name: str, kind: str, size_bytes: int, digest: str, *, parent: Draft | None = None) -> Draft:
        """Begin a part; it is in the document from now on."""
        draft = Draft(
            name,
            kind,
            digest,
            size_bytes,
            limits=self.limits,
            parent=-1 if parent is None else self._indices[id(parent)],
            spend_chars=self.spend_chars,
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
        self._check_parts()
        self.spend_bytes(len(data))
        path, clean = path_in(parent.name, name)
        if depth + 1 > limits.depth:
            self.opaque_child(parent, name, len(data), "limit.depth", str(limits.depth), data=data)
            return
        self._held_bytes += len(data)
        try:
            self.read(path, data, file_name=clean, depth=depth + 1, parent=parent)
        finally:
            self._held_bytes -= len(data)

    def child_of(
        self, parent: Draft, name: str, blocks: Iterable[bytes], depth: int, *, keeps_damaged: bool = False
    ) -> None:
        """Read a file found inside `parent` as it is unpacked: in memory if it fits there, else as it goes by.

        All of `blocks` is taken, whatever is made of it.

        Args:
            keeps_damaged: Whether what came before a fault is read all the same, as a damaged part; else the fault is
                raised, since another library may do better.

        Raises:
            LimitReached: as `child`; also what `blocks` raises of that kind.
            Exception: what `blocks` raises before the content turned out too large for memory. Later it is a fault of
                the part.
        """
        self._check_parts()
        most = min(self.limits.part_bytes, max(0, self.limits.held_bytes - self._held_bytes))
        kept: list[bytes] = []
        coming = iter(blocks)
        try:
            is_whole = gather(coming, kept, most)
        except LimitReached:
            raise
        except Exception as error:  # whatever a hostile stream raises
            if not (keeps_damaged and kept):
                raise
            draft = self._gathered(parent, name, kept, depth)
            draft.digest = ""  # of something else than the file that was packed
            draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
            return
        if is_whole:
            self._gathered(parent, name, kept, depth)
            return
        self._child_source(parent, name, Source(again(kept, coming), spend=self.spend_bytes), depth)

    def _child_source(self, parent: Draft, name: str, source: Source, depth: int) -> None:
        """Read a part too large for memory, and let all of it go by for its digest."""
        path, clean = path_in(parent.name, name)
        if depth + 1 > self.limits.depth:
            draft = self.open(path, filetype.detect(source.head, clean), 0, "", parent=parent)
            draft.degrade(Reading.OPAQUE, "limit.depth", str(self.limits.depth))
        else:
            draft = self._read_source(path, source, clean, depth + 1, parent, "")
        self._end_source(source, draft)

    def _gathered(self, parent: Draft, name: str, kept: list[bytes], depth: int) -> Draft:
        data = b"".join(kept)
        kept.clear()
        self.child(parent, name, data, depth)
        return next(draft for draft in reversed(self._drafts) if draft.parent == self._indices[id(parent)])

    def child_from(self, parent: Draft, name: str, file: bytes | LargeFile, depth: int) -> None:
        """Read a stretch of a file as a part of its own, where it lies if it is too large for memory.

        Raises:
            LimitReached: as `child`.
        """
        if isinstance(file, bytes) or len(file) <= self.limits.part_bytes:
            self.child(parent, name, file[:], depth)
            return
        self._check_parts()
        self._child_source(parent, name, Source(file.blocks(), spend=self.spend_bytes, file=file), depth)

    def opaque_child(
        self, parent: Draft, name: str, size_bytes: int, finding: str, detail: str = "", *, data: bytes = b""
    ) -> None:
        """Record a file inside `parent` that cannot be opened."""
        self._check_parts()
        path, clean = path_in(parent.name, name)
        kind = filetype.detect(data, clean) if data else filetype.UNKNOWN
        digest = hashlib.sha256(data).hexdigest() if data else ""
        draft = self.open(path, kind, size_bytes, digest, parent=parent)
        draft.degrade(Reading.OPAQUE, finding, detail)

    def add_page(self, draft: Draft, page: Page) -> bool:
        """Keep a page; says whether. One without a picture costs nothing of the rasters' budget."""
        if page.gray and not self.wants_page():
            return False
        self.spend_page(page.gray)
        draft.pages.append(page)
        return True

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

    def _check_parts(self) -> None:
        if len(self._drafts) >= self.limits.parts:
            raise LimitReached("parts", self.limits.parts)

    def run(self, reader: Reader, data: bytes, draft: Draft, depth: int) -> None:
        """Let a reader read a part, and then look for what hides in the same bytes."""
        for step in (reader, polyglot.read_hidden):
            if not self.has_time:  # a large file takes long to be looked through
                draft.limit(LimitReached("reading_s", self.limits.reading_s))
                break
            self._guard(lambda step=step: step(data, draft, self, depth), draft)  # type: ignore[misc]

    def _read_source(
        self, name: str, source: Source, file_name: str, depth: int, parent: Draft | None, digest: str
    ) -> Draft:
        """Read a part too large for memory by what its format has for such."""
        kind = filetype.detect(source.head, file_name, file=source.file)
        draft = self.open(name, kind, source.taken_bytes, digest, parent=parent)
        claimed = filetype.mismatch(kind, file_name)
        if claimed:
            draft.find("type.mismatch", f"{claimed}: {kind}")
        means = find_large(kind)
        file = source.file
        if file is not None:
            draft.size_bytes = len(file)
        if file is not None and means.maps:
            # A large file answers to everything that these readers ask of bytes.
            self.run(registry.find(kind), file, draft, depth)  # type: ignore[arg-type]
        elif means.stream:
            self._guard(lambda: registry.find_stream(means)(source, draft, self, depth), draft)
        elif registry.find_format(kind).reading == "opaque":
            self._guard(lambda: registry.find(kind)(source.head, draft, self, depth), draft)
        else:
            limit = "memory_file_bytes" if parent is None else "part_bytes"
            draft.limit(LimitReached(limit, getattr(self.limits, limit)))
            self._guard(lambda: read_strings(source, draft), draft)
        if file is not None and not means.maps:
            self._guard(lambda: polyglot.read_hidden(file, draft, self, depth), draft)
        return draft

    def _end_source(self, source: Source, draft: Draft) -> None:
        """Let the rest of a part go by for its digest; a limit met on the way is the parent's as well."""
        source.drain()
        draft.digest, draft.size_bytes = source.digest, source.taken_bytes
        match source.fault:
            case None:
                pass
            case LimitReached() as reached:
                draft.limit(reached)
                raise reached
            case error:
                draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)

    def _guard(self, step: Callable[[], None], draft: Draft) -> None:
        try:
            step()
        except LimitReached as reached:
            draft.limit(reached)
        except (KeyboardInterrupt, SystemExit):
            raise
        except MemoryError:
            reading = Reading.PARTIAL if draft.has_content else Reading.OPAQUE
            draft.limit(LimitReached("memory_bytes", self.limits.memory_bytes), reading)
        except BaseException as error:  # noqa: BLE001 - hostile bytes raise anything, a panic of Rust included
            draft.degrade(Reading.PARTIAL if draft.has_content else Reading.FAILED, "damaged", type(error).__name__)
