"""Keys made outside the policy's text, and the text with them written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policies.language.entry import pairs_of
from policies.language.faults import FaultList, did_you_mean
from policies.language.nodes import Node, ScalarNode
from policies.language.source import read_nodes

_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """Keys made outside the policy's text, such as a demonstration's.

    Attributes:
        officers: Officer to raw Ed25519 public key, standard base64.
        reviewers: Reviewer to age recipient.
        recovery: age recipient of the recovery key; empty leaves the policy's.
    """

    officers: Mapping[str, str] = field(default_factory=dict)
    reviewers: Mapping[str, str] = field(default_factory=dict)
    recovery: str = ""


def fill_keys(text: str, keys: KeyRing, *, name: str = "policy.yaml") -> str:
    """The same text with keys written into it, everything else untouched.

    Raises:
        PolicyFaults: the text is no YAML mapping, or the ring names somebody who has no place in it.
    """
    faults = FaultList()
    top = _values(read_nodes(text, faults))
    faults.raise_if_any(name)
    edits = [
        *_edits(top.get("officers"), "key", keys.officers, "officer", faults),
        *_edits(top.get("reviewers"), "recipient", keys.reviewers, "reviewer", faults),
    ]
    if keys.recovery:
        edits += _edits_of(top.get("recovery_recipient"), keys.recovery, "no `recovery_recipient:`", "", faults)
    faults.raise_if_any(name)
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _edits(section: Node | None, key: str, given: Mapping[str, str], what: str, faults: FaultList) -> list[_Edit]:
    people = _values(section)
    edits = []
    for person, value in sorted(given.items()):
        place = _values(people.get(person)).get(key)
        missing = f"{what} `{person}` has no `{key}:`"
        edits += _edits_of(place, value, missing, did_you_mean(person, people), faults)
    return edits


def _edits_of(place: Node | None, value: str, missing: str, help: str, faults: FaultList) -> list[_Edit]:
    if not isinstance(place, ScalarNode):
        faults.add_at(1, 1, missing, help=help or "add it with an empty value")
        return []
    start, end = place.start, place.end
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    # Where nothing stands after the colon there is no blank before the place either.
    return [(start, end, f" {quoted}" if start == end else quoted)]


def _values(node: Node | None) -> dict[str, Node]:
    return {key: value for key, _, value in pairs_of(node, FaultList(), "")}
