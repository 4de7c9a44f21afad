"""Cases: a transfer, and what the policy is expected to decide of it. Offices keep theirs beside their policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from policies.label import Label, Level, ProjectId
from policies.model import Verdict
from policies.transfer import Exposure, Transfer

# SHA-256 of "the document of every case": what a case is about where it names no bytes of its own.
CASE_DIGEST = "8ca32a0181ef04b3090b59286601eb4934afc36a64c44460b5fdfc920009aecb"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFacts:
    """The part of a label that a case expects."""

    projects: frozenset[ProjectId]
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a case expects; None where it does not care.

    Attributes:
        errors: Keys of the errors, in their order; a case that names none expects none.
        attributed: The label after attribution.
        at_rest: What the label becomes where the document comes to rest.
    """

    verdict: Verdict
    rule: str | None = None
    reasons: tuple[str, ...] | None = None
    errors: tuple[str, ...] = ()
    obligations: tuple[str, ...] | None = None
    attributed: LabelFacts | None = None
    at_rest: LabelFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One transfer and what is expected.

    Attributes:
        label: As the classifiers would give it, before attribution.
        address: Where it goes, as an address that the policy's homes and domains resolve; empty where the transfer
            names a zone or a party.
        now: When it is decided.
        places: Every name of the policy that the case uses, as (what, name, line, column).
    """

    name: str
    line: int
    label: Label
    transfer: Transfer
    exposure: tuple[Exposure, ...]
    now: datetime
    expect: Expectation
    address: str = ""
    places: tuple[tuple[str, str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """The cases of one file.

    Attributes:
        policy: Path of the policy, relative to the file; empty where it names none.
    """

    policy: str
    cases: tuple[Case, ...]
