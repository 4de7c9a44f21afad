"""Rings: where the table of rules is only watched, or only warns."""

from __future__ import annotations

import re

from policies.language.entry import Entry, check_reference, pairs_of, word_of
from policies.language.nodes import Node
from policies.language.scope import Scope
from policies.model import Ring, Rings, ZoneId

_KEYS = ("default", "zones", "agents")
AGENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")


def read_rings(node: Node | None, scope: Scope) -> Rings:
    """The rings; everything is enforced where nothing is said."""
    if node is None:
        return Rings()
    entry = Entry(node, scope.faults, "rings", _KEYS)
    return Rings(
        default=entry.word("default", Ring, Ring.ENFORCE),
        zones={ZoneId(zone): ring for zone, ring in _zones(entry.get("zones"), scope).items()},
        agents=_agents(entry.get("agents"), scope),
    )


def _zones(node: Node | None, scope: Scope) -> dict[str, Ring]:
    found = {}
    for zone, key, value in pairs_of(node, scope.faults, "`zones` of rings"):
        ring = word_of(value, Ring, scope.faults)
        if check_reference(key, scope.zones, "zone", scope.faults) and ring is not None:
            found[zone] = ring
    return found


def _agents(node: Node | None, scope: Scope) -> dict[str, Ring]:
    """Agents are enrolled with the server and declared nowhere here: an id is only looked at for its form."""
    found = {}
    for agent, key, value in pairs_of(node, scope.faults, "`agents` of rings"):
        ring = word_of(value, Ring, scope.faults)
        if not AGENT_ID.fullmatch(agent):
            advice = "as the console and `sekimori agent status` show it, such as A-7F3K2QXA"
            scope.faults.add(key, f"`{agent[:64]}` is not an agent's id", help=advice)
        elif ring is not None:
            found[agent] = ring
    return found
