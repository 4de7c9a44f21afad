"""docs/policy.md is true: every policy loads, every command prints what the page says, every key stands in it."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from policies.analysis.case_text import CASE_KEYS, TRANSFER_KEYS
from policies.label import Kind, Level, Reading
from policies.language import load_policy
from policies.model import (
    Channel,
    FefaResult,
    ListEffect,
    Obligation,
    Publication,
    Stage,
    Status,
    Verdict,
    Weekday,
    ZoneKind,
)
from sekimori.cli import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
POLICY = next(body for kind, info, body in BLOCKS if (kind, info) == ("yaml", "policy"))
WORDS = (
    Kind, Level, Reading, Channel, FefaResult, ListEffect, Obligation, Publication, Stage, Status, Verdict, Weekday,
    ZoneKind,
)  # fmt: skip
LEFT_OUT = "…"


@dataclass(frozen=True)
class Shown:
    """Commands on the page with the lines that must follow, and the files as they stand there."""

    commands: tuple[tuple[str, tuple[str, ...]], ...]
    files: dict[str, str]


def shown() -> Iterator[Shown]:
    files = {"policy.yaml": POLICY}
    for kind, info, body in BLOCKS:
        if kind == "yaml" and info == "fragment":
            merged = laid_over(read(files["policy.yaml"]), read(body))
            files = {**files, "policy.yaml": yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)}
        if info.startswith("file "):
            files = {**files, info.removeprefix("file "): body}
        if kind == "console":
            there = files
            if info.startswith("faulty"):
                _, old, new, _ = info.removeprefix("faulty s").split("/")
                assert old in POLICY
                there = {"policy.yaml": POLICY.replace(old, new)}
            parts = [part.splitlines() for part in body.split("$ ")[1:]]
            yield Shown(commands=tuple((command, tuple(output)) for command, *output in parts), files=there)


def read(text: str) -> Any:
    """The text as the language reads it: words as they stand, `on` no less than `NO`."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only


def laid_over(under: Any, over: Any) -> Any:
    """What a reader gets who writes a fragment into the policy: mappings grow, everything else is replaced."""
    if not isinstance(under, dict) or not isinstance(over, dict):
        return over
    return {**under, **{key: laid_over(under.get(key), value) for key, value in over.items()}}


EXAMPLES = tuple(shown())


def test_the_page_has_its_examples() -> None:
    assert sum(len(example.commands) for example in EXAMPLES) >= 25
    assert sum(info == "fragment" for _, info, _ in BLOCKS) >= 12


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.commands[0][0][:70] for example in EXAMPLES])
def test_what_the_page_shows(example: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in example.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command, output in example.commands:
        program, *arguments = shlex.split(command)
        assert program == "sekimori"
        done = CliRunner().invoke(cli, arguments, env={"COLUMNS": "80"})
        assert done.exit_code in (0, 1), done.output
        printed = [line.rstrip() for line in done.output.splitlines()]
        for line in output:
            if line != LEFT_OUT:
                assert line.rstrip() in printed, "\n".join((command, *printed))
                printed = printed[printed.index(line.rstrip()) + 1 :]


def undated() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Explanations that name no day, which a reader asks on any."""
    for example in EXAMPLES:
        for command, output in example.commands:
            if " explain " in command and "--at" not in command:
                yield command, output, example.files["policy.yaml"]


@pytest.mark.parametrize(("command", "output", "policy"), tuple(undated()))
def test_what_names_no_day_is_so_on_any(
    command: str, output: tuple[str, ...], policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for day in ("2026-10-01", "2029-06-01"):
        done = CliRunner().invoke(cli, [*shlex.split(command)[1:], "--at", day], env={"COLUMNS": "80"})
        assert {line.rstrip() for line in output if line != LEFT_OUT} <= set(done.output.splitlines()), done.output


def test_every_fragment_is_sound_where_it_stands() -> None:
    for example in EXAMPLES:
        if "cnn" not in example.files["policy.yaml"]:
            load_policy(example.files["policy.yaml"])


def known_keys() -> set[frozenset[str]]:
    """The keys of every mapping of the language, as its sources name them."""
    found = set()
    for path in sorted((ROOT / "policies" / "language").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "").endswith("_KEYS") for t in node.targets):
                found.add(frozenset(ast.literal_eval(node.value)))
            is_entry = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Entry"
            if is_entry and isinstance(node, ast.Call) and isinstance(node.args[3], ast.Tuple):
                found.add(frozenset(ast.literal_eval(node.args[3])))
    return found


def documented_keys() -> set[frozenset[str]]:
    """The keys of every table of the reference, by their first column."""
    reference = PAGE[PAGE.index("## 15. All keys") :]
    sections = re.split(r"^### .*$", reference, flags=re.MULTILINE)[1:]
    return {
        frozenset(
            key for row in re.findall(r"^\| (`[^|]*) \|", section, flags=re.M) for key in re.findall("`(.*?)`", row)
        )
        for section in sections
    }


def test_the_reference_names_every_key_and_no_other() -> None:
    ours = known_keys()
    assert len(ours) >= 20
    assert documented_keys() - {frozenset(CASE_KEYS), frozenset(TRANSFER_KEYS)} == ours
    assert {frozenset(CASE_KEYS), frozenset(TRANSFER_KEYS)} <= documented_keys()


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_word_of_a_closed_set_is_on_the_page(words: type[Kind]) -> None:
    short = PAGE.replace(
        "`specific-category-1` to `-3`", "`specific-category-1` `specific-category-2` `specific-category-3`"
    )
    assert [str(word) for word in words if f"`{word}`" not in short] == []


def test_every_command_of_the_group_is_on_the_page() -> None:
    from sekimori.policy_commands import command

    missing = [name for name in command.commands if f"sekimori policy {name}" not in PAGE]
    assert missing == []
