"""Several indexes that answer as one: a machine's own, and those that were built elsewhere and only looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from classifiers.detect.lookup import Looked, Published, better, ranked

if TYPE_CHECKING:
    from classifiers.assessment import Match
    from classifiers.detect.entries import Entered
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.detect.likeness import Sketch
    from classifiers.document import Document, Finding
    from policies.label import Label


class JoinedIndex:
    """One index that is written, beside some that are only read. They may have keys of their own.

    What is public in one of them counts in none.

    Args:
        own: Where documents are registered.
        others: Opened to look only; each is taken anew when its file is replaced.
    """

    def __init__(self, own: FingerprintIndex, others: tuple[FingerprintIndex, ...]) -> None:
        self._own, self._others = own, others

    def __len__(self) -> int:
        """Number of registered documents that can match."""
        return sum(len(index) for index in (self._own, *self._others))

    @property
    def others(self) -> tuple[FingerprintIndex, ...]:
        """Those that are only read."""
        return self._others

    @property
    def own(self) -> FingerprintIndex:
        """The one that is written."""
        return self._own

    @property
    def state(self) -> int:
        """A number that changes whenever an answer may change."""
        return sum(index.state for index in (self._own, *self._others))

    def register(self, document: Document, *, name: str, label: Label) -> Entered:
        """As `FingerprintIndex.register`, in the machine's own."""
        return self._own.register(document, name=name, label=label)

    def sketch(self, document: Document) -> Sketch | None:
        """As `FingerprintIndex.sketch`."""
        return self._own.sketch(document)

    def lookup(self, document: Document) -> tuple[Match, ...]:
        """The matches of `look`."""
        return self.look(document).matches

    def look(self, document: Document) -> Looked:
        """Registered documents of which `document` holds a part, best first; one that several indexes hold, once.

        Raises:
            ModelError: a file that was put in the place of another is damaged, or made with another key.
        """
        indexes = (self._own, *self._others)
        published = Published()
        for index in indexes:
            published = published.joined(index.published(document))
        found: dict[tuple[str, tuple[str, ...]], Match] = {}
        left_out: dict[Finding, None] = {}
        for index in indexes:
            looked = index.look(document, published=published)
            left_out |= dict.fromkeys(looked.left_out)
            for match in looked.matches:
                key = (match.digest, tuple(sorted(match.label.projects)))
                found[key] = better(found.get(key), match)
        return Looked(matches=ranked(found.values()), left_out=tuple(left_out))
