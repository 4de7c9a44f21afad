"""`sekimori session`: say for which project you are working."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.control import ask

DATA = click.option(
    "--data",
    # Everybody may pass through the folder to the socket in it; only the agent's own account may list it.
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default=Path("/var/lib/sekimori"),
    show_default=True,
    help="The agent's data folder.",
)
ACCOUNT = click.option("--as", "account", help="Who you are, where several people share a log-in.")


@click.group(name="session", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Say for which project you are working.

    What you save from now on counts as that project's. One session at a time: a new one ends the one before.

    \b
    Example:
      sekimori session start qsensor
      sekimori session start gripper --as wang
      sekimori session show
      sekimori session end
    """


@command.command(name="start")
@click.argument("project")
@ACCOUNT
@DATA
def start_command(project: str, account: str | None, data: Path) -> None:
    """Start working for PROJECT.

    \b
    Example:
      sekimori session start qsensor --as sato
    """
    session = ask(data, {"do": "session-start", "project": project, "account": account})["session"]
    click.echo(f"{session['account']} works for {session['project']}")


@command.command(name="end")
@ACCOUNT
@DATA
def end_command(account: str | None, data: Path) -> None:
    """Stop working for a project. Exit status 1 if no session was open.

    \b
    Example:
      sekimori session end
    """
    ended = ask(data, {"do": "session-end", "account": account})["ended"]
    click.echo("the session is over" if ended else "no session was open")
    raise SystemExit(0 if ended else 1)


@command.command(name="show")
@DATA
def show_command(data: Path) -> None:
    """Show who works for which project under your log-in.

    \b
    Example:
      sekimori session show
    """
    answer = ask(data, {"do": "session-show"})
    for session in answer["sessions"]:
        click.echo(_line(session))
    if not answer["sessions"]:
        click.echo(f"no session; you may open one as: {', '.join(answer['accounts']) or 'nobody'}")


def _line(session: dict[str, Any]) -> str:
    since = datetime.fromtimestamp(session["since_ns"] / 1e9).astimezone()
    return f"{session['account']} works for {session['project']} since {since:%Y-%m-%d %H:%M}"
