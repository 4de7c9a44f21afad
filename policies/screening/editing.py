"""Changes of `screening:` written into a policy's text, everything else in it untouched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from policies.errors import PolicyError
from policies.language import load_policy
from policies.language.entry import pairs_of
from policies.language.faults import FaultList
from policies.language.nodes import MappingNode, Node, ScalarNode, SequenceNode
from policies.language.source import read_nodes
from policies.model import ScreeningEntry
from policies.screening.findings import Change, ChangeKind, Finding, entries_after

_WRITTEN_KINDS = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.RENEWED, ChangeKind.REMOVED)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """Text put in place of what stands between two indices."""

    start: int
    end: int
    text: str


def write_screening(text: str, findings: Iterable[Finding], *, name: str = "policy.yaml") -> str:
    """The text with every finding's changes in it.

    Raises:
        PolicyFaults: the text is no policy.
        PolicyError: the changed text would not say what was to be written; nothing is lost, the text stays.
    """
    faults = FaultList()
    parties = _values(_values(read_nodes(text, faults)).get("parties"))
    faults.raise_if_any(name)
    wanted = [finding for finding in findings if _changes(finding)]
    edits = [edit for finding in wanted for edit in _edits(text, parties.get(finding.party.id), finding)]
    changed = text
    for edit in sorted(edits, reverse=True):
        changed = changed[: edit.start] + edit.text + changed[edit.end :]
    loaded = load_policy(changed, name=name)
    for finding in wanted:
        if loaded.parties[finding.party.id].screening != entries_after(finding):
            advice = "write this party's `screening:` as a list, one entry a line, and run again"
            raise PolicyError(f"`screening` of `{finding.party.id}` cannot be changed in place", help=advice)
    return changed


def _changes(finding: Finding) -> list[Change]:
    return [change for change in finding.changes if change.kind in _WRITTEN_KINDS]


def _edits(text: str, party: Node | None, finding: Finding) -> list[Edit]:
    changes = _changes(finding)
    value = _values(party).get("screening")
    added = [change.after for change in changes if change.before is None and change.after is not None]
    if isinstance(value, SequenceNode) and value.value:
        return _edits_in(text, value, finding, added)
    if value is not None:
        written = f"[{', '.join(map(flow, added))}]"
        start, end = value.start, value.end
        return [Edit(start=start, end=end, text=f" {written}" if start == end else written)]
    return [_new_key(text, party, added)]


def _edits_in(text: str, value: SequenceNode, finding: Finding, added: list[ScreeningEntry]) -> list[Edit]:
    """Edits of a list that holds entries: keys of those that change, lines of those that go, and the new ones."""
    nodes = list(value.value)
    by_entry = {id(entry): node for entry, node in zip(finding.party.screening, nodes, strict=True)}
    edits: list[Edit] = []
    gone: list[Node] = []
    for change in _changes(finding):
        if change.before is None:
            continue
        node = by_entry[id(change.before)]
        if change.after is None:
            gone.append(node)
        elif isinstance(node, MappingNode):
            edits += _key_edits(text, node, change.before, change.after)
    kept = [node for node in nodes if node not in gone]
    if value.flow_style and gone:
        return [_whole_flow(text, value, kept, edits, added)]
    edits += [_line_gone(text, value, node) for node in gone]
    return edits + ([_appended(text, value, added)] if added else [])


def _whole_flow(
    text: str, value: SequenceNode, kept: list[Node], edits: list[Edit], added: list[ScreeningEntry]
) -> Edit:
    """A list in brackets of which entries go, written again with the text of those that stay."""
    parts = []
    for node in kept:
        part, begin = text[node.start : _end(text, node)], node.start
        inside = [edit for edit in edits if begin <= edit.start and edit.end <= begin + len(part)]
        for edit in sorted(inside, reverse=True):
            part = part[: edit.start - begin] + edit.text + part[edit.end - begin :]
        parts.append(part)
    written = ", ".join([*parts, *map(flow, added)])
    return Edit(start=value.start, end=value.end, text=f"[{written}]")


def _key_edits(text: str, node: MappingNode, before: ScreeningEntry, after: ScreeningEntry) -> list[Edit]:
    """New values of keys that stand there; keys that do not stand before the first one; keys that go, gone."""
    old, new = _fields(before), _fields(after)
    places = _values(node)
    edits = _keys_gone(text, node, old.keys() - new.keys())
    absent = []
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        place = places.get(key)
        if isinstance(place, ScalarNode) and key in new:
            start, end = place.start, _end(text, place)
            edits.append(Edit(start=start, end=end, text=f" {new[key]}" if start == end else new[key]))
        elif key in new:
            absent.append(f"{key}: {new[key]}")
    if absent:
        first = node.value[0][0]
        between = ", " if node.flow_style else _newline(text) + " " * first.column
        edits.append(Edit(start=first.start, end=first.start, text=between.join([*absent, ""])))
    return edits


def _keys_gone(text: str, node: MappingNode, gone: Set[str]) -> list[Edit]:
    """Keys taken out with their values: of a block their lines, of braces and of the dash's line no more than that."""
    edits = []
    pairs = [(key, value, isinstance(key, ScalarNode) and key.value in gone) for key, value in node.value]
    for number, (key, value, is_gone) in enumerate(pairs):
        if not is_gone:
            continue
        start, end = key.start, _end(text, value)
        follows = pairs[number + 1][0].start if number + 1 < len(pairs) else None
        if not node.flow_style and number:
            start, end = text.rfind("\n", 0, start) + 1, min(_line_end(text, end) + len(_newline(text)), len(text))
        elif follows is not None:
            end = follows
        else:
            kept = max(at for at, (_, _, is_other_gone) in enumerate(pairs) if not is_other_gone)
            start = _end(text, pairs[kept][1])
        edits.append(Edit(start=start, end=end, text=""))
    return _apart(edits)


