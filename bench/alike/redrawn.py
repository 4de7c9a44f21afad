"""Drawings and models made anew by other means: layers renamed, entities shuffled, moved, turned, in other units."""

from __future__ import annotations

import contextlib
import io
import random
import re
import struct
from collections.abc import Callable

import ezdxf
import numpy as np
from ezdxf import recover
from ezdxf.entities import DXFEntity
from ezdxf.math import Matrix44

XY, ENDLIB = 0x1003, 0x0400
NAMES_OF_CELLS = (0x0606, 0x1206)
POINT = re.compile(r"(CARTESIAN_POINT\s*\(\s*'[^']*'\s*,\s*\()([^)]*)(\))")
CIRCLE = re.compile(r"(CIRCLE\s*\(\s*'[^']*'\s*,\s*#\d+\s*,\s*)([-+\d.Ee]+)")
INSTANCE = re.compile(r"#\d+\s*=(?:[^';]|'[^']*')*;", re.DOTALL)
FACET = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])

Variants = dict[str, Callable[[bytes], bytes | None]]


def dxf_variants() -> Variants:
    """What is done to a DXF, by its name."""
    turned, moved = Matrix44.z_rotate(np.pi / 2), Matrix44.translate(1234.5, -678.9, 0)
    return {
        "layers_renamed": lambda data: _changed(data, _rename_layers),
        "shuffled": lambda data: _changed(data, lambda _: None, order=random.Random(1)),
        "moved": lambda data: _changed(data, lambda drawing: _transform(drawing, moved)),
        "turned_90": lambda data: _changed(data, lambda drawing: _transform(drawing, turned)),
        "inches": lambda data: _changed(data, lambda drawing: _transform(drawing, Matrix44.scale(1 / 25.4))),
        "another_release": lambda data: _changed(data, lambda drawing: setattr(drawing, "dxfversion", "R2018")),
        "blocks_exploded": lambda data: _changed(data, _explode),
        "half_in_another": lambda data: _changed(data, _keep_half, host=True),
        "all_at_once": lambda data: _changed(
            data,
            lambda drawing: (_rename_layers(drawing), _transform(drawing, turned @ Matrix44.scale(1 / 25.4))),
            order=random.Random(2),
        ),
    }


def _changed(
    data: bytes,
    change: Callable[[ezdxf.document.Drawing], object],
    *,
    order: random.Random | None = None,
    host: bool = False,
) -> bytes | None:
    """A new drawing with the entities of the model space as `change` leaves them; None where ezdxf cannot."""
    try:
        source = recover.read(io.BytesIO(data))[0]
        change(source)
        if host:
            _add_foreign_lines(source)
        if order is not None:
            entities = list(source.modelspace())
            order.shuffle(entities)
            for entity in entities:
                source.modelspace().unlink_entity(entity)
            for entity in entities:
                source.modelspace().add_entity(entity)
        text = io.StringIO()
        source.write(text)
    except Exception:  # noqa: BLE001 - ezdxf raises anything for drawings that are broken
        return None
    return text.getvalue().encode(source.output_encoding, "replace")


def _rename_layers(drawing: ezdxf.document.Drawing) -> None:
    for number, layer in enumerate(list(drawing.layers)):
        if layer.dxf.name not in ("0", "Defpoints"):
            layer.rename(f"L{number:04}")


def _transform(drawing: ezdxf.document.Drawing, matrix: Matrix44) -> None:
    for entity in list(drawing.modelspace()):
        # Some kinds cannot be transformed; they stay as they are.
        with contextlib.suppress(Exception):
            entity.transform(matrix)


def _explode(drawing: ezdxf.document.Drawing) -> None:
    for insert in list(drawing.modelspace().query("INSERT")):
        insert.explode()


