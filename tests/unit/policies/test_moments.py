"""Times as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from policies.analysis.moments import day_in_japan, local_time, moment_of, shown_moment
from policies.errors import PolicyError


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2027-04-01", datetime(2027, 4, 1, 3, 0, tzinfo=UTC)),
        ("2027-04-01T09:00", datetime(2027, 4, 1, 0, 0, tzinfo=UTC)),
        ("2027-04-01 09:00:30", datetime(2027, 4, 1, 0, 0, 30, tzinfo=UTC)),
        ("2027-04-01T09:00Z", datetime(2027, 4, 1, 9, 0, tzinfo=UTC)),
        ("2027-04-01T09:00-05:00", datetime(2027, 4, 1, 14, 0, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_in_japan(written: str, utc: datetime) -> None:
    assert moment_of(written) == utc
    assert moment_of(written).tzinfo is not None


@pytest.mark.parametrize(
    "written", ["", "tomorrow", "2027-02-30", "2027-04-01T25:00", "20270401", "2027-4-1", "0001-01-01", "9999-12-31",
                "2027-04-01T09:00+99:00"],
)  # fmt: skip
def test_what_is_no_time_is_told(written: str) -> None:
    with pytest.raises(PolicyError, match="is not a time") as raised:
        moment_of(written)
    assert "2027-04-01T09:00" in raised.value.help


def test_days_count_in_japan() -> None:
    late = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)
    assert day_in_japan(late) == date(2027, 4, 1)
    assert shown_moment(late) == "2027-04-01 00:00"
    assert local_time(late) == "thu 00:00"
