from __future__ import annotations

import dataclasses
import hashlib
import io
import itertools
import math
import os
import random
import struct
import tempfile

import ezdxf
import numpy as np
import pytest
from ezdxf.math import Matrix44
from hypothesis import given
from hypothesis import strategies as st

from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.geometry import StructureFamily
from classifiers.detect.prints import Alike, Basis, LeftOut, Shared
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Part
from classifiers.limits import Limits
from classifiers.readers.entry import read_document
from classifiers.readers.models.edges import Edges
from classifiers.readers.outline import Outline
from policies.label import Label, Reading

SECRET = Secret.of(b"0123456789abcdef0123456789abcdef")
FAMILY = StructureFamily()
LIMITS = Limits()
Path = list[tuple[float, float]]


def paths(seed: int, count: int = 30) -> list[Path]:
    chance = random.Random(seed)
    return [
        [(chance.uniform(0, 300), chance.uniform(0, 200)) for _ in range(chance.randint(4, 8))] for _ in range(count)
    ]


def drawing(made: list[Path], *, seed: int = 0, layer: str = "WALLS", change: Matrix44 | None = None) -> bytes:
    document = ezdxf.new("R2010")
    space = document.modelspace()
    for path in random.Random(seed).sample(made, len(made)):
        space.add_lwpolyline(path, dxfattribs={"layer": layer})
    for x, y, radius in holes():
        space.add_circle((x, y), radius, dxfattribs={"layer": layer})
    for entity in space if change is not None else ():
        entity.transform(change)
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode()


def holes() -> list[tuple[float, float, float]]:
    chance = random.Random(99)
    return [(chance.uniform(0, 300), chance.uniform(0, 200), chance.uniform(1, 9)) for _ in range(12)]


def read(data: bytes) -> Part:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return read_document(os.dup(file.fileno()), "x", Limits(pages=0)).parts[0]


def of(outline: Outline) -> Part:
    return Part(name="", type="model/step", digest="", size_bytes=1, shape=outline.features())


def alike(asked: Part, registered: Part, weight: float = 1.0) -> Alike | None:
    mine, theirs = FAMILY.prints(asked, SECRET), FAMILY.prints(registered, SECRET)
    members = np.flatnonzero(np.isin(mine.hashes, theirs.hashes))
    shared = Shared(
        members=members,
        theirs=np.zeros(members.size, dtype=np.int64),
        weights=np.full(members.size, weight),
        registered=theirs.hashes.size,
    )
    return FAMILY.alike(mine, shared)


@pytest.mark.parametrize(
    "change",
    [
        Matrix44(),
        Matrix44.translate(1234.5, -6789.1, 0),
        Matrix44.z_rotate(math.pi / 2),
        Matrix44.z_rotate(0.7),
        Matrix44.scale(1 / 25.4),
        Matrix44.scale(-1, 1, 1),
        Matrix44.z_rotate(math.pi) @ Matrix44.scale(1000) @ Matrix44.translate(5, 5, 0),
    ],
    ids=["as-it-is", "moved", "turned-90", "turned", "inches", "mirrored", "all"],
)
def test_a_drawing_is_known_however_it_lies(change: Matrix44) -> None:
    original, redrawn = read(drawing(paths(1))), read(drawing(paths(1), seed=5, layer="Other", change=change))
    found = alike(redrawn, original)
    assert found is not None
    assert found.containment > 0.9
    assert FAMILY.basis is Basis.STRUCTURE


def test_half_of_a_drawing_is_known_in_another_one() -> None:
    original, other = paths(1), paths(2, 60)
    assert alike(read(drawing(other + original[:15])), read(drawing(original))) is not None


def test_lines_that_were_one_outline_are_known() -> None:
    document = ezdxf.new("R12")
    for path in paths(1):
        for one, other in itertools.pairwise(path):
            document.modelspace().add_line(one, other)
    text = io.StringIO()
    document.write(text)
    assert alike(read(text.getvalue().encode()), read(drawing(paths(1)))) is not None


def test_unlike_drawings_are_not_alike() -> None:
    parts = [of(outline(paths(seed, 80))) for seed in range(12)]
    assert all(alike(one, other) is None for one in parts for other in parts if one is not other)


def outline(made: list[Path]) -> Outline:
    kept = Outline(LIMITS)
    for path in made:
        kept.add_path(path)
    return kept


def test_a_line_far_off_the_sheet_hides_nothing() -> None:
    kept = outline(paths(1))
    kept.add_path([(1e11, 1e11), (2e11, 1e11)])
    for x, y, radius in holes():
        kept.add_round((x, y), radius)
    kept.add_round((9e10, 1.0), 2.0)
    found = alike(of(kept), of(outline(paths(1))))
    assert found is not None
    assert found.containment > 0.8


