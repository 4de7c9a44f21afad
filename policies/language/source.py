"""YAML text to nodes with places, within bounds: one document, no aliases, no tags, no bomb."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from policies.language.faults import FaultList
from policies.language.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from policies.language.syntax import fault_of

MAX_CHARS = 4_000_000
MAX_DEPTH = 16

# libyaml reads ten times as fast and is not there on every machine; what it says of faults is the poorer.
FAST_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN_LOADER: Any = yaml.SafeLoader
_BYTE_ORDER_MARK = "\ufeff"


class BoundsError(Exception):
    """The text is beyond a bound; what was found is in the fault list."""


def read_nodes(
    text: str, faults: FaultList, *, what: str = "a policy", begin: str = "version: 1"
) -> MappingNode | None:
    """The text's one mapping; None with at least one fault where there is none.

    Args:
        text: At most `MAX_CHARS` characters, nested at most `MAX_DEPTH` deep.
        what, begin: What faults call the text, and how it begins.
    """
    if len(text) > MAX_CHARS:
        faults.add_at(1, 1, f"the policy has {len(text)} characters", help=f"at most {MAX_CHARS} are read")
        return None
    try:
        root = _read(text, faults)
    except BoundsError:
        return None
    except yaml.MarkedYAMLError as error:
        faults.add_fault(fault_of(text, error))
        return None
    except yaml.reader.ReaderError as error:
        _add_reader_fault(text, error, faults)
        return None
    if not isinstance(root, MappingNode):
        faults.add_at(1, 1, f"{what} is a mapping", help=f"start with `{begin}`")
        return None
    return root


def _read(text: str, faults: FaultList) -> Node | None:
    """The nodes by the fast parser; what it cannot read is read again by the one that says best what is wrong."""
    # The parsers count the places behind a byte order mark differently.
    if FAST_LOADER is not PLAIN_LOADER and not text.startswith(_BYTE_ORDER_MARK):
        found = FaultList()
        try:
            return compose(text, found, FAST_LOADER)
        except (yaml.YAMLError, UnicodeEncodeError):
            pass  # told below, from the start
        except BoundsError:
            faults.add_all(found)
            raise
    return compose(text, faults, PLAIN_LOADER)


def compose(text: str, faults: FaultList, loader: Any) -> Node | None:
    """The text's one node, made while its events are looked at; None where the text is empty.

    Raises:
        BoundsError: it is nested too deep, a second document, or holds anchors, aliases or tags.
        yaml.YAMLError: it is no YAML.
    """
    documents, is_bounded = 0, True
    builder = _Builder()
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, NodeEvent):
            is_bounded &= _is_plain(event, faults)
            builder.begin(event)
            if len(builder.open) > MAX_DEPTH:
                _add(event, f"nested deeper than {MAX_DEPTH}", "a policy is at most six deep", faults)
                raise BoundsError
        elif isinstance(event, CollectionEndEvent):
            builder.end(event)
        elif isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                _add(event, "a second document", "one file holds one policy: remove the `---`", faults)
                raise BoundsError
    if not is_bounded:
        raise BoundsError
    return builder.root


class _Builder:
    """Nodes from events. Nothing is resolved: a scalar is what stands in the text.

    Attributes:
        root: The text's one node, once it has begun.
        open: Collections that have begun and not ended.
    """

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[CollectionNode] = []

    def begin(self, event: Any) -> None:
        """Take what begins a node; an alias counts as an empty value, since it is a fault anyway."""
        begin, end = event.start_mark, event.end_mark
        node: Node
        if isinstance(event, ScalarEvent):
            # libyaml writes an empty style where the other writes none.
            style = event.style or None
            node = ScalarNode(event.value, begin.line, begin.column, begin.index, end.index, style)
        elif isinstance(event, CollectionStartEvent):
            kind = MappingNode if isinstance(event, MappingStartEvent) else SequenceNode
            node = kind([], begin.line, begin.column, begin.index, end.index, bool(event.flow_style))
        else:
            node = ScalarNode("", begin.line, begin.column, begin.index, end.index)
        if self.open:
            self.open[-1].value.append(node)
        else:
            self.root = node
        if isinstance(node, CollectionNode):
            self.open.append(node)

    def end(self, event: Any) -> None:
        """Take what ends the collection that began last."""
        node = self.open.pop()
        node.end = event.end_mark.index
        if isinstance(node, MappingNode):
            children = node.value
            node.value = list(zip(children[::2], children[1::2], strict=True))


def _is_plain(event: Any, faults: FaultList) -> bool:
    if event.anchor is None and (isinstance(event, AliasEvent) or event.tag is None):
        return True
    if isinstance(event, AliasEvent):
        _add(event, f"alias `*{event.anchor}`", "write the value out: aliases are not part of the language", faults)
        return False
    if event.anchor is not None:
        _add(event, f"anchor `&{event.anchor}`", "anchors are not part of the language", faults)
    if event.tag is not None:
        _add(event, f"tag `{event.tag}`", "tags are not part of the language", faults)
    return False


def _add(event: Event, message: str, help: str, faults: FaultList) -> None:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    faults.add_at(line, column, message, help=help)


def _add_reader_fault(text: str, error: yaml.reader.ReaderError, faults: FaultList) -> None:
    before = text[: error.position]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    faults.add_at(line, column, f"character U+{int(error.character):04X} is not allowed", help="remove it")
