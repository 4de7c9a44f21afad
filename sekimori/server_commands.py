"""`sekimori server`: set up and run the server."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlunsplit

import click

from policies.analysis.moments import moment_of
from sekimori.passwords import account_password
from server import migrations
from server.database import said_in_words
from server.errors import ServerError
from server.fleet.recorded import recorded_transfers
from server.folder import DataFolder, locked
from server.house import House, build_house
from server.listen import bind, serve
from server.people.service import Role
from server.settings import Settings, load_settings
from server.setup import FirstAdmin, initialise, open_house

DATA = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), required=True, help="The server's data folder."
)
PASSWORD_FILE = click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    help="File whose first line is the password; `-` reads standard input. Asked for where not given.",
)


class ServerGroup(click.Group):
    """Commands on a data folder: a database that cannot be used is said in words, whichever command meets it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with said_in_words():
            return super().invoke(ctx)


@click.group(cls=ServerGroup)
def command() -> None:
    """Set up and run the server.

    \b
    Example:
      sekimori server init --data /var/lib/sekimori --host sekimori.example.org --admin yamada
      sekimori server run --data /var/lib/sekimori --host 0.0.0.0
      sekimori server token --data /var/lib/sekimori --name lab-ws-04
    """


@command.command()
@DATA
@click.option("--host", "hosts", multiple=True, help="Name or address that the certificate is for; repeat for more.")
@click.option("--admin", help="Name of the first account; it runs the server and reads no case.")
@PASSWORD_FILE
def init(data: Path, hosts: tuple[str, ...], admin: str | None, password_file: Path | None) -> None:
    """Make keys, certificates, database and the first account in a new folder.

    \b
    Example:
      sekimori server init --data /var/lib/sekimori --host sekimori.example.org --admin yamada
    """
    settings = load_settings(data)
    first = FirstAdmin(name=admin, password=_password(password_file)) if admin else None
    house = initialise(settings, _with_loopback(hosts), first, datetime.now(UTC))
    house.database.close()
    click.echo(f"made {settings.data}", err=True)
    click.echo(f"next: officers sign a policy for the key {house.bundles.public_key}", err=True)
    click.echo(f"      sekimori server run --data {data}", err=True)


@command.command()
@DATA
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="People's port; 0 picks a free one.  [default: 8443]")
@click.option("--agent-port", type=click.IntRange(0, 65535), help="Agents' port.  [default: 8444]")
@click.option("--public-host", help="Name that people and agents use.  [default: the certificate's first]")
def run(data: Path, host: str | None, port: int | None, agent_port: int | None, public_host: str | None) -> None:
    """Run the server until it is told to stop (SIGTERM, Ctrl-C). Prints `ready …` when both ports answer.

    \b
    Example:
      sekimori server run --data /var/lib/sekimori --host 0.0.0.0 --port 8443
    """
    settings = load_settings(data, host=host, port=port, agent_port=agent_port, public_host=public_host)
    folder = _folder(settings)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # Failures are logged once, by `server.problems`; uvicorn would print them again.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with locked(folder):
        ports = bind(settings)
        name = settings.public_host or folder.host()
        people, agents = _url(name, ports.people_port), _url(name, ports.agents_port)
        house = open_house(settings, agent_url=agents)
        try:
            serve(house, ports, lambda: click.echo(f"ready people={people} agents={agents}"))
        finally:
            house.database.close()


@command.command()
@DATA
def upgrade(data: Path) -> None:
    """Bring the database to the shape that this version needs. Stop the server and take a backup first.

    \b
    Example:
      sekimori server upgrade --data /var/lib/sekimori
    """
    settings = load_settings(data)
    with locked(_folder(settings)):
        house = build_house(settings)
        migrations.upgrade(house.database)
        house.database.close()
    click.echo(f"the database has shape {migrations.newest()}", err=True)


@command.command()
@DATA
@click.option("--name", default="", help="What the token is for.")
@click.option("--valid-hours", type=click.FloatRange(0, 720, min_open=True), help="How long it is good.  [default: 24]")
def token(data: Path, name: str, valid_hours: float | None) -> None:
    """Print a one-time enrolment token, alone on standard output.

    \b
    Example:
      sekimori server token --data /var/lib/sekimori --name lab-ws-04
    """
    house = _open(data)
    hours = valid_hours or house.settings.token_hours
    made = house.fleet.new_token(name, hours, "server", datetime.now(UTC))
    house.database.close()
    click.echo(made.text)
    click.echo(f"good once, until {made.expires:%Y-%m-%d %H:%M} UTC", err=True)


