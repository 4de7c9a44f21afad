"""`sekimori login`."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import click
from rich.console import Console

from sekimori.account import Account, forget_account, load_account, store_account
from sekimori.errors import FrontDoorError
from sekimori.people_client import PeopleClient


@click.command("login")
@click.argument("server", required=False)
@click.option("--user", help="Your account; asked for where absent.")
@click.option(
    "--ca", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The server's authority (PEM)."
)
@click.option("--password-file", type=click.File("r"), help="Read the password from here; `-` is standard input.")
@click.option("--forget", is_flag=True, help="Log out: end the session on the server and forget it here.")
def command(
    server: str | None, user: str | None, ca: Path | None, password_file: TextIO | None, *, forget: bool
) -> None:
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
    password = password_file.read().rstrip("\n") if password_file else click.prompt("Password", hide_input=True)
    authority = ca.read_text() if ca else ""
    with PeopleClient(server, ca=authority) as client:
        answer = client.post("/login", {"username": user, "password": password})
    path = store_account(Account(server=server, user=user, token=answer["token"], ca=authority))
    roles = ", ".join(answer.get("roles", ())) or "no role"
    console.print(
        f"logged in as {answer.get('person', user)} ({roles}) until {answer.get('expires', '?')}; kept in {path}"
    )


def _log_out(console: Console) -> None:
    try:
        with PeopleClient.of(load_account()) as client:
            client.post("/logout")
    except FrontDoorError as error:
        console.print(f"the session could not be ended on the server: {error.message}")
    console.print("logged out" if forget_account() else "nobody was logged in")
