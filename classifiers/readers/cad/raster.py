"""A drawing's lines as a small gray picture, so that the drawing model sees its shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from classifiers.document import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from classifiers.readers.job import Job

Point = tuple[float, float]
SHAPES = 20_000
ARC_STEPS = 24
BLOCK_DEPTH = 4
MARGIN_PX = 6
RASTER_S = 2.0
DRAWN = frozenset(
    {
        "LINE",
        "LWPOLYLINE",
        "POLYLINE",
        "CIRCLE",
        "ARC",
        "ELLIPSE",
        "SPLINE",
        "SOLID",
        "TRACE",
        "3DFACE",
        "POINT",
        "INSERT",
        "DIMENSION",
        "TEXT",
        "MTEXT",
        "LEADER",
    }
)


def draw(drawing: Any, job: Job) -> Page | None:
    """One raster of the model space, seen from above; None where it shows nothing."""
    until = job.now() + RASTER_S
    shapes: list[list[Point]] = []
    texts = 0
    for entity in _flat(drawing.modelspace(), 0, lambda: job.now() > until):
        if len(shapes) >= SHAPES or job.now() > until:
            break
        texts += entity.dxftype() in ("TEXT", "MTEXT")
        shape = [point for point in _points(entity) if math.isfinite(point[0]) and math.isfinite(point[1])]
        if len(shape) > 1:
            shapes.append(shape)
    return _page(shapes, texts, job.limits.raster_px) if shapes else None


def _flat(layout: Any, level: int, is_over: Callable[[], bool]) -> Iterator[Any]:
    """Entities with blocks and dimensions dissolved into their lines, until time is over."""
    for entity in layout:
        if is_over():  # blocks of blocks multiply, and empty ones yield nothing that the caller could count
            return
        kind = entity.dxftype()
        if kind not in DRAWN:
            continue
        if kind in ("INSERT", "DIMENSION"):
            if level < BLOCK_DEPTH:
                try:
                    yield from _flat(entity.virtual_entities(), level + 1, is_over)
                except Exception:  # noqa: BLE001, S112 - a broken block loses its lines, not the drawing
                    continue
        else:
            yield entity


def _points(entity: Any) -> list[Point]:
    """A polyline that stands for an entity; empty where it has no extent or makes no sense."""
    try:
        return _outline(entity, entity.dxftype())
    except Exception:  # noqa: BLE001 - any attribute of a hostile entity can be missing or of a wrong type
        return []


def _outline(entity: Any, kind: str) -> list[Point]:
    dxf = entity.dxf
    if kind == "LINE":
        return [(dxf.start.x, dxf.start.y), (dxf.end.x, dxf.end.y)]
    if kind == "LWPOLYLINE":
        points = [(x, y) for x, y in entity.get_points("xy")]
        return points + points[:1] if entity.closed else points
    if kind == "POLYLINE":
        points = [(vertex.dxf.location.x, vertex.dxf.location.y) for vertex in entity.vertices]
        return points + points[:1] if entity.is_closed else points
    if kind in ("CIRCLE", "ARC"):
        first, last = (0.0, 360.0) if kind == "CIRCLE" else (dxf.start_angle, dxf.end_angle)
        return _arc(dxf.center.x, dxf.center.y, dxf.radius, first, last if last > first else last + 360.0)
    if kind in ("ELLIPSE", "SPLINE"):
        path = entity.flattening(max(1e-6, _reach(entity, kind) / 200))
        return [(point.x, point.y) for _, point in zip(range(400), path, strict=False)]
    if kind in ("SOLID", "TRACE", "3DFACE"):
        return [(corner.x, corner.y) for corner in (dxf.vtx0, dxf.vtx1, dxf.vtx3, dxf.vtx2, dxf.vtx0)]
    if kind == "LEADER":
        return [(vertex[0], vertex[1]) for vertex in entity.vertices]
    if kind in ("TEXT", "MTEXT"):
        # A bar where the words stand: their place matters to the eye, their letters are read elsewhere.
        height = float(dxf.get("height", 0) or dxf.get("char_height", 0) or 1.0)
        length = 0.6 * height * min(60, len(dxf.get("text", "") if kind == "TEXT" else entity.text))
        return [(dxf.insert.x, dxf.insert.y), (dxf.insert.x + length, dxf.insert.y)]
    return []


def _reach(entity: Any, kind: str) -> float:
    if kind == "ELLIPSE":
        return float(entity.dxf.major_axis.magnitude)
    points = entity.control_points if len(entity.control_points) else entity.fit_points
    return max((abs(points[0][0] - point[0]) + abs(points[0][1] - point[1]) for point in points), default=1.0)


def _arc(x: float, y: float, radius: float, first: float, last: float) -> list[Point]:
    steps = max(4, int(ARC_STEPS * min(1.0, (last - first) / 360.0)) + 1)
    angles = (math.radians(first + (last - first) * step / steps) for step in range(steps + 1))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _page(shapes: list[list[Point]], texts: int, longer_px: int) -> Page:
    left, low, right, high = _bounds(shapes)
    scale = (longer_px - 2 * MARGIN_PX) / max(right - left, high - low, 1e-9)
    width = max(2 * MARGIN_PX, min(longer_px, round((right - left) * scale) + 2 * MARGIN_PX))
    height = max(2 * MARGIN_PX, min(longer_px, round((high - low) * scale) + 2 * MARGIN_PX))
    image = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(image)
    for shape in shapes:
        line = [_pixel(x, y, left, high, scale) for x, y in shape]
        pen.line(line, fill=0, width=1)
    return Page(
        number=1,
        width=width,
        height=height,
        gray=image.tobytes(),
        paths=len(shapes) - texts,
        texts=texts,
        images=0,
        aspect=width / height,
    )


def _pixel(x: float, y: float, left: float, high: float, scale: float) -> Point:
    """A point on the sheet, held near it: a stray coordinate must not make the pen walk for minutes."""
    across = MARGIN_PX + (x - left) * scale
    down = MARGIN_PX + (high - y) * scale
    return min(max(across, -2_000.0), 4_000.0), min(max(down, -2_000.0), 4_000.0)


def _bounds(shapes: list[list[Point]]) -> tuple[float, float, float, float]:
    """The sheet without the farthest hundredth of its points, which are strays more often than drawing."""
    xs = sorted(x for shape in shapes for x, _ in shape)
    ys = sorted(y for shape in shapes for _, y in shape)
    cut = len(xs) // 100 if len(xs) > 400 else 0
    spans = []
    for values in (xs, ys):
        inner = values[cut], values[-1 - cut]
        full = values[0], values[-1]
        spans.append(full if full[1] - full[0] < 3 * (inner[1] - inner[0]) else inner)
    return spans[0][0], spans[1][0], spans[0][1], spans[1][1]
