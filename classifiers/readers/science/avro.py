"""Avro: the schema, the properties, and the strings of every record.

Source: Apache Avro 1.11 Specification, Object Container Files.
"""

from __future__ import annotations

import bz2
import json
import lzma
import zlib
from typing import TYPE_CHECKING, Any

from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.science.unpacking import UnpackFault, snappy, zstd
from classifiers.readers.words import word
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

SYNC_BYTES = 16
CRC_BYTES = 4
NESTED = 40
VARINT_BYTES = 10
ITEMS = 5_000_000
FIXED_BYTES = {"float": 4, "double": 8, "boolean": 1, "null": 0}


class DamagedError(Exception):
    """Bytes that are not what the schema says."""


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """All blocks; of a damaged file those before the fault."""
    del depth
    reader = _Reader(data, draft, job)
    try:
        reader.run()
    except (
        DamagedError,
        UnpackFault,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        zlib.error,
        lzma.LZMAError,
        OSError,
    ) as error:
        draft.degrade(Reading.PARTIAL, "damaged", type(error).__name__)
        add_strings(data[reader.block :], draft)


class _Reader:
    def __init__(self, data: bytes, draft: Draft, job: Job) -> None:
        self.block = 4
        self._place = 4
        self._data, self._draft, self._job = data, draft, job
        self._types: dict[str, Any] = {}
        self._items = 0
        self._left_bytes = job.bytes_left

    def run(self) -> None:
        """The head, then block after block."""
        whole = self._data
        properties = self._properties()
        codec = properties.get("avro.codec", b"null").decode("ascii", "replace")
        schema = json.loads(properties["avro.schema"])
        self._draft.add_line(json.dumps(schema, ensure_ascii=False, indent=1))
        for key, value in properties.items():
            if not key.startswith("avro."):
                self._draft.add_line(f"{key}: {word(value)}")
        self._name_types(schema, "", 0)
        self._place += SYNC_BYTES
        while self._place < len(whole):
            self.block = self._place
            count, size = self._long(), self._long()
            packed = self._take(size)
            self._place += SYNC_BYTES
            following = self._place
            unpacked = self._unpacked(packed, codec)
            if unpacked is None:
                self._draft.degrade(Reading.PARTIAL, "payload", f"packed by {codec}"[:40])
                add_strings(packed, self._draft)
                continue
            self._data, self._place = unpacked, 0
            for _ in range(count):
                self._draft.cad["RECORD"] += 1
                self._value(schema, 0)
            self._data, self._place = whole, following

    def _properties(self) -> dict[str, bytes]:
        found = {}
        while count := self._long():
            if count < 0:
                self._long()
            for _ in range(abs(count)):
                key = word(self._take(self._long()))
                found[key] = self._take(self._long())
        return found

    def _unpacked(self, packed: bytes, codec: str) -> bytes | None:
        limit = max(1, min(self._job.limits.part_bytes, self._left_bytes))
        if codec == "null":
            return packed
        if codec == "deflate":
            data = zlib.decompressobj(-15).decompress(packed, limit)
        elif codec == "bzip2":
            data = bz2.BZ2Decompressor().decompress(packed, limit)
        elif codec == "xz":
            data = lzma.LZMADecompressor().decompress(packed, limit)
        elif codec == "zstandard":
            data = zstd(packed, limit)
        elif codec == "snappy":
            data = snappy(packed[:-CRC_BYTES], limit)
        else:
            return None
        self._left_bytes -= len(data)
        if len(data) >= limit:
            raise LimitReached("part_bytes", self._job.limits.part_bytes)
        return data

    def _name_types(self, schema: Any, space: str, level: int) -> None:
        """Remember types by name, since a schema may use one again further down."""
        if level > NESTED:
            raise LimitReached("depth", NESTED)
        if isinstance(schema, list):
            for entry in schema:
                self._name_types(entry, space, level + 1)
        elif isinstance(schema, dict):
            if schema.get("type") in ("record", "error", "enum", "fixed"):
                space = schema.get("namespace", space)
                self._types[schema["name"]] = self._types[f"{space}.{schema['name']}"] = schema
                for field in schema.get("fields", ()):
                    self._name_types(field["type"], space, level + 1)
            else:
                for key in ("items", "values", "type"):
                    if isinstance(schema.get(key), (dict, list)):
                        self._name_types(schema[key], space, level + 1)

    def _take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._data) - self._place:
            raise DamagedError
        self._place += size
        return self._data[self._place - size : self._place]

    def _long(self) -> int:
        value = 0
        for shift in range(0, 7 * VARINT_BYTES, 7):
            byte = self._take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (value >> 1) ^ -(value & 1)
        raise DamagedError

    def _value(self, schema: Any, level: int) -> None:
        self._items += 1
        if self._items % 10_000 == 0:
            self._job.check_time()
        if self._items > ITEMS or level > NESTED:
            raise LimitReached("entries", ITEMS)
        if isinstance(schema, list):
            self._value(schema[self._long()], level + 1)
            return
        kind = schema["type"] if isinstance(schema, dict) else schema
        if isinstance(kind, (dict, list)):
            self._value(kind, level + 1)
        elif kind in ("string", "bytes"):
            raw = self._take(self._long())
            self._draft.add_line(word(raw)) if kind == "string" else add_strings(raw, self._draft)
        elif kind in ("int", "long", "enum"):
            self._long()
        elif kind in FIXED_BYTES:
            self._take(FIXED_BYTES[kind])
        elif kind == "fixed":
            add_strings(self._take(int(schema["size"])), self._draft)
        elif kind in ("record", "error"):
            for field in schema["fields"]:
                self._value(field["type"], level + 1)
        elif kind in ("array", "map"):
            self._blocks(schema, kind, level)
        else:
            self._value(self._types[kind], level + 1)

    def _blocks(self, schema: dict[str, Any], kind: str, level: int) -> None:
        while count := self._long():
            if count < 0:
                self._long()
            if abs(count) > len(self._data) - self._place:  # as only values without any bytes could be so many
                raise DamagedError
            for _ in range(abs(count)):
                if kind == "map":
                    self._draft.add_line(word(self._take(self._long())))
                self._value(schema["items" if kind == "array" else "values"], level + 1)
