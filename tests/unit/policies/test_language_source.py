"""Both YAML parsers give the same nodes at the same places, and the slower one says what is wrong."""

from __future__ import annotations

import gc

import pytest
import yaml

from policies.examples import load_example
from policies.language import KeyRing, PolicyFaults, fill_keys, load_policy, source
from policies.language.faults import FaultList
from policies.language.nodes import MappingNode, Node, ScalarNode
from policies.language.source import PLAIN_LOADER, compose

FAST_LOADER = getattr(yaml, "CSafeLoader", None)
needs_both = pytest.mark.skipif(FAST_LOADER is None, reason="PyYAML was built without libyaml")

TEXTS = [
    load_example(),
    load_example().replace("\n", "\r\n"),
    "a:\nb: \n- c\n-\n",
    "量子: {磁気: [あ, '関数', \"全角：\"], empty: }\nnext: |\n  行一\n  行二\n\nlast: >-\n  folded\n   text\n",
    "? {a: b}\n: [c, ]\n'quoted key': \"\\u3042\\\n  joined\"\n",
    "𠮷野: 𠮷\nafter: 𠮷野家 # 😀\nthen: x\n",
    "",
    "# nothing\n",
]


def drawn(node: Node | None) -> object:
    """A node as plain values with every place in it."""
    if node is None:
        return None
    marks = [(node.start, node.line, node.column), node.end]
    if isinstance(node, ScalarNode):
        if node.value == "" and node.style is None:
            return ("nothing",)  # behind the colon, or before what follows
        # Where a block of text ends they see differently: before or behind the blank lines that follow.
        return ("scalar", node.value, node.style, marks[:1] if node.style in ("|", ">") else marks)
    if isinstance(node, MappingNode):
        return ("mapping", [(drawn(key), drawn(value)) for key, value in node.value], marks[0])
    return ("sequence", [drawn(item) for item in node.value], marks[0])


@needs_both
@pytest.mark.parametrize("text", TEXTS)
def test_both_parsers_give_the_same_nodes_at_the_same_places(text: str) -> None:
    faults = FaultList()
    assert drawn(compose(text, faults, FAST_LOADER)) == drawn(compose(text, faults, PLAIN_LOADER))


def test_the_collector_has_no_nodes_to_look_at() -> None:
    root = compose(load_example(), FaultList(), source.FAST_LOADER)
    waiting, seen = [root], 0
    while waiting:
        node = waiting.pop()
        assert not gc.is_tracked(node)
        seen += 1
        if node is not None and not isinstance(node, ScalarNode):
            waiting += [part for each in node.value for part in (each if isinstance(each, tuple) else (each,))]
    assert seen > 300


def test_a_policy_loads_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load_policy(load_example())
    monkeypatch.setattr(source, "FAST_LOADER", PLAIN_LOADER)
    assert load_policy(load_example()) == fast


@pytest.mark.parametrize("with_fast", [True, False])
@pytest.mark.parametrize(
    "text", ["a: &x 1\n", "a: *x\n", "a: !t 1\n", "a: 1\n---\nb: 2\n", "[" * 400, "a: [\n", "a: \x07"]
)
def test_both_tell_the_same_faults(text: str, with_fast: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PolicyFaults) as first:
        load_policy(text)
    if not with_fast:
        monkeypatch.setattr(source, "FAST_LOADER", PLAIN_LOADER)
    with pytest.raises(PolicyFaults) as second:
        load_policy(text)
    assert first.value.faults == second.value.faults


def test_a_lone_surrogate_is_a_fault() -> None:
    with pytest.raises(PolicyFaults) as caught:
        load_policy("version: 1\nx: \ud800\n")
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (2, 4)


@needs_both
@pytest.mark.parametrize("gap", ["", " ", "  # comment\n  ", "\n "])
def test_a_key_fits_where_nothing_stands_in_braces(gap: str) -> None:
    text = f"recovery_recipient:\nofficers: {{mori: {{signs_policy: true, key:{gap}}}}}\n"
    filled = fill_keys(text, KeyRing(officers={"mori": "abc"}))
    assert yaml.safe_load(filled)["officers"] == {"mori": {"signs_policy": True, "key": "abc"}}


def test_keys_go_to_their_places_behind_a_byte_order_mark_and_characters_beyond_the_plane() -> None:
    text = "\ufeff" + load_example().replace("Minato Institute", "𠮷野 😀 Institute")
    filled = fill_keys(text, KeyRing(recovery="age1x"))
    assert filled == text.replace('recovery_recipient: ""', 'recovery_recipient: "age1x"')
