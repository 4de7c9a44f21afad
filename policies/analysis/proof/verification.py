"""What whoever was handed a statement can check of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from policies.analysis.proof.result import Proof
from policies.analysis.proof.statement import ASSUMED, PROPERTIES, Statement, body_of, signature_faults, statement_of
from policies.flow import day_of
from policies.model import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found.

    Attributes:
        signers: Names of the trusted keys whose signatures are good, in the statement's order.
        faults: Why the statement should not be relied upon; empty where nothing speaks against it.
    """

    signers: tuple[str, ...]
    faults: tuple[str, ...]


def verify_statement(
    statement: Statement,
    trusted: Mapping[str, str],
    now: datetime,
    *,
    needed: int = 1,
    tables_sha256: str = "",
    again: Proof | None = None,
) -> Verification:
    """Weigh a statement.

    Args:
        now: Aware time, by which it may have run out.
        needed: How many of those given must have signed it.
        trusted: Public keys, standard base64, to names: those of the policy's officers.
        tables_sha256: Digest of the tables that the statement should be about; empty where they are not at hand.
        again: The same proof made anew, where that could be done.
    """
    bad = signature_faults(statement)
    good = [each.key for each in statement.signatures if each.key not in bad]
    signers = tuple(dict.fromkeys(trusted[key] for key in good if key in trusted))
    faults = [f"the signature by the key `{key}` is not good" for key in bad]
    faults += [f"the key `{key}` is not one of those given" for key in good if key not in trusted]
    body = body_of(statement)
    faults += [] if signers else ["nobody whose key was given has signed it"]
    faults += [f"{len(signers)} of {needed} officers have signed it"] if 0 < len(signers) < needed else []
    faults += [] if body.proved else ["it says itself that not everything was proved"]
    faults += [] if body.walls else ["it speaks of no wall"]
    faults += ["it calls itself proved, but not every wall in it is"] if body.proved and not body.is_whole else []
    if (body.properties, body.assumed) != (PROPERTIES, ASSUMED):
        faults.append("it speaks of other properties or assumptions than this version proves")
    faults += ["it was made in the future"] if body.at > now else []
    if body.facts_until and body.facts_until < day_of(now).isoformat():
        faults.append(f"it ended on {body.facts_until}: memberships, permits, terms or rules are others since")
    if tables_sha256 and body.tables_sha256 != tables_sha256:
        faults.append(f"it is about other tables than sha256:{tables_sha256}")
    if again is not None and statement_of(again).body != statement.body:
        faults.append("proving it again came to something else")
    return Verification(signers=signers, faults=tuple(faults))


def keys_of(officers: Iterable[Officer]) -> dict[str, str]:
    """Keys of the officers who sign the policy, to their names."""
    return {officer.key: str(officer.person) for officer in officers if officer.signs_policy and officer.key}
