"""`sekimori policy new`: a policy to start from, with its cases beside it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.packs import PACKS, load_pack
from sekimori.errors import FrontDoorError


@click.command("new")
@click.option("--pack", type=click.Choice(PACKS), help="Which one; --list says what each is for.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; must not exist.")
@click.option("--list", "is_list", is_flag=True, help="List the packs.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def new(pack: str | None, out: Path | None, is_list: bool, as_json: bool) -> None:
    """Write a policy to start from, and its test cases beside it. Nothing that exists is written over.

    Exit status: 0 written or listed, 3 a file of that name is there.

    \b
    Example:
      sekimori policy new --list
      sekimori policy new --pack laboratory --out policy.yaml
    """
    if is_list:
        _list(as_json)
        return
    if pack is None or out is None:
        raise click.UsageError("give `--pack` and `--out`, or `--list`")
    chosen, cases = load_pack(pack), out.with_name(f"{out.stem}.tests.yaml")
    for path in (out, cases):
        if path.exists():
            raise FrontDoorError(f"`{path}` is there already", help="choose another name with `--out`")
    _write(out, chosen.policy)
    try:
        _write(cases, chosen.cases_for(out.name))
    except OSError:
        out.unlink()
        raise
    if as_json:
        click.echo(json.dumps({"policy": str(out), "cases": str(cases), "pack": pack}, ensure_ascii=False))
        return
    click.echo(f"{out}: {chosen.about}")
    click.echo(f"{cases}: its cases")
    click.echo("next: write your own names into it, then")
    click.echo(f"  sekimori policy check {shlex.quote(str(out))}")
    click.echo(f"  sekimori policy test {shlex.quote(str(cases))}")


def _write(path: Path, text: str) -> None:
    # Exclusively, so that a file that came in between is not lost either.
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _list(as_json: bool) -> None:
    packs = [load_pack(name) for name in PACKS]
    if as_json:
        listed = [{"name": pack.name, "about": pack.about} for pack in packs]
        click.echo(json.dumps({"packs": listed}, ensure_ascii=False))
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    for pack in packs:
        table.add_row(Text(pack.name, style="bold"), Text(pack.about))
    Console(highlight=False).print(table)