def test_numbers_that_are_none_hide_nothing() -> None:
    kept = outline(paths(1))
    kept.add_path([(math.nan, 0.0), (math.inf, 1.0), (1e308, -1e308)] * 50)
    kept.add_round((math.inf, math.nan), math.nan)
    assert alike(of(kept), of(outline(paths(1)))) is not None


def test_frames_and_tables_say_nothing() -> None:
    kept = Outline(LIMITS)
    for x in range(12):
        for y in range(20):
            left, low = 40.0 * x, 10.0 * y
            kept.add_path([(left, low), (left + 40, low), (left + 40, low + 10), (left, low + 10), (left, low)])
            kept.add_round((left, low), 3.0)
    assert alike(of(kept), of(kept)) is None


def signed(made: list[Path]) -> Document:
    """A drawing with an office's slanted sign on it."""
    chance = random.Random(7)
    sign = [[(240 + chance.uniform(0, 20), 20 + chance.uniform(0, 12)) for _ in range(14)] for _ in range(3)]
    part = of(outline([*made, *sign]))
    return Document(parts=(dataclasses.replace(part, digest=hashlib.sha256(part.shape).hexdigest()),))


def test_a_sign_on_every_sheet_says_nothing_once_the_empty_sheet_is_public() -> None:
    index = FingerprintIndex(b"0" * 32, families=(FAMILY,))
    label = Label(projects=frozenset({"rotor"}))
    index.register(signed(paths(1, 12)), name="one", label=label)
    assert index.lookup(signed(paths(2, 12)))
    index.register(signed([]), name="empty sheet", label=Label(), is_public=True)
    assert not index.lookup(signed(paths(2, 12)))
    assert index.lookup(signed(paths(1, 12)[::-1]))


def test_what_many_registered_drawings_hold_does_not_suffice() -> None:
    made = of(outline(paths(1)))
    assert alike(made, made) is not None
    assert alike(made, made, weight=0.05) is None


def solid(seed: int) -> np.ndarray:
    points = np.random.default_rng(seed).uniform(0, 50, (80, 3))
    chosen = np.random.default_rng(seed + 1).integers(0, 80, (160, 3))
    return points[chosen]


def stl(triangles: np.ndarray) -> bytes:
    facets = b"".join(struct.pack("<12fH", 0, 0, 1, *corners.ravel(), 0) for corners in triangles)
    return b"part".ljust(80, b"\0") + struct.pack("<I", len(triangles)) + facets


def test_a_mesh_is_known_moved_turned_and_in_other_units() -> None:
    triangles = solid(1)
    turned = triangles[::-1, :, [1, 0, 2]] * np.array([-1, 1, 1]) / 25.4 + 12
    assert alike(read(stl(turned)), read(stl(triangles))) is not None
    assert alike(read(stl(solid(7))), read(stl(triangles))) is None


def step(points: np.ndarray, edges: list[tuple[int, int]], *, first: int) -> bytes:
    lines = []
    for number, (x, y, z) in enumerate(points):
        lines.append(f"#{first + 2 * number}=CARTESIAN_POINT('',({x:.6f},{y:.6f},{z:.6f}));")
        lines.append(f"#{first + 2 * number + 1}=VERTEX_POINT('',#{first + 2 * number});")
    for number, (one, other) in enumerate(edges):
        lines.append(f"#{first + 9000 + number}=EDGE_CURVE('',#{first + 2 * one + 1},#{first + 2 * other + 1},#1,.T.);")
    random.Random(first).shuffle(lines)
    body = "\n".join(lines)
    return f"ISO-10303-21;\nHEADER;\nFILE_SCHEMA(('X'));\nENDSEC;\nDATA;\n{body}\nENDSEC;\nEND-ISO-10303-21;\n".encode()


def test_a_solid_is_known_renumbered_moved_and_in_other_units() -> None:
    points = np.random.default_rng(3).uniform(0, 90, (40, 3))
    chance = random.Random(1)
    edges = [tuple(chance.sample(range(40), 2)) for _ in range(60)]
    original = read(step(points, edges, first=10))
    again = read(step(points[:, [2, 0, 1]] / 25.4 * 10 - 44, edges, first=50_000))
    assert original.type == "model/step"
    assert alike(again, original) is not None
    assert alike(read(step(np.random.default_rng(4).uniform(0, 90, (40, 3)), edges, first=10)), original) is None


