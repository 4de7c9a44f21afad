"""`sekimori policy fmt`: the one layout of a policy's text."""

from __future__ import annotations

import json
from pathlib import Path

import click

from policies.language import PolicyFaults
from policies.language.layout import format_policy
from sekimori.policy_files import plain_console, read_policy_text, replace_text, show_faults


@click.command("fmt")
@click.argument("policy", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--check", is_flag=True, help="Write nothing; say whether the layout is right.")
@click.option("--stdout", is_flag=True, help="Print the laid out text instead of writing it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def fmt(policy: Path, check: bool, stdout: bool, as_json: bool) -> None:
    """Lay POLICY out anew: same meaning, same comments, same order of rules.

    Sections are put into the order of the reference; entries keep theirs. What stands in braces stays so where it
    fits on a line of 120 columns.

    Exit status: 0 laid out, 1 the policy has faults or, with --check, another layout.

    \b
    Example:
      sekimori policy fmt policy.yaml
      sekimori policy fmt policy.yaml --check
      sekimori policy fmt policy.yaml --stdout
    """
    if stdout and (check or as_json):
        raise click.UsageError("`--stdout` prints the text alone: leave `--check` and `--json` out")
    try:
        text = read_policy_text(policy)
        laid_out = format_policy(text, name=str(policy))
    except PolicyFaults as faults:
        _tell_faults(faults, as_json)
        raise click.exceptions.Exit(1) from faults
    if stdout:
        click.echo(laid_out, nl=False)
        return
    is_same = laid_out == text
    if not is_same and not check:
        replace_text(policy, laid_out, before=text)
    _tell(policy, is_same=is_same, check=check, as_json=as_json)
    if check and not is_same:
        raise click.exceptions.Exit(1)


def _tell(policy: Path, *, is_same: bool, check: bool, as_json: bool) -> None:
    if as_json:
        said = {"ok": is_same or not check, "changed": not is_same, "written": not is_same and not check, "faults": []}
        click.echo(json.dumps(said))
    elif is_same:
        click.echo(f"{policy}: laid out already")
    elif check:
        click.echo(f"{policy}: another layout; `sekimori policy fmt` writes it")
    else:
        click.echo(f"{policy}: laid out")


def _tell_faults(faults: PolicyFaults, as_json: bool) -> None:
    if not as_json:
        show_faults(faults, plain_console(stderr=True))
        return
    listed = [{"line": f.line, "column": f.column, "message": f.message, "help": f.help} for f in faults.faults]
    click.echo(json.dumps({"ok": False, "changed": False, "written": False, "faults": listed}, ensure_ascii=False))
