"""A second library's turn at an archive: what the first one could not have is asked of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from classifiers.readers.draft import LimitReached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from classifiers.readers.archives.formats import Walk
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job


class SecondEntry(NamedTuple):
    """An entry that is no folder.

    Attributes:
        content: Unpacks it; None where it has no content of its own, such as a link. May raise `EntryFault`.
        target: What a link points to.
    """

    name: str
    size_bytes: int
    is_encrypted: bool
    content: Callable[[], bytes] | None
    target: str = ""


class EntryFault(Exception):
    """The second library cannot have it either."""


def complete(walk: Walk, entries: Iterable[SecondEntry], draft: Draft, job: Job, depth: int) -> None:
    """Read every entry that the walk has not, and tell the walk which of them are lost."""
    done = Counter({_key(name): count for name, count in walk.settled.items()})
    lost: list[tuple[str, int]] = []
    for index, entry in enumerate(entries):
        if index >= job.limits.entries:
            raise LimitReached("entries", job.limits.entries)
        job.check_time()
        if done[_key(entry.name)] > 0:
            done[_key(entry.name)] -= 1
        elif entry.is_encrypted:
            walk.lock(entry.name, entry.size_bytes)
        elif entry.content is None:
            walk.names.tell(entry.name)
            walk.names.link(entry.target or entry.name)
        else:
            try:
                content = entry.content()
            except EntryFault:
                lost.append((entry.name, entry.size_bytes))
                continue
            walk.names.tell(entry.name)
            job.child(draft, entry.name, content, depth)
    walk.listed(lost)


def _key(name: str) -> str:
    return name.replace("\\", "/").strip("/")
