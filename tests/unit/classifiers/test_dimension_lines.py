from __future__ import annotations

import math

import numpy as np
import pytest

from classifiers.model.dimension_lines import NAMES, dimension_features
from classifiers.model.raster import runs


def value(ink: np.ndarray, name: str) -> float:
    found = dimension_features(runs(ink), runs(np.ascontiguousarray(ink.T)).T)
    return found[NAMES.index(name)]


def line() -> np.ndarray:
    ink = np.zeros((200, 300), dtype=np.bool_)
    ink[100, 50:250] = True
    return ink


def arrowed() -> np.ndarray:
    ink = line()
    for step in range(8):
        ink[100 - step // 3 : 101 + step // 3, 50 + step] = ink[100 - step // 3 : 101 + step // 3, 249 - step] = True
    return ink


def measured() -> np.ndarray:
    ink = arrowed()
    ink[90:130, 49] = ink[90:130, 250] = True
    return ink


@pytest.mark.parametrize("turned", [False, True])
def test_a_dimension_has_heads_at_both_ends_that_point_at_lines(turned: bool) -> None:
    rule, arrows, whole = (picture.T if turned else picture for picture in (line(), arrowed(), measured()))
    assert value(rule, "dim_heads") == value(rule, "dim_both") == 0
    assert value(arrows, "dim_both") == math.log1p(1)
    assert value(arrows, "dim_extended") == 0
    assert value(whole, "dim_extended") == math.log1p(1)
    assert value(whole, "dim_extended_share") > 0


def test_lines_between_two_walls_without_heads_are_ticks_alone() -> None:
    ink = line()
    ink[80:120, 49] = ink[80:120, 250] = True
    assert value(ink, "dim_ticks") == math.log1p(1)
    assert value(ink, "dim_both") == 0


def test_five_even_lines_are_a_stave_and_four_are_none() -> None:
    for count, share in ((4, 0.0), (5, 0.2), (6, 2 / 6)):
        ink = np.zeros((200, 300), dtype=np.bool_)
        ink[50 : 50 + 9 * count : 9, 20:280] = True
        assert value(ink, "staves") == pytest.approx(share)
    ink = np.zeros((200, 300), dtype=np.bool_)
    ink[[20, 29, 50, 61, 100, 120], 20:280] = True
    assert value(ink, "staves") == 0


def test_what_has_no_lines_has_no_dimensions() -> None:
    for ink in (
        np.zeros((40, 40), dtype=np.bool_),
        np.ones((40, 40), dtype=np.bool_),
        np.ones((1, 60), dtype=np.bool_),
    ):
        found = dimension_features(runs(ink), runs(np.ascontiguousarray(ink.T)).T)
        assert found[:3] == (0, 0, 0)
        assert len(found) == len(NAMES) == len(set(NAMES))
