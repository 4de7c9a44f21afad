"""`sekimori agent`: enrol this machine, run the agent, show what it sees."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from agent.assembly import run_agent
from agent.config import load_config
from agent.control import ask
from agent.enrolment import enrol
from agent.errors import AgentError
from agent.identity import Identity
from sekimori import __version__, journal_command
from sekimori.coverage_pages import coverage_pages

# Whatever is written is for the agent alone, unless its mode is set on purpose: notices, released files, the socket.
PRIVATE = 0o077
SHOWN_GAPS = 10
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
    run_agent(data, version=__version__, stop=stop, ready=lambda: click.echo("ready"))


@command.command(name="status")
@DATA
@click.option("--json", "as_json", is_flag=True, help="One JSON object, keys kept stable.")
def status_command(data: Path, *, as_json: bool) -> None:
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
        _show(status)
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


def _show(status: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    facts = Table(show_header=False, box=None)
    for name, value in _lines(status):
        facts.add_row(name, value)
    console.print(facts)
    watches = Table("zone", "folder", "state", "by", "files")
    for each in status["watches"]:
        files = str(each.get("files", ""))
        watches.add_row(each["zone"], each["path"], each["state"], each.get("backend", ""), files)
    for gap in status.get("gaps", ())[:SHOWN_GAPS]:
        console.print(f"gap: {_gap(gap)}", markup=False)
    if status["watches"]:
        console.print(watches)
    else:
        console.print("no folder is watched: no zone of the policy was found here; name folders in config.toml")
    for page in coverage_pages(status):
        console.print(page, markup=False)
    for problem in status["problems"]:
        console.print(f"problem: {problem}", markup=False)
    if status.get("advice"):
        console.print(f"what to do: {status['advice']}", markup=False)


def _scan_line(scan: dict[str, Any]) -> str:
    left_s = scan["left_s"]
    left = f", about {_duration(left_s)} left" if left_s is not None else ""
    return (
        f"{scan['cause']} of {scan['path']}: {scan['seen']} files seen, {scan['judged']} of {scan['found']} new ones "
        f"judged, {scan['per_s']:.0f} files/s, {scan['share']:.0%} of the tree{left}"
    )


def _duration(seconds: int) -> str:
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _lines(status: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("agent", f"{status['name']} ({status['agent']})"), ("state", str(status["state"]))]
    lines += [("emergency stop", _stop(each)) for each in status.get("emergency_stops", ())]
    if not status["running"]:
        return [*lines, ("server", str(status["server"]))]
    reach = "reachable" if status["server_reachable"] else f"not reachable: {status['server_problem']}"
    return [
        *lines,
        ("server", f"{status['server']} ({reach})"),
        ("policy", f"version {status['policy_version']}" if status["policy_version"] else "none"),
        ("rings", ", ".join(f"{zone} {ring}" for zone, ring in status.get("rings", {}).items()) or "none"),
        ("to judge", str(status["waiting"])),
        *(("scan", _scan_line(each)) for each in status.get("scans", ())),
        ("outbox", f"{status['outbox']} to deliver"),
        ("journal", f"row {status['journal']['row']}, head {status['journal']['hash'][:16]}"),
        ("held files", str(status["holds"])),
        ("readers", _readers(status["readers"])),
        ("letters in pictures", _letters(status)),
        *((each["what"], _source(each)) for each in status.get("judging_by", ())),
    ]


def _stop(stop: dict[str, Any]) -> str:
    return f"{stop['id']}: nothing is stopped until {stop['until']}: {stop['reason']}"


def _gap(gap: dict[str, Any]) -> str:
    """Between which times a folder was not surely watched, and what became of that."""
    until = f"to {gap['until']}" if gap["until"] else "until now"
    start = f"`{gap['watch']}`, {gap['cause']}, {gap['since']} {until}"
    if gap["closed"] is None:
        return f"{start}: still to be looked at"
    found = f"{gap['files_scanned']} files looked at, {gap['files_missed_by_events']} had changed"
    return f"{start}: {found}" + ("" if gap["closed"] else f", {gap['unreadable']} could not be looked into")


def _source(source: dict[str, Any]) -> str:
    """What one file that judging goes by holds, and since when."""
    count, projects = source["documents"], source["projects"]
    held = f"{count} document{'' if count == 1 else 's'}"
    if projects:
        held = f"{projects} project{'' if projects == 1 else 's'} from {held}"
    if source["age_s"] is None:
        return f"{held}, not in a file yet" if count else "nothing"
    return f"{held}, written {_ago(source['age_s'])} ago: {source['path']}"


def _ago(age_s: int) -> str:
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if age_s >= seconds:
            count = age_s // seconds
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def _letters(status: dict[str, Any]) -> str:
    """Who reads the letters in pictures, and for how many files that is still to come."""
    waiting = status.get("letters_waiting", 0)
    return f"{status.get('letters', '')}{f'; {waiting} files wait for it' if waiting else ''}"


def _readers(walls: list[dict[str, Any]]) -> str:
    """How many walls hold the readers in, and what could be better."""
    if not walls:
        return "none started"
    lacking = [each["wall"] for each in walls if not each["held"]]
    remarks = [f"{each['wall']} {each['why']}" for each in walls if each["held"] and each["why"]]
    held = f"held by {len(walls) - len(lacking)} of {len(walls)} walls"
    return "; ".join([held, *(f"no {name}" for name in lacking), *remarks])
