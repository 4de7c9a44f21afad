"""Where in a policy's text each of its things stands, for notes on a policy that loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policies.language.faults import FaultList
from policies.language.loader import load_policy
from policies.language.nodes import MappingNode, Node, ScalarNode, SequenceNode
from policies.language.source import read_nodes
from policies.model import Policy

Path = tuple[str, ...]
_NAMES = ("name", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Line and column of every key, and of every item of a list by what it is called.

    Attributes:
        marks: Path such as `("projects", "qsensor", "members", "sato")` to line and column, counted from 1.
    """

    marks: Mapping[Path, tuple[int, int]]

    def of(self, path: Path) -> tuple[int, int]:
        """The place of a path; where it stands nowhere, of the nearest thing around it, at last line 1."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, (1, 1))


def load_policy_with_places(text: str, *, name: str = "policy.yaml") -> tuple[Policy, Places]:
    """The policy that a text says, and where its things stand.

    Raises:
        PolicyFaults: as `load_policy`.
    """
    policy = load_policy(text, name=name)
    root = read_nodes(text, FaultList())
    return policy, Places(marks=dict(_marks(root, ())) if root is not None else {})


def _marks(node: Node, path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                here = (*path, key.value)
                yield here, _place(key)
                yield from _marks(value, here)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            called = _called(item)
            if called:
                here = (*path, called)
                yield here, _place(item)
                yield from _marks(item, here)


def _called(item: Node) -> str:
    """What an item of a list is called: itself where it is one word, else its name or id."""
    if isinstance(item, ScalarNode):
        return str(item.value)
    if not isinstance(item, MappingNode):
        return ""
    named = {key.value: value.value for key, value in item.value if isinstance(key, ScalarNode)}
    return next((str(named[each]) for each in _NAMES if isinstance(named.get(each), str)), "")


def _place(node: Node) -> tuple[int, int]:
    return node.line + 1, node.column + 1
