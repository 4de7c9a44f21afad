"""What a policy's text is read into before it means anything: scalars, mappings and sequences, with their places.

A library's nodes hold two objects each for their places. In a policy of some thousand people the greater part of its
reading went into the garbage collector, which looks at all of them again and again. Here places are plain numbers, and
the collector need not look at all (`gc=False`): nodes make a tree, so that nothing is left behind when it is let go.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Node(msgspec.Struct, gc=False, eq=False):
    """A value and where it stands.

    Attributes:
        value: Text of a scalar, pairs of a mapping, items of a sequence.
        line, column: Of its first character, from 0.
        start, end: Of its first character and behind its last, in the text, from 0. A block ends where the next begins.
    """

    value: Any
    line: int = 0
    column: int = 0
    start: int = 0
    end: int = 0


class ScalarNode(Node, gc=False, eq=False):
    """One text; `style` is the sign that it stands in or behind, such as `"` or `|`, None where it stands plain."""

    style: str | None = None


class CollectionNode(Node, gc=False, eq=False):
    """A mapping or a sequence; `flow_style` where it stands in braces or brackets."""

    flow_style: bool = False


class MappingNode(CollectionNode, gc=False, eq=False):
    """Its value is a list of pairs of key and value, in their order."""


class SequenceNode(CollectionNode, gc=False, eq=False):
    """Its value is a list of nodes, in their order."""


def empty_mapping() -> MappingNode:
    """What stands for a mapping where there is none, at the text's begin."""
    return MappingNode([])
