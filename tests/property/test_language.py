"""Damage to a policy's text is told, and never breaks the reader."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.examples import load_example
from policies.language import Fault, PolicyFaults, load_policy
from policies.language.faults import FaultList
from policies.language.nodes import Node, ScalarNode
from policies.language.source import PLAIN_LOADER, BoundsError, compose

TEXT = load_example()
LINES = TEXT.count("\n") + 1


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 40), st.text(alphabet="ab:{}[]-*&!#'\"\n\t 0é関\x00", max_size=6))
@settings(max_examples=60)
def test_a_damaged_policy_is_read_or_has_faults_inside_it(start: int, length: int, put: str) -> None:
    faults = faults_of(TEXT[:start] + put + TEXT[start + length :])
    assert all(1 <= fault.line <= LINES + put.count("\n") + 1 for fault in faults)


def faults_of(text: str) -> tuple[Fault, ...]:
    try:
        load_policy(text)
    except PolicyFaults as error:
        return error.faults
    return ()


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml")
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 40), st.text(alphabet="ab:{}[]-|>#'\"\n\r\t 0é関😀", max_size=6))
@settings(max_examples=25, deadline=None)
def test_what_both_parsers_read_they_read_alike(start: int, length: int, put: str) -> None:
    text = TEXT[:start] + put + TEXT[start + length :]
    read = [nodes_of(text, loader) for loader in (PLAIN_LOADER, yaml.CSafeLoader)]
    if None not in read:
        assert read[0] == read[1]


def nodes_of(text: str, loader: Any) -> object:
    try:
        return drawn(compose(text, FaultList(), loader))
    except (yaml.YAMLError, BoundsError):
        return None


def drawn(node: Node | None) -> object:
    """A node's values with the place where each begins."""
    if node is None:
        return ()
    value = node.value
    if not isinstance(node, ScalarNode):
        value = [tuple(map(drawn, each)) if isinstance(each, tuple) else drawn(each) for each in node.value]
    if value == "" and getattr(node, "style", "") is None:
        return ("nothing",)  # its place is behind the colon, or before what follows
    return (type(node).__name__, value, node.start, node.line, node.column)
