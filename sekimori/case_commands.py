"""`sekimori case …`: stopped transfers, as the asker may see them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pyrage
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.label import Kind
from policies.opinion import FIELDS
from policies.visible import visible
from policies.wording import say
from sekimori.account import load_account
from sekimori.errors import FrontDoorError, RefusedError
from sekimori.evidence_pages import show_evidence
from sekimori.people_client import PeopleClient

LANGUAGES = click.Choice(["ja", "en", "zh"])


@click.group("case")
def command() -> None:
    """List and show stopped transfers; open the sealed evidence.

    \b
    Example:
      sekimori case list
      sekimori case show C-7F3K2QXA --key kato.key
    """


@command.command("list")
@click.option("--state", help="Only cases in this state, such as `open`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_cases(state: str | None, *, as_json: bool) -> None:
    """List the cases that you may see.

    \b
    Example:
      sekimori case list --state open
    """
    with PeopleClient.of(load_account()) as client:
        cases = [case for case in client.get("/cases") if state in (None, case["state"])]
    if as_json:
        click.echo(json.dumps(cases, ensure_ascii=False))
        return
    if not cases:
        click.echo("no cases: nothing was stopped that you may see")
        return
    table = Table("case", "state", "opened", "verdict", "rule", "name")
    for case in cases:
        cells = (case.get(key) or "" for key in ("number", "state", "opened", "verdict", "rule", "name"))
        table.add_row(*(Text(visible(str(cell))) for cell in cells))
    Console().print(table)


@command.command("show")
@click.argument("number")
@click.option(
    "--key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your reviewer's key; opens the evidence on this machine.",
)
@click.option("--language", type=LANGUAGES, default="en", show_default=True, help="Language of the reasons.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_case(number: str, key: Path | None, language: str, *, as_json: bool) -> None:
    """Show why a transfer was stopped. With --key, also passages, words and places, which only reviewers can open.

    \b
    Example:
      sekimori case show C-7F3K2QXA --key kato.key --language ja
    """
    with PeopleClient.of(load_account()) as client:
        case = client.get(f"/cases/{number}")
        evidence = open_evidence(client.get(f"/cases/{number}/evidence"), key) if key else None
    if evidence is not None:
        check_evidence(evidence, case)
    if as_json:
        click.echo(json.dumps(case | ({"evidence": evidence} if evidence is not None else {}), ensure_ascii=False))
        return
    _print_case(Console(highlight=False), case, evidence, language)


@command.command("deny")
@click.argument("number")
@click.option("--comment", prompt=True, help="Why; the requester reads it.")
def deny_case(number: str, comment: str) -> None:
    """Close a case without a release.

    \b
    Example:
      sekimori case deny C-7F3K2QXA --comment "ask the partner for the public version"
    """
    with PeopleClient.of(load_account()) as client:
        client.post(f"/cases/{number}/deny", {"comment": comment})
    click.echo(f"{number} denied")


@command.command("review")
@click.argument("number")
@click.option("--comment", prompt=True, help="What you found.")
def review_case(number: str, comment: str) -> None:
    """Close a case that was opened for a second look at what was let pass.

    \b
    Example:
      sekimori case review C-7F3K2QXA --comment "as agreed with the partner"
    """
    with PeopleClient.of(load_account()) as client:
        client.post(f"/cases/{number}/review", {"comment": comment})
    click.echo(f"{number} reviewed")


@command.command("label")
@click.argument("number")
@click.option("--sensitive/--ordinary", "is_sensitive", default=None, help="Sensitive technical content, or not.")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="What sort of document it is.")
@click.option("--field", "fields", multiple=True, type=click.Choice(FIELDS), help="A technology field; several times.")
@click.option("--project", default="", help="Whose content it is; without it, no project's.")
@click.option("--show", "is_show", is_flag=True, help="Only say how far the case's labels have come.")
def label_case(
    number: str, is_sensitive: bool | None, kind: str | None, fields: tuple[str, ...], project: str, *, is_show: bool
) -> None:
    """Say what the document really is. Models learn from it once a second person says the same.

    \b
    Example:
      sekimori case label C-7F3K2QXA --sensitive --kind specification --field quantum --project qsensor
    """
    if not is_show and (is_sensitive is None or kind is None):
        raise click.UsageError("say --sensitive or --ordinary, and --kind")
    body = {"sensitive": is_sensitive, "kind": kind, "fields": list(fields), "project": project}
    with PeopleClient.of(load_account()) as client:
        path = f"/cases/{number}/labels"
        found = client.get(path) if is_show else client.post(path, body)
    click.echo(f"{number} {found['standing']}")
    for said in [*([found["mine"]] if found["mine"] else []), *found["others"]]:
        click.echo(visible(f"  {said['person']}: {_said(said)}"))


def open_evidence(sealed: dict[str, Any], key: Path) -> dict[str, Any]:
    """Decrypt sealed evidence with an age identity file.

    Raises:
        FrontDoorError: the file holds no identity, or the evidence is not sealed to it.
    """
    lines = [line.strip() for line in key.read_text().splitlines() if line.startswith("AGE-SECRET-KEY-")]
    if not lines:
        raise FrontDoorError(f"`{key}` holds no age identity", help="make one with `sekimori key new-reviewer`")
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in lines]
        opened = pyrage.decrypt(str(sealed["age"]).encode(), identities)
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise RefusedError(
            "this key does not open the evidence", help="it is sealed to the project's reviewers"
        ) from error
    evidence: dict[str, Any] = json.loads(opened)
    return evidence


def check_evidence(evidence: dict[str, Any], case: dict[str, Any]) -> None:
    """Evidence says by itself which bytes it is of; the server could hand out another case's.

    Raises:
        RefusedError: it is not of the bytes that the case names.
    """
    if evidence.get("digest") != case.get("digest"):
        raise RefusedError(
            "the evidence is of another file than the case says",
            help="do not decide by it; tell your administrator",
        )


def _print_case(console: Console, case: dict[str, Any], evidence: dict[str, Any] | None, language: str) -> None:
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True)
    head.add_column(overflow="fold")
    for key in ("number", "state", "opened", "verdict", "rule", "name", "digest", "destination", "agent", "contact"):
        if case.get(key):
            head.add_row(Text(key, style="bold"), Text(visible(_flat(case[key]))))
    console.print(head)
    for reason in case.get("reasons") or ():
        console.print(Text(visible(f" • {say(reason['key'], reason.get('facts') or {}, language)}")))
    if not case.get("reasons"):
        console.print(Text("the reasons are shown to those who may read the source"))
    if evidence is not None:
        show_evidence(console, evidence)


def _said(said: dict[str, Any]) -> str:
    project = "a project that you do not read" if said["project"] is None else said["project"] or "no project"
    stand = "sensitive" if said["sensitive"] else "ordinary"
    return "; ".join([stand, said["kind"], ", ".join(said["fields"]) or "no field", project])


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {item}" for key, item in value.items() if item)
    return str(value)
