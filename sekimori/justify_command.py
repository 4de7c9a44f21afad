"""`sekimori justify`: say why a file that waits for a reason has to go where it was to go."""

from __future__ import annotations

from pathlib import Path

import click

from agent.control import ask
from policies.visible import visible


@click.command(name="justify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("case")
@click.argument("reason")
@click.option(
    "--data",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default=Path("/var/lib/sekimori"),
    show_default=True,
    help="The agent's data folder.",
)
def command(case: str, reason: str, data: Path) -> None:
    """Give the REASON that CASE waits for; it is recorded with your name, and your file goes where it was to go.

    \b
    Example:
      sekimori justify C-7F3K2QXA "the partner needs the minutes before Friday"
    """
    done = ask(data, {"do": "justify", "case": case, "reason": reason})["justified"]
    click.echo(visible(f"recorded; the file is at {done['path']}"))
    if done["detail"]:
        click.echo(visible(done["detail"]))
