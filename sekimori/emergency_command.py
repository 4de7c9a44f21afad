"""`sekimori emergency-stop`: officers let everything pass for some hours; signed, recorded, and over by itself."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.emergency import EmergencyStop, StopId, StopTerms, sign_stop, terms_bytes
from policies.errors import PolicyError
from policies.keys import load_private
from policies.model import PersonId, ZoneId
from policies.visible import visible
from sekimori.account import load_account
from sekimori.errors import FrontDoorError
from sekimori.passwords import key_password
from sekimori.people_client import PeopleClient

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group("emergency-stop")
def command() -> None:
    """Let everything pass for some hours: signed by a threshold of officers, each on their own machine.

    \b
    Example:
      sekimori emergency-stop sign stop.json --officer tanaka --key tanaka.pem --hours 2 --reason "fire" --everywhere
      sekimori emergency-stop sign stop.json --officer suzuki --key suzuki.pem
      sekimori emergency-stop send stop.json
      sekimori emergency-stop status
      sekimori emergency-stop end E-7F3K2QXA
    """


@command.command("sign")
@FILE
@click.option("--officer", required=True, help="Your id in the policy.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True, help="Your key.")
@click.option("--reason", help="Why; in the ledger for good. For a new FILE.")
@click.option("--hours", type=click.FloatRange(0, 24, min_open=True), help="How long from now. For a new FILE.")
@click.option("--agent", "agents", multiple=True, help="An agent it is for; may be given again. For a new FILE.")
@click.option("--zone", "zones", multiple=True, help="A zone it is for; may be given again. For a new FILE.")
@click.option("--everywhere", is_flag=True, help="For every agent and every zone. For a new FILE.")
@click.option("--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key.")
@click.option("--yes", is_flag=True, help="Do not ask; the terms are shown all the same.")
def sign_command(
    file: Path, officer: str, key: Path, reason: str | None, hours: float | None, agents: tuple[str, ...],
    zones: tuple[str, ...], password_file: Path | None, *, everywhere: bool, yes: bool,
) -> None:  # fmt: skip
    """Show what an emergency stop says and sign exactly that, in FILE; the first officer states the terms.

    \b
    Example:
      sekimori emergency-stop sign stop.json --officer tanaka --key tanaka.pem --hours 2 --reason "fire" --zone common
      sekimori emergency-stop sign stop.json --officer suzuki --key suzuki.pem
    """
    states_terms = bool(reason or hours or agents or zones or everywhere)
    if file.exists():
        if states_terms:
            raise click.UsageError(f"`{file}` is there and says the terms; sign it as it is, or name another file")
        stop = _read(file)
    else:
        stop = EmergencyStop(terms=_new_terms(reason, hours, agents, zones, everywhere=everywhere))
    console = Console(highlight=False)
    print_terms(console, stop.terms)
    private = _key(key, password_file)
    if not yes:
        click.confirm("Sign these terms?", abort=True)
    signature = sign_stop(stop.terms, PersonId(officer), private)
    others = tuple(each for each in stop.signatures if each.officer != officer)
    signed = EmergencyStop(terms=stop.terms, signatures=(*others, signature))
    file.write_bytes(msgspec.json.format(msgspec.json.encode(signed), indent=1) + b"\n")
    console.print(Text(f"signed by {', '.join(each.officer for each in signed.signatures)}: {visible(str(file))}"))


@command.command("send")
@FILE
def send_command(file: Path) -> None:
    """Hand FILE in to the server, which delivers it; every agent verifies it by itself.

    \b
    Example:
      sekimori emergency-stop send stop.json
    """
    stop = _read(file)
    with PeopleClient.of(load_account()) as client:
        answer = client.post("/emergency-stops", msgspec.to_builtins(stop))
    state = "agents stop nothing from their next call on" if answer["is_running"] else "it has not begun"
    click.echo(visible(f"{answer['id']} until {answer['until']}: {state}"))


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status_command(*, as_json: bool) -> None:
    """List emergency stops, the newest first. Exit status 1 while one is running.

    \b
    Example:
      sekimori emergency-stop status
    """
    with PeopleClient.of(load_account()) as client:
        stops = client.get("/emergency-stops")
    if as_json:
        click.echo(json.dumps(stops, ensure_ascii=False))
    elif not stops:
        click.echo("no emergency stops")
    else:
        table = Table("stop", "state", "until", "for", "officers", "reason")
        for stop in stops:
            scope = ", ".join([*stop["agents"], *stop["zones"]]) or "everything"
            cells = (stop["id"], _state(stop), stop["until"], scope, ", ".join(stop["officers"]), stop["reason"])
            table.add_row(*(Text(visible(str(cell))) for cell in cells))
        Console().print(table)
    raise SystemExit(1 if any(stop["is_running"] for stop in stops) else 0)


@command.command("end")
@click.argument("stop")
def end_command(stop: str) -> None:
    """End an emergency stop at once and for good. What came meanwhile is then judged.

    \b
    Example:
      sekimori emergency-stop end E-7F3K2QXA
    """
    with PeopleClient.of(load_account()) as client:
        answer = client.post(f"/emergency-stops/{stop}/end")
    click.echo(visible(f"{answer['id']} ended by {answer['ended_by']}"))


def print_terms(console: Console, terms: StopTerms) -> None:
    """Print every term in full, what it means, and the terms' digest."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in msgspec.to_builtins(terms).items():
        shown = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        grid.add_row(Text(name, style="bold"), Text(visible(shown) or "—"))
    console.print(grid)
    meaning = "while it lasts nothing is stopped there, what crosses a wall included; all of it is recorded"
    console.print(Text(meaning, style="bold"), soft_wrap=True)
    console.print(Text(f"terms sha256:{hashlib.sha256(terms_bytes(terms)).hexdigest()}"), soft_wrap=True)


