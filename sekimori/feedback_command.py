"""`sekimori feedback …`: labels that reviewers agree on, for training."""

from __future__ import annotations

import json

import click

from sekimori.account import load_account
from sekimori.people_client import PeopleClient


@click.group("feedback")
def command() -> None:
    """Labels of reviewers, for training.

    \b
    Example:
      sekimori feedback export > labels.jsonl
      sekimori train --feedback labels.jsonl --files /srv/qsensor --out candidate
    """


@command.command("export")
def export() -> None:
    """Print what two people agree on, of the cases that you may read, one JSON object a line. The ledger records it.

    A line holds a document's SHA-256 and its labels, and no content: documents stay where they are.

    \b
    Example:
      sekimori feedback export > labels.jsonl
    """
    with PeopleClient.of(load_account()) as client:
        found = client.get("/feedback")
    for label in found["labels"]:
        click.echo(json.dumps({"format": found["format"]} | label, ensure_ascii=False))
    click.echo(f"{len(found['labels'])} documents labelled alike by two people", err=True)