def _keep_half(drawing: ezdxf.document.Drawing) -> None:
    """The entities in the left half, by their count: what somebody would mark with one frame."""
    entities: list[tuple[float, DXFEntity]] = []
    for entity in drawing.modelspace():
        names = [name for name in ("start", "insert", "center") if entity.dxf.is_supported(name)]
        at = next((entity.dxf.get(name) for name in names if entity.dxf.hasattr(name)), None)
        if at is None and entity.dxftype() == "LWPOLYLINE" and len(entity):
            at = entity[0]
        entities.append((float(at[0]) if at is not None else 0.0, entity))
    entities.sort(key=lambda pair: pair[0])
    for _, entity in entities[len(entities) // 2 :]:
        drawing.modelspace().delete_entity(entity)


def _add_foreign_lines(drawing: ezdxf.document.Drawing) -> None:
    chance = random.Random(7)
    for _ in range(200):
        corners = [(chance.uniform(0, 500), chance.uniform(0, 500)) for _ in range(chance.randint(2, 6))]
        drawing.modelspace().add_lwpolyline(corners)


def step_variants() -> Variants:
    """What is done to a STEP file."""
    return {
        "renumbered": _renumbered,
        "moved": lambda data: _points(data, lambda x, y, z: (x + 100.25, y - 33.5, z + 7.75), 1.0),
        "turned_90": lambda data: _points(data, lambda x, y, z: (-y, x, z), 1.0),
        "inches": lambda data: _points(data, lambda x, y, z: (x / 25.4, y / 25.4, z / 25.4), 1 / 25.4),
        "all_at_once": lambda data: _renumbered(
            _points(data, lambda x, y, z: (-y / 25.4 + 3, x / 25.4, z / 25.4), 1 / 25.4)
        ),
    }


def _points(data: bytes, move: Callable[[float, float, float], tuple[float, ...]], scale: float) -> bytes:
    def moved(match: re.Match[str]) -> str:
        values = [float(word) for word in match[2].split(",")]
        if len(values) != 3:
            return match[0]
        return match[1] + ",".join(f"{value:.9G}" for value in move(*values)) + match[3]

    text = POINT.sub(moved, data.decode("latin-1"))
    return CIRCLE.sub(lambda match: f"{match[1]}{float(match[2]) * scale:.9G}", text).encode("latin-1")


def _renumbered(data: bytes) -> bytes:
    head, mark, body = data.decode("latin-1").partition("DATA;")
    found = INSTANCE.findall(body)
    random.Random(3).shuffle(found)
    text = "\n".join(re.sub(r"#(\d+)", lambda match: f"#{int(match[1]) * 7 + 100_000}", line) for line in found)
    return f"{head}{mark}\n{text}\nENDSEC;\nEND-ISO-10303-21;\n".encode("latin-1")


def stl_variants() -> Variants:
    """What is done to a binary STL."""
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    return {
        "shuffled": lambda data: _binary(np.random.default_rng(1).permutation(_triangles(data))),
        "moved": lambda data: _binary(_triangles(data) + np.array([55.5, -12.25, 300.0])),
        "turned_90": lambda data: _binary(_triangles(data) @ turn.T),
        "inches": lambda data: _binary(_triangles(data) / 25.4),
        "as_text": lambda data: _as_text(_triangles(data)),
        "half_of_it": lambda data: _binary(_triangles(data)[: len(_triangles(data)) // 2]),
        "all_at_once": lambda data: _as_text(np.random.default_rng(2).permutation(_triangles(data) @ turn.T / 25.4)),
    }


def _triangles(data: bytes) -> np.ndarray:
    count = min(int.from_bytes(data[80:84], "little"), (len(data) - 84) // 50)
    return np.frombuffer(data, FACET, count, 84)["corners"].astype(np.float64)


def _binary(triangles: np.ndarray) -> bytes:
    facets = np.zeros(len(triangles), FACET)
    facets["corners"] = triangles
    return b"made elsewhere".ljust(80) + struct.pack("<I", len(facets)) + facets.tobytes()


def _as_text(triangles: np.ndarray) -> bytes:
    lines = ["solid other"]
    for corners in triangles:
        lines += ["facet normal 0 0 0", "outer loop"]
        lines += [f"vertex {x:.7g} {y:.7g} {z:.7g}" for x, y, z in corners]
        lines += ["endloop", "endfacet"]
    return "\n".join([*lines, "endsolid other", ""]).encode()


def gds_variants() -> Variants:
    """What is done to a GDSII stream."""
    return {
        "cells_renamed": lambda data: _records(data, lambda points: points, is_renamed=True),
        "moved": lambda data: _records(data, lambda points: points + np.array([4321, -8765])),
        "turned_90": lambda data: _records(data, lambda points: np.column_stack([-points[:, 1], points[:, 0]])),
        "other_units": lambda data: _records(data, lambda points: points * 10),
        "all_at_once": lambda data: _records(
            data, lambda points: np.column_stack([-points[:, 1], points[:, 0]]) * 10 + 777, is_renamed=True
        ),
    }


def _records(data: bytes, move: Callable[[np.ndarray], np.ndarray], *, is_renamed: bool = False) -> bytes:
    made, place = bytearray(), 0
    while place + 4 <= len(data):
        size, kind = struct.unpack_from(">HH", data, place)
        if size < 4:
            break
        body = data[place + 4 : place + size]
        if kind == XY:
            points = np.frombuffer(body, ">i4").reshape(-1, 2).astype(np.int64)
            body = np.clip(move(points), -(2**31), 2**31 - 1).astype(">i4").tobytes()
        elif is_renamed and kind in NAMES_OF_CELLS:
            body = bytes(reversed(body.rstrip(b"\0")))
            body += b"\0" * (len(body) % 2)
        made += struct.pack(">HH", len(body) + 4, kind) + body
        place += size
        if kind == ENDLIB:
            break
    return bytes(made)


def gerber_variants() -> Variants:
    """What is done to a Gerber file."""
    return {
        "moved": lambda data: _gerber(data, lambda x, y: (x + 12345, y + 54321)),
        "turned_90": lambda data: _gerber(data, lambda x, y: (-y, x)),
        "other_scale": lambda data: _gerber(data, lambda x, y: (3 * x, 3 * y)),
    }


def _gerber(data: bytes, move: Callable[[int, int], tuple[int, int]]) -> bytes:
    text, at = data.decode("latin-1"), [0, 0]

    def moved(match: re.Match[str]) -> str:
        at[0] = int(match[1]) if match[1] else at[0]
        at[1] = int(match[2]) if match[2] else at[1]
        x, y = move(*at)
        return f"X{x}Y{y}{match[3]}"

    pattern = r"(?:X([-+]?\d+))?(?:Y([-+]?\d+))?(D0?[123]\*)"
    return re.sub(pattern, lambda match: moved(match) if match[1] or match[2] else match[0], text).encode("latin-1")
