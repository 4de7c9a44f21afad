"""`sekimori policy explain`: one transfer, every step."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from policies.analysis.explanation import explain as explained
from policies.label import Kind, Level, Reading
from policies.model import Channel
from policies.wording import NOTICE_LANGUAGES
from sekimori.explain_questions import Flags, from_case, from_flags, from_record, moment, releases_in
from sekimori.explanation_pages import explanation_facts, show_explanation
from sekimori.policy_files import exit_on_faults, tables_or_exit

# These say what the transfer is; a record or a case says that by itself.
OF_THE_TRANSFER = (
    "person", "session", "session_since", "projects", "level", "kinds", "fields", "markings", "reading", "origins",
    "zone", "party", "to", "path", "name", "size", "channel", "encrypted", "known", "exposed", "agent",
)  # fmt: skip


def _choice(kind: type[Level | Kind | Reading | Channel]) -> click.Choice[str]:
    return click.Choice([each.value for each in kind])


@click.command("explain")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--transfer",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="A recorded transfer: JSON as agents report it; `-` reads it from standard input.",
)
@click.option("--case", nargs=2, metavar="FILE NAME", help="A case of a file for `policy test`.")
@click.option("--person", help="Who moves it; nobody known if left out.")
@click.option("--session", help="Project that the person has declared to work for.")
@click.option("--session-since", help="When that session began.")
@click.option("--project", "projects", multiple=True, help="Project whose content was recognised in it.")
@click.option("--level", type=_choice(Level), default="internal", show_default=True, help="How sensitive it is.")
@click.option("--kind", "kinds", type=_choice(Kind), multiple=True, help="What it is; several for a container.")
@click.option("--field", "fields", multiple=True, help="Technology field.")
@click.option("--marking", "markings", multiple=True, help="Marking found in it.")
@click.option("--reading", type=_choice(Reading), default="full", show_default=True, help="How far it could be read.")
@click.option("--origin", "origins", multiple=True, help="Zone in which the same content was seen before.")
@click.option("--to", help="Where it goes: a share or file, a mail address, a web address.")
@click.option("--zone", help="Zone that it goes to.")
@click.option("--party", help="Party that it goes to.")
@click.option("--path", help="Path below the zone.")
@click.option("--name", default="document", show_default=True, help="Name of the document.")
@click.option("--size", type=click.IntRange(min=0), default=0, help="Its size in bytes.")
@click.option("--channel", type=_choice(Channel), help="How it goes there.  [default: as --to says, else share]")
@click.option("--encrypted", is_flag=True, help="Only the recipient can open it, as its channel knows.")
@click.option("--known", is_flag=True, help="The same content, or a part of it, was seen before.")
@click.option(
    "--exposed", multiple=True, metavar="SIDE[@DAY]", help="Side that the person has handled, such as us-cn/us."
)
@click.option("--agent", default="", metavar="ID", help="Agent that decides, such as A-7F3K2QXA: rings may name it.")
@click.option("--at", help="When: 2027-04-01 or 2027-04-01T09:00, in Japan.  [default: now]")
@click.option(
    "--release",
    "releases",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A release to weigh: JSON with its terms and approvals.",
)
@click.option("--verbose", "-v", is_flag=True, help="Say of every rule which condition it missed.")
@click.option(
    "--language", type=click.Choice(NOTICE_LANGUAGES), default="en", show_default=True, help="Language of every word."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with everything.")
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    policy: Path,
    transfer: Path | None,
    case: tuple[str, str] | None,
    at: str | None,
    releases: tuple[Path, ...],
    verbose: bool,
    language: str,
    as_json: bool,
    **flags: object,
) -> None:
    """Say what POLICY decides of one transfer, step by step.

    Exit status: 0 explained (whatever the verdict), 1 the policy or the case has faults, 2 no destination, or an
    undeclared name, 3 a record that cannot be read.

    \b
    Example:
      sekimori policy explain policy.yaml --person sato --project qsensor --level controlled \\
        --to smb://fs1/gripper/mount.pdf
      sekimori policy explain policy.yaml --person miller --session qsensor --level sensitive --kind drawing \\
        --zone removable --channel removable --language ja --verbose
      sekimori policy explain policy.yaml --person sato --project qsensor --to lee@harbor.example --at 2027-04-01
      sekimori policy explain policy.yaml --transfer event.json --json
    """
    _check_one_source(ctx, transfer, case)
    tables = tables_or_exit(policy)
    then = None
    if transfer is not None:
        question, then = from_record(transfer)
    elif case is not None:
        with exit_on_faults():
            question = from_case(Path(case[0]), case[1], tables)
    else:
        question = from_flags(Flags(**flags), at, tables)  # type: ignore[arg-type]
    if at is not None:
        question = replace(question, now=moment(at))
    question = replace(question, releases=(*question.releases, *releases_in(releases)))
    found = explained(question, tables, with_conditions=verbose or as_json)
    if as_json:
        click.echo(json.dumps(explanation_facts(found, then, language), ensure_ascii=False))
        return
    show_explanation(found, then, language, verbose=verbose)


def _check_one_source(ctx: click.Context, transfer: Path | None, case: tuple[str, str] | None) -> None:
    if transfer is None and case is None:
        return
    if transfer is not None and case is not None:
        raise click.UsageError("give `--transfer` or `--case`, not both")
    source = "--transfer" if transfer is not None else "--case"
    for param in ctx.command.params:
        given = ctx.get_parameter_source(param.name or "") is click.core.ParameterSource.COMMANDLINE
        if given and param.name in OF_THE_TRANSFER:
            raise click.UsageError(f"`{param.opts[0]}` stands beside `{source}`, which says what the transfer is")
