"""rar: libarchive first, a second library for what that one does not know (solid archives and methods before 2.9)."""

from __future__ import annotations

import contextlib
import importlib
from functools import partial
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.largefile import LargeFile
from classifiers.readers.archives.formats import MEANS, Walk, tell
from classifiers.readers.archives.headers import outline
from classifiers.readers.archives.second import EntryFault, SecondEntry, complete
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job
    from classifiers.readers.meter import Meter

WORKSPACE_BYTES = 256 * 1024 * 1024


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """Every entry as a part, and comments."""
    facts = outline(data, draft.type)
    tell(facts, draft)
    walk = Walk(data, MEANS[draft.type], facts, draft, job, depth)
    has_libarchive = walk.run()
    # The second library wants all of it in memory.
    second = None if facts.is_header_encrypted or isinstance(data, LargeFile) else _Second.open(data, walk.meter, job)
    if second is not None:
        second.read_comment(draft)
        complete(walk, second.entries(), draft, job, depth)
    elif not has_libarchive:
        draft.degrade(Reading.OPAQUE, "archive.unsupported", f"{draft.type}: no libarchive")
    walk.finish()


class _Second:
    """A rar as the package `rars` sees it."""

    def __init__(self, rars: Any, archive: Any, options: Any, meter: Meter) -> None:
        self._rars, self._archive, self._options, self._meter = rars, archive, options, meter

    @classmethod
    def open(cls, data: bytes, meter: Meter, job: Job) -> _Second | None:
        """None where the package is not there, or takes the bytes for no rar."""
        try:
            rars: Any = importlib.import_module("rars")
        except ImportError:
            return None
        options = rars.ReadOptions(
            max_member_output_bytes=job.limits.part_bytes,
            max_total_output_bytes=job.limits.total_bytes,
            max_reader_workspace_bytes=WORKSPACE_BYTES,
            rar50_dictionary_size_limit=WORKSPACE_BYTES,
            max_header_count=4 * job.limits.entries,
        )
        with contextlib.suppress(rars.Error, ValueError, OverflowError):
            return cls(rars, rars.RarFile.from_bytes(data, options=options), options, meter)
        return None

    def read_comment(self, draft: Draft) -> None:
        """Keep the archive's comment as a property."""
        try:
            comment = self._archive.read_comment(options=self._options)
        except (self._rars.Error, ValueError) as error:
            draft.degrade(Reading.PARTIAL, "archive.comment", type(error).__name__)
            return
        if comment:
            draft.add_metadata("comment", decode(bytes(comment).rstrip(b"\0")).text)

    def entries(self) -> Iterator[SecondEntry]:
        """Entries in the order they stand."""
        for info in self._archive.infolist():
            if not info.is_dir():
                yield SecondEntry(info.filename, info.file_size, info.is_encrypted, partial(self._content, info))

    def _content(self, info: Any) -> bytes:
        try:
            content = bytes(self._archive.read(info, options=self._options))
        except KeyError:  # a link, or another name of an entry
            return info.filename.encode()  # type: ignore[no-any-return]
        except (self._rars.Error, ValueError, OverflowError, MemoryError) as error:
            raise EntryFault from error
        self._meter.count(len(content))
        return content
