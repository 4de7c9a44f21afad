from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.rings import NAMES, ring_features


def value(ink: np.ndarray, name: str) -> float:
    return ring_features(ink)[NAMES.index(name)]


def blank() -> np.ndarray:
    return np.zeros((120, 120), dtype=np.bool_)


def test_a_long_line_goes_straight_on_along_an_axis() -> None:
    ink = blank()
    ink[60, 10:110] = True
    assert value(ink, "ring8_straight") > 0.8
    assert value(ink, "ring8_axis") == 1
    assert value(ink, "ring8_3") == value(ink, "ring8_right") == 0


def test_a_slanted_line_is_straight_and_along_no_axis() -> None:
    ink = blank()
    for step in range(10, 110):
        ink[step, step] = ink[step, step + 1] = True
    assert value(ink, "ring8_straight") > 0.6
    assert value(ink, "ring8_axis") == 0


@pytest.mark.parametrize("way", [-1, 1])
def test_corners_are_bends_of_a_right_angle_wherever_they_open(way: int) -> None:
    ink = blank()
    for place in range(20, 110, 12):
        ink[place, 20:32] = True
        ink[place : place + 7, 31 if way > 0 else 20] = True
    assert value(ink, "ring4_right") > 0.1


def test_crossings_meet_the_circle_four_times() -> None:
    ink = blank()
    ink[::24] = True
    ink[:, ::24] = True
    assert value(ink, "ring8_4") > value(blank() | (np.arange(120) % 24 == 0), "ring8_4")
    assert value(ink, "ring16_ink") > 0


def test_a_filled_area_is_full_and_hardly_any_ink_says_nothing() -> None:
    ink = blank()
    ink[20:100, 20:100] = True
    assert value(ink, "ring4_full") > 0.7
    assert set(ring_features(blank())) == {0.0}
    assert len(ring_features(blank())) == len(NAMES) == len(set(NAMES))


def test_the_smallest_picture_is_measured_too() -> None:
    assert len(ring_features(np.ones((3, 3), dtype=np.bool_))) == len(NAMES)
    assert set(ring_features(np.ones((1, 1), dtype=np.bool_))) == {0.0}
