"""What a proof came to: for every wall, every ordered pair of its sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from policies.decision import Decision
from policies.label import Label
from policies.model import Side, WallId
from policies.transfer import Exposure, Transfer


class Outcome(StrEnum):
    """What was found of one property.

    `proved` holds for whatever rules in whatever order; `proved-in-this-order` for the table as it stands;
    `unconfirmed` means that the solver and the engine disagree, which is a fault of the prover or of the engine and
    never counts as proved.
    """

    PROVED = "proved"
    IN_THIS_ORDER = "proved-in-this-order"
    REFUTED = "refuted"
    UNCONFIRMED = "unconfirmed"

    @property
    def holds(self) -> bool:
        """Whether the property holds for the policy as it stands."""
        return self in (Outcome.PROVED, Outcome.IN_THIS_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One concrete transfer of a counterexample, and what the engine decides of it.

    Attributes:
        seen: The label as classifiers would give it; the engine decides by the one it is then attributed.
        at: When it is decided, aware UTC.
    """

    transfer: Transfer
    seen: Label
    exposure: tuple[Exposure, ...]
    at: datetime
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPair:
    """What the order of the table decides: `passing` would let content through if `stopping` did not come first.

    Attributes:
        passing, stopping: Sources as in `Reason.source`, such as `rule:minutes`.
    """

    passing: str
    stopping: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one property.

    Attributes:
        hops: Of a counterexample, in order; for `unconfirmed` those that were tried.
        order: Only where the order of the rules matters.
    """

    outcome: Outcome
    hops: tuple[Hop, ...] = ()
    order: OrderPair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairProof:
    """Content of `ours` never gets to `theirs`: in one transfer (`crossing`), in several (`chains`)."""

    ours: Side
    theirs: Side
    crossing: Finding
    chains: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class WallProof:
    """One wall: content of both sides rests in an enclave only (`both_sides`), and every ordered pair."""

    wall: WallId
    sides: tuple[Side, ...]
    both_sides: Finding
    pairs: tuple[PairProof, ...]

    def findings(self) -> Iterator[Finding]:
        """Every finding of the wall."""
        yield self.both_sides
        for pair in self.pairs:
            yield pair.crossing
            yield pair.chains


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Everything that was found, and of what.

    Attributes:
        tables_sha256: Digest of the compiled tables, lower-case hexadecimal: what agents decide by.
        at: When it was proved; membership, permits and rules count as of that day.
        facts_until: Last day on which the same memberships, permits, terms and rules are in force; None for ever.
        solver: Name and version.
        representatives: How many transfers the engine itself decided to confirm what the solver was told.
    """

    organisation: str
    policy_version: int
    tables_sha256: str
    at: datetime
    facts_until: date | None
    solver: str
    walls: tuple[WallProof, ...]
    representatives: int

    @property
    def is_proved(self) -> bool:
        """Whether every property of every wall holds."""
        return all(finding.outcome.holds for wall in self.walls for finding in wall.findings())
