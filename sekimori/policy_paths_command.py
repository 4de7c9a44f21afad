"""`sekimori policy paths`: every way in which content of one side could come to rest where another side reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from policies.analysis.carrying import Crossing, Place, listed
from policies.analysis.cuts import MOST_IN_CUT, Cutter
from policies.analysis.guards import Answer, Form, Guard
from policies.analysis.moments import moment_of
from policies.analysis.paths import MOST_ASKED, MOST_STEPS, Found, Search, Step, Way, find_ways
from policies.analysis.removals import Change
from policies.language import PolicyFaults
from policies.model import Policy, Side
from sekimori.policy_files import colour_console, plain_console, read_policy, show_faults

MOST_SHOWN = 20
GUARDS = {
    Guard.NOTHING: ("nothing", "bold red"),
    Guard.SESSION: ("the word of a declared session", "red"),
    Guard.REASON: ("a reason that the sender writes", "yellow"),
    Guard.HOLD: ("a hold", "green"),
    Guard.BLOCK: ("a block", "bold green"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is printed.

    Attributes:
        cuts: For each way, the single changes that cut it.
        together: The fewest changes that cut every way of those guarded by less than a reason; empty where none.
        left: How many such ways the whole search finds after those changes.
    """

    crossing: Crossing
    found: Found
    cuts: tuple[tuple[Change, ...], ...]
    together: tuple[Change, ...]
    left: int


