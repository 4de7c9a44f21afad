"""`sekimori screening`: what lists say, who of a policy's parties stands on them, and what an update changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from policies.flow import day_of
from policies.language import load_policy
from policies.screening.editing import write_screening
from policies.screening.findings import ChangeKind, Finding, idle_judgements, screen, with_inherited
from policies.screening.lists import ControlList, one_version_each
from policies.screening.matching import ListIndex, Thresholds
from policies.screening.rescreening import rescreen
from policies.visible import visible
from sekimori.policy_files import read_policy, read_policy_text, replace_text
from sekimori.screening_files import (
    LIST_ENDINGS,
    read_effects,
    read_judgements,
    read_list_files,
    read_releases,
    unread_files,
)
from sekimori.screening_tables import (
    Progress,
    finding_values,
    list_values,
    match_values,
    show_findings,
    show_lists,
    show_matches,
    show_updates,
    update_values,
)

_Command = TypeVar("_Command", bound=Callable[..., Any])
_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("screening")
def command() -> None:
    """Screen parties against control lists that the office has downloaded.

    \b
    Example:
      sekimori screening lists lists/
      sekimori screening check "Harbin Engineering Univ." --lists lists/
      sekimori screening run policy.yaml --lists lists/ --write
      sekimori screening update policy.yaml --old lists/2026-06 --new lists/2026-07
    """


def _list_options(name: str = "--lists") -> Callable[[_Command], _Command]:
    def add(function: _Command) -> _Command:
        for option in reversed(
            (
                click.option(
                    name, "lists", type=_PATH, required=True, multiple=True, help="A list, or a folder of lists."
                ),
                click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), help="Day of lists that do not say theirs."),
                click.option("--effects", type=_FILE, help="The office's own effects: CSV with `list,effect`."),
            )
        ):
            function = option(function)
        return function

    return add


def _threshold_options(function: _Command) -> _Command:
    defaults = Thresholds()
    share = click.FloatRange(0.5, 1.0)
    sure = click.option("--sure", type=share, default=defaults.sure, show_default=True, help="Proposed from here on.")
    unsure = click.option(
        "--unsure", type=share, default=defaults.unsure, show_default=True, help="A person looks from here on."
    )
    return sure(unsure(function))


@command.command("lists")
@click.argument("lists", type=_PATH, nargs=-1, required=True)
@click.option("--dated", type=click.DateTime(["%Y-%m-%d"]), help="Day of lists that do not say theirs.")
@click.option("--effects", type=_FILE, help="The office's own effects: CSV with `list,effect`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def lists_command(lists: tuple[Path, ...], dated: datetime | None, effects: Path | None, *, as_json: bool) -> None:
    """Read LISTS, files or folders, and say which lists they are, of which day, with how many entries.

    Exit status: 0 read, 3 a file that is no list.

    \b
    Example:
      sekimori screening lists lists/
      sekimori screening lists --json consolidated.json meti.csv
    """
    found = _read_all(lists, dated, effects)
    if as_json:
        click.echo(json.dumps([list_values(each) for each in found], ensure_ascii=False))
        return
    show_lists(found)


@command.command("check")
@click.argument("names", nargs=-1, required=True)
@_list_options()
@_threshold_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(
    names: tuple[str, ...],
    lists: tuple[Path, ...],
    dated: datetime | None,
    effects: Path | None,
    sure: float,
    unsure: float,
    *,
    as_json: bool,
) -> None:
    """Look NAMES of organisations up.

    Exit status: 0 nothing was met, 1 something was, 3 it failed.

    \b
    Example:
      sekimori screening check "Harbin Engineering Univ." 北京航空航天大学 --lists lists/
    """
    thresholds = _thresholds(sure, unsure)
    index = ListIndex(_read(lists, dated, effects))
    found = {name: index.matches(name, least=unsure) for name in names}
    if as_json:
        values = {name: [match_values(match, thresholds) for match in matches] for name, matches in found.items()}
        click.echo(json.dumps(values, ensure_ascii=False))
    else:
        for name, matches in found.items():
            show_matches(name, matches, thresholds)
    if any(found.values()):
        raise click.exceptions.Exit(1)


@command.command("run")
@click.argument("policy", type=_FILE)
@_list_options()
@_threshold_options
@click.option("--judged", type=_FILE, help="What officers found before: CSV with `party,list,entry,is,by,on,note`.")
@click.option("--write", is_flag=True, help="Write the sure changes into POLICY; otherwise they are only shown.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(
    policy: Path,
    lists: tuple[Path, ...],
    dated: datetime | None,
    effects: Path | None,
    sure: float,
    unsure: float,
    judged: Path | None,
    *,
    write: bool,
    as_json: bool,
) -> None:
    """Screen every party of POLICY and show what would change in its `screening:`.

    Only sure matches become entries; the others are listed for a person, who writes `same` or `other` into the file of
    judgements. Entries of other lists, and those written by hand, stay.

    Exit status: 0 nothing to change or to look at, or all of it written; 1 something to change or for a person to look
    at; 3 it failed and nothing was written.

    \b
    Example:
      sekimori screening run policy.yaml --lists lists/
      sekimori screening run policy.yaml --lists lists/ --judged judged.csv --write
    """
    thresholds = _thresholds(sure, unsure)
    text = read_policy_text(policy)
    read = load_policy(text, name=str(policy))
    judgements = read_judgements(judged)
    known = _read(lists, dated, effects)
    for idle in idle_judgements(judgements, read, known):
        about = visible(f"`{idle.party}`, `{idle.list}`, `{idle.entry}`")
        click.echo(f"note: the judgement of {about} meets no party of the policy or no entry of these lists", err=True)
    with Progress("screening", total=len(read.parties)) as progress:
        found = screen(read, known, thresholds=thresholds, on=_today(), judgements=judgements)
        findings = with_inherited(progress.each(found))
    written = write and any(_is_written(finding) for finding in findings)
    if written:
        replace_text(policy, write_screening(text, findings, name=str(policy)), before=text)
    if as_json:
        values = [
            finding_values(each, thresholds) for each in findings if each.changes or each.unsure or each.inherited
        ]
        told = {"parties": len(findings), "written": written, "lists": [list_values(each) for each in known]}
        click.echo(json.dumps({**told, "findings": values}, ensure_ascii=False))
    else:
        show_findings(findings, policy, written=written)
    if any(finding.unsure or (_is_written(finding) and not written) for finding in findings):
        raise click.exceptions.Exit(1)


@command.command("update")
@click.argument("policy", type=_FILE)
@click.option("--old", type=_PATH, required=True, multiple=True, help="The lists as they were.")
@_list_options("--new")
@_threshold_options
@click.option("--releases", type=_FILE, help="What `sekimori release list --json` prints.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def update(
    policy: Path,
    old: tuple[Path, ...],
    lists: tuple[Path, ...],
    dated: datetime | None,
    effects: Path | None,
    sure: float,
    unsure: float,
    releases: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say what new versions of lists change for the parties of POLICY and for the standing releases.

    Exit status: 0 nothing new concerns us, 1 something does, 3 it failed and nobody was screened.

    \b
    Example:
      sekimori release list --json > releases.json
      sekimori screening update policy.yaml --old lists/2026-06 --new lists/2026-07 --releases releases.json
    """
    thresholds = _thresholds(sure, unsure)
    read = read_policy(policy)
    standing = read_releases(releases, datetime.now(UTC))
    before, after = _read(old, None, effects), _read(lists, dated, effects)
    with Progress("screening", total=len(read.parties) + len(standing)) as progress:
        updates = rescreen(
            read, before, after, releases=standing, thresholds=thresholds, on=_today(), progress=progress.step
        )
    if as_json:
        told = {"old": [list_values(each) for each in before], "new": [list_values(each) for each in after]}
        values = [update_values(each, thresholds) for each in updates]
        click.echo(json.dumps({**told, "updates": values}, ensure_ascii=False))
    else:
        show_updates(updates, before, after)
    if any(each.turn.concerns for each in updates):
        raise click.exceptions.Exit(1)


def _read(paths: tuple[Path, ...], dated: datetime | None, effects: Path | None) -> tuple[ControlList, ...]:
    return one_version_each(_read_all(paths, dated, effects))


def _read_all(paths: tuple[Path, ...], dated: datetime | None, effects: Path | None) -> tuple[ControlList, ...]:
    for path in unread_files(paths):
        click.echo(f"note: `{visible(str(path))}` is not read: lists end in {', '.join(LIST_ENDINGS)}", err=True)
    overrides = read_effects(effects)
    with Progress("reading lists") as progress:
        day = dated.date() if dated else None
        return tuple(progress.each(read_list_files(paths, dated=day, overrides=overrides)))


def _thresholds(sure: float, unsure: float) -> Thresholds:
    if unsure > sure:
        raise click.UsageError(f"--unsure {unsure} is above --sure {sure}")
    return Thresholds(sure=sure, unsure=unsure)


def _today() -> date:
    return day_of(datetime.now(UTC))


def _is_written(finding: Finding) -> bool:
    return any(change.kind is not ChangeKind.KEPT for change in finding.changes)
