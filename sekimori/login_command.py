"""`sekimori login`."""

from __future__ import annotations

import ssl
from pathlib import Path

import click
from rich.console import Console

from sekimori.account import Account, forget_account, load_account, store_account
from sekimori.errors import FrontDoorError
from sekimori.passwords import account_password
from sekimori.people_client import PeopleClient


@click.command("login")
@click.argument("server", required=False)
@click.option("--user", help="Your account; asked for where absent.")
@click.option(
    "--ca", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The server's authority (PEM)."
)
@click.option(
    "--password-file", type=click.Path(path_type=Path), help="Its first line is the password; `-` is standard input."
)
@click.option("--forget", is_flag=True, help="Log out: end the session on the server and forget it here.")
def command(server: str | None, user: str | None, ca: Path | None, password_file: Path | None, *, forget: bool) -> None:
    """Log in to SERVER for the commands that ask it.

    \b
    Example:
      sekimori login https://sekimori.minato.example:8443 --user sato --ca ca.pem
      sekimori login --forget
    """
    console = Console(highlight=False)
    if forget:
        _log_out(console)
        return
    if not server:
        raise click.UsageError("give the SERVER, such as https://sekimori.minato.example:8443")
    user = user or click.prompt("User")
    password = account_password(password_file) if password_file else click.prompt("Password", hide_input=True)
    authority = _authority(ca) if ca else ""
    with PeopleClient(server, ca=authority) as client:
        answer = client.post("/login", {"username": user, "password": password})
    path = store_account(Account(server=server, user=user, token=answer["token"], ca=authority))
    roles = ", ".join(answer.get("roles", ())) or "no role"
    console.print(
        f"logged in as {answer.get('person', user)} ({roles}) until {answer.get('expires', '?')}; kept in {path}"
    )


def _authority(file: Path) -> str:
    try:
        text = file.read_text("ascii")
        ssl.create_default_context(cadata=text)
    except (UnicodeDecodeError, ValueError, ssl.SSLError) as error:
        raise FrontDoorError(
            f"`{file}` is no certificate in PEM", help="ask for `ca/ca.pem` of the server's data folder"
        ) from error
    return text


def _log_out(console: Console) -> None:
    try:
        with PeopleClient.of(load_account()) as client:
            client.post("/logout")
    except FrontDoorError as error:
        console.print(f"the session could not be ended on the server: {error.message}")
    console.print("logged out" if forget_account() else "nobody was logged in")
