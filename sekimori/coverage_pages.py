"""What `sekimori agent status` prints of where zones lie, of sticks, and of what the machine cannot do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text


def coverage_pages(status: Mapping[str, Any]) -> Iterator[Table | str]:
    """Tables and lines, in order; nothing where there is nothing to say."""
    places = [each for each in status.get("places", ()) if each["by"] != "config.toml"]
    if places:
        yield _table(("zone", "found at", "by", "home"), (_place(each) for each in places))
    sticks = status.get("sticks", ())
    if sticks:
        yield _table(("stick", "device", "state"), ((each["path"], each["source"], each["state"]) for each in sticks))
    if sessions := status.get("sessions"):
        yield _sessions(sessions)
    for remark in status.get("remarks", ()):
        yield f"note: {remark}"
    for probe in status.get("platform", ()):
        if not probe["there"]:
            yield f"not here: {probe['feature']} ({probe['why']}): {probe['without']}"


def _sessions(sessions: Mapping[str, Any]) -> str:
    if not sessions["cgroups"]:
        return f"sessions: declarations alone, nobody's shell is kept apart ({sessions['why']})"
    told = f"sessions: {sessions['tainted']} have opened a side's files; kept from the network: {sessions['network']}"
    return f"{told}, {sessions['refused']} packets refused" if sessions["refused"] else told


def _place(place: Mapping[str, Any]) -> tuple[str, str, str, str]:
    listed = "" if place["watched"] else " (not watched)"
    return place["zone"], place["path"], f"{place['by']}{listed}", place["home"]


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(*heads)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
