"""Scenes in glTF and GLB.

Source: Khronos glTF 2.0, 2021.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from classifiers.readers.models.geometry import Box
from classifiers.readers.models.payload import add_long_runs
from classifiers.readers.text import take
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

GLB_HEAD = 12
JSON_CHUNK, BINARY_CHUNK = b"JSON", b"BIN\0"
DATA_URI = re.compile(r"data:([^;,]*)(?:;[^;,]*)*?(;base64)?,", re.IGNORECASE)


def read_glb(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """The JSON of a GLB and its buffer: names, properties, extents, pictures; the buffer is searched for text."""
    version, stated = int.from_bytes(data[4:8], "little"), int.from_bytes(data[8:12], "little")
    draft.add_metadata("version", version)
    chunks = list(_chunks(data[: min(stated, len(data))]))
    source = next((body for name, body in chunks if name == JSON_CHUNK), b"")
    buffer = next((body for name, body in chunks if name == BINARY_CHUNK), b"")
    _read_gltf(source, buffer, draft, job, depth)
    for name, body in chunks:
        if name not in (JSON_CHUNK, BINARY_CHUNK):
            add_long_runs(body, draft, job)
            draft.degrade(Reading.PARTIAL, "payload", "GLB chunk")
    if len(data) < stated or not source:
        draft.degrade(Reading.PARTIAL, "damaged", "GLB ends early")
    if data[stated:].strip(b"\0 \r\n"):
        add_long_runs(data[stated:], draft, job)
        draft.degrade(Reading.PARTIAL, "trailing-data", str(len(data) - stated))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = GLB_HEAD
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "little")
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        place += 8 + size


def read_gltf(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """glTF in JSON, with the buffers that it carries itself."""
    _read_gltf(data, b"", draft, job, depth)


def _read_gltf(source: bytes, buffer: bytes, draft: Draft, job: Job, depth: int) -> None:
    text = take(source, draft).text.lstrip("\ufeff").rstrip("\0 ")
    try:
        scene = json.loads(text, object_pairs_hook=_with_twins)
    except (ValueError, RecursionError):
        draft.add_text(text)
        draft.degrade(Reading.PARTIAL, "damaged", "JSON")
        return
    if not isinstance(scene, dict):
        draft.add_text(text)
        return
    asset = scene.get("asset")
    if isinstance(asset, dict):
        for key, name in (("generator", "producer"), ("copyright", "copyright"), ("version", "version")):
            draft.add_metadata(name, asset.get(key) or "")
    for key, values in scene.items():
        if isinstance(values, list):
            draft.cad[str(key).upper()[:40]] += len(values)
    draft.add_names(blocks=_names(scene, "meshes", "nodes"), layers=_names(scene, "materials", "scenes"))
    buffers = _read_buffers(scene, buffer, draft, job, depth)
    _add_words(scene, draft, job)
    _tell_extents(scene, buffers, draft)
    _read_pictures(scene, buffers, draft, job, depth)


def _with_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a key that stands in it more than once every value is kept, under a name of its own."""
    found: dict[str, Any] = {}
    for number, (key, value) in enumerate(pairs):
        found[key if key not in found else f"{key} {number}"] = value
    return found


def _items(scene: dict[str, Any], key: str) -> list[dict[str, Any]]:
    values = scene.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _names(scene: dict[str, Any], *keys: str) -> list[str]:
    return [str(item["name"]) for key in keys for item in _items(scene, key) if item.get("name")]


def _add_words(scene: object, draft: Draft, job: Job) -> None:
    """Every key once, every string that is no data, in order."""
    waiting: list[Any] = [scene]
    keys: set[str] = set()
    count = 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count % 50_000 == 0:
            job.check_time()
        if isinstance(value, dict):
            new = [key for key in value if key not in keys]
            keys.update(new)
            draft.add_line(" ".join(new))
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, str) and not DATA_URI.match(value):
            draft.add_line(value)


