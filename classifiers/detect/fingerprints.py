"""The index of registered documents: finds excerpts, reformatted and renamed copies, and says which passages.

    FILE            one segment: immutable, mapped, replaced as a whole
    FILE.journal    what was registered, removed or declared public since; durable before the caller goes on

What the journal holds is also kept in memory, in segments that are joined as they grow.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec

from classifiers.detect.boilerplate import PHRASES
from classifiers.detect.bounds import Bounds
from classifiers.detect.entries import Entered, Registered, registered
from classifiers.detect.indexfiles import Identity, IndexFiles, journal_of
from classifiers.detect.keeping import Keeper
from classifiers.detect.likeness import Sketch
from classifiers.detect.lookup import Looked, Lookup, Means, Published
from classifiers.detect.notebook import Notebook
from classifiers.detect.passages import Passages, common_anchors
from classifiers.detect.pending import Act, Pending
from classifiers.detect.records import Vault
from classifiers.detect.remerging import Remerger
from classifiers.detect.resemblance import sketch
from classifiers.detect.segmentfile import VERSION, write_segment
from classifiers.detect.shelf import gathered
from classifiers.detect.winnowing import Secret
from classifiers.errors import ModelError
from policies.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from classifiers.assessment import Match
    from classifiers.detect.prints import Family
    from classifiers.document import Document


class FingerprintIndex:
    """Registered documents under one key. Thread-safe: calls take turns.

    Args:
        key: Secret of this index, 16 to 64 bytes.
        path: The index's file, which need not exist; None keeps everything in memory.
        families: Kinds of fingerprint besides bytes and text.
        bounds: How much of a document is looked at; the families have theirs.
        is_read_only: Only look, and look anew when the file is replaced. It must exist then, unless `is_patient`. Where
            a new one cannot be used, what was there last goes on to count, and `problem` says so.
        is_patient: Open all the same where the file is missing or cannot be used: until there is one, `problem` says
            so and every look-up fails, so that nothing passes for looked up.
        merges_itself: Write the file anew in a thread of its own when enough has gathered in the journal.

    Raises:
        ModelError: the files were made with another key, are no index, or are damaged; or another program writes them.
    """

    def __init__(
        self, key: bytes, path: Path | None = None, *, families: tuple[Family, ...] = (), bounds: Bounds | None = None,
        is_read_only: bool = False, is_patient: bool = False, merges_itself: bool = False,
    ) -> None:  # fmt: skip
        vault, secret, bounds = Vault(key), Secret.of(key), bounds or Bounds()
        passages = Passages(common_anchors(PHRASES, secret), most_chars=bounds.text_chars)
        self._means = Means(vault=vault, secret=secret, passages=passages, families=families, bounds=bounds)
        self._path = path
        self._remerger = Remerger(self.merge, self._tell) if merges_itself else None
        self._lock, self._merging = threading.RLock(), threading.Lock()
        self._seen: tuple[object, ...] = ()
        self._mapped: Identity | None = None
        self._state = 0
        self.problem = ""
        self._fault: ModelError | None = None
        self._pending = None if is_read_only else Pending(journal_of(path), vault, version=VERSION)
        self._files = IndexFiles(path, vault, self._pending)
        try:
            self._load()
        except BaseException as error:
            if not (is_patient and is_read_only and isinstance(error, ModelError | OSError)):
                self.close()
                raise
            self._lose(self._reason(error))

    def __len__(self) -> int:
        """Number of registered documents that can match."""
        with self._lock:
            self._look_again()
            return self._keeper.matching

    @property
    def state(self) -> int:
        """A number that changes whenever an answer may change."""
        with self._lock:
            self._look_again()
            return self._state

    @property
    def path(self) -> Path | None:
        """Its file."""
        return self._path

    @property
    def means(self) -> Means:
        """What its prints are made with."""
        return self._means

    @property
    def waiting(self) -> int:
        """Entries of the journal that the file does not hold yet."""
        with self._lock:
            return self._keeper.waiting

    def __enter__(self) -> FingerprintIndex:
        """The index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files."""
        self.close()

    def close(self) -> None:
        """Close the files, once a merge that is under way has ended."""
        if self._remerger is not None:
            self._remerger.wait()
        with self._lock:
            if self._pending is not None:
                self._pending.close()

    def register(self, document: Document, *, name: str, label: Label, is_public: bool = False) -> Entered:
        """Add `document`, or replace what was registered of the same bytes. Durable on return.

        What is registered for another project as well belongs to both from then on, at the higher level: whoever comes
        second must not take a document out of the wall.

        Args:
            is_public: It matches nothing then, and what stands in it counts in no other document.
        """
        with self._lock:
            pending = self._writable()
            blind = self._means.vault.blind(document.parts[0].digest)
            known = self._label_of(blind)
            label = label.join(known) if known.projects - label.projects else label
            packed = msgspec.json.encode(label, order="deterministic").decode()
            # What a person declared public stays so until a person removes it.
            is_public = is_public or self._keeper.is_public(blind)
            record, left_out = self._keeper.record(document, name=name, label=packed, is_public=is_public)
            pending.add(Act.ADD, blind, self._means.vault.seal(record))
            self._keeper.put(record, blind)
            self._changed()
        hashes = sum(len(text.blocks) for text in record.texts) + sum(len(one.hashes) // 8 for one in record.prints)
        return Entered(hashes=hashes, left_out=left_out)

    def _label_of(self, blind: bytes) -> Label:
        """The label of the document with this keyed digest; that of nothing where there is none."""
        shelf = self._keeper.find(blind)
        number = shelf.find(blind) if shelf is not None else None
        if shelf is None or number is None:
            return Label()
        return msgspec.json.decode(shelf.cards(number).label, type=Label)

    def sketch(self, document: Document) -> Sketch | None:
        """What to keep of a document, so that changed copies of it can be measured; None where they cannot."""
        return sketch(document, self._means.secret)

    def forget(self, digest: str) -> bool:
        """Remove the document whose file has this SHA-256. Returns whether there was one."""
        return self._act(Act.REMOVE, digest, lambda keeper, blind: keeper.drop(blind))

    def publish(self, digest: str) -> bool:
        """Declare the document with this SHA-256 public: it matches no more, and what stands in it counts nowhere.

        Returns:
            Whether there is such a document.
        """
        return self._act(Act.PUBLISH, digest, lambda keeper, blind: keeper.publish(blind))

    def lookup(self, document: Document) -> tuple[Match, ...]:
        """The matches of `look`."""
        return self.look(document).matches

    def look(self, document: Document, *, published: Published | None = None) -> Looked:
        """Registered documents of which `document` holds a part, best first, and what of it was not looked at.

        Args:
            published: What of it stands in public documents of other indexes.

        Returns:
            Exact matches first, then by containment; each with passages in the text of `document`.

        Raises:
            ModelError: there is no file that can be used, and there was none to go on with.
        """
        with self._lock:
            self._look_again()
            self._check()
            look = Lookup(document, self._means, self._keeper.shelves())
            known = look.published() if self._keeper.has_public else Published()
            matches = look.matches(known.joined(published) if published else known)
            return Looked(matches=matches, left_out=look.left_out())

    def published(self, document: Document) -> Published:
        """What of `document` stands in public documents."""
        with self._lock:
            self._look_again()
            self._check()
            if not self._keeper.has_public:
                return Published()
            return Lookup(document, self._means, self._keeper.shelves()).published()

    def documents(self) -> Iterator[Registered]:
        """Every registered document."""
        with self._lock:
            self._look_again()
            self._check()
            found = list(registered(self._keeper.shelves()))
        yield from found

    def holds(self, digest: str) -> bool:
        """Whether the document with this SHA-256 is registered, public or not."""
        with self._lock:
            self._look_again()
            self._check()
            return self._keeper.find(self._means.vault.blind(digest)) is not None

    @property
    def notebook(self) -> Notebook:
        """Notes that are kept beside the documents, such as which file each came from.

        Raises:
            ModelError: the index was opened to look only.
        """
        return Notebook(self._writable(), self._means.vault, self._lock)

    def merge(self) -> None:
        """Write everything into the file and empty the journal. Others may look and register meanwhile.

        Raises:
            OSError: the file could not be written; nothing is lost then.
        """
        with self._merging:
            with self._lock:
                pending = self._writable()
                if self._path is None:
                    return
                through = pending.last
                shelves = self._keeper.snapshot()
            segment, cards = gathered(shelves)
            write_segment(self._path, segment, cards, self._means.vault, journal=pending.name, through=through)
            with self._lock:
                pending.drop(through=through)
                self._load()

    def _act(self, act: Act, digest: str, apply: Callable[[Keeper, bytes], bool]) -> bool:
        blind = self._means.vault.blind(digest)
        with self._lock:
            pending = self._writable()
            if self._keeper.find(blind) is None:
                return False
            pending.add(act, blind, b"")
            apply(self._keeper, blind)
            self._keeper.waiting += 1
            self._changed()
        return True

    def _writable(self) -> Pending:
        if self._pending is None:
            raise ModelError(f"the fingerprint index `{self._path}` was opened to look only")
        return self._pending

    def _changed(self) -> None:
        self._state += 1
        if self._remerger is not None:
            self._remerger.changed(waiting=self._keeper.waiting, filed=self._keeper.filed)

    def _tell(self, problem: str) -> None:
        self.problem = problem

    def _load(self) -> None:
        """Take the file and the journal as they are now."""
        taken = self._files.take()
        self._keeper = Keeper.of(self._means, taken.base, taken.entries)
        self._mapped, self._seen = taken.mapped, taken.seen
        self._state += 1

    def _look_again(self) -> None:
        """Take the file that was put in the place of the one that is mapped, if it can be used."""
        seen = () if self._pending is not None else self._files.seen()
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._load()
            self.problem, self._fault = "", None
        except (ModelError, OSError) as error:
            # A file that was written over is mapped no more as it was; one that was replaced or removed still is.
            if self._fault is None and not self._files.is_written_over(self._mapped):
                self.problem = f"{self._reason(error).message}; what it held before still counts"
            else:
                self._lose(self._reason(error))

    def _reason(self, error: ModelError | OSError) -> ModelError:
        if isinstance(error, ModelError):
            return error
        return ModelError(f"cannot read the fingerprint index `{self._path}`: {error.strerror or type(error).__name__}")

    def _lose(self, error: ModelError) -> None:
        """Hold nothing, which is not the same as an index that knows nothing."""
        self._fault, self.problem = error, error.message
        self._keeper, self._mapped = Keeper(self._means, None), None
        self._state += 1

    def _check(self) -> None:
        if self._fault is not None:
            raise ModelError(self._fault.message, help=self._fault.help) from self._fault