def _apart(edits: list[Edit]) -> list[Edit]:
    """Edits that only take away, those that overlap made one."""
    apart: list[Edit] = []
    for edit in sorted(edits):
        if apart and edit.start < apart[-1].end:
            last = apart.pop()
            edit = Edit(start=last.start, end=max(last.end, edit.end), text="")
        apart.append(edit)
    return apart


def _line_gone(text: str, value: SequenceNode, node: Node) -> Edit:
    """An entry's lines, from its dash to the end of its last line; the comment beside it goes with it."""
    start = text.rfind("\n", 0, node.start) + 1
    end = _line_end(text, _end(text, node))
    if value.value[0] is node and text[start : node.start].strip() != "-":
        start = node.start  # begins in the line of another key
    return Edit(start=start, end=min(end + 1, len(text)), text="")


def _appended(text: str, value: SequenceNode, added: list[ScreeningEntry]) -> Edit:
    last = _end(text, value.value[-1])
    if value.flow_style:
        return Edit(start=last, end=last, text="".join(f", {flow(entry)}" for entry in added))
    indent = " " * value.column
    at = _line_end(text, last)
    return Edit(start=at, end=at, text="".join(f"{_newline(text)}{indent}- {flow(entry)}" for entry in added))


def _new_key(text: str, party: Node | None, added: list[ScreeningEntry]) -> Edit:
    """A `screening:` where a party has none yet."""
    if not isinstance(party, MappingNode) or not party.value:
        written = f"{{screening: [{', '.join(map(flow, added))}]}}"
        start, end = (party.start, party.end) if party is not None else (0, 0)
        return Edit(start=start, end=end, text=f" {written}" if start == end else written)
    if party.flow_style:
        at = _end(text, party.value[-1][1])
        return Edit(start=at, end=at, text=f", screening: [{', '.join(map(flow, added))}]")
    first = party.value[0][0]
    newline, indent = _newline(text), " " * first.column
    lines = "".join(f"{indent}  - {flow(entry)}{newline}" for entry in added)
    return Edit(start=first.start, end=first.start, text=f"screening:{newline}{lines}{indent}")


def flow(entry: ScreeningEntry) -> str:
    """An entry as a mapping in one line."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in _fields(entry).items()) + "}"


def _fields(entry: ScreeningEntry) -> dict[str, str]:
    """The keys of an entry that say something, as they are written."""
    texts = {"list": _quoted(entry.list), "effect": str(entry.effect)}
    texts |= {"version": _quoted(entry.version)} if entry.version else {}
    texts |= {"dated": entry.dated.isoformat()} if entry.dated else {}
    texts |= {"note": _quoted(entry.note)} if entry.note else {}
    texts |= {"since": entry.since.isoformat()} if entry.since else {}
    return texts | ({"until": entry.until.isoformat()} if entry.until else {})


def _quoted(written: str) -> str:
    """Double-quoted, as JSON and YAML both read it, without control characters."""
    return json.dumps("".join(sign if sign.isprintable() else " " for sign in written), ensure_ascii=False)


def _end(text: str, node: Node) -> int:
    """Where a node's text ends, blanks and comments behind it left out."""
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False):
        end = node.end
        return node.start + len(text[node.start : end].rstrip())
    last = node.value[-1]
    return _end(text, last[1] if isinstance(node, MappingNode) else last)


def _line_end(text: str, index: int) -> int:
    """The end of the line that an index stands in, before its line break."""
    end = text.find("\n", index)
    end = len(text) if end < 0 else end
    return end - 1 if end > index and text[end - 1] == "\r" else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _values(node: Node | None) -> Mapping[str, Node]:
    return {key: value for key, _, value in pairs_of(node, FaultList(), "")}
