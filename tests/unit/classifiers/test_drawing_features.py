from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PIL import Image

from classifiers.colours import SEEN_PX, colours_of, seen
from classifiers.document import Page
from classifiers.model import page_words, strokes
from classifiers.model.made_copies import cut_out, outlined, scanned
from classifiers.model.made_pages import further_document, further_drawing, kind_drawing, made_document, made_drawing
from classifiers.model.pieces import pieces_of
from classifiers.model.raster import NAMES, page_features, runs
from classifiers.model.regions import QUARTERS, speaking_region


def page(gray: np.ndarray, **known: int) -> Page:
    height, width = gray.shape
    return Page(
        number=1, width=width, height=height, gray=gray.astype(np.uint8).tobytes(), aspect=width / height, **known
    )


def value(gray: np.ndarray, name: str, text: str = "") -> float:
    return float(page_features(page(gray), text)[NAMES.index(name)])


def flooded(ink: np.ndarray) -> list[tuple[int, int, int, int, int]]:
    """Pieces by flood fill, the slow and plain way: left, top, width, height, ink."""
    left_over = {(int(y), int(x)) for y, x in np.argwhere(ink)}
    found = []
    while left_over:
        waiting, piece = [left_over.pop()], []
        while waiting:
            y, x = waiting.pop()
            piece.append((y, x))
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & left_over
            left_over -= near
            waiting += near
        rows, columns = [y for y, _ in piece], [x for _, x in piece]
        found.append((min(columns), min(rows), max(columns) - min(columns) + 1, max(rows) - min(rows) + 1, len(piece)))
    return sorted(found)


@pytest.mark.parametrize(("seed", "share"), [(1, 0.05), (2, 0.2), (3, 0.4), (4, 0.6), (5, 0.0), (6, 1.0)])
def test_pieces_are_those_of_a_flood_fill(seed: int, share: float) -> None:
    ink = np.random.default_rng(seed).random((37, 53)) < share
    found = pieces_of(ink)
    rows = zip(found.left, found.top, found.width, found.height, found.ink, strict=True)
    assert sorted(tuple(int(number) for number in row) for row in rows) == flooded(ink)


def test_a_spiral_is_one_piece() -> None:
    ink = np.zeros((41, 41), dtype=np.bool_)
    for ring in range(0, 20, 4):
        ink[ring, ring : 41 - ring] = ink[ring : 41 - ring, 40 - ring] = ink[40 - ring, ring : 41 - ring] = True
        ink[ring + 4 : 41 - ring, ring] = True
        ink[ring + 4, ring : ring + 5] = True
    assert pieces_of(ink).ink.tolist() == [int(ink.sum())]


def test_runs_are_counted_in_each_row_alone() -> None:
    ink = np.array([[0, 1, 1], [1, 1, 0], [0, 0, 0], [1, 0, 1]], dtype=np.bool_)
    assert runs(ink).tolist() == [[0, 2, 2], [2, 2, 0], [0, 0, 0], [1, 0, 1]]