def test_what_an_outline_leaves_out_is_said() -> None:
    few = Limits(outline_edges=5, outline_rounds=3, outline_features=4)
    kept = Outline(few)
    kept.add_path([(0.0, 0.0), (3.0, 1.0), (4.0, 7.0)])
    kept.add_round((1.0, 1.0), 1.0)
    assert kept.reached == {}
    kept.add_path([(float(place), place**1.5) for place in range(9)])
    for place in range(4):
        kept.add_round((place * 1.7, place**1.3), 1.0)
    assert kept.reached == {"outline_edges": 5, "outline_rounds": 3}
    assert kept.room == 0
    assert len(kept.features()) <= 8 * few.outline_features


def test_a_drawing_of_more_lines_than_are_taken_says_so() -> None:
    data = drawing(paths(1))

    def read_with(limits: Limits) -> Document:
        with tempfile.TemporaryFile() as file:
            file.write(data)
            file.flush()
            return read_document(os.dup(file.fileno()), "x.dxf", limits)

    whole, cut = read_with(Limits(pages=0)), read_with(Limits(pages=0, outline_edges=50))
    assert "limit.outline_edges" not in {finding.name for finding in whole.findings}
    assert [(one.name, one.detail) for one in cut.findings if one.name == "limit.outline_edges"] == [
        ("limit.outline_edges", "50")
    ]
    assert cut.parts[0].text == whole.parts[0].text
    assert cut.reading is whole.reading is Reading.FULL


def test_features_are_bounded() -> None:
    kept = Outline(LIMITS)
    chance = np.random.default_rng(1)
    many = LIMITS.outline_edges
    kept.add_edges(np.repeat(chance.uniform(0, 1, (many, 1, 3)), 2, axis=1) + chance.uniform(0, 1, (many, 2, 3)))
    assert kept.is_full
    kept.add_path([(1.0, 2.0), (3.0, 4.0)])
    for place in range(5_000):
        kept.add_round((float(chance.uniform()), place * 1.7, 0.0), 1.0)
    assert len(kept.features()) <= 8 * LIMITS.outline_features
    assert kept.reached == {"outline_edges": 60_000, "outline_rounds": 2_500}


def test_a_part_of_as_many_features_as_are_kept_is_said_to_have_more() -> None:
    features = (np.arange(1, LIMITS.outline_features + 1, dtype="<u8") * 8 + 4).tobytes()
    cut = FAMILY.prints(Part(name="", type="x", digest="", size_bytes=0, shape=features), SECRET)
    less = FAMILY.prints(Part(name="", type="x", digest="", size_bytes=0, shape=features[:-8]), SECRET)
    assert cut.left_out == (LeftOut(what="features", figure=1_024),)
    assert less.left_out == ()


@given(
    st.lists(
        st.lists(st.tuples(st.floats(), st.floats()), max_size=6),
        max_size=12,
    ),
    st.lists(st.tuples(st.floats(), st.floats(), st.floats(), st.floats()), max_size=8),
)
def test_any_numbers_have_features(made: list[Path], rounds: list[tuple[float, float, float, float]]) -> None:
    kept = outline(made)
    for x, y, z, radius in rounds:
        kept.add_round((x, y, z), radius)
    features = kept.features()
    assert len(features) % 8 == 0
    part = Part(name="", type="x", digest="", size_bytes=0, shape=features)
    assert FAMILY.prints(part, SECRET).hashes.size == len(features) // 8


def test_a_part_without_geometry_has_no_print() -> None:
    assert FAMILY.prints(Part(name="", type="x", digest="", size_bytes=0), SECRET).hashes.size == 0


def test_a_point_as_long_as_a_book_is_none() -> None:
    edges = Edges()
    for number in (1, 2):
        edges.take(number, "CARTESIAN_POINT", "'',(" + "1.5," * 200_000 + "2.)")
        edges.take(number + 2, "VERTEX_POINT", f"'',#{number}")
    for number in range(10, 40_000):
        edges.take(number, "EDGE_CURVE", "'',#3,#4,#9,.T.")
    outline = Outline(LIMITS)
    edges.tell(outline)
    assert outline.features() == b""


def test_places_that_no_float_holds_are_passed_over() -> None:
    outline = Outline(LIMITS)
    outline.add_path([(10**400, 0), (1, 2)])
    outline.add_path([(1.0, 2.0), (1.0, 2.0, 3.0)])
    outline.add_path([(float("inf"), 5e-324), (float("nan"), 2), (1, 2), (3, 5e-324)])
    for number in range(6):
        outline.add_round((10**400, number))
        outline.add_round((float("inf"), number), float("nan"))
    assert outline.features() == b""
