"""Policies to start from, each with the cases that hold for it. Organisations are fictitious, keys are empty."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files

from policies.errors import PolicyError
from policies.language.faults import did_you_mean

PACKS = ("university", "company", "laboratory", "us-partner-tcp", "publication")
_PLAIN = re.compile(r"[\w.-]+")  # reads as itself in YAML
_POLICY_LINE = re.compile(r"^policy: .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A policy to start from.

    Attributes:
        about: What it is for, one line: the first comment of its text.
        policy: Its text, whose keys officers fill in.
        cases: Text of the cases beside it, for `sekimori policy test`.
    """

    name: str
    about: str
    policy: str
    cases: str

    def cases_for(self, policy_name: str) -> str:
        """The cases, naming the policy by the file that it was written to."""
        written = policy_name if _PLAIN.fullmatch(policy_name) else json.dumps(policy_name, ensure_ascii=False)
        return _POLICY_LINE.sub(lambda _: f"policy: {written}", self.cases, count=1)


def load_pack(name: str) -> Pack:
    """A pack by its name.

    Raises:
        PolicyError: there is none of that name.
    """
    if name not in PACKS:
        raise PolicyError(f"there is no pack `{name[:40]}`", help=did_you_mean(name, PACKS))
    policy = _text(f"{name}.yaml")
    about = policy.splitlines()[0].removeprefix("#").strip()
    return Pack(name=name, about=about, policy=policy, cases=_text(f"{name}.tests.yaml"))


def _text(name: str) -> str:
    return files(__package__ or __name__).joinpath(name).read_text(encoding="utf-8")
