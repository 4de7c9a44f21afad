"""`sekimori policy explain`: one transfer, every step."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.attribution import attribute
from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import Step, decide, walk
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language import PolicyFaults
from policies.model import Channel, PartyId, PersonId, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject
from policies.wording import NOTICE_LANGUAGES, say
from sekimori.policy_files import plain_console, read_policy, show_faults

# Files come to rest in a zone; what goes out by the others may go to somebody unknown.
FILE_CHANNELS = (Channel.SHARE, Channel.REMOVABLE, Channel.SYNC)


@click.command("explain")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--person", help="Who moves it; nobody known if left out.")
@click.option("--session", help="Project that the person has declared to work for.")
@click.option("--project", "projects", multiple=True, help="Project whose content was recognised in it.")
@click.option(
    "--level",
    type=click.Choice([each.value for each in Level]),
    default=Level.INTERNAL.value,
    show_default=True,
    help="How sensitive it is.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([each.value for each in Kind]),
    multiple=True,
    help="What it is; several for a container.",
)
@click.option("--field", "fields", multiple=True, help="Technology field.")
@click.option("--marking", "markings", multiple=True, help="Marking found in it.")
@click.option(
    "--reading",
    type=click.Choice([each.value for each in Reading]),
    default=Reading.FULL.value,
    show_default=True,
    help="How far it could be read.",
)
@click.option("--origin", "origins", multiple=True, help="Zone in which the same content was seen before.")
@click.option("--zone", help="Zone that it goes to.")
@click.option("--party", help="Party that it goes to.")
@click.option(
    "--channel",
    type=click.Choice([each.value for each in Channel]),
    default=Channel.SHARE.value,
    show_default=True,
    help="How it goes there.",
)
@click.option("--known", is_flag=True, help="The same content, or a part of it, was seen before.")
@click.option("--exposed", "exposed", multiple=True, help="Side that the person has handled, such as us-cn/us.")
@click.option(
    "--language", type=click.Choice(NOTICE_LANGUAGES), default="en", show_default=True, help="Language of the reasons."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(
    policy: Path,
    person: str | None,
    session: str | None,
    projects: tuple[str, ...],
    level: str,
    kinds: tuple[str, ...],
    fields: tuple[str, ...],
    markings: tuple[str, ...],
    reading: str,
    origins: tuple[str, ...],
    zone: str | None,
    party: str | None,
    channel: str,
    known: bool,
    exposed: tuple[str, ...],
    language: str,
    as_json: bool,
) -> None:
    """Say what POLICY decides of one transfer, step by step.

    Exit status: 0 explained (whatever the verdict), 1 the policy has faults, 2 no destination, or an
    undeclared name.

    \b
    Example:
      sekimori policy explain policy.yaml --person sato --project qsensor --level controlled --zone gripper
      sekimori policy explain policy.yaml --person miller --session qsensor --level sensitive --kind drawing \\
        --zone removable --channel removable --language ja
    """
    if zone is None and party is None and Channel(channel) in FILE_CHANNELS:
        raise click.UsageError("say where it goes: give `--zone` or `--party`")
    tables = _tables(policy)
    label = Label(
        projects=frozenset(ProjectId(_known("project", name, tables.projects)) for name in projects),
        level=Level(level),
        fields=frozenset(fields),
        kinds=frozenset(map(Kind, kinds)),
        markings=frozenset(markings),
        reading=Reading(reading),
    )
    now = datetime.now(UTC)
    origin = frozenset(ZoneId(_known("zone", name, tables.zones)) for name in origins)
    declared = ProjectId(_known("project", session, tables.projects)) if session else None
    subject = Subject(
        person=PersonId(_known("person", person, tables.people)) if person else None,
        account=person or "",
        known_by=KnownBy.OWNER if person else KnownBy.UNKNOWN,
    )
    transfer = Transfer(
        id=TransferId("explained"),
        subject=subject,
        session=declared,
        channel=Channel(channel),
        object=TransferObject(digest="0" * 64, name="document", size_bytes=0),
        origin=origin,
        destination=Destination(
            zone=ZoneId(_known("zone", zone, tables.zones)) if zone else None,
            party=PartyId(_known("party", party, tables.parties)) if party else None,
        ),
        is_new=not (known or origin or projects),
        at=now,
    )
    attributed = attribute(label, origin=origin, session=declared, tables=tables)
    exposure = _exposures(exposed, subject, tables, now)
    steps = walk(transfer, attributed, exposure, tables, now)
    decision = decide(transfer, attributed, exposure, (), tables, now)
    if as_json:
        shown = {"label": attributed, "steps": [_step_facts(step) for step in steps], "decision": decision}
        click.echo(json.dumps(msgspec.to_builtins(shown, order="sorted"), ensure_ascii=False))
        return
    _show(attributed, steps, decision, language)


def _tables(policy: Path) -> Tables:
    try:
        return compile_policy(read_policy(policy))
    except PolicyFaults as faults:
        show_faults(faults, plain_console(stderr=True))
        raise click.exceptions.Exit(1) from faults


def _known(what: str, name: str, declared: object) -> str:
    names = sorted(declared) if isinstance(declared, dict) else []
    if name not in names:
        raise click.UsageError(f"the policy declares no {what} `{name}`; it has: {', '.join(names) or 'none'}")
    return name


def _exposures(written: tuple[str, ...], subject: Subject, tables: Tables, now: datetime) -> tuple[Exposure, ...]:
    sides = {f"{side.wall}/{side.name}": side for wall in tables.walls.values() for side in wall.sides}
    if written and subject.person is None:
        raise click.UsageError("`--exposed` needs `--person`")
    person = subject.person or PersonId("")
    return tuple(Exposure(person=person, side=sides[_known("side", name, sides)], at=now) for name in written)


def _step_facts(step: Step) -> dict[str, object]:
    return {"source": step.source, "reasons": step.reasons, "errors": step.errors}


def _show(label: Label, steps: tuple[Step, ...], decision: Decision, language: str) -> None:
    console = Console(highlight=False)
    attributed = ", ".join(sorted(label.projects)) or "nobody's in particular"
    console.print(Text(f"attributed to: {attributed}; level {label.level}; read: {label.reading}"))
    table = Table()
    table.add_column("step", overflow="fold", min_width=9)
    table.add_column("verdict", overflow="fold", min_width=7)
    table.add_column("why", overflow="fold", min_width=12)
    for step in steps:
        for reason in step.reasons:
            table.add_row(reason.source, reason.verdict, Text(say(reason.key, reason.facts, language)))
        if not step.reasons:
            table.add_row(step.source, "–", "")
    console.print(table)
    verdict = say(f"verdict.{decision.verdict}", {}, language)
    console.print(Text(f"{decision.verdict} ({verdict}) by {decision.rule}", style="bold"))
    if decision.obligations:
        console.print(Text(f"besides: {', '.join(decision.obligations)}"))
    for error in decision.errors:
        console.print(Text(f"error: {error}"))
