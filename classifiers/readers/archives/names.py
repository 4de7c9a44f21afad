"""Names inside an archive: what they say goes to the text, what is odd about them to the findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft

ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")
UPWARD = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)")


class Names:
    """Names of the entries of one archive, as they come."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._seen: set[str] = set()

    def tell(self, name: str) -> None:
        """Note one; nothing is ever written by it, but somebody else's program would."""
        if name in self._seen:
            self._draft.find("archive.duplicate-name")
        self._seen.add(name)
        self.place(name)
        self._add(name)

    def place(self, name: str) -> None:
        """Say where a name leads that leads out of the folder in which it is unpacked."""
        if ABSOLUTE.match(name):
            self._draft.find("archive.path", "absolute")
        elif UPWARD.search(name):
            self._draft.find("archive.path", "upward")

    def link(self, target: str, kind: str = "link") -> None:
        """Note a link or a device, which is never followed."""
        self._draft.find("archive.link", kind if target else "device")
        self._add(target)

    def _add(self, text: str) -> None:
        """To the text, while there is room: the files themselves are still to be opened, for their digests at least."""
        try:
            self._draft.add_line(text)
        except LimitReached as reached:
            self._draft.limit(reached)
