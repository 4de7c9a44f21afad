"""`sekimori policy test`: an office's own cases, tried against its policy."""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET  # only written here, never read
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from policies.analysis.case_text import read_cases
from policies.analysis.trials import Coverage, Trial, coverage_of, name_faults, try_case
from policies.compiler import compile_policy
from policies.engine import Engine
from policies.language import PolicyFaults
from policies.tables import Tables
from sekimori.policy_files import plain_console, read_policy, read_policy_text, show_faults, write_report


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One file of cases, tried against one policy."""

    path: Path
    policy: Path
    trials: tuple[Trial, ...]
    coverage: Coverage

    @property
    def failed(self) -> tuple[Trial, ...]:
        """The trials that came otherwise than expected."""
        return tuple(trial for trial in self.trials if not trial.has_passed)


@click.command("test")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--policy",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Policy to try them against, in place of the one that each file names.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a JUnit report there as well.")
def test(files: tuple[Path, ...], policy: Path | None, as_json: bool, junit: Path | None) -> None:
    """Try the cases in FILES: transfers, and what the policy is expected to decide of them.

    Exit status: 0 all came as expected, 1 some did not, or a file has faults.

    \b
    Example:
      sekimori policy test policy.tests.yaml
      sekimori policy test policy.tests.yaml --policy draft.yaml --junit report.xml
    """
    console = plain_console(stderr=True)
    tested, faults = [], []
    for path in files:
        try:
            tested.append(_tested(path, policy))
        except PolicyFaults as wrong:
            faults.append(wrong)
    if junit is not None:
        sources = (*files, *(each.policy for each in tested))
        write_report(junit, _junit(tested, faults), sources=sources)
    if as_json:
        click.echo(json.dumps(_facts(tested, faults), ensure_ascii=False))
    else:
        for found in faults:
            show_faults(found, console)
        _show(tested)
    if faults or any(each.failed for each in tested):
        raise click.exceptions.Exit(1)


def _tested(path: Path, policy: Path | None) -> Tested:
    file = read_cases(read_policy_text(path), default_at=datetime.now(UTC), name=str(path))
    if policy is None and not file.policy:
        raise click.UsageError(f"`{path}` names no policy: write `policy: policy.yaml` at its top, or give `--policy`")
    used = policy if policy is not None else path.parent / file.policy
    tables = _tables(used)
    if wrong := name_faults(file.cases, tables):
        raise PolicyFaults(wrong, name=str(path))
    engine = Engine(tables)
    trials = tuple(try_case(case, engine) for case in file.cases)
    return Tested(path=path, policy=used, trials=trials, coverage=coverage_of(trials, tables))


def _tables(path: Path) -> Tables:
    return compile_policy(read_policy(path))


def _show(tested: Iterable[Tested]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for each in tested:
        console.print(Text(f"{each.path} against {each.policy}", style="bold"))
        for trial in each.trials:
            _show_trial(trial, each, console)
        passed = len(each.trials) - len(each.failed)
        console.print(Text(f"{_counted(len(each.trials))}: {passed} as expected, {len(each.failed)} not"))
        if each.coverage.missed:
            console.print(Text(f"no case reaches: {', '.join(each.coverage.missed)}", style="dim"))


def _show_trial(trial: Trial, tested: Tested, console: Console) -> None:
    if trial.has_passed:
        console.print(Text.assemble(("  ok    ", "green"), trial.case.name))
        return
    where = f"{tested.path}:{trial.case.line}"
    console.print(Text.assemble(("  FAIL  ", "bold red"), (trial.case.name, "bold"), (f"  ({where})", "dim")))
    for difference in trial.differences:
        console.print(Text(f"        {difference.what}: expected {difference.expected}, got {difference.got}"))
    console.print(Text(f"        see why: {explain_command(trial, tested)}"))


def explain_command(trial: Trial, tested: Tested) -> str:
    """The command that explains a case step by step."""
    words = ("sekimori", "policy", "explain", str(tested.policy), "--case", str(tested.path), trial.case.name)
    return shlex.join(words)


def _counted(number: int) -> str:
    return f"{number} case{'s' if number != 1 else ''}"


def _facts(tested: Iterable[Tested], faults: Iterable[PolicyFaults]) -> dict[str, Any]:
    listed = [_file_facts(each) for each in tested]
    wrong = [
        {"file": each.name, "line": f.line, "column": f.column, "message": f.message, "help": f.help}
        for each in faults
        for f in each.faults
    ]
    return {"ok": not wrong and not any(each["failed"] for each in listed), "files": listed, "faults": wrong}


def _file_facts(tested: Tested) -> dict[str, Any]:
    return {
        "file": str(tested.path),
        "policy": str(tested.policy),
        "passed": len(tested.trials) - len(tested.failed),
        "failed": len(tested.failed),
        "cases": [_trial_facts(trial, tested) for trial in tested.trials],
        "reached": tested.coverage.reached,
        "missed": tested.coverage.missed,
    }


def _trial_facts(trial: Trial, tested: Tested) -> dict[str, Any]:
    differences = [{"what": d.what, "expected": d.expected, "got": d.got} for d in trial.differences]
    return {
        "name": trial.case.name,
        "line": trial.case.line,
        "ok": trial.has_passed,
        "verdict": trial.decision.verdict,
        "rule": trial.decision.rule,
        "differences": differences,
        **({} if trial.has_passed else {"explain": explain_command(trial, tested)}),
    }


def _junit(tested: Iterable[Tested], faults: Iterable[PolicyFaults]) -> bytes:
    root = ET.Element("testsuites")
    for each in tested:
        counts = {"tests": str(len(each.trials)), "failures": str(len(each.failed)), "errors": "0"}
        suite = ET.SubElement(root, "testsuite", {"name": str(each.path), **counts})
        for trial in each.trials:
            case = ET.SubElement(suite, "testcase", classname=str(each.path), name=trial.case.name)
            if not trial.has_passed:
                said = "; ".join(f"{d.what}: expected {d.expected}, got {d.got}" for d in trial.differences)
                ET.SubElement(case, "failure", message=said).text = explain_command(trial, each)
    for wrong in faults:
        suite = ET.SubElement(root, "testsuite", name=wrong.name, tests="1", failures="0", errors="1")
        case = ET.SubElement(suite, "testcase", classname=wrong.name, name="the file is sound")
        ET.SubElement(case, "error", message=wrong.message).text = wrong.help
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
