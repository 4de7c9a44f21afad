"""`sekimori gate`: stand at the gate of an agent's data folder, by itself, and see how it stands."""

from __future__ import annotations

import os
import select
import sys
import time
from pathlib import Path
from typing import Any

import click
import msgspec

from agent.config import load_config
from agent.control import ask
from agent.errors import AgentError
from agent.gate.client import GateClient
from agent.gate.names import FOLDER, SOCKET, problem
from agent.gate.words import Asked, State
from agent.gatehouse.settings import GateUse
from policies.advice import advice_on
from policies.wording import NOTICE_LANGUAGES, say

LANGUAGES = click.Choice(NOTICE_LANGUAGES)
PRIVATE = 0o077
GOES_WITHIN_S = 20.0
LOOKS_EVERY_S = 0.05
DATA = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("/var/lib/sekimori"),
    show_default=True,
    help="The agent's data folder.",
)


@click.group(name="gate", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Have the kernel ask before a file is opened, whether an agent runs or not.

    An agent whose `config.toml` says `use = "join"` under `[gate]` hands this gate its tables. When the agent stops,
    the gate goes on by what it was told last.

    \b
    Example:
      sekimori gate run --data /var/lib/sekimori
      sekimori gate status
      sekimori gate stop
    """


@command.command(name="run")
@DATA
def run_command(data: Path) -> None:
    """Stand at the gate until Ctrl-C. Needs root.

    \b
    Example:
      sekimori gate run --data /var/lib/sekimori
    """
    config = load_config(data / "config.toml")
    if config.gate.use is GateUse.START:
        raise AgentError(
            "the agent starts this gate itself", help='write `use = "join"` under `[gate]` in `config.toml` first'
        )
    if sys.platform != "linux" or os.geteuid() != 0:
        raise AgentError("the kernel asks only root before a file is opened", help="run this as root, or by its unit")
    os.umask(PRIVATE)
    folder = (data / FOLDER).resolve()
    folder.mkdir(mode=0o700, exist_ok=True)
    # The gate holds nothing of the command line: it takes this process's place.
    os.execv(sys.executable, [sys.executable, "-s", "-P", "-m", "agent.gate", str(folder)])  # noqa: S606


@command.command(name="status")
@DATA
@click.option("--language", type=LANGUAGES, default="en", show_default=True, help="Language of what to do.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, keys kept stable.")
def status_command(data: Path, language: str, *, as_json: bool) -> None:
    """Show how the gate stands, and what to do about problems. Exit status 1 if it does not, or something is wrong.

    \b
    Example:
      sekimori gate status --data /var/lib/sekimori
    """
    told = _status(data)
    if as_json:
        click.echo(msgspec.json.encode(told).decode())
    else:
        _show(told, language)
    raise SystemExit(0 if told["stands"] and not told["problems"] else 1)


def _status(data: Path) -> dict[str, Any]:
    """By the agent, which is at the gate's door; at the door itself where no agent runs."""
    try:
        return {"agent": True, **ask(data, {"do": "status"})["gate"]}
    except AgentError:
        return {"agent": False, **_from_gate(data)}


def _from_gate(data: Path) -> dict[str, Any]:
    client = GateClient(data / FOLDER)
    try:
        client.connect()
    except OSError:
        return {"stands": False, "problems": ["nobody stands at the gate"]}
    try:
        state = _state(client)
    finally:
        client.close()
    if state is None:
        return {"stands": False, "problems": ["the gate does not answer: its door is for root alone"]}
    problems = [problem(root, why) for root, why in sorted(state.wrong.items())]
    return {
        "stands": True,
        "waiting": state.waiting,
        "answered": state.answered,
        "takeovers": list(state.takeovers),
        "problems": problems,
    }


def _see_it_go(client: GateClient, door: Path) -> None:
    until_s = time.monotonic() + GOES_WITHIN_S
    while door.exists():
        if time.monotonic() > until_s:
            raise AgentError("the gate does not go", help="see `sekimori gate status`")
        if select.select([client.fd], [], [], LOOKS_EVERY_S)[0]:
            told = client.receive()
            if isinstance(told, Asked):
                os.close(told.fd)
            elif told is None:
                time.sleep(LOOKS_EVERY_S)


def _state(client: GateClient) -> State | None:
    """What it says first, besides what only an agent has a use for."""
    while (told := client.receive()) is not None:
        match told:
            case State():
                return told
            case Asked(fd=fd):
                os.close(fd)
            case _:
                pass
    return None


def _show(told: dict[str, Any], language: str) -> None:
    click.echo("stands" if told["stands"] else "does not stand")
    if told["stands"]:
        click.echo(f"answered {told['answered']}, waiting {told['waiting']}")
        if not told["agent"]:
            click.echo("no agent runs: it goes by what it was told last")
    for each in told.get("takeovers", ()):
        click.echo(f"the keeper took its place: {each}")
    for each in told["problems"]:
        click.echo(f"problem: {each}")
        click.echo(f"  what to do: {say(advice_on(each), {}, language)}")


@command.command(name="stop")
@DATA
def stop_command(data: Path) -> None:
    """Have the gate go, in order: whoever waits is let pass, and from then on nobody is asked about anything.

    \b
    Example:
      sekimori gate stop --data /var/lib/sekimori
    """
    client = GateClient(data / FOLDER)
    try:
        client.connect()
    except PermissionError:
        raise AgentError("the gate's door is for root alone", help="run this as root") from None
    except OSError:
        raise AgentError("nobody stands at the gate") from None
    client.end_gate()
    try:
        # Whoever hangs up before the gate has heard is taken for an agent that died.
        _see_it_go(client, data / FOLDER / SOCKET)
    finally:
        client.close()
    click.echo("the gate is gone: nothing is asked about")
