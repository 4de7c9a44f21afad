"""HDF5, and what is made of it (NetCDF-4, MATLAB 7.3): names, attributes and values of everything inside.

Nothing outside is followed: external links, external storage and virtual datasets stay what they are, names; filters
that would be a plug-in of the library are not run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np

from classifiers.largefile import LargeFile, opened, seen
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.models.payload import add_long_runs
from classifiers.readers.science.numbers import add_values
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SIGNATURE = b"\x89HDF\r\n\x1a\n"
# Deflate, shuffle, Fletcher's sum, n-bit, scale-offset and LZF: those that are part of the library.
FILTERS = frozenset({1, 2, 3, 5, 6, 32000})
SLAB_BYTES = 8 * 1024 * 1024
HEAP_BYTES = 32 * 1024 * 1024
HEAP = re.compile(rb"GCOL\x01\0\0\0(.{8})", re.DOTALL)
HEAP_HEAD_BYTES = 16
SOURCES = 1_000
PROPERTIES = {
    "title": "title",
    "author": "author",
    "creator": "author",
    "creator_name": "author",
    "institution": "company",
    "history": "history",
    "source": "source",
    "references": "references",
    "comment": "comments",
    "comments": "comments",
    "description": "subject",
    "date": "created",
    "date_created": "created",
    "date_modified": "modified",
    "conventions": "conventions",
    "keywords": "keywords",
}


def read(data: bytes | LargeFile, draft: Draft, job: Job, depth: int) -> None:
    """A whole file; of a damaged one what the library still finds, and its strings."""
    del depth
    start = data.find(SIGNATURE)
    if start > 0:
        add_strings(data[:start], draft)
    try:
        _check_heaps(seen(data))
        with _opened(data) as file:
            _Walk(len(data), draft, job).run(file)
        _add_lost(data, draft, job)
    except LimitReached:
        raise
    except Exception:  # noqa: BLE001 - the library raises anything for damaged files
        draft.degrade(Reading.PARTIAL, "damaged", "HDF5")
        add_strings(data, draft)


def _add_lost(data: bytes | LargeFile, draft: Draft, job: Job) -> None:
    """Long words that are no value: of what was deleted, behind the end, and comments.

    Comments are not asked for: where there is none, h5py gives what its memory held before.
    """
    lines = draft.lines()
    known = {*lines, *(line.partition(": ")[2] for line in lines)}
    draft.at("free space")
    for block in data.blocks() if isinstance(data, LargeFile) else (data,):
        add_long_runs(block, draft, job, known=known)


def _opened(data: bytes | LargeFile) -> Any:
    if isinstance(data, LargeFile):
        return h5py.File(opened(data), "r")
    return h5py.File(h5py.h5f.open_file_image(data))


def _check_heaps(data: bytes | memoryview) -> None:
    """Refuse a heap of strings in which the library would go round for ever: an object of no size.

    Raises:
        OSError: there is one, or heaps that lie over each other.
    """
    steps_left = len(data)  # healthy heaps do not overlap
    for match in HEAP.finditer(data):
        place, end = match.end(), match.start() + int.from_bytes(match.group(1), "little")
        while place + HEAP_HEAD_BYTES <= min(end, len(data)):
            size = int.from_bytes(data[place + 8 : place + 16], "little")
            steps_left -= HEAP_HEAD_BYTES
            if steps_left < 0:
                raise OSError("heaps")
            if data[place : place + 2] == b"\0\0":  # what is free, up to the end
                if size == 0:
                    raise OSError("heap")
                break
            place += HEAP_HEAD_BYTES + size + -size % 8


class _Walk:
    """The way through the groups of one file."""

    def __init__(self, size_bytes: int, draft: Draft, job: Job) -> None:
        self._size_bytes = size_bytes
        self._draft, self._job = draft, job
        self._seen: set[tuple[int, int]] = set()
        self._left_bytes = job.limits.total_bytes

    def run(self, root: Any) -> None:
        """Everything, breadth last."""
        waiting = [(root, "/")]
        while waiting:
            node, path = waiting.pop()
            info = h5py.h5o.get_info(node.id)
            self._draft.at(path)
            self._draft.add_line(path)
            if (info.fileno, info.addr) in self._seen:
                continue
            self._seen.add((info.fileno, info.addr))
            self._attributes(node, path)
            if isinstance(node, h5py.Dataset):
                self._dataset(node, path)
            elif isinstance(node, h5py.Group):
                waiting.extend(reversed(self._members(node, path)))
            elif isinstance(node, h5py.Datatype):
                self._draft.add_line(f"{path}: {node.dtype}")

    def _members(self, group: Any, path: str) -> list[tuple[Any, str]]:
        self._draft.cad["GROUP"] += 1
        limit = self._job.limits.entries
        members = []
        for number, name in enumerate(group):
            if number >= limit or len(self._seen) > limit:
                raise LimitReached("entries", limit)
            self._job.check_time()
            link = group.get(name, getlink=True)
            if isinstance(link, h5py.HardLink):
                members.append((group[name], f"{path.rstrip('/')}/{name}"))
            else:
                places = [getattr(link, "filename", ""), link.path]
                self._draft.add_line(f"{path.rstrip('/')}/{name} -> {' '.join(filter(None, places))}")
        return members

    def _attributes(self, node: Any, path: str) -> None:
        for name in node.attrs:
            try:
                if _is_empty(node.attrs.get_id(name)):  # no size can be asked of it
                    self._draft.add_line(name)
                    continue
                # The library takes the stated size for granted, and would fill it for hours.
                if node.attrs.get_id(name).get_storage_size() > self._size_bytes:
                    raise OSError
                value = node.attrs[name]
            except Exception:  # noqa: BLE001 - one attribute of a strange type must not lose the others
                self._draft.degrade(Reading.PARTIAL, "damaged", "attribute")
                continue
            text = value if isinstance(value, str) else ""
            if path == "/" and text and name.lower() in PROPERTIES:
                self._draft.add_metadata(PROPERTIES[name.lower()], text)
            if text:
                self._draft.add_line(f"{name}: {text}")
            elif isinstance(value, bytes):
                self._add(name, np.array([value], dtype=object))
            else:
                self._add(name, np.asarray(value))

    def _dataset(self, dataset: Any, path: str) -> None:
        self._draft.cad["DATASET"] += 1
        for name, codes in (h5py.check_enum_dtype(dataset.dtype) or {}).items():
            self._draft.add_line(f"{name}: {codes}")
        reason = _unreadable(dataset)
        if reason:
            self._draft.add_line(f"{path}: {dataset.dtype} {dataset.shape} {' '.join(_outside(dataset))}".rstrip())
            self._draft.degrade(Reading.PARTIAL, "payload", reason)
            return
        if dataset.shape is None or dataset.size == 0:
            self._draft.add_line(f"{path}: {dataset.dtype} {dataset.shape}")
            return
        if dataset.shape != () and dataset.id.get_storage_size() == 0:
            self._draft.add_line(f"{path}: {dataset.dtype} {dataset.shape}, all {dataset.fillvalue}")
            return
        for number, slab in enumerate(self._slabs(dataset)):
            is_text = dataset.attrs.get("MATLAB_class") == b"char" and slab.dtype.kind == "u"
            if is_text:
                rows = slab.T.reshape(-1, slab.shape[0]) if slab.ndim > 1 else slab.reshape(1, -1)
                for row in rows:
                    self._draft.add_line("".join(map(chr, row.tolist())).rstrip("\0 "))
            else:
                self._add(path if number == 0 else "", slab)

    def _slabs(self, dataset: Any) -> Any:
        """The values, piece by piece along the first axis."""
        if dataset.shape == ():
            yield np.asarray(dataset[()])
            return
        row_bytes = max(1, dataset.dtype.itemsize * dataset.size // dataset.shape[0])
        has_heap = _has_heap(dataset.dtype)
        # A string of variable length may be as long as the file, and every element may be that one.
        rows = max(1, HEAP_BYTES // self._size_bytes if has_heap else SLAB_BYTES // row_bytes)
        if row_bytes > 8 * SLAB_BYTES or (has_heap and dataset.size // dataset.shape[0] > 1_000):
            raise LimitReached("part_bytes", self._job.limits.part_bytes)
        for start in range(0, dataset.shape[0], rows):
            self._job.check_time()
            self._left_bytes -= row_bytes * min(rows, dataset.shape[0] - start)
            if self._left_bytes < 0:
                raise LimitReached("total_bytes", self._job.limits.total_bytes)
            yield np.asarray(dataset[start : start + rows])

    def _add(self, label: str, values: Any) -> None:
        add_values(label, values, self._draft, self._job)


def _has_heap(dtype: Any) -> bool:
    if dtype.names:
        return any(_has_heap(dtype[name]) for name in dtype.names)
    return bool(dtype.hasobject)


def _is_empty(attribute: Any) -> bool:
    """Whether an attribute is a name alone."""
    return bool(attribute.get_space().get_simple_extent_npoints() == 0)


def _outside(dataset: Any) -> list[str]:
    """Names of the files and datasets that a dataset's values stand in."""
    if dataset.is_virtual:
        return [f"{source.file_name} {source.dset_name}" for source in dataset.virtual_sources()[:SOURCES]]
    return [str(file[0]) for file in (dataset.external or ())[:SOURCES]]


def _unreadable(dataset: Any) -> str:
    """Why the values are not in this file or not to be unpacked here; empty where they are."""
    plan = dataset.id.get_create_plist()
    if plan.get_external_count():
        return "values in another file"
    if plan.get_layout() == h5py.h5d.VIRTUAL:
        return "values of other datasets"
    used = {plan.get_filter(number)[0] for number in range(plan.get_nfilters())}
    return "" if used <= FILTERS else f"filter {min(used - FILTERS)}"
