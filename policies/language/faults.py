"""What is wrong with a policy's text, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from policies.errors import PolicyError
from policies.language.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One fault. Lines and columns count from 1; `help` is empty where nothing helps."""

    line: int
    column: int
    message: str
    help: str = ""


class PolicyFaults(PolicyError):
    """A policy that cannot be used, with all of its faults.

    Args:
        faults: At least one; kept sorted by place.
        name: What the text is called, as a rule its file name.
    """

    def __init__(self, faults: Iterable[Fault], *, name: str) -> None:
        self.faults = tuple(sorted(set(faults)))
        self.name = name
        first = self.faults[0]
        count = f"{len(self.faults)} faults" if len(self.faults) > 1 else "1 fault"
        message = f"{name} has {count}; the first: line {first.line}, column {first.column}: {first.message}"
        super().__init__(message, help=first.help)


# Words that are compared with every name of their sort: a search among thousands takes milliseconds, and whoever has
# lost a whole section needs no advice for each mention of what stood in it.
MAX_SEARCHES = 100


class FaultList:
    """Gathers faults while a policy is read, so that all are told at once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._advice: dict[tuple[str, str], str] = {}

    def advice_for(self, word: str, known: Collection[str], what: str) -> str:
        """Advice for a word that names no declared thing; the same word is looked for once, and only so many are.

        Args:
            what: What the known words name, such as `person`.
        """
        key = (word, what)
        if key not in self._advice:
            is_tiring = len(self._advice) >= MAX_SEARCHES and len(known) > MAX_SEARCHES
            self._advice[key] = "" if is_tiring else did_you_mean(word, known)
        return self._advice[key]

    def add(self, node: Node, message: str, *, help: str = "") -> None:
        """A fault at the place of a node."""
        self.add_at(node.line + 1, node.column + 1, message, help=help)

    def add_at(self, line: int, column: int, message: str, *, help: str = "") -> None:
        """A fault at a place, counted from 1."""
        self._faults.append(Fault(line=line, column=column, message=message, help=help))

    def add_fault(self, fault: Fault) -> None:
        """A fault that is made already."""
        self._faults.append(fault)

    def add_all(self, others: FaultList) -> None:
        """Every fault of another list."""
        self._faults += others._faults

    def raise_if_any(self, name: str) -> None:
        """Raise `PolicyFaults` with everything gathered, if anything was."""
        if self._faults:
            raise PolicyFaults(self._faults, name=name)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Advice for a word that is none of `known`: the nearest, or all where they are few."""
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean `{near[0]}`?"
    if not known:
        return "none is declared"
    listed = ", ".join(f"`{each}`" for each in known[:12])
    return f"one of {listed}" + (" …" if len(known) > 12 else "")