@click.command("paths")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("ours")
@click.argument("theirs")
@click.option("--most", type=click.IntRange(1), default=MOST_SHOWN, show_default=True, help="Ways shown.")
@click.option("--steps", type=click.IntRange(1, 6), default=MOST_STEPS, show_default=True, help="Longest way.")
@click.option(
    "--most-asked",
    type=click.IntRange(1),
    default=MOST_ASKED,
    show_default=True,
    help="Questions to the engine, after which the search ends and says so.",
)
@click.option("--at", "at_text", metavar="TIME", help="The day that is looked at; today if left out.")
@click.option("--dot", is_flag=True, help="Print the ways as a graph for Graphviz.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def paths(
    policy: Path, ours: str, theirs: str, most: int, steps: int, most_asked: int, at_text: str | None, dot: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Every way in which content of side OURS could come to rest where side THEIRS reads.

    A side that stands in several walls is written `wall/side`. Each step says what guards it, as the engine decides:
    of content that is recognised, rewritten, or unreadable. Each way says which single change cuts it.

    Exit status: 0 told, 1 the policy has faults, 2 no such side.

    \b
    Example:
      sekimori policy paths policy.yaml us cn
      sekimori policy paths policy.yaml us cn --dot | dot -Tsvg > ways.svg
    """
    try:
        found = read_policy(policy)
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults
    crossing = Crossing(ours=_side(found, ours), theirs=_side(found, theirs))
    if not crossing.ours.conflicts_with(crossing.theirs):
        raise click.UsageError(f"no wall stands between `{ours}` and `{theirs}`")
    now = moment_of(at_text) if at_text else datetime.now(UTC)
    told = _tell(found, crossing, now, Search(most_ways=most, most_steps=steps, most_asked=most_asked), cut=not dot)
    if dot:
        click.echo(_dot(told))
    elif as_json:
        click.echo(json.dumps(_facts(told), ensure_ascii=False))
    else:
        _print(told)


def _side(policy: Policy, written: str) -> Side:
    every = [side for wall in policy.walls.values() for side in wall.sides]
    found = [side for side in every if written in (side.name, f"{side.wall}/{side.name}")]
    if len(found) == 1:
        return found[0]
    names = ", ".join(f"{side.wall}/{side.name}" for side in found or every) or "none"
    said = f"side `{written}` stands in several walls" if found else f"the policy has no side `{written}`"
    raise click.UsageError(f"{said}; write one of: {names}")


def _tell(policy: Policy, crossing: Crossing, now: datetime, search: Search, *, cut: bool) -> Told:
    cutter = Cutter(policy, crossing, now)
    found = find_ways(cutter.guards(), search)
    if not cut:
        return Told(crossing=crossing, found=found, cuts=tuple(() for _ in found.ways), together=(), left=0)
    cuts = cutter.cuts(*found.ways)
    together = cutter.minimal_cut(
        [each for way, each in zip(found.ways, cuts, strict=True) if way.guard < Guard.REASON]
    )
    after = cutter.search(frozenset(together), search) if together else found
    left = sum(count for guard, count in after.counts.items() if guard < Guard.REASON)
    return Told(crossing=crossing, found=found, cuts=cuts, together=together, left=left)


def _print(told: Told) -> None:
    console = colour_console(wrap=True)
    ours, theirs = told.crossing.ours.name, told.crossing.theirs.name
    found = told.found
    console.print(Text(f"{found.total} ways from side {ours} to where side {theirs} reads", style="bold"))
    for guard, count in found.counts.items():
        name, style = GUARDS[guard]
        console.print(Text.assemble(f"  {count:5}  guarded by ", (name, style)))
    for number, (way, cuts) in enumerate(zip(found.ways, told.cuts, strict=True), 1):
        console.print()
        name, style = GUARDS[way.guard]
        places = " → ".join(place.name for place in way.places)
        console.print(Text.assemble(f"{number}. ", (places, "bold"), f"  ({way.arrival}): ", (name, style)))
        for step in way.steps:
            _print_step(step)
        said = "; or ".join(change.said() for change in cuts)
        console.print(Text(f"   cut by: {said}" if said else "   no single change cuts it", style="cyan"))
    console.print()
    if found.total > len(found.ways):
        console.print(Text(f"{found.total - len(found.ways)} more are not shown: raise --most"))
    if not found.is_whole:
        console.print(Text("the search ended early, there may be more ways: raise --most-asked", style="bold yellow"))
    _print_together(told)
    console.print(Text(f"the engine was asked {found.asked} times; speech and photographs are on no way", style="dim"))


def _print_step(step: Step) -> None:
    console = colour_console(wrap=True)
    who = listed(step.carriers)
    plural = "" if len(step.carriers) == 1 else "s"
    verb = "sends to" if step.end.party else "writes to"
    verb = verb if not plural else verb.replace("s ", " ", 1)
    reads = "read" if plural else "reads"
    console.print(Text(f"   {who} {reads} {step.start.name} and {verb} {step.end.name}"))
    for answer in step.answers:
        console.print(Text.assemble(f"      {answer.form:<11}", (_said(answer), GUARDS[answer.guard][1])))


def _said(answer: Answer) -> str:
    if answer.guard is Guard.SESSION:
        return f"{answer.verdict} by {answer.by}, unless a session is declared"
    if answer.form is Form.RECOGNISED and answer.guard < Guard.HOLD:
        kinds = ", ".join(sorted(answer.probe.kinds))
        return f"{answer.verdict} by {answer.by} ({answer.probe.level}{', ' + kinds if kinds else ''})"
    return f"{answer.verdict} by {answer.by}"


def _print_together(told: Told) -> None:
    console = colour_console(wrap=True)
    if not told.together:
        if any(way.guard < Guard.REASON for way in told.found.ways):
            said = f"no {MOST_IN_CUT} such changes or fewer cut every way shown that less than a reason guards"
            console.print(Text(said))
        return
    changes = "; and ".join(change.said() for change in told.together)
    console.print(Text(f"together these cut every way shown that less than a reason guards: {changes}", style="cyan"))
    after = "none is left" if not told.left else f"{told.left} such ways are left"
    console.print(Text(f"   searched again with them made: {after}"))


def _facts(told: Told) -> dict[str, Any]:
    found = told.found
    return {
        "from": f"{told.crossing.ours.wall}/{told.crossing.ours.name}",
        "to": f"{told.crossing.theirs.wall}/{told.crossing.theirs.name}",
        "total": found.total,
        "counts": {guard.name.lower(): count for guard, count in found.counts.items()},
        "is_whole": found.is_whole,
        "asked": found.asked,
        "ways": [_way_facts(way, cuts) for way, cuts in zip(found.ways, told.cuts, strict=True)],
        "together": [_change_facts(change) for change in told.together],
        "left_after_together": told.left if told.together else None,
    }


def _way_facts(way: Way, cuts: Sequence[Change]) -> dict[str, Any]:
    return {
        "project": way.project,
        "places": [_place_facts(place) for place in way.places],
        "arrival": way.arrival,
        "guard": way.guard.name.lower(),
        "steps": [
            {
                "from": _place_facts(step.start),
                "to": _place_facts(step.end),
                "carriers": list(step.carriers),
                "answers": [
                    {
                        "form": answer.form,
                        "guard": answer.guard.name.lower(),
                        "verdict": answer.verdict,
                        "by": answer.by,
                        "explain": answer.probe.options(),
                    }
                    for answer in step.answers
                ],
            }
            for step in way.steps
        ],
        "cuts": [_change_facts(change) for change in cuts],
    }


def _place_facts(place: Place) -> dict[str, str]:
    return {"zone": place.zone} if place.zone else {"party": place.party}


def _change_facts(change: Change) -> dict[str, str]:
    return {"what": change.what, "name": change.name, "of": change.of, "said": change.said()}


def _dot(told: Told) -> str:
    """The ways as a graph: places, and the steps between them with who carries and what guards."""
    lines = ["digraph ways {", "  rankdir=LR;", "  node [shape=box];"]
    edges: dict[tuple[str, str], Step] = {}
    for way in told.found.ways:
        for step in way.steps:
            key = (step.start.name, step.end.name)
            best = edges.get(key)
            if best is None or _loosest(step) < _loosest(best):
                edges[key] = step
        lines.append(f"  {_quoted(way.places[-1].name)} [style=bold, xlabel={_quoted(way.arrival)}];")
    for (start, end), step in sorted(edges.items()):
        name = GUARDS[_loosest(step)][0]
        colour = "red" if _loosest(step) < Guard.REASON else "black"
        label = f"{listed(step.carriers)}\\n{name}"
        lines.append(f"  {_quoted(start)} -> {_quoted(end)} [label={_quoted(label)}, color={colour}];")
    return "\n".join([*dict.fromkeys(lines), "}"])


def _loosest(step: Step) -> Guard:
    return min(answer.guard for answer in step.answers)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
