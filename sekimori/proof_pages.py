"""A proof as people read it: a table for each wall, and counterexamples as numbered transfers."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.analysis.moments import shown_moment
from policies.analysis.proof import Finding, Hop, Outcome, Proof, WallProof
from policies.analysis.proof.statement import Statement
from policies.analysis.proof.telling import explain_flags
from policies.analysis.proof.verification import Verification
from policies.visible import visible

_MARKS = {
    Outcome.PROVED: Text("✓ proved", style="green"),
    Outcome.IN_THIS_ORDER: Text("✓ in this order of rules", style="yellow"),
    Outcome.REFUTED: Text("✗ not so", style="bold red"),
    Outcome.UNCONFIRMED: Text("? solver and engine disagree", style="bold red"),
}


def show_proof(proof: Proof, policy: Path, written: Path | None, signatures: int) -> None:
    """Print a proof: one table a wall, then what speaks against it."""
    console = Console(highlight=False, markup=False)
    for wall in proof.walls:
        console.print(_table(wall))
    if not proof.walls:
        console.print("the policy has no wall")
    number = 0
    for title, finding in _findings(proof):
        number = _show_finding(console, title, finding, policy, number)
    until = f"to {proof.facts_until}" if proof.facts_until else "with no end"
    console.print(f"policy version {proof.policy_version}, tables sha256:{proof.tables_sha256}", soft_wrap=True)
    console.print(
        f"{shown_moment(proof.at)} JST by {proof.solver}; the engine decided {proof.representatives} transfers",
        soft_wrap=True,
    )
    console.print(
        f"memberships, permits, terms and rules are these {until}; chains are proved for them", soft_wrap=True
    )
    verdict = Text("proved", style="bold green") if proof.is_proved else Text("not proved", style="bold red")
    console.print(verdict)
    if written is not None:
        plural = "" if signatures == 1 else "s"
        console.print(f"statement with {signatures} signature{plural}: {written}", soft_wrap=True)


def show_verification(statement: Statement, found: Verification) -> None:
    """Print what was found of a statement."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    body = statement.body
    for key in ("organisation", "policy_version", "tables_sha256", "at", "facts_until", "solver"):
        console.print(f"{key}: {visible(str(body.get(key, '')))}")
    for wall in body.get("walls", []):
        console.print(visible(f"wall {wall.get('wall')}: {', '.join(map(str, wall.get('sides', [])))}"))
    for signer in found.signers:
        console.print(f"signed by: {signer}")
    for fault in found.faults:
        console.print(Text(f"fault: {visible(fault)}", style="red"))
    console.print(
        Text("it does not stand", style="bold red") if found.faults else Text("it stands", style="bold green")
    )


def proof_facts(proof: Proof, statement: Statement, policy: Path) -> dict[str, Any]:
    """A proof as one JSON object: the statement, and what speaks against it."""
    return {
        "ok": proof.is_proved,
        "statement": msgspec.to_builtins(statement),
        "findings": [
            {
                "what": title,
                "outcome": finding.outcome.value,
                "order": msgspec.to_builtins(finding.order),
                "transfers": [_hop_facts(hop, policy) for hop in finding.hops],
            }
            for title, finding in _findings(proof)
        ],
    }


def explain_command(hop: Hop, policy: Path) -> str:
    """The command line that shows one transfer."""
    return shlex.join(["sekimori", "policy", "explain", str(policy), *explain_flags(hop)])


def _hop_facts(hop: Hop, policy: Path) -> dict[str, Any]:
    return {
        "verdict": hop.decision.verdict.value,
        "rule": hop.decision.rule,
        "from": sorted(hop.transfer.origin),
        "zone": hop.transfer.destination.zone,
        "party": hop.transfer.destination.party,
        "label": msgspec.to_builtins(hop.seen, order="sorted"),
        "explain": explain_command(hop, policy),
    }


def _table(wall: WallProof) -> Table:
    table = Table(title=f"wall {wall.wall}", title_justify="left")
    for heading in ("from", "to", "one transfer", "chain of transfers"):
        table.add_column(heading, overflow="fold")
    for pair in wall.pairs:
        table.add_row(pair.ours.name, pair.theirs.name, _MARKS[pair.crossing.outcome], _MARKS[pair.chains.outcome])
    table.add_row("both sides", "outside an enclave", _MARKS[wall.both_sides.outcome], "–")
    return table


def _findings(proof: Proof) -> list[tuple[str, Finding]]:
    """What is not proved whatever the rules, each with what it is about."""
    found = []
    for wall in proof.walls:
        found.append((f"{wall.wall}: both sides outside an enclave", wall.both_sides))
        for pair in wall.pairs:
            found.append((f"{wall.wall}: {pair.ours.name} to {pair.theirs.name}, one transfer", pair.crossing))
            found.append((f"{wall.wall}: {pair.ours.name} to {pair.theirs.name}, chain", pair.chains))
    return [(title, finding) for title, finding in found if finding.outcome is not Outcome.PROVED]


def _show_finding(console: Console, title: str, finding: Finding, policy: Path, number: int) -> int:
    console.print(Text(title, style="bold"))
    if finding.order is not None:
        console.print(f"  only because `{finding.order.stopping}` comes before `{finding.order.passing}`")
    for hop in finding.hops:
        number += 1
        named = hop.transfer.destination
        target = " and ".join(each for each in (named.zone, named.party) if each) or "an unknown place"
        source = ", ".join(sorted(hop.transfer.origin)) or "anywhere"
        content = ", ".join(sorted(hop.seen.projects)) or "recognised as nobody's"
        console.print(f"  {number}. from {source} to {target}: {hop.seen.level} content, {content}", soft_wrap=True)
        console.print(f"     {hop.decision.verdict} by {hop.decision.rule}", soft_wrap=True)
        console.print(f"     {explain_command(hop, policy)}", soft_wrap=True)
    return number
