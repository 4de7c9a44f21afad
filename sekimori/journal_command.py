"""`sekimori agent journal`: is the agent's journal whole."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from agent.errors import AgentError
from agent.verification import Verified, verify_file

DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    required=True,
    help="The agent's data folder.",
)


@click.group(name="journal")
def command() -> None:
    """See whether the agent's journal is whole.

    \b
    Example:
      sekimori agent journal verify --data /var/lib/sekimori
    """


@command.command(name="verify")
@DATA
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="Another file, such as one set aside.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, keys kept stable.")
def verify_command(data: Path, file: Path | None, *, as_json: bool) -> None:
    """Follow the chain from its first row to its head, and hold what stands in the tables against it.

    Names the first row that was changed, moved or taken out. Whoever may write to the file can write another whole one:
    compare the head with the server's. The agent may be running. Exit status 1 if anything is wrong.

    \b
    Example:
      sekimori agent journal verify --data /var/lib/sekimori
      sekimori agent journal verify --data /var/lib/sekimori --file journal.damaged-20261122T101112000000Z.db
    """
    path = data / (file or "journal.db")
    try:
        is_there = path.exists()
    except PermissionError:
        raise AgentError(f"`{path}` cannot be read", help="ask as root, or as the agent's account") from None
    if not is_there:
        raise AgentError(f"no `{path}`", help="name the agent's data folder; `agent run` makes the journal")
    found = verify_file(path)
    click.echo(msgspec.json.encode(_facts(found)).decode() if as_json else _said(found))
    raise SystemExit(1 if found.fault else 0)


def _facts(found: Verified) -> dict[str, object]:
    fault = {"row": found.fault.seq, "what": found.fault.what} if found.fault else None
    return {
        "whole": fault is None,
        "journal": found.journal,
        "first_row": found.first,
        "last_row": found.last,
        "head": found.head,
        "fault": fault,
    }


def _said(found: Verified) -> str:
    if found.fault:
        return f"not whole: {found.fault}"
    if not found.last:
        return f"whole: journal {found.journal} has no row yet"
    return f"whole: journal {found.journal}, rows {found.first} to {found.last}, head {found.head}"
