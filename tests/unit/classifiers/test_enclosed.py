from __future__ import annotations

import math

import numpy as np

from classifiers.model.enclosed import NAMES, enclosed_features


def value(ink: np.ndarray, name: str) -> float:
    return enclosed_features(ink)[NAMES.index(name)]


def rings(radius: int, count: int) -> np.ndarray:
    ink = np.zeros((100, 100 * count), dtype=np.bool_)
    y, x = np.mgrid[:100, :100]
    far = np.hypot(y - 50, x - 50)
    ring = (far < radius + 1.5) & (far > radius - 0.5)
    for place in range(count):
        ink[:, 100 * place : 100 * (place + 1)] = ring
    return ink


def cells(rows: int) -> np.ndarray:
    ink = np.zeros((200, 200), dtype=np.bool_)
    for place in range(rows + 1):
        ink[20 + 20 * place, 20 : 21 + 20 * rows] = ink[20 : 21 + 20 * rows, 20 + 20 * place] = True
    return ink


def test_holes_are_round_and_cells_are_square() -> None:
    assert value(rings(15, 3), "holes_middle_round") == math.log1p(3)
    assert value(rings(15, 3), "holes_square") == 0
    assert value(cells(4), "holes_middle") == math.log1p(16)
    assert value(cells(4), "holes_square") > 0.9
    assert value(cells(4), "holes_round") == 0


def test_areas_of_one_size_are_repeated() -> None:
    assert value(cells(4), "holes_repeated") == 1
    assert value(rings(15, 1), "holes_repeated") == 0


def test_a_slanted_line_one_pixel_wide_shuts_an_area_in() -> None:
    for way in (1, -1):
        ink = np.zeros((60, 60), dtype=np.bool_)
        ink[10, 10:41] = ink[10:41, 10 if way > 0 else 40] = True
        for step in range(31):
            ink[40 - step, 10 + step if way > 0 else 40 - step] = True
        assert value(ink, "holes") == math.log1p(1)


def test_an_open_box_shuts_nothing_in() -> None:
    ink = cells(1)
    ink[20, 25:30] = False
    assert value(ink, "holes") == 0
    assert value(ink, "outside") > 0.9


def test_paper_and_ink_alone_are_measured() -> None:
    assert value(np.zeros((9, 9), dtype=np.bool_), "outside") == 1
    assert len(enclosed_features(np.ones((9, 9), dtype=np.bool_))) == len(NAMES) == len(set(NAMES))
    assert len(enclosed_features(np.ones((1, 1), dtype=np.bool_))) == len(NAMES)