@command.group()
def user() -> None:
    """Add and list accounts.

    \b
    Example:
      sekimori server user add --data /var/lib/sekimori tanaka --person tanaka --role officer
      sekimori server user list --data /var/lib/sekimori
    """


@user.command()
@DATA
@click.argument("name")
@click.option("--person", default="", help="Who it is in the policy; decides what the account may read.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([str(role) for role in Role]),
    help="What the account may do; several may be given.",
)
@PASSWORD_FILE
def add(data: Path, name: str, person: str, roles: tuple[str, ...], password_file: Path | None) -> None:
    """Add an account.

    \b
    Example:
      sekimori server user add --data /var/lib/sekimori tanaka --person tanaka --role officer
    """
    house = _open(data)
    chosen = [Role(role) for role in roles]
    if not person and Role.ADMIN not in chosen and Role.AUDITOR not in chosen:
        raise click.UsageError("an account with this role needs --person: what it may read depends on it")
    house.people.add(name, person, chosen, _password(password_file), datetime.now(UTC))
    house.database.close()
    click.echo(f"added {name}", err=True)


@user.command(name="list")
@DATA
def list_users(data: Path) -> None:
    """List accounts: name, person, roles.

    \b
    Example:
      sekimori server user list --data /var/lib/sekimori
    """
    house = _open(data)
    for account in house.people.everybody():
        click.echo(f"{account.name}\t{account.person or '-'}\t{','.join(sorted(account.roles))}")
    house.database.close()


@command.command()
@DATA
@click.argument("bundle", type=click.Path(path_type=Path, exists=True, file_okay=False))
def publish(data: Path, bundle: Path) -> None:
    """Publish a signed policy: root.json, targets.json and tables.json, as `sekimori sign` leaves them.

    \b
    Example:
      sekimori server publish --data /var/lib/sekimori ./bundle
    """
    house = _open(data)
    try:
        root, targets, tables = ((bundle / name).read_bytes() for name in ("root.json", "targets.json", "tables.json"))
    except OSError as error:
        raise ServerError(
            f"cannot read `{error.filename}`: {error.strerror}", help="sign it with `sekimori sign`"
        ) from error
    published = house.bundles.publish(root, targets, tables, "server", datetime.now(UTC))
    house.database.close()
    click.echo(f"published policy version {published.version}", err=True)


@command.command(name="public-key")
@DATA
def public_key(data: Path) -> None:
    """Print the server's online public key, which officers name when they sign.

    \b
    Example:
      sekimori server public-key --data /var/lib/sekimori
    """
    house = build_house(_ready(data))
    house.database.close()
    click.echo(house.bundles.public_key)


@command.command(name="events")
@DATA
@click.option("--since", metavar="TIME", help="First day or time; all if left out.")
def list_events(data: Path, since: str | None) -> None:
    """Print the recorded transfers as JSON lines, for `sekimori policy replay`. No names of documents, no evidence.

    \b
    Example:
      sekimori server events --data /var/lib/sekimori --since 2027-04-01 > events.jsonl
    """
    house = build_house(_ready(data))
    try:
        with said_in_words(), house.database.read() as connection:
            for line in recorded_transfers(connection, moment_of(since) if since else None):
                click.echo(line)
    finally:
        house.database.close()


def _open(data: Path) -> House:
    return open_house(_ready(data))


def _ready(data: Path) -> Settings:
    settings = load_settings(data)
    _folder(settings)
    return settings


def _folder(settings: Settings) -> DataFolder:
    folder = DataFolder(path=settings.data)
    if not folder.is_ready:
        help = f"make one with: sekimori server init --data {settings.data}"
        raise ServerError(f"`{settings.data}` is no server's folder", help=help)
    return folder


def _with_loopback(hosts: Sequence[str]) -> list[str]:
    """The names asked for, and those by which the machine itself reaches the server; the first is its public name."""
    return list(dict.fromkeys([*hosts, *(() if hosts else ("127.0.0.1",)), "localhost", "127.0.0.1", "::1"]))


def _url(host: str, port: int) -> str:
    return urlunsplit(("https", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "", "", ""))


def _password(file: Path | None) -> str:
    if file is None:
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return account_password(file)
