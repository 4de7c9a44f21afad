"""Screening shown: tables for people, plain values for machines, and how far a long run is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from policies.model import ListEffect, ScreeningEntry
from policies.screening.findings import Change, ChangeKind, Finding
from policies.screening.lists import ControlList
from policies.screening.matching import Match, Thresholds
from policies.screening.rescreening import Turn, Update
from policies.visible import visible

_Item = TypeVar("_Item")
# A new version with less than this share of the old one's entries is told: the file may be cut off between entries.
SHRUNK = 0.8
_EFFECT_STYLES = {ListEffect.PROHIBIT: "bold red", ListEffect.LICENCE: "yellow", ListEffect.FLAG: "cyan"}
_CHANGE_STYLES = {
    ChangeKind.ADDED: "bold red",
    ChangeKind.CHANGED: "yellow",
    ChangeKind.REMOVED: "green",
    ChangeKind.RENEWED: "dim",
    ChangeKind.KEPT: "dim",
}
_TURN_STYLES = {Turn.LISTED: "bold red", Turn.STRICTER: "red", Turn.LAXER: "green", Turn.DELISTED: "green"}


class Progress:
    """How far a run is, on a terminal's standard error; nothing where there is no terminal."""

    def __init__(self, what: str, *, total: int | None = None) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=Console(stderr=True, highlight=False),
            transient=True,
            disable=not Console(stderr=True).is_terminal,
        )
        self._task = self._bars.add_task(what, total=total)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def step(self, _: str) -> None:
        """One more is done."""
        self._bars.advance(self._task)

    def each(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """The same items, counted."""
        for item in items:
            yield item
            self._bars.advance(self._task)


def list_values(found: ControlList) -> dict[str, Any]:
    """A list for machines."""
    return {
        "code": found.code,
        "list": found.title,
        "version": found.version,
        "dated": found.dated.isoformat() if found.dated else None,
        "entries": len(found.entries),
        "file": found.file,
    }


def match_values(match: Match, thresholds: Thresholds) -> dict[str, Any]:
    """A match for machines."""
    return {
        "name": match.name,
        "list": match.list.title,
        "entry": match.entry.id,
        "entry_name": match.entry.name,
        "met": match.alias,
        "how": str(match.how),
        "score": match.score,
        "is_sure": match.score >= thresholds.sure,
        "is_disguised": match.is_disguised,
        "effect": str(match.entry.effect),
        "reason": match.entry.reason,
        "version": match.list.version,
        "dated": match.list.dated.isoformat() if match.list.dated else None,
    }


def finding_values(finding: Finding, thresholds: Thresholds) -> dict[str, Any]:
    """A finding for machines."""
    return {
        "party": finding.party.id,
        "sure": [match_values(match, thresholds) for match in finding.sure],
        "unsure": [match_values(match, thresholds) for match in finding.unsure],
        "changes": [
            {
                "kind": str(change.kind),
                "list": change.list,
                "before": entry_values(change.before),
                "after": entry_values(change.after),
            }
            for change in finding.changes
        ],
        "inherited": [entry_values(entry) for entry in finding.inherited],
    }


def entry_values(entry: ScreeningEntry | None) -> dict[str, Any] | None:
    """An entry of a party for machines."""
    if entry is None:
        return None
    return {
        "list": entry.list,
        "effect": str(entry.effect),
        "version": entry.version,
        "dated": entry.dated.isoformat() if entry.dated else None,
        "note": entry.note,
        "owner": entry.owner,
        "since": entry.since.isoformat() if entry.since else None,
        "until": entry.until.isoformat() if entry.until else None,
    }


def update_values(update: Update, thresholds: Thresholds) -> dict[str, Any]:
    """One turn of an update for machines."""
    return {
        "turn": str(update.turn),
        "concerns": update.turn.concerns,
        "party": update.party,
        "releases": list(update.releases),
        "before": str(update.before) if update.before else None,
        **match_values(update.match, thresholds),
    }


def show_lists(lists: Sequence[ControlList]) -> None:
    """Lists with their versions."""
    table = Table("list", "code", "version", "date", "entries", "file")
    for each in lists:
        dated = Text(each.dated.isoformat()) if each.dated else Text("unknown", style="yellow")
        cells = (each.title, each.code, each.version)
        table.add_row(*map(_shown, cells), dated, _shown(f"{len(each.entries):,}"), _shown(Path(each.file).name))
    console = _console()
    console.print(table)
    if any(each.dated is None for each in lists):
        console.print(Text("help: the day of a list is unknown: give `--dated`, or put it into the file's name"))


def show_matches(name: str, matches: Sequence[Match], thresholds: Thresholds) -> None:
    """What a name met."""
    console = _console()
    if not matches:
        console.print(_shown(f"{name}: on none of the lists"))
        return
    console.print(_shown(name, style="bold"))
    if matches[0].is_disguised:
        console.print(Text("  written with invisible signs or letters of another script", style="bold red"))
    table = Table("score", "how", "list", "effect", "entry", "met")
    for match in matches:
        table.add_row(*_match_cells(match, is_sure=match.score >= thresholds.sure))
    console.print(table)


def _match_cells(match: Match, *, is_sure: bool) -> tuple[Text, ...]:
    met = match.alias if match.alias != match.entry.name else ""
    return (
        Text(f"{match.score:.2f}" if is_sure else f"{match.score:.2f} ?", style="bold" if is_sure else "yellow"),
        Text(str(match.how)),
        _shown(match.list.title),
        Text(str(match.entry.effect), style=_EFFECT_STYLES[match.entry.effect]),
        _shown(f"{match.entry.name} ({match.entry.id})"),
        _shown(met),
    )


def show_findings(findings: Sequence[Finding], policy: Path, *, written: bool) -> None:
    """What would change, what a person has to look at, and what follows from owners."""
    console = _console()
    told = [(each, change) for each in findings for change in each.changes if change.kind is not ChangeKind.RENEWED]
    if told:
        table = Table("party", "change", "list", "effect", "note")
        for finding, change in told:
            table.add_row(_shown(finding.party.id), *_change_cells(change))
        console.print(table)
    renewed = sum(change.kind is ChangeKind.RENEWED for each in findings for change in each.changes)
    _show_unsure(findings, console)
    _show_inherited(findings, console)
    counts = {kind: sum(change.kind is kind for _, change in told) for kind in ChangeKind}
    counts[ChangeKind.RENEWED] = renewed
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    console.print(_shown(f"{len(findings)} parties screened: {summary or 'nothing to change'}"))
    if written:
        console.print(_shown(f"written to {policy}; raise its `version`, look at the difference and sign it"))
    elif summary and any(kind is not ChangeKind.KEPT and count for kind, count in counts.items()):
        console.print(Text("help: nothing was written; `--write` puts the changes into the policy"))


def _change_cells(change: Change) -> tuple[Text, ...]:
    before, after = change.before, change.after
    effect = Text("")
    if before is not None and (after is None or before.effect is not after.effect):
        effect.append(f"{before.effect} → ")
    if after is not None:
        effect.append(str(after.effect), style=_EFFECT_STYLES[after.effect])
    elif before is not None:
        effect.append("none")
    note = after.note if after is not None else "no longer on the list"
    if change.kind is ChangeKind.KEPT:
        note = "unsure, or of a newer list than this: kept" if after and after.version else "by hand: kept"
    return Text(str(change.kind), style=_CHANGE_STYLES[change.kind]), _shown(change.list), effect, _shown(note)


def _show_unsure(findings: Sequence[Finding], console: Console) -> None:
    unsure = [(each, match) for each in findings for match in each.unsure]
    if not unsure:
        return
    table = Table("party", "name", "score", "how", "list", "effect", "entry", "met", title="for a person to look at")
    for finding, match in unsure:
        name = _shown(match.name + (" [disguised]" if match.is_disguised else ""))
        table.add_row(_shown(finding.party.id), name, *_match_cells(match, is_sure=False))
    console.print(table)
    console.print(
        Text(
            "help: write each as `party,list,entry,is,by,on,note`, with `same` or `other`, into the file of `--judged`"
        )
    )


def _show_inherited(findings: Sequence[Finding], console: Console) -> None:
    for finding in findings:
        for entry in finding.inherited:
            console.print(
                _shown(f"{finding.party.id}: {entry.effect} by {entry.list}, through its owner {entry.owner}")
            )


def show_updates(updates: Sequence[Update], old: Sequence[ControlList], new: Sequence[ControlList]) -> None:
    """What an update of lists turns."""
    console = _console()
    _show_versions(old, new, console)
    if not updates:
        console.print("nothing changes for our parties and releases")
        return
    table = Table("turn", "party or release", "list", "effect", "entry", "name", "releases")
    for update in updates:
        before = f"{update.before} → " if update.before and update.turn is not Turn.LISTED else ""
        after = "none" if update.turn is Turn.DELISTED else str(update.match.entry.effect)
        table.add_row(
            Text(str(update.turn) + ("" if update.is_sure else " ?"), style=_TURN_STYLES[update.turn]),
            _shown(update.party or "recipient"),
            _shown(update.match.list.title),
            Text(before + after),
            _shown(f"{update.match.entry.name} ({update.match.entry.id})"),
            _shown(f"{update.match.name}, {update.match.how}"),
            _shown(", ".join(update.releases)),
        )
    console.print(table)
    if any(update.turn.concerns for update in updates):
        advice = "run `sekimori screening run … --write`, sign the policy, and revoke the releases that may not stand"
        console.print(Text(f"help: {advice}"))


def _show_versions(old: Sequence[ControlList], new: Sequence[ControlList], console: Console) -> None:
    for title in sorted({each.title for each in (*old, *new)}):
        before, after = _versions(old, title), _versions(new, title)
        if not after:
            console.print(_shown(f"{title}: only among the old lists; left out", style="yellow"))
        elif before != after:
            console.print(_shown(f"{title}: {before or 'none'} → {after}"))
        if after and _count(new, title) < _count(old, title) * SHRUNK:
            console.print(_shown(f"help: {title} lost many entries: is the new file whole?", style="yellow"))


def _count(lists: Sequence[ControlList], title: str) -> int:
    return sum(len(each.entries) for each in lists if each.title == title)


def _versions(lists: Sequence[ControlList], title: str) -> str:
    return ", ".join(
        f"{each.version} ({each.dated or 'day unknown'}, {len(each.entries):,} entries)"
        for each in lists
        if each.title == title
    )


def _console() -> Console:
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(highlight=False, markup=False, width=240)


def _shown(written: str, *, style: str = "") -> Text:
    return Text(visible(written), style=style)
