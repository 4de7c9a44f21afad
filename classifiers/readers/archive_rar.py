"""rar: libarchive first, a second library for what that one does not know (solid archives and methods before 2.9)."""

from __future__ import annotations

import contextlib
import importlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from classifiers.encoding import decode
from classifiers.readers.archive_formats import MEANS, Walk, tell
from classifiers.readers.archive_headers import outline
from classifiers.readers.draft import LimitReached
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

WORKSPACE_BYTES = 256 * 1024 * 1024


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Every entry as a part, and comments."""
    facts = outline(data, draft.type)
    tell(facts, draft)
    walk = Walk(data, MEANS[draft.type], facts, draft, job, depth)
    has_libarchive = walk.run()
    second = None if facts.is_header_encrypted else _opened(data, job)
    if second is not None:
        _Second(second, walk, draft, job, depth).read()
    elif not has_libarchive:
        draft.degrade(Reading.OPAQUE, "archive.unsupported", f"{draft.type}: no libarchive")
    walk.finish()


def library() -> Any:
    """The second library, or None."""
    with contextlib.suppress(ImportError):
        return importlib.import_module("rars")
    return None


def _opened(data: bytes, job: Job) -> Any:
    rars = library()
    if rars is None:
        return None
    with contextlib.suppress(rars.Error, ValueError, OverflowError):
        return rars.RarFile.from_bytes(data, options=_options(rars, job))
    return None


def _options(rars: Any, job: Job) -> Any:
    limits = job.limits
    return rars.ReadOptions(
        max_member_output_bytes=limits.part_bytes,
        max_total_output_bytes=limits.total_bytes,
        max_reader_workspace_bytes=WORKSPACE_BYTES,
        rar50_dictionary_size_limit=WORKSPACE_BYTES,
        max_header_count=4 * limits.entries,
    )


class _Second:
    """What the second library adds to a walk."""

    def __init__(self, archive: Any, walk: Walk, draft: Draft, job: Job, depth: int) -> None:
        self._archive, self._walk, self._draft, self._job, self._depth = archive, walk, draft, job, depth
        self._rars = library()
        self._failed: list[tuple[str, int]] = []

    def read(self) -> None:
        """Comments, and the entries that the walk has not read."""
        self._read_comment()
        done = Counter({_key(name): count for name, count in self._walk.settled.items()})
        left = []
        for info in self._archive.infolist()[: self._job.limits.entries]:
            if done[_key(info.filename)] > 0:
                done[_key(info.filename)] -= 1
            elif not info.is_dir():
                left.append(info)
        for info in left:
            self._read_entry(info)
        self._walk.listed(self._failed)

    def _read_comment(self) -> None:
        try:
            comment = self._archive.read_comment(options=_options(self._rars, self._job))
        except (self._rars.Error, ValueError) as error:
            self._draft.degrade(Reading.PARTIAL, "archive.comment", type(error).__name__)
            return
        if comment:
            self._draft.add_metadata("comment", decode(bytes(comment).rstrip(b"\0")).text)

    def _read_entry(self, info: Any) -> None:
        walk, name = self._walk, info.filename
        self._job.check_time()
        if info.is_encrypted:
            walk.lock(name, info.file_size)
            return
        try:
            content = bytes(self._archive.read(info, options=_options(self._rars, self._job)))
        except KeyError:  # a link, or a copy of an entry under another name
            walk.names.tell(name)
            walk.names.link(name)
            return
        except (self._rars.Error, ValueError, OverflowError, MemoryError):
            self._failed.append((name, info.file_size))
            return
        walk.meter.count(len(content))
        if len(content) > self._job.limits.part_bytes:
            raise LimitReached("part_bytes", self._job.limits.part_bytes)
        walk.names.tell(name)
        self._job.child(self._draft, name, content, self._depth)


def _key(name: str) -> str:
    return name.replace("\\", "/").strip("/")