def _read_buffers(scene: dict[str, Any], buffer: bytes, draft: Draft, job: Job, depth: int) -> list[bytes]:
    """Bytes of each buffer, empty where they are in another file; pictures written out in the JSON become parts."""
    found: list[bytes] = []
    for number, item in enumerate(_items(scene, "buffers")):
        uri = item.get("uri")
        content = _decoded(uri, draft) if isinstance(uri, str) else (buffer if number == 0 else b"")
        add_long_runs(content, draft, job)
        found.append(content)
    for number, item in enumerate(_items(scene, "images")):
        uri = item.get("uri")
        content = _decoded(uri, draft) if isinstance(uri, str) else b""
        if content:
            job.child(draft, f"image-{number}", content, depth)
    return found


def _decoded(uri: str, draft: Draft) -> bytes:
    """What a data URI carries; empty for an address of another file."""
    head = DATA_URI.match(uri)
    if head is None:
        return b""
    try:
        return base64.b64decode(uri[head.end() :]) if head.group(2) else uri[head.end() :].encode()
    except (binascii.Error, ValueError):
        draft.degrade(Reading.PARTIAL, "damaged", "data URL")
        return b""


def _tell_extents(scene: dict[str, Any], buffers: list[bytes], draft: Draft) -> None:
    """Extents by what the accessors of positions state; that the buffers hold numbers is looked at."""
    accessors, views = _items(scene, "accessors"), _items(scene, "bufferViews")
    box, seen = Box(), set[int]()
    for mesh in _items(scene, "meshes"):
        for primitive in _items(mesh, "primitives"):
            attributes = primitive.get("attributes")
            index = attributes.get("POSITION") if isinstance(attributes, dict) else None
            if isinstance(index, int) and 0 <= index < len(accessors) and index not in seen:
                seen.add(index)
                _take_accessor(accessors[index], views, buffers, box, draft)
    box.tell(draft, "m")


def _take_accessor(
    accessor: dict[str, Any], views: list[dict[str, Any]], buffers: list[bytes], box: Box, draft: Draft
) -> None:
    count = accessor.get("count")
    draft.cad["VERTEX"] += count if isinstance(count, int) and 0 <= count < 1 << 31 else 0
    for key in ("min", "max"):
        corner = accessor.get(key)
        if isinstance(corner, list) and len(corner) == 3 and all(isinstance(value, int | float) for value in corner):
            box.take([corner])
    view = accessor.get("bufferView")
    if accessor.get("componentType") != 5126 or not isinstance(view, int) or not 0 <= view < len(views):
        return
    start, stride = _span(views[view], accessor)
    content = _bytes_of(views[view], buffers)[start:]
    if stride in (0, 12) and isinstance(count, int):
        whole = min(count, len(content) // 12)
        box.take(np.frombuffer(content, "<f4", 3 * max(0, whole)).reshape(-1, 3))


def _span(view: dict[str, Any], accessor: dict[str, Any]) -> tuple[int, int]:
    values = [accessor.get("byteOffset", 0), view.get("byteStride", 0)]
    start, stride = (value if isinstance(value, int) and 0 <= value < 1 << 40 else 0 for value in values)
    return start, stride


def _bytes_of(view: dict[str, Any], buffers: list[bytes]) -> bytes:
    values = [view.get(key, 0) for key in ("buffer", "byteOffset", "byteLength")]
    if not all(isinstance(value, int) and 0 <= value < 1 << 40 for value in values) or values[0] >= len(buffers):
        return b""
    number, start, size = (int(value) for value in values)
    return buffers[number][start : start + size]


def _read_pictures(scene: dict[str, Any], buffers: list[bytes], draft: Draft, job: Job, depth: int) -> None:
    views = _items(scene, "bufferViews")
    for number, item in enumerate(_items(scene, "images")):
        index = item.get("bufferView")
        if isinstance(index, int) and 0 <= index < len(views):
            content = _bytes_of(views[index], buffers)
            if content:
                job.child(draft, f"image-{number}", content, depth)
