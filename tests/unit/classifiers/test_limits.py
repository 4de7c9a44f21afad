from __future__ import annotations

import dataclasses
import re

import pytest

from classifiers.limits import Limits


def test_every_limit_is_stated_in_the_docstring_and_has_a_positive_default() -> None:
    for field in dataclasses.fields(Limits):
        assert re.search(rf"\b{field.name}\b", Limits.__doc__ or ""), field.name
        assert getattr(Limits(), field.name) > 0


def test_limits_are_values() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Limits().depth = 3  # type: ignore[misc]


def test_reading_stops_by_itself_before_the_deadline() -> None:
    assert Limits().reading_s < Limits().deadline_s
