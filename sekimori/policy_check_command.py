"""`sekimori policy check`: every fault of a policy, and what is sound and still worth a look."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from policies.analysis.approvers import approver_notes
from policies.analysis.expiry import expiry_notes
from policies.analysis.faces import face_notes
from policies.analysis.gaps import gap_notes
from policies.analysis.moments import moment_of
from policies.analysis.notes import LIST_DAYS, SOON_DAYS, Look, Looking, Note, Severity, notes_on
from policies.analysis.replay import Replay
from policies.analysis.shadow import never_hit_notes, rule_notes
from policies.bundle import encode_tables
from policies.compiler import compile_policy
from policies.language import PolicyFaults
from policies.language.places import Places, load_policy_with_places
from policies.model import Policy
from policies.tables import Tables
from sekimori.policy_files import colour_console, plain_console, read_policy_text, show_faults
from sekimori.recorded_transfers import Malformed, read_recorded

LOOKS = (gap_notes, expiry_notes, rule_notes, face_notes, approver_notes)
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


@click.command("check")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--events",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Recorded transfers, as `policy replay` reads them: tell rules that matched none.",
)
@click.option("--strict", is_flag=True, help="Warnings make the exit status 1.")
@click.option("--at", "at_text", metavar="TIME", help="Look as on that day; now if left out.")
@click.option(
    "--soon", "soon_days", type=click.IntRange(0), default=SOON_DAYS, show_default=True, help="Days that are soon."
)
@click.option(
    "--list-days",
    type=click.IntRange(1),
    default=LIST_DAYS,
    show_default=True,
    help="Age in days from which a screening list is old.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(
    policy: Path, events: Path | None, strict: bool, at_text: str | None, soon_days: int, list_days: int, as_json: bool,
) -> None:  # fmt: skip
    """Read POLICY and tell every fault, with line and column; then what is sound and still worth a look.

    Exit status: 0 sound, 1 faults or errors; with --strict, 1 on warnings too.

    \b
    Example:
      sekimori policy check policy.yaml
      sekimori policy check --strict --at 2027-04-01 policy.yaml
    """
    try:
        found, places = load_policy_with_places(read_policy_text(policy), name=str(policy))
    except PolicyFaults as faults:
        _tell_faults(faults, as_json)
        raise click.exceptions.Exit(1) from faults
    now = moment_of(at_text) if at_text else datetime.now(UTC)
    tables = compile_policy(found)
    looking = Looking(policy=found, tables=tables, now=now, soon_days=soon_days, list_days=list_days)
    notes = notes_on(looking, (*LOOKS, *_recorded(events, tables)))
    # Within a severity as they stand in the file, as an editor walks through them.
    notes = tuple(sorted(notes, key=lambda note: (-note.severity.rank, places.of(note.path))))
    if as_json:
        _print_json(found, notes, places)
    else:
        _print(policy, found, notes, places)
    worst = max((note.severity for note in notes), default=Severity.INFO)
    if worst is Severity.ERROR or (strict and worst is Severity.WARNING):
        raise click.exceptions.Exit(1)


def _recorded(events: Path | None, tables: Tables) -> tuple[Look, ...]:
    """A look at rules that matched none of the recorded transfers."""
    if events is None:
        return ()
    replayed = Replay(tables, most=0)
    for each in read_recorded(events):
        if not isinstance(each, Malformed):
            replayed.take(each)
    return (partial(never_hit_notes, hits=replayed.hits, transfers=replayed.transfers),)


def _tell_faults(faults: PolicyFaults, as_json: bool) -> None:
    if not as_json:
        show_faults(faults, plain_console(stderr=True))
        return
    listed = [{"line": f.line, "column": f.column, "message": f.message, "help": f.help} for f in faults.faults]
    click.echo(json.dumps({"ok": False, "faults": listed}, ensure_ascii=False))


def _print_json(policy: Policy, notes: tuple[Note, ...], places: Places) -> None:
    listed = [
        {
            "kind": note.kind,
            "severity": note.severity,
            "line": places.of(note.path)[0],
            "column": places.of(note.path)[1],
            "message": note.message,
            "help": note.help,
            "example": note.example,
        }
        for note in notes
    ]
    click.echo(json.dumps({"ok": True, "faults": [], "notes": listed, **summary_of(policy)}, ensure_ascii=False))


def _print(path: Path, policy: Policy, notes: tuple[Note, ...], places: Places) -> None:
    console = colour_console()
    console.print(Text(f"{path}: sound, version {policy.version}"))
    console.print(Text(counted(summary_of(policy)["counts"])))
    for note in notes:
        line, column = places.of(note.path)
        said = Text.assemble(
            f"{path}:{line}:{column}: ", (f"{note.severity}", STYLES[note.severity]), f": {note.message} [{note.kind}]"
        )
        console.print(said)
        if note.help:
            console.print(Text(f"    help: {note.help}", style="dim"))
        if note.example:
            console.print(Text(f"    see: sekimori policy explain {path} {note.example}", style="dim"))
    counts = {each: sum(note.severity is each for note in notes) for each in reversed(Severity)}
    told = [
        f"{count} {each}{'s' if count > 1 and each is not Severity.INFO else ''}"
        for each, count in counts.items()
        if count
    ]
    console.print(Text(", ".join(told) if told else "nothing worth a look"))


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