def test_a_dimension_line_ends_in_arrows_and_a_rule_does_not() -> None:
    rule = np.full((200, 300), 255)
    rule[100, 50:250] = 0
    arrowed = rule.copy()
    for step in range(8):
        arrowed[100 - step // 3 : 101 + step // 3, 50 + step] = 0
        arrowed[100 - step // 3 : 101 + step // 3, 249 - step] = 0
    assert value(rule, "level_arrows") == 0
    assert value(arrowed, "level_arrows") > 1
    assert value(arrowed.T, "upright_arrows") > 1


def test_rows_of_letters_are_long_in_prose_and_short_on_a_drawing() -> None:
    prose, labels = np.full((400, 400), 255), np.full((400, 400), 255)
    for y in range(20, 380, 20):
        for x in range(20, 380, 9):
            prose[y : y + 8, x : x + 5] = 0
    for y in range(20, 380, 70):
        for x in range(20, 380, 90):
            labels[y : y + 8, x : x + 5] = labels[y : y + 8, x + 9 : x + 14] = 0
    assert value(prose, "row_long") == 1
    assert value(labels, "row_long") == 0
    assert value(labels, "row_lone") == 1


def test_words_of_a_title_block_count_in_three_languages() -> None:
    for text in ("DRAWN  SCALE 1:2", "図番 A-1 尺度 1:2", "图号 A-1 比例 1:2"):
        assert page_words.word_features(text)[0] > 0
    assert page_words.word_features("The committee met in the afternoon.")[0] == 0
    assert len(page_words.word_features("")) == len(page_words.NAMES)


def test_coloured_lines_are_not_coloured_areas() -> None:
    lines = Image.new("RGB", (200, 200), "white")
    for x in range(0, 200, 10):
        lines.paste((200, 0, 0), (x, 0, x + 1, 200))
    area = Image.new("RGB", (200, 200), "white")
    area.paste((200, 0, 0), (0, 0, 20, 200))
    one, other = colours_of(lines), colours_of(area)
    assert one.coloured == other.coloured == pytest.approx(0.1)
    assert one.filled == 0
    assert other.filled > 0.08
    assert (one.hues, one.ground, one.ground_chroma) == (1, pytest.approx(0.9), 0)


def test_gray_has_no_hue_and_a_picture_is_seen_small() -> None:
    found = colours_of(Image.new("RGB", (3, 1), (120, 120, 120)))
    assert (found.coloured, found.hues, found.tones, found.ground) == (0, 0, 1, 1)
    picture = Image.new("RGB", (2000, 30))
    assert seen(picture).size[0] == SEEN_PX
    assert picture.size == (2000, 30)


def test_the_region_that_speaks_is_where_the_lines_are() -> None:
    gray = np.full((300, 400), 255)
    for y in range(170, 280, 10):
        gray[y, 220:380] = 0
    drawn = page(gray)
    lines = NAMES.index("level_lines")
    region = speaking_region(drawn, "", lambda features: float(features[lines]))
    assert region == QUARTERS[3]
    assert (region.left, region.top, region.right, region.bottom) == (0.5, 0.5, 1.0, 1.0)


def test_what_is_made_is_a_pdf_of_one_page_and_the_same_again() -> None:
    kinds = set()
    for number in range(14):
        data, kind = made_drawing(Random(number), number)
        kinds.add(kind)
        assert data.startswith(b"%PDF")
        assert made_drawing(Random(number), number) == (data, kind)
    assert kinds == {"mechanical", "schematic", "pcb", "chip-layout", "process", "architectural", "patent-figure"}
    for number in range(24):
        assert made_document(Random(number), number).startswith(b"%PDF")


def test_further_pages_are_made_the_same_again_and_are_no_others() -> None:
    kinds, seen = set(), set()
    for number in range(6):
        data, kind = further_drawing(Random(number), number)
        kinds.add(kind)
        other = further_document(Random(number), number)
        seen |= {data, other}
        assert data.startswith(b"%PDF")
        assert other.startswith(b"%PDF")
        assert (data, kind) == further_drawing(Random(number), number)
        assert other == further_document(Random(number), number)
    assert kinds == {"mechanical", "pcb"}
    assert len(seen) == 12


def test_pages_that_teach_kinds_are_made_the_same_again_and_each_is_another() -> None:
    made = [kind_drawing(Random(number), number) for number in range(32)]
    assert made == [kind_drawing(Random(number), number) for number in range(32)]
    assert all(data.startswith(b"%PDF") for data, _ in made)
    assert len({data for data, _ in made}) == 32
    assert [kind for _, kind in made[:4]] == ["architectural", "process", "schematic", "mechanical"]


def test_copies_know_no_vectors_and_keep_within_bounds() -> None:
    gray = np.random.default_rng(0).integers(0, 256, (90, 130))
    whole = page(gray, paths=5, texts=7, images=0, segments=20, chars=100)
    for seed in range(20):
        noise = np.random.default_rng(seed)
        for copy in (scanned(whole, noise), cut_out(whole, noise)):
            assert copy.paths == copy.chars == -1
            assert len(copy.gray) == copy.width * copy.height
            assert min(copy.width, copy.height) >= 48
        lines = outlined(whole, noise)
        assert (lines.texts, lines.chars, lines.gray) == (0, 0, whole.gray)
        assert lines.segments >= 20 + 800


def test_every_number_has_one_name() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert set(strokes.NAMES) < set(NAMES)
