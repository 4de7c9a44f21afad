"""`sekimori agent`: enrol this machine, run the agent, show what it sees."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click
import msgspec

from agent.assembly import run_agent
from agent.config import load_config
from agent.control import ask
from agent.errors import AgentError
from agent.identity import Identity
from agent.supervision import Supervision
from policies.wording import NOTICE_LANGUAGES
from sekimori import __version__, journal_command

# Whatever is written is for the agent alone, unless its mode is set on purpose: notices, released files, the socket.
PRIVATE = 0o077
DATA = click.option(
    "--data",
    # Everybody may pass through the folder to the socket in it; only the agent's own account may list it.
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    required=True,
    help="The agent's data folder.",
)


@click.group(name="agent", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Enrol this machine, run the agent, show what it sees.

    \b
    Example:
      sekimori agent enrol --server https://sekimori.example:8443 --token skm1.… --root-digest sha256:… \\
          --name fileserver1 --data /var/lib/sekimori
      sekimori agent run --data /var/lib/sekimori
      sekimori agent status --data /var/lib/sekimori
    """


command.add_command(journal_command.command)


@command.command(name="enrol")
@click.option("--server", required=True, help="The server's address for people, such as https://sekimori.example:8443.")
@click.option("--token", required=True, help="One-time token from `sekimori server token`; `-` reads it from stdin.")
@click.option("--root-digest", required=True, help="Digest of the officers' root, from an officer: sha256:….")
@click.option("--name", default=socket.gethostname, show_default="host name", help="What people call this machine.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A config.toml to use.")
@DATA
def enrol_command(server: str, token: str, root_digest: str, name: str, config: Path | None, data: Path) -> None:
    """Make this machine an agent of a server.

    \b
    Example:
      sekimori agent enrol --server https://sekimori.example:8443 --token skm1.… --root-digest sha256:… \\
          --data /var/lib/sekimori
    """
    from agent.enrolment import enrol

    os.umask(PRIVATE)
    from_stdin = token == "-"  # noqa: S105 - a dash is no secret
    secret = sys.stdin.readline() if from_stdin else token
    text = _config_text(config) if config else None
    facts = enrol(data, server=server, token=secret, digest=root_digest, name=name, config=text, version=__version__)
    click.echo(f"enrolled as {facts.agent}")
    if text is None:
        click.echo(f"name the folders to watch in {data / 'config.toml'}, then: sekimori agent run --data {data}")


def _config_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AgentError(f"`{file}` is not UTF-8", help="save it as UTF-8") from error


@command.command(name="run")
@DATA
def run_command(data: Path) -> None:
    """Watch, decide, act and report, until Ctrl-C. Prints `ready` once everything is watched.

    \b
    Example:
      sekimori agent run --data /var/lib/sekimori
    """
    os.umask(PRIVATE)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    supervision = Supervision(os.environ)

    def ready() -> None:
        supervision.is_ready("watching")
        click.echo("ready")

    run_agent(data, version=__version__, stop=stop, ready=ready, turned=lambda: supervision.is_alive(time.monotonic()))
    supervision.is_going()


@command.command(name="status")
@DATA
@click.option(
    "--language", type=click.Choice(NOTICE_LANGUAGES), default="en", show_default=True, help="Language of what to do."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, keys kept stable.")
def status_command(data: Path, language: str, *, as_json: bool) -> None:
    """Show what the agent covers, what waits, and what to do about problems. Exit status 1 if anything is wrong.

    \b
    Example:
      sekimori agent status --data /var/lib/sekimori
      sekimori agent status --data /var/lib/sekimori --json
    """
    status = _status(data)
    if as_json:
        click.echo(msgspec.json.encode(status).decode())
    else:
        # What draws tables would stay in a running agent for nothing.
        from sekimori.status_pages import show_status

        show_status(status, language)
    raise SystemExit(0 if _is_well(status) else 1)


def _status(data: Path) -> dict[str, Any]:
    try:
        return ask(data, {"do": "status"})
    except AgentError as error:
        facts = Identity(data).facts
        config = load_config(data / "config.toml")
        return {
            "running": False,
            "agent": facts.agent,
            "name": facts.name,
            "server": facts.agent_url,
            "state": "stopped",
            "advice": error.help,
            "watches": [{"zone": each.zone, "path": str(each.path), "state": "stopped"} for each in config.watches],
            "problems": [error.message],
        }


def _is_well(status: dict[str, Any]) -> bool:
    return bool(status["running"] and status["state"] == "ok" and not status["problems"] and status["server_reachable"])
