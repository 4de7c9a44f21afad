"""The documents are true: links lead somewhere, decisions are listed, and every command that is printed exists."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sekimori.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
COMMAND = re.compile(r"^[ $]*(?:ExecStart=)?(?:\S*/bin/)?sekimori ([a-z].*)$")
INLINE = re.compile(r"`sekimori ([a-z][^`]*)`")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_to_files(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_every_decision_has_a_number_of_its_own_and_a_line_in_the_index() -> None:
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert [name[:4] for name in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    for name in files:
        title = (ROOT / "docs/adr" / name).read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {name[:4]} ")
        assert f"| [{name[:4]}]({name}) | {title[7:]} |" in index


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if f"({path.name})" not in index] == ["README.md"]


def printed_commands() -> Iterator[tuple[str, str]]:
    for path in (*DOCUMENTS, *UNITS):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            whole = COMMAND.match(line)
            for words in [whole.group(1)] if whole else INLINE.findall(line):
                yield name_of(path), words
    for name, entry in COMMANDS.items():
        yield from ((f"--help of {name}", words) for words in examples(loaded(entry.module)))


def loaded(module: str) -> click.Command:
    command: click.Command = importlib.import_module(f"sekimori.{module}").command
    return command


def examples(command: click.Command) -> Iterator[str]:
    shown = (command.help or "").split("Example:")[-1].replace("\\\n", " ")
    yield from (found.group(1) for line in shown.splitlines() if (found := COMMAND.match(line)))
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from examples(each)


def faults_of(words: str) -> list[str]:
    """What `sekimori` would not know of a printed command."""
    tokens = shlex.split(words.split(" #")[0].split(" | ")[0], comments=False)
    entry = COMMANDS.get(tokens[0].rstrip("…"))
    if entry is None:
        return [f"no command {tokens[0]}"]
    command = loaded(entry.module)
    rest = tokens[1:]
    while isinstance(command, click.Group) and rest:
        named = command.commands.get(rest[0])
        if named is None:
            return [f"no sub-command {rest[0]}"]
        command, rest = named, rest[1:]
    known = {opt for param in command.params for opt in param.opts} | {"--help"}
    return [f"no option {each}" for each in rest if each.startswith("--") and each.split("=")[0] not in known]


def test_every_command_that_is_printed_exists() -> None:
    printed = list(printed_commands())
    assert len(printed) > 60
    wrong = [(where, words, faults) for where, words in printed if (faults := faults_of(words))]
    assert wrong == []
    assert faults_of("sign policy.yaml --cosing bundle") == ["no option --cosing"]
