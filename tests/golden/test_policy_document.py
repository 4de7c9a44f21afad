"""The examples in docs/policy.md: every policy loads, every command prints what the page says."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from policies.language import load_policy

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
POLICY = next(body for kind, info, body in BLOCKS if (kind, info) == ("yaml", "policy"))


@dataclass(frozen=True)
class Shown:
    """A command on the page, the lines that must follow, and the policy as it stands there."""

    command: str
    output: list[str]
    policy: str


def shown() -> list[Shown]:
    found, policy = [], POLICY
    for kind, info, body in BLOCKS:
        if kind == "yaml" and info == "fragment":
            policy = yaml.safe_dump({**yaml.safe_load(policy), **yaml.safe_load(body)}, allow_unicode=True)
        if kind == "console":
            text = policy
            if info.startswith("faulty"):
                _, old, new, _ = info.removeprefix("faulty s").split("/")
                assert old in POLICY
                text = POLICY.replace(old, new)
            for part in body.split("$ ")[1:]:
                command, *output = part.splitlines()
                found.append(Shown(command=command, output=output, policy=text))
    return found


def test_the_page_has_its_examples() -> None:
    assert len(shown()) >= 6
    assert sum(info == "fragment" for _, info, _ in BLOCKS) >= 4


@pytest.mark.parametrize("example", shown(), ids=[each.command[:70] for each in shown()])
def test_what_the_page_shows(example: Shown, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(example.policy, encoding="utf-8")
    program, *arguments = example.command.split()
    assert program == "sekimori"
    command = [sys.executable, "-m", "sekimori.cli", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    printed = (done.stdout + done.stderr).splitlines()
    for line in example.output:
        assert line in printed, printed


def test_every_fragment_is_sound_with_the_first_policy() -> None:
    for kind, info, body in BLOCKS:
        if (kind, info) == ("yaml", "fragment"):
            merged = {**yaml.safe_load(POLICY), **yaml.safe_load(body)}
            load_policy(yaml.safe_dump(merged, allow_unicode=True))
