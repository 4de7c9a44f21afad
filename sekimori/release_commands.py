"""`sekimori release …`: ask for an exception, see exactly what would be signed, sign it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.errors import PolicyError
from policies.keys import load_private
from policies.model import PersonId
from policies.release import MOST_CHANGED_PERCENT, LegalBasis, ReleaseTerms, sign_release, terms_bytes
from policies.visible import visible
from sekimori.account import load_account
from sekimori.errors import FrontDoorError, RefusedError
from sekimori.passwords import key_password
from sekimori.people_client import PeopleClient

BASES = click.Choice([basis.value for basis in LegalBasis])


@click.group("release")
def command() -> None:
    """Ask for a release, see what it says, approve it.

    \b
    Example:
      sekimori release request C-7F3K2QXA
      sekimori release approve R-4M2N8PQ1 --key tanaka.key
    """


@command.command("request")
@click.argument("case")
@click.option("--purpose", help="Why the other side needs it.", prompt="Why does the other side need it")
@click.option(
    "--recipient",
    help="Who gets it: organisation, person, country.",
    prompt="Who gets it (organisation, person, country)",
)
@click.option("--end-use", help="What they will do with it.", prompt="What will they do with it")
@click.option(
    "--item",
    help="Classification: ECCN, EAR99, FEFA item, 非該当.",
    prompt="Classification of the item (ECCN, EAR99, FEFA item, 非該当)",
)
@click.option("--basis", type=BASES, help="Legal basis.", prompt="Legal basis")
@click.option("--basis-number", help="Number of the permit or decision.", prompt="Its number", default="")
@click.option("--basis-date", help="Its date, YYYY-MM-DD.", prompt="Its date (YYYY-MM-DD)", default="")
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True, help="How long it is to be valid.")
@click.option("--uses", type=click.IntRange(1, 100), default=1, show_default=True, help="How many times.")
@click.option(
    "--changed",
    type=click.IntRange(0, MOST_CHANGED_PERCENT),
    default=0,
    show_default=True,
    metavar="PERCENT",
    help="Let a copy pass too of which at most this much was changed since.",
)
@click.option("--conditions", default="", help="What the recipient must keep to.")
def request(case: str, days: int, uses: int, changed: int, **fields: str) -> None:
    """Ask for the held transfer of CASE to be completed. What may pass, and where to, is taken from the case.

    \b
    Example:
      sekimori release request C-7F3K2QXA --basis not-controlled --basis-number 2026-118
      sekimori release request C-7F3K2QXA --changed 5 --uses 3
    """
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    scope = {"uses": uses, "changed_percent": changed}
    with PeopleClient.of(load_account()) as client:
        release = client.post(f"/cases/{case}/release-requests", {**fields, **scope, "until": until})
    terms = release["terms"]
    click.echo(f"{terms['id']} asked for; {release['needed']} officers have to approve it ({release['risk']})")
    if changed:
        click.echo(changes_allowed(changed))
    if changed and uses == 1:
        click.echo("each time a changed copy is saved is one use; ask for more with --uses", err=True)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_releases(*, as_json: bool) -> None:
    """List the releases that you may see.

    \b
    Example:
      sekimori release list
    """
    with PeopleClient.of(load_account()) as client:
        releases = client.get("/releases")
    if as_json:
        click.echo(json.dumps(releases, ensure_ascii=False))
        return
    if not releases:
        click.echo("no releases")
        return
    table = Table("release", "case", "state", "approvals", "until")
    for release in releases:
        terms = release["terms"]
        count = f"{len(release['approvals'])} of {release['needed']}"
        table.add_row(
            *(
                Text(visible(str(cell)))
                for cell in (terms["id"], terms["case"], release["state"], count, terms["until"])
            )
        )
    Console().print(table)


@command.command("show")
@click.argument("release_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(release_id: str, *, as_json: bool) -> None:
    """Show what a release would let pass, and who has approved it.

    \b
    Example:
      sekimori release show R-4M2N8PQ1
    """
    with PeopleClient.of(load_account()) as client:
        release = client.get(f"/releases/{release_id}")
    if as_json:
        click.echo(json.dumps(release, ensure_ascii=False))
        return
    console = Console(highlight=False)
    print_terms(console, decode_terms(release))
    officers = ", ".join(approval["officer"] for approval in release["approvals"]) or "nobody yet"
    needs = f"{release['needed']} ({release['risk']})"
    console.print(Text(f"state {release['state']}; approved by {officers}; needs {needs}"))
    for refusal in release.get("refusals") or ():
        console.print(Text(visible(f"the agent refused it: {'; '.join(refusal['reasons'])}")))


@command.command("approve")
@click.argument("release_id")
@click.option(
    "--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True, help="Your key (PEM)."
)
@click.option(
    "--password-file", type=click.Path(path_type=Path), help="First line opens an encrypted key; `-` is standard input."
)
@click.option("--yes", is_flag=True, help="Do not ask; the terms are shown all the same.")
def approve(release_id: str, key: Path, password_file: Path | None, *, yes: bool) -> None:
    """Show the terms of a release and sign exactly these with your own key, on this machine.

    \b
    Example:
      sekimori release approve R-4M2N8PQ1 --key tanaka.key
    """
    console = Console(highlight=False)
    password = key_password(password_file)
    try:
        private = load_private(key.read_bytes(), password)
    except PolicyError as error:
        raise FrontDoorError(error.message, help=error.help or "make a key with `sekimori key new`") from error
    with PeopleClient.of(load_account()) as client:
        release = client.get(f"/releases/{release_id}")
        terms = decode_terms(release)
        if terms.id != release_id:
            raise RefusedError(
                f"the server answered with release `{terms.id}`", help="do not sign; tell your administrator"
            )
        print_terms(console, terms)
        if not yes:
            click.confirm("Sign these terms?", abort=True)
        approval = sign_release(terms, PersonId(client.get("/me")["person"]), private)
        answer = client.post(f"/releases/{release_id}/approvals", {"signature": approval.signature, "by": approval.by})
    console.print(f"approved: {len(answer['approvals'])} of {answer['needed']}; state {answer['state']}")


@command.command("deny")
@click.argument("release_id")
@click.option("--comment", prompt=True, help="Why; the requester reads it.")
def deny(release_id: str, comment: str) -> None:
    """Refuse a release.

    \b
    Example:
      sekimori release deny R-4M2N8PQ1 --comment "the licence does not name this recipient"
    """
    _end(release_id, "deny", comment)


@command.command("revoke")
@click.argument("release_id")
@click.option("--comment", prompt=True, help="Why.")
def revoke(release_id: str, comment: str) -> None:
    """Take back a release that was approved and not yet used.

    \b
    Example:
      sekimori release revoke R-4M2N8PQ1 --comment "recipient changed"
    """
    _end(release_id, "revoke", comment)


def decode_terms(release: dict[str, Any]) -> ReleaseTerms:
    """The terms as this program understands them; what it does not understand cannot be signed.

    Raises:
        FrontDoorError: the terms have a field or a value that this version does not know.
    """
    try:
        terms = msgspec.convert(release["terms"], ReleaseTerms)
    except (KeyError, msgspec.ValidationError) as error:
        raise FrontDoorError("the release cannot be read", help="upgrade this program; do not sign") from error
    unknown = set(release["terms"]) - set(msgspec.to_builtins(terms))
    if unknown:
        names = ", ".join(sorted(unknown))
        raise FrontDoorError(f"the release has unknown terms: `{names}`", help="upgrade this program; do not sign")
    return terms


def print_terms(console: Console, terms: ReleaseTerms) -> None:
    """Print every term in full, however narrow the screen, what of the content may change, and the terms' digest."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    # A long word would be cut else, such as a digest, or a sentence in Japanese: nobody signs what is not shown.
    grid.add_column(overflow="fold")
    for key, value in msgspec.to_builtins(terms).items():
        shown = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str("" if value is None else value)
        grid.add_row(Text(key, style="bold"), Text(visible(shown) or "—"))
    console.print(grid)
    if terms.changed_percent:
        console.print(Text(changes_allowed(terms.changed_percent), style="bold"), soft_wrap=True)
    console.print(Text(f"terms sha256:{hashlib.sha256(terms_bytes(terms)).hexdigest()}"), soft_wrap=True)


def changes_allowed(percent: int) -> str:
    """What an approver must know before signing terms that let changed copies pass."""
    return (
        f"the file may differ by up to {percent} % from what you see: in that share anything may be written, such as "
        "another figure, and nobody looks at it again; layout and properties are not compared"
    )


def _end(release_id: str, how: str, comment: str) -> None:
    with PeopleClient.of(load_account()) as client:
        answer = client.post(f"/releases/{release_id}/{how}", {"comment": comment})
    click.echo(f"{release_id} {answer['state']}")
