"""`sekimori policy diff`: what a new policy decides otherwise than the old, and what it says otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from policies.analysis.changes import Fact, How, changes_between
from policies.analysis.diff import Change, Difference, Outcome, Turn, difference
from policies.analysis.moments import moment_of, shown_moment
from policies.analysis.variety import MOST_PROBES
from policies.compiler import compile_policy
from policies.language import PolicyFaults
from policies.model import Policy
from sekimori.policy_files import colour_console, plain_console, read_policy, show_faults

CHANGED = 3
MOST_SHOWN = 20
STYLES = {
    Turn.ALLOWED: "bold red",
    Turn.LOOSER: "red",
    Turn.STOPPED: "bold green",
    Turn.STRICTER: "green",
    Turn.OTHER_REASON: "cyan",
}
SIGNS = {How.ADDED: ("+", "green"), How.REMOVED: ("-", "red"), How.CHANGED: ("~", "yellow"), How.MOVED: ("↕", "yellow")}


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("new", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--most", type=click.IntRange(1), default=MOST_SHOWN, show_default=True, help="Classes shown.")
@click.option(
    "--probes",
    type=click.IntRange(1),
    default=MOST_PROBES,
    show_default=True,
    help="Transfers that both policies are asked about.",
)
@click.option("--at", "at_text", metavar="TIME", help="When the transfers happen; now if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff(old: Path, new: Path, most: int, probes: int, at_text: str | None, as_json: bool) -> None:
    """What NEW decides otherwise than OLD, in classes with an example each; then what it says otherwise.

    Exit status: 0 no change in meaning, 3 changes, 1 a policy has faults.

    \b
    Example:
      sekimori policy diff policy-1.yaml policy-2.yaml
    """
    before, after = _read(old), _read(new)
    now = moment_of(at_text) if at_text else datetime.now(UTC)
    facts = changes_between(before, after)
    found = difference(compile_policy(before), compile_policy(after), now, most=probes)
    is_changed = bool(found.changes) or any(fact.how is not How.MOVED for fact in facts)
    if as_json:
        click.echo(json.dumps(_facts(found, facts, is_changed, new), ensure_ascii=False))
    else:
        _print(found, facts, is_changed, new, most)
    if is_changed:
        raise click.exceptions.Exit(CHANGED)


def _read(path: Path) -> Policy:
    try:
        return read_policy(path)
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults


def _print(found: Difference, facts: tuple[Fact, ...], is_changed: bool, new: Path, most: int) -> None:
    console = colour_console(wrap=True)
    if found.is_certain:
        console.print(Text("decides the same: both come to the same tables", style="green"))
    elif not found.changes:
        console.print(Text(f"none of {found.asked} transfers asked about is decided otherwise", style="green"))
    for turn in Turn:
        count = sum(change.count for change in found.changes if change.turn is turn)
        if count:
            classes = sum(change.turn is turn for change in found.changes)
            said = f"{turn}: {count} of {found.asked} transfers asked about, in {_counted(classes, 'class', 'classes')}"
            console.print(Text(said, style=STYLES[turn]))
    for number, change in enumerate(found.changes[:most], 1):
        _print_change(number, change, new)
    if len(found.changes) > most:
        console.print(Text(f"\n{len(found.changes) - most} more classes are not shown: raise --most"))
    if facts:
        console.print(Text("\nwhat the policy says otherwise", style="bold"))
    for fact in facts:
        sign, style = SIGNS[fact.how]
        name = f"{fact.what} {fact.name}".strip()
        console.print(Text.assemble("  ", (sign, style), f" {name}", f": {fact.said}" if fact.said else ""))
    if not found.is_certain:
        console.print()
        for line in _not_compared(found):
            console.print(Text(line, style="dim"))
    if not is_changed:
        console.print(Text("no change in meaning", style="bold green"))


def _print_change(number: int, change: Change, new: Path) -> None:
    console = colour_console(wrap=True)
    console.print()
    head = f"{change.content} → {change.destination}"
    console.print(Text.assemble(f"{number}. ", (change.turn.value, STYLES[change.turn]), ": ", (head, "bold")))
    console.print(Text(f"   {_said(change.before)} → {_said(change.after)}   ({change.count} transfers)"))
    for name, words in change.traits.items():
        console.print(Text(f"   {name}: {words}", style="dim"))
    colour_console().print(Text(f"   {_command(change, new)}"))


def _said(outcome: Outcome) -> str:
    besides = f" with {', '.join(outcome.obligations)}" if outcome.obligations else ""
    return f"{outcome.verdict} by {outcome.rule}{besides}"


def _command(change: Change, new: Path) -> str:
    return f"sekimori policy explain {new} {change.example.options()} --at {shown_moment(change.at).replace(' ', 'T')}"


def _not_compared(found: Difference) -> list[str]:
    lines = [f"asked about {found.asked} transfers, at {', '.join(shown_moment(at) for at in found.times)} (Japan)"]
    if found.left_out:
        lines.append(f"not asked about for their number: {found.left_out} more transfers; raise --probes")
    for what, names in found.unshared.items():
        listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        lines.append(f"not compared, as only one policy has them: transfers that name {what} {listed}")
    lines.append("not compared: releases; content of several projects; what three things or more together change")
    return lines


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def _facts(found: Difference, facts: tuple[Fact, ...], is_changed: bool, new: Path) -> dict[str, Any]:
    return {
        "is_changed": is_changed,
        "is_certain": found.is_certain,
        "asked": found.asked,
        "times": [at.isoformat() for at in found.times],
        "left_out": found.left_out,
        "unshared": {what: list(names) for what, names in found.unshared.items()},
        "classes": [
            {
                "turn": change.turn,
                "content": change.content,
                "destination": change.destination,
                "before": _outcome_facts(change.before),
                "after": _outcome_facts(change.after),
                "traits": dict(change.traits),
                "transfers": change.count,
                "example": _command(change, new),
            }
            for change in found.changes
        ],
        "facts": [{"how": fact.how, "what": fact.what, "name": fact.name, "said": fact.said} for fact in facts],
    }


def _outcome_facts(outcome: Outcome) -> dict[str, Any]:
    return {"verdict": outcome.verdict, "rule": outcome.rule, "obligations": list(outcome.obligations)}
