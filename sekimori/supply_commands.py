"""`sekimori supply …`: hand an index of fingerprints, learnt projects or models to every agent, signed by officers."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.errors import PolicyError
from policies.keys import load_private
from policies.model import PersonId
from policies.supply import (
    MOST_NOTE_CHARS,
    PIECE_BYTES,
    Goods,
    Supply,
    SupplyTerms,
    pieces_of,
    sign_supply,
    terms_faults,
)
from policies.visible import visible
from policies.wording import say_fault
from sekimori.account import load_account
from sekimori.errors import FrontDoorError
from sekimori.passwords import key_password
from sekimori.people_client import PeopleClient
from sekimori.supply_goods import described, goods_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
GOODS = click.argument("goods", type=click.Path(path_type=Path, exists=True))
# A version for each second: what is signed later is newer, on whatever machine.
VERSION_FORMAT = "%Y%m%d%H%M%S"


@click.group("supply")
def command() -> None:
    """Hand an index of fingerprints, learnt projects or models to every agent, signed by officers.

    Agents take what is signed, in pieces, and use it when all of it is there and verified; until then, what they had.
    The secret of fingerprints does not travel: put it on each machine once, and name it in its `config.toml`.

    \b
    Example:
      sekimori supply sign index.supply fingerprints.index --as fingerprints --officer tanaka --key tanaka.pem
      sekimori supply send index.supply fingerprints.index
      sekimori supply status
    """


@command.command("sign")
@FILE
@GOODS
@click.option("--as", "kind", type=click.Choice([str(each) for each in Goods]), help="What it is. For a new FILE.")
@click.option("--officer", required=True, help="Your id in the policy.")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True, help="Your key.")
@click.option(
    "--index-key", type=click.Path(path_type=Path, dir_okay=False), help="An index's secret; GOODS.key if left out."
)
@click.option("--lowering", is_flag=True, help="The index may lack documents of the one before. For a new FILE.")
@click.option("--note", default="", help="What it is for; in the ledger for good. For a new FILE.")
@click.option("--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key.")
@click.option("--yes", is_flag=True, help="Do not ask; what is signed is shown all the same.")
def sign_command(
    file: Path, goods: Path, kind: str | None, officer: str, key: Path, index_key: Path | None, note: str,
    password_file: Path | None, *, lowering: bool, yes: bool,
) -> None:  # fmt: skip
    """Show what GOODS are, and sign them in FILE: a new one, or one that another officer has signed.

    GOODS is an index of `sekimori register`, a model of `sekimori learn-projects`, or a folder of models that
    `sekimori train` made and `sekimori evaluate` did not refuse. Models and learnt projects take as many officers as
    the policy; an index that only adds takes one.

    \b
    Example:
      sekimori supply sign models.supply candidate --as models --officer tanaka --key tanaka.pem
      sekimori supply sign models.supply candidate --officer suzuki --key suzuki.pem
    """
    if file.exists():
        if kind or lowering or note:
            raise click.UsageError(f"`{file}` is there and says what it is; sign it as it is, or name another file")
        supply = _read(file)
    elif kind is None:
        raise click.UsageError("say with --as what it is")
    else:
        supply = Supply(terms=_new_terms(Goods(kind), goods, note, is_lowering=lowering))
    _check_same(supply.terms, goods)
    console = Console(highlight=False)
    _show(console, supply.terms, described(supply.terms.goods, goods, index_key))
    private = _key(key, password_file)
    if not yes:
        click.confirm("Sign this?", abort=True)
    signature = sign_supply(supply.terms, PersonId(officer), private)
    others = tuple(each for each in supply.signatures if each.officer != officer)
    signed = Supply(terms=supply.terms, signatures=(*others, signature))
    file.write_bytes(msgspec.json.format(msgspec.json.encode(signed), indent=1) + b"\n")
    console.print(Text(f"signed by {', '.join(each.officer for each in signed.signatures)}: {visible(str(file))}"))


@command.command("send")
@FILE
@GOODS
def send_command(file: Path, goods: Path) -> None:
    """Send GOODS to the server and publish them by FILE; a sending that was stopped goes on where it stood.

    \b
    Example:
      sekimori supply send index.supply fingerprints.index
    """
    supply = _read(file)
    data = _check_same(supply.terms, goods)
    with PeopleClient.of(load_account()) as client:
        path = f"/supplies/{supply.terms.digest}/pieces"
        kept = set(client.get(path)["numbers"])
        for number in range(pieces_of(supply.terms)):
            if number not in kept:
                client.put(f"{path}/{number}", data[number * PIECE_BYTES : (number + 1) * PIECE_BYTES])
        answer = client.post("/supplies", msgspec.to_builtins(supply))
    click.echo(visible(f"{answer['goods']} {answer['version']}: agents fetch it with their next call"))


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status_command(*, as_json: bool) -> None:
    """List what is published.

    \b
    Example:
      sekimori supply status
    """
    with PeopleClient.of(load_account()) as client:
        published = client.get("/supplies")
    if as_json:
        click.echo(json.dumps(published, ensure_ascii=False))
    elif not published:
        click.echo("nothing is supplied: agents judge by what they have")
    else:
        table = Table("what", "version", "MB", "officers", "sent", "note")
        for each in published:
            size = f"{each['size_bytes'] / 1e6:.1f}"
            sent = f"{each['sent'][:16]} by {each['sent_by']}"
            cells = (each["goods"], each["version"], size, ", ".join(each["officers"]), sent, each["note"])
            table.add_row(*(Text(visible(str(cell))) for cell in cells))
        Console().print(table)


def _new_terms(kind: Goods, goods: Path, note: str, *, is_lowering: bool) -> SupplyTerms:
    if len(note) > MOST_NOTE_CHARS:
        raise click.UsageError(f"--note takes {MOST_NOTE_CHARS} characters at most")
    data, made = goods_bytes(kind, goods), datetime.now(UTC).replace(microsecond=0)
    terms = SupplyTerms(
        goods=kind, version=int(made.strftime(VERSION_FORMAT)), digest=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data), made=made, is_lowering=is_lowering, note=note,
    )  # fmt: skip
    faults = terms_faults(terms)
    if faults:
        raise FrontDoorError(" ".join(say_fault(fault, "en") for fault in faults).lower(), help="name other goods")
    return terms


def _check_same(terms: SupplyTerms, goods: Path) -> memoryview:
    """The bytes, which must be those that the terms name."""
    data = goods_bytes(terms.goods, goods)
    if hashlib.sha256(data).hexdigest() != terms.digest:
        raise FrontDoorError(
            f"`{goods}` is not what was signed: it changed since", help="sign it anew, in another file"
        )
    return data


def _read(file: Path) -> Supply:
    try:
        supply = msgspec.json.decode(file.read_bytes(), type=Supply)
    except FileNotFoundError:
        raise FrontDoorError(f"there is no `{file}`", help="make it with `sekimori supply sign`") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise FrontDoorError(f"`{file}` is no signed supply", help="make one with `sekimori supply sign`") from error
    if terms_faults(supply.terms):
        raise FrontDoorError(f"`{file}` is no signed supply", help="make one with `sekimori supply sign`")
    return supply


def _key(path: Path, password_file: Path | None) -> Ed25519PrivateKey:
    try:
        return load_private(path.read_bytes(), key_password(password_file))
    except PolicyError as error:
        raise FrontDoorError(f"`{path}`: {error.message}", help=error.help) from error


def _show(console: Console, terms: SupplyTerms, lines: list[str]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in msgspec.to_builtins(terms).items():
        grid.add_row(Text(name, style="bold"), Text(visible(str(value)) or "—"))
    console.print(grid)
    for line in lines:
        console.print(Text(visible(line)))
