"""Rings: how much of the rule table takes effect, by place and by machine, while the wall itself always does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.model.words import Verdict, ZoneId
from policies.ordered import OrderedStrEnum


class Ring(OrderedStrEnum):
    """What becomes of what the table of rules says; later is stricter.

    `observe` lets everything pass and records what the table would have done, `warn` lets it pass and tells the sender,
    `enforce` acts.
    """

    OBSERVE = "observe"
    WARN = "warn"
    ENFORCE = "enforce"

    @property
    def strictest(self) -> Verdict:
        """The strictest verdict that the table's word comes to in this ring."""
        return _STRICTEST[self]


_STRICTEST = {Ring.OBSERVE: Verdict.ALLOW, Ring.WARN: Verdict.NOTIFY, Ring.ENFORCE: Verdict.BLOCK}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rings:
    """Which ring holds where.

    Attributes:
        default: For what is named neither by its zone nor by its machine.
        zones: Ring of what goes into a zone.
        agents: Ring of what a machine's agent decides, by the agent's id.
    """

    default: Ring = Ring.ENFORCE
    zones: Mapping[ZoneId, Ring] = field(default_factory=dict)
    agents: Mapping[str, Ring] = field(default_factory=dict)

    @property
    def is_enforced(self) -> bool:
        """Whether nothing is softened anywhere."""
        return all(ring is Ring.ENFORCE for ring in (self.default, *self.zones.values(), *self.agents.values()))

    def of(self, zone: ZoneId | None, agent: str) -> Ring:
        """The ring of what an agent decides about a zone; where both are named, the stricter."""
        named = [self.zones.get(zone)] if zone is not None else []
        named.append(self.agents.get(agent))
        return max((ring for ring in named if ring is not None), default=self.default)

    def softest(self, zone: ZoneId | None) -> Ring:
        """The softest ring in which any agent could decide about a zone."""
        named = self.zones.get(zone) if zone is not None else None
        return named if named is not None else min((self.default, *self.agents.values()))
