"""YAML text to nodes with places, within bounds: one document, no aliases, no tags, no bomb."""

from __future__ import annotations

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    ScalarEvent,
)
from yaml.nodes import MappingNode

from policies.language.faults import FaultList
from policies.language.syntax import fault_of

MAX_CHARS = 4_000_000
MAX_DEPTH = 16


class BoundsError(Exception):
    """The text is beyond a bound; what was found is in the fault list."""


def read_nodes(text: str, faults: FaultList) -> MappingNode | None:
    """The text's one mapping; None with at least one fault where there is none.

    Args:
        text: At most `MAX_CHARS` characters, nested at most `MAX_DEPTH` deep.
    """
    if len(text) > MAX_CHARS:
        faults.add_at(1, 1, f"the policy has {len(text)} characters", help=f"at most {MAX_CHARS} are read")
        return None
    try:
        _check_events(text, faults)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except BoundsError:
        return None
    except yaml.MarkedYAMLError as error:
        faults.add_fault(fault_of(text, error))
        return None
    except yaml.reader.ReaderError as error:
        _add_reader_fault(text, error, faults)
        return None
    if not isinstance(root, MappingNode):
        faults.add_at(1, 1, "a policy is a mapping", help="start with `version: 1`")
        return None
    return root


def _check_events(text: str, faults: FaultList) -> None:
    """Look at the events alone, which cost nothing however the text expands, before any node is made."""
    depth = documents = 0
    is_bounded = True
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        documents += isinstance(event, DocumentStartEvent)
        if depth > MAX_DEPTH:
            _add(event, f"nested deeper than {MAX_DEPTH}", "a policy is at most four or five deep", faults)
            raise BoundsError
        if documents > 1:
            _add(event, "a second document", "one file holds one policy: remove the `---`", faults)
            raise BoundsError
        is_bounded &= _is_plain(event, faults)
    if not is_bounded:
        raise BoundsError


def _is_plain(event: Event, faults: FaultList) -> bool:
    if isinstance(event, AliasEvent):
        _add(event, f"alias `*{event.anchor}`", "write the value out: aliases are not part of the language", faults)
        return False
    if not isinstance(event, ScalarEvent | CollectionStartEvent):
        return True
    if event.anchor is not None:
        _add(event, f"anchor `&{event.anchor}`", "anchors are not part of the language", faults)
    if event.tag is not None:
        _add(event, f"tag `{event.tag}`", "tags are not part of the language", faults)
    return event.anchor is None and event.tag is None


def _add(event: Event, message: str, help: str, faults: FaultList) -> None:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    faults.add_at(line, column, message, help=help)


def _add_reader_fault(text: str, error: yaml.reader.ReaderError, faults: FaultList) -> None:
    before = text[: error.position]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    faults.add_at(line, column, f"character U+{int(error.character):04X} is not allowed", help="remove it")
