"""`sekimori quarantine`: which files were stopped here, and having one given back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.control import ask
from policies.visible import visible

DATA = click.option(
    "--data",
    # Everybody may pass through the folder to the socket in it; only the agent's own account may list it.
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default=Path("/var/lib/sekimori"),
    show_default=True,
    help="The agent's data folder.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(name="quarantine", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """See which files were stopped on this machine, and have one given back to where it came from.

    You see your own; root and the agent's account see all of them. Nothing that is held is ever deleted.

    \b
    Example:
      sekimori quarantine list
      sekimori quarantine show C-7F3K2QXA
      sekimori quarantine return C-7F3K2QXA --dry-run
    """


@command.command(name="list")
@click.option("--all", "every", is_flag=True, help="Also those that have left again.")
@JSON
@DATA
def list_command(data: Path, *, every: bool, as_json: bool) -> None:
    """List the stopped files that you may know of, the newest first.

    \b
    Example:
      sekimori quarantine list --all
    """
    answer = ask(data, {"do": "quarantine-list", "all": every})
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    if not answer["holds"]:
        click.echo("nothing is held for you here")
        return
    table = Table("case", "state", "verdict", "file", "bytes", "stopped")
    for hold in answer["holds"]:
        path = f"{hold['folder']}/{hold['name']}"
        cells = (hold["case"], hold["state"], hold["verdict"], path, hold["size_bytes"], str(hold["at"])[:16])
        table.add_row(*(Text(visible(str(cell))) for cell in cells))
    Console(soft_wrap=True).print(table)
    if answer["more"]:
        click.echo(f"and {answer['more']} more, older")


@command.command(name="show")
@click.argument("case")
@click.option("--language", type=click.Choice(["ja", "en", "zh"]), default="en", help="Language of the reasons.")
@JSON
@DATA
def show_command(case: str, language: str, data: Path, *, as_json: bool) -> None:
    """Show one stopped file: where it was to go, how far it is, whom to ask.

    \b
    Example:
      sekimori quarantine show C-7F3K2QXA
    """
    hold = ask(data, {"do": "quarantine-show", "case": case, "language": language})["hold"]
    if as_json:
        click.echo(json.dumps(hold, ensure_ascii=False))
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for key, value in hold.items():
        if key not in ("notice", "reasons"):
            grid.add_row(Text(key, style="bold"), Text(visible(_said(value)) or "—"))
    console = Console(highlight=False)
    console.print(grid)
    for reason in hold.get("reasons", ()):
        console.print(Text(visible(f"{reason['verdict']} by {reason['source']}: {reason['said']}")))


@command.command(name="return")
@click.argument("case")
@click.option("--to", default="", metavar="DIR", help="Folder to put it in, instead of where it came from.")
@click.option("--dry-run", is_flag=True, help="Say only where it would go.")
@JSON
@DATA
def return_command(case: str, to: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Give a held file back to where it came from, if the policy lets it be there.

    It comes back as it was: bytes, owner, mode, times, attributes and access lists; what the file system there cannot
    keep is named. What stands there under its name meanwhile stays: then it gets a name beside it.

    \b
    Example:
      sekimori quarantine return C-7F3K2QXA --dry-run
      sekimori quarantine return C-7F3K2QXA --to /srv/qsensor/reports
    """
    wanted = str(Path(to).absolute()) if to else ""
    asked = {"do": "quarantine-return", "case": case, "to": wanted, "dry_run": dry_run}
    done = ask(data, asked)["returned"]
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False))
        return
    click.echo(visible(f"{'returned to' if done['done'] else 'would be returned to'} {done['path']}"))
    if done["detail"]:
        click.echo(visible(done["detail"]))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
