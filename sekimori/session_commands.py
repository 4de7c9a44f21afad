"""`sekimori session`: say for which project you are working."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from agent.control import ask
from agent.errors import AgentError

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

    Where the machine can, your shell and all that you start from it are known as that session from then on: which
    sides' files were opened in it counts for all that is written from it, and may close the network to it. A shell in
    which a project's files were opened stays so until you close it.

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
    _say_started(ask(data, {"do": "session-start", "project": project, "account": account}))


@command.command(name="login")
@click.argument("project", required=False)
@DATA
def login_command(project: str | None, data: Path) -> None:
    """Start working for PROJECT at log-in: called by PAM, as root, for the account that logs in.

    Without PROJECT, the one project that the account works on; who works on several says so by hand. Nobody is kept
    from logging in: the exit status is 0 whatever comes of it. The line stands in /etc/pam.d/sshd, behind pam_systemd.

    \b
    Example:
      session optional pam_exec.so quiet /opt/sekimori/.venv/bin/sekimori session login
    """
    account, kind = os.environ.get("PAM_USER", ""), os.environ.get("PAM_TYPE", "open_session")
    if not account:
        raise click.UsageError("PAM_USER is not set: this is called by pam_exec")
    if kind != "open_session" or account == "root":
        return
    asked = {"do": "session-start", "project": project or "", "account": account, "process": os.getppid()}
    try:
        _say_started(ask(data, asked))
    except AgentError as error:
        click.echo(f"sekimori: {error.message}", err=True)


@command.command(name="end")
@ACCOUNT
@DATA
def end_command(account: str | None, data: Path) -> None:
    """Stop working for a project. Exit status 1 if no session was open.

    \b
    Example:
      sekimori session end
    """
    answer = ask(data, {"do": "session-end", "account": account})
    click.echo("the session is over" if answer["ended"] else "no session was open")
    if answer["remark"]:
        click.echo(f"this shell: {answer['remark']}")
    raise SystemExit(0 if answer["ended"] else 1)


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


def _say_started(answer: dict[str, Any]) -> None:
    session = answer["session"]
    click.echo(f"{session['account']} works for {session['project']}")
    if answer["remark"]:
        click.echo(f"this shell is not kept apart: {answer['remark']}", err=True)


def _line(session: dict[str, Any]) -> str:
    since = datetime.fromtimestamp(session["since_ns"] / 1e9).astimezone()
    return f"{session['account']} works for {session['project']} since {since:%Y-%m-%d %H:%M}"
