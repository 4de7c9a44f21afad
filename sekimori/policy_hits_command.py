"""`sekimori policy hits`: how often each rule of the published policy gave a verdict."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from policies.visible import visible
from sekimori.account import load_account
from sekimori.people_client import PeopleClient
from sekimori.policy_files import colour_console


@click.command("hits")
@click.option("--never", is_flag=True, help="Only rules that were never hit.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def hits(*, never: bool, as_json: bool) -> None:
    """List the rules of the published policy and how often agents met each, since it was published.

    A rule that was never hit may be dead, or speak of what has not happened yet: `sekimori policy check` tells which.
    A rule counts when it gave the verdict, or asked for more than to let pass. You are logged in as an officer or an
    auditor.

    \b
    Example:
      sekimori policy hits
      sekimori policy hits --json > hits.json
    """
    with PeopleClient.of(load_account()) as client:
        found = client.get("/policy/hits")
    if never:
        found = {**found, "rules": [each for each in found["rules"] if not each["hits"]], "others": []}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    _print(found)


def _print(found: dict[str, Any]) -> None:
    console = colour_console(wrap=True)
    console.print(f"policy version {found['version']}, since {found['since']}, as told by agents: {found['agents']}")
    table = Table("rule", "hits", "last")
    for each in found["rules"]:
        style = "" if each["hits"] else "yellow"
        table.add_row(*_row(each["rule"], each), style=style)
    for each in found["others"]:
        table.add_row(*_row(each["source"], each), style="dim")
    console.print(table)


def _row(name: str, each: dict[str, Any]) -> tuple[Text, Text, Text]:
    count = str(each["hits"]) if each["hits"] else "never hit"
    return Text(visible(name)), Text(count), Text(visible(each["last"] or "–"))
