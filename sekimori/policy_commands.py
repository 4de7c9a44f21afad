"""`sekimori policy`: check a policy, explain what it says of one transfer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from policies.bundle import encode_tables
from policies.compiler import compile_policy
from policies.language import PolicyFaults
from policies.model import Policy
from sekimori.explain_command import explain
from sekimori.policy_files import plain_console, read_policy, show_faults
from sekimori.policy_test_command import test


@click.group("policy")
def command() -> None:
    """Check a policy; explain a transfer.

    \b
    Example:
      sekimori policy check policy.yaml
      sekimori policy explain policy.yaml --person sato --project qsensor --level controlled --zone gripper
    """


command.add_command(explain)
command.add_command(test)


@command.command("check")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(policy: Path, as_json: bool) -> None:
    """Read POLICY and tell every fault, with line and column.

    Exit status: 0 sound, 1 faults.

    \b
    Example:
      sekimori policy check policy.yaml
      sekimori policy check --json policy.yaml
    """
    try:
        found = read_policy(policy)
    except PolicyFaults as faults:
        _tell_faults(faults, as_json)
        raise click.exceptions.Exit(1) from faults
    notes = notes_on(found, datetime.now(UTC))
    summary = summary_of(found)
    if as_json:
        click.echo(json.dumps({"ok": True, "faults": [], "notes": notes, **summary}, ensure_ascii=False))
        return
    console = plain_console()
    console.print(f"{policy}: sound, version {found.version}")
    console.print(counted(summary["counts"]))
    for note in notes:
        console.print(f"note: {note}")


def _tell_faults(faults: PolicyFaults, as_json: bool) -> None:
    if not as_json:
        show_faults(faults, plain_console(stderr=True))
        return
    listed = [{"line": f.line, "column": f.column, "message": f.message, "help": f.help} for f in faults.faults]
    click.echo(json.dumps({"ok": False, "faults": listed}, ensure_ascii=False))


def summary_of(policy: Policy) -> dict[str, Any]:
    """What a policy holds, in numbers."""
    kinds = ("walls", "projects", "parties", "people", "zones", "rules", "permits", "officers", "reviewers")
    return {
        "version": policy.version,
        "organisation": policy.organisation,
        "counts": {name: len(getattr(policy, name)) for name in kinds},
        "tables_bytes": len(encode_tables(compile_policy(policy))),
    }


def counted(counts: Mapping[str, int]) -> str:
    """`1 wall, 2 projects …`; what there is none of is left out."""
    singular = {"parties": "party", "people": "person"}
    return ", ".join(
        f"{count} {what if count > 1 else singular.get(what, what.removesuffix('s'))}"
        for what, count in counts.items()
        if count
    )


def notes_on(policy: Policy, now: datetime) -> list[str]:
    """What is sound and still worth a look: keys not made yet, members who cannot read all, permits that ended."""
    notes = [f"officer `{officer.person}` has no key yet" for officer in policy.officers if not officer.key]
    notes += [
        f"reviewer `{reviewer.person}` has no recipient yet" for reviewer in policy.reviewers if not reviewer.recipient
    ]
    if not policy.recovery_recipient:
        notes.append("no recovery recipient: what an agent holds is lost with that agent's key")
    for project in policy.projects.values():
        for person, granted in sorted(project.members.items()):
            reads = min(granted.level, policy.people[person].clearance)
            if reads < project.level:
                held = f"its {project.level} content is held in its home"
                notes.append(f"`{person}` reads `{project.id}` up to {reads} only: {held}")
    notes += [
        f"permit `{permit.id}` ended on {permit.until}"
        for permit in policy.permits
        if permit.until is not None and permit.until < now.date()
    ]
    return notes
