"""`sekimori ledger`: verify the ledger, from the data folder, over the network or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import click
import msgspec
from rich.console import Console

from sekimori.account import load_account
from sekimori.errors import FrontDoorError
from sekimori.people_client import PeopleClient
from server.ledger import Checkpoint, Export, Fault, LedgerReport, verify_export

Kind = TypeVar("Kind")


@click.group()
def command() -> None:
    """Verify the ledger: that nothing in it was changed, removed, moved or added.

    \b
    Example:
      sekimori ledger verify --data /var/lib/sekimori
      sekimori ledger verify --server https://sekimori.example.org:8443 --checkpoint remembered.json
      sekimori ledger verify export.json --key vK3…=
    """


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
@click.option("--data", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The server's data folder.")
@click.option("--server", help="Address of the server; log in as an auditor first.")
@click.option("--key", help="The ledger's public key as you know it from elsewhere, base64.")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A checkpoint that you kept: without one, a log that was cut and signed again cannot be told.",
)
@click.option("--save-checkpoint", type=click.Path(path_type=Path, dir_okay=False), help="Keep the head in this file.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def verify(
    file: Path | None,
    data: Path | None,
    server: str | None,
    key: str | None,
    checkpoint: Path | None,
    save_checkpoint: Path | None,
    as_json: bool,
) -> None:
    """Verify the ledger of a data folder, a server or an export file. Exit status 1 if anything is wrong.

    With --data, also that every event and its evidence in the database are those that the ledger recorded.

    \b
    Example:
      sekimori ledger verify --data /var/lib/sekimori
    """
    if sum(source is not None for source in (file, data, server)) != 1:
        raise click.UsageError("name one of FILE, --data and --server")
    beside: tuple[Fault, ...] = ()
    if data:
        export, beside = _from_data(data)
    else:
        export = _from_server(server) if server else _from_file(file)
    remembered = _decode(checkpoint.read_bytes(), Checkpoint, str(checkpoint)) if checkpoint else None
    report = verify_export(export, key=key, remembered=remembered)
    report = msgspec.structs.replace(report, faults=(*report.faults, *beside))
    _print(report, as_json=as_json, has_checkpoint=remembered is not None)
    if not report.ok:
        raise click.exceptions.Exit(1)
    if save_checkpoint:
        save_checkpoint.write_bytes(msgspec.json.encode(export.checkpoint) + b"\n")


def _from_data(data: Path) -> tuple[Export, tuple[Fault, ...]]:
    try:
        from server.reading import read_contents
    except ModuleNotFoundError as error:
        raise FrontDoorError(
            f"reading a server's folder needs the package `{error.name}`", help="pip install 'sekimori[server]'"
        ) from error
    return read_contents(data)


def _from_server(server: str) -> Export:
    account = load_account()
    if account.server.rstrip("/") != server.rstrip("/"):
        raise FrontDoorError(f"you are logged in to `{account.server}`", help=f"run `sekimori login {server}`")
    with PeopleClient.of(account) as client:
        return msgspec.convert(client.get("/ledger/export"), Export)


def _from_file(file: Path | None) -> Export:
    return _decode(file.read_bytes() if file else b"", Export, str(file))


def _decode(data: bytes, kind: type[Kind], name: str) -> Kind:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FrontDoorError(f"`{name}` cannot be read: {error}", help="export it again") from error


def _print(report: LedgerReport, *, as_json: bool, has_checkpoint: bool) -> None:
    if as_json:
        body = {**msgspec.structs.asdict(report), "ok": report.ok}
        click.echo(msgspec.json.encode(body).decode())
        return
    out = Console(highlight=False, markup=False, soft_wrap=True)
    for fault in report.faults:
        where = "the log" if fault.index is None else f"record {fault.index}"
        out.print(f"wrong: {where}: {fault.message}")
    if report.redacted:
        out.print(f"deleted in law: {', '.join(map(str, report.redacted))}")
    state = "whole" if report.ok else "NOT whole"
    out.print(f"the ledger is {state}: {report.size} records, root {report.root}")
    missing = [name for name, given in (("key", report.is_key_pinned), ("checkpoint", has_checkpoint)) if not given]
    if report.ok and missing:
        options = ", ".join(f"--{name}" for name in missing)
        out.print(f"not checked: against a {' and a '.join(missing)} kept elsewhere ({options})")
