"""`sekimori policy replay`: what a policy would have done to recorded transfers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.table import Table
from rich.text import Text

from policies.analysis.moments import moment_of, shown_moment
from policies.analysis.replay import Replay, Replayed
from policies.errors import PolicyError
from policies.model import Verdict
from policies.release import Release
from policies.visible import visible
from sekimori.policy_files import colour_console, plain_console, tables_or_exit
from sekimori.recorded_transfers import Malformed, read_recorded

MOST_SHOWN = 20
MOST_TOLD = 20
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("replay")
@click.argument("policy", type=FILE)
@click.argument("events", type=FILE)
@click.option("--against", type=FILE, help="Compare with what this policy decides, not with what was recorded.")
@click.option("--releases", type=FILE, help="Releases to replay too: a JSON list, as `sekimori release` prints it.")
@click.option("--at", "at_text", metavar="TIME", help="Decide all at this time; each at its own if left out.")
@click.option("--most", type=click.IntRange(0), default=MOST_SHOWN, show_default=True, help="Transfers listed.")
@click.option("--skip-bad", is_flag=True, help="Lines that are no recorded transfer do not make the exit status 1.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def replay(
    policy: Path, events: Path, against: Path | None, releases: Path | None, at_text: str | None, most: int,
    skip_bad: bool, as_json: bool,
) -> None:  # fmt: skip
    """What POLICY would have done to the transfers in EVENTS.jsonl: totals, a list, and hits of each rule.

    EVENTS.jsonl has one event a line, as agents report them: `transfer`, `label` and, if known, `decision` and `at`.
    Releases are not replayed unless given.

    Exit status: 0 replayed, 1 the policy has faults, or lines were no recorded transfers.

    \b
    Example:
      sekimori policy replay policy.yaml events.jsonl
      sekimori policy replay policy-2.yaml events.jsonl --against policy-1.yaml
    """
    tables = tables_or_exit(policy)
    replayed = Replay(
        tables,
        against=tables_or_exit(against) if against else None,
        releases=_releases(releases) if releases else (),
        at=moment_of(at_text) if at_text else None,
        most=most,
    )
    bad: list[Malformed] = []
    bad_count = 0
    for each in read_recorded(events):
        if isinstance(each, Malformed):
            bad_count += 1
            bad += [each] if len(bad) < MOST_TOLD else []
        else:
            replayed.take(each)
    rules = list(dict.fromkeys(str(rule.name) for rule in tables.rules))
    if as_json:
        click.echo(json.dumps(_facts(replayed, rules, bad, bad_count, releases is not None), ensure_ascii=False))
    else:
        _tell_bad(events, bad, bad_count)
        _print(replayed, rules, has_releases=releases is not None)
    if bad_count and not skip_bad:
        raise click.exceptions.Exit(1)


def _releases(path: Path) -> tuple[Release, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Release, ...])
    except OSError as error:
        raise PolicyError(f"`{path}` cannot be read: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise PolicyError(f"`{path}` holds no list of releases: {error}", help="write a JSON list") from error


def _tell_bad(events: Path, bad: list[Malformed], bad_count: int) -> None:
    console = plain_console(stderr=True)
    for each in bad:
        console.print(f"{events}:{each.line}: {visible(each.message)}")
    if bad_count > len(bad):
        console.print(f"{events}: {bad_count - len(bad)} more such lines")
    if bad_count:
        console.print(f"{bad_count} line{'s' if bad_count > 1 else ''} skipped: no recorded transfer")


def _print(replayed: Replay, rules: list[str], *, has_releases: bool) -> None:
    console = colour_console(wrap=True)
    console.print(Text(f"{replayed.transfers} transfers, {replayed.changed_count} decided otherwise", style="bold"))
    if not replayed.transfers:
        return
    console.print(_totals(replayed))
    if replayed.changed:
        console.print(_list(replayed.changed))
    if replayed.changed_count > len(replayed.changed):
        console.print(Text(f"{replayed.changed_count - len(replayed.changed)} more are not listed: raise --most"))
    if rules:
        console.print(_hits(replayed, rules))
    for line in _silent(replayed, has_releases):
        console.print(Text(line, style="dim"))


def _totals(replayed: Replay) -> Table:
    table = Table("then \\ now", *Verdict)
    for then in (*Verdict, None):
        counts = [replayed.totals[(then, now)] for now in Verdict]
        if any(counts):
            table.add_row(then or "not said", *(_count(then, now, replayed) for now in Verdict))
    return table


def _count(then: Verdict | None, now: Verdict, replayed: Replay) -> Text:
    count = replayed.totals[(then, now)]
    if not count:
        return Text("·", style="dim")
    if then is None or then is now:
        return Text(str(count))
    return Text(str(count), style="bold red" if now < then else "bold green")


def _list(changed: list[Replayed]) -> Table:
    table = Table()
    for name in ("line", "when", "who", "where", "then", "now"):
        table.add_column(name, overflow="fold", no_wrap=name == "line")
    for each in changed:
        there = each.recorded.transfer.destination
        table.add_row(
            str(each.recorded.line),
            shown_moment(each.recorded.at),
            Text(visible(each.recorded.transfer.subject.person or "unknown")),
            Text(visible(there.zone or there.party or "unknown")),
            Text(visible(f"{each.then.verdict} by {each.then.rule}")),
            Text(visible(f"{each.now.verdict} by {each.now.rule}")),
        )
    return table


def _hits(replayed: Replay, rules: list[str]) -> Table:
    table = Table("rule", "transfers")
    for rule in rules:
        hits = replayed.hits[rule]
        table.add_row(Text(rule), Text(str(hits), style="" if hits else "yellow"))
    return table


def _silent(replayed: Replay, has_releases: bool) -> list[str]:
    lines = ["what people had handled is gathered from these records alone: what they do not show holds nothing"]
    if not has_releases:
        lines.append(
            f"releases are not replayed: {replayed.released_count} transfers that one lifted then are decided without"
        )
    return lines


def _facts(
    replayed: Replay, rules: list[str], bad: list[Malformed], bad_count: int, has_releases: bool
) -> dict[str, Any]:
    return {
        "transfers": replayed.transfers,
        "changed": replayed.changed_count,
        "skipped": bad_count,
        "bad": [{"line": each.line, "message": each.message} for each in bad],
        "releases_replayed": has_releases,
        "released_then": replayed.released_count,
        "totals": [
            {"then": then, "now": now, "transfers": count} for (then, now), count in sorted(
                replayed.totals.items(), key=lambda item: (str(item[0][0]), item[0][1])
            )
        ],
        "list": [
            {
                "line": each.recorded.line,
                "transfer": each.recorded.transfer.id,
                "at": each.recorded.at.isoformat(),
                "then": {"verdict": each.then.verdict, "rule": each.then.rule},
                "now": {"verdict": each.now.verdict, "rule": each.now.rule},
            }
            for each in replayed.changed
        ],
        "rules": {rule: replayed.hits[rule] for rule in rules},
    }  # fmt: skip