def _new_terms(
    reason: str | None, hours: float | None, agents: tuple[str, ...], zones: tuple[str, ...], *, everywhere: bool
) -> StopTerms:
    if not reason or hours is None:
        raise click.UsageError("a new emergency stop needs `--reason` and `--hours`")
    if bool(agents or zones) is everywhere:
        raise click.UsageError("say for what it is: `--agent`, `--zone`, or `--everywhere` alone")
    now = datetime.now(UTC).replace(microsecond=0)
    return StopTerms(
        id=StopId("E-" + "".join(secrets.choice(DIGITS) for _ in range(8))),
        reason=reason,
        since=now,
        until=now + timedelta(hours=hours),
        agents=agents,
        zones=tuple(map(ZoneId, zones)),
        is_everywhere=everywhere,
    )


def _read(file: Path) -> EmergencyStop:
    """What stands in a file; what this program does not understand cannot be signed."""
    try:
        data = file.read_bytes()
        stop = msgspec.json.decode(data, type=EmergencyStop)
    except FileNotFoundError:
        raise FrontDoorError(f"there is no `{file}`", help="make one with `sekimori emergency-stop sign`") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FrontDoorError(f"`{file}` is no emergency stop", help="ask for the file again; do not sign") from error
    unknown = set(msgspec.json.decode(data)["terms"]) - set(msgspec.to_builtins(stop.terms))
    if unknown:
        names = ", ".join(sorted(unknown))
        raise FrontDoorError(f"`{file}` has unknown terms: `{names}`", help="upgrade this program; do not sign")
    return stop


def _key(key: Path, password_file: Path | None) -> Ed25519PrivateKey:
    try:
        return load_private(key.read_bytes(), key_password(password_file))
    except PolicyError as error:
        raise FrontDoorError(error.message, help=error.help or "make a key with `sekimori key new`") from error


def _state(stop: dict[str, object]) -> str:
    if stop["is_running"]:
        return "running"
    return f"ended by {stop['ended_by']}" if stop["ended"] else "over or not begun"
