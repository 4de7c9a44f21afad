"""Changes to single entries of a policy's text, made where they stand; comments and all else are left as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.errors import PolicyError
from policies.language.entry import is_empty
from policies.language.nodes import MappingNode, Node, ScalarNode, SequenceNode

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@/+-]*")
_COMMENT = re.compile(r"(?:^|\s)#")
INDENT = 2

# What a key is to hold: a word, a list, a mapping of which only the named keys change, or nothing (None takes it out).
Patch = str | Sequence[str] | Mapping[str, "Patch | None"]
Patches = Mapping[str, "Patch | None"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class _Edit:
    start: int
    end: int
    put: str


def edit_text(text: str, root: MappingNode, patches: Patches) -> str:
    """The text with the patches in it.

    Args:
        root: The nodes of `text`.
        patches: By top key. Keys that stand nowhere are added behind the others.

    Raises:
        PolicyError: comments stand within braces or brackets that must be written anew.
    """
    return _Editor(text).edited(root, patches)


def written(value: Patch | None) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items() if each is not None) + "}"
    return "[" + ", ".join(map(written, value)) + "]"


class _Editor:
    def __init__(self, text: str) -> None:
        self._text = text
        self._edits: list[_Edit] = []
        self._newline = "\r\n" if "\r\n" in text else "\n"

    def edited(self, root: MappingNode, patches: Patches) -> str:
        self._mapping(root, patches)
        parts, begin = [], 0
        for edit in sorted(self._edits, key=lambda edit: (edit.start, edit.end)):
            parts += [self._text[begin : edit.start], edit.put]
            begin = max(edit.end, begin)
        return "".join((*parts, self._text[begin:]))

    def _mapping(self, node: MappingNode, patches: Patches) -> None:
        if node.flow_style:
            self._put(node.start, node.end, self._flow_mapping(node, patches))
            return
        here = {key.value: (key, value) for key, value in node.value}
        for name, patch in patches.items():
            if name in here:
                self._block_pair(*here[name], patch)
        added = {name: patch for name, patch in patches.items() if name not in here and patch is not None}
        if added:
            column = node.column
            lines = [line for name, patch in added.items() for line in _block_lines(name, patch, column)]
            at = self._line_end(self._end(node))
            self._put(at, at, "".join(self._newline + line for line in lines))

    def _block_pair(self, key: ScalarNode, value: Node, patch: Patch | None) -> None:
        if patch is None:
            begin = self._text.rfind("\n", 0, key.start) + 1
            # With the line break before it, so that what is put behind the last line stays behind it.
            begin = max(begin - len(self._newline), 0)
            self._put(begin, self._line_end(max(self._end(value), key.end)), "")
        elif isinstance(patch, Mapping) and isinstance(value, MappingNode) and value.value:
            self._mapping(value, patch)
        elif isinstance(patch, Mapping) and (is_empty(value) or _begins_section(value, patch)):
            self._section(key, value, patch)
        elif isinstance(value, SequenceNode) and not value.flow_style and not isinstance(patch, str | Mapping):
            self._block_list(value, patch)
        else:
            self._put(value.start, self._end(value), self._value(value, patch), behind=key)

    def _section(self, key: ScalarNode, value: Node, patch: Patches) -> None:
        """Entries of a mapping in which nothing stands yet, each on a line of its own below the key."""
        if value.end > value.start:
            colon = self._text.index(":", key.end) + 1
            self._put(colon, value.end, "")
        at = self._line_end(key.end)
        column = key.column + INDENT
        lines = [line for name, each in patch.items() if each is not None for line in _block_lines(name, each, column)]
        self._put(at, at, "".join(self._newline + line for line in lines))

    def _block_list(self, node: SequenceNode, wanted: Sequence[str]) -> None:
        for item in node.value:
            if not _stands(item, wanted):
                begin = max(self._text.rfind("\n", 0, item.start) + 1 - len(self._newline), 0)
                self._put(begin, self._line_end(self._end(item)), "")
        at = self._line_end(self._end(node))
        blanks = " " * node.column
        self._put(at, at, "".join(f"{self._newline}{blanks}- {written(each)}" for each in _new(node, wanted)))

    def _value(self, node: Node, patch: Patch) -> str:
        """A value written anew on one line, with what it keeps as it was written."""
        if isinstance(patch, Mapping):
            return self._flow_mapping(node, patch) if isinstance(node, MappingNode) else written(patch)
        if isinstance(patch, str) or not isinstance(node, SequenceNode):
            self._refuse_comments(node)
            return written(patch)
        self._refuse_comments(node)
        kept = [self._raw(item) for item in node.value if _stands(item, patch)]
        return "[" + ", ".join((*kept, *map(written, _new(node, patch)))) + "]"

    def _flow_mapping(self, node: MappingNode, patches: Patches) -> str:
        if not patches:
            return self._raw(node)
        self._refuse_comments(node)
        pairs = []
        for key, value in node.value:
            if key.value not in patches:
                pairs.append(f"{self._raw(key)}: {self._raw(value)}".rstrip())
                continue
            patch = patches[key.value]
            if patch is not None:
                pairs.append(f"{self._raw(key)}: {self._value(value, patch)}")
        here = {key.value for key, _ in node.value}
        added = ((name, patch) for name, patch in patches.items() if name not in here and patch is not None)
        return "{" + ", ".join((*pairs, *(f"{name}: {written(patch)}" for name, patch in added))) + "}"

    def _refuse_comments(self, node: Node) -> None:
        gaps = self._text[node.start : self._end(node)]
        for scalar in _scalars(node):
            gaps = gaps.replace(self._raw(scalar), "", 1)
        if _COMMENT.search(gaps):
            line = node.line + 1
            message = f"comments stand within what is to change in line {line}"
            raise PolicyError(message, help="write each of its entries on a line of its own, or change it by hand")

    def _raw(self, node: Node) -> str:
        return self._text[node.start : self._end(node)]

    def _put(self, start: int, end: int, put: str, *, behind: Node | None = None) -> None:
        if start == end and behind is not None:
            put = f" {put}"  # nothing stood behind the colon, not even a blank
        if start != end or put:
            self._edits.append(_Edit(start=start, end=end, put=put))

    def _end(self, node: Node) -> int:
        """Where a node's own text ends: a block ends with its last value, not where the next begins."""
        if not isinstance(node, MappingNode | SequenceNode) or node.flow_style or not node.value:
            text = self._text[node.start : node.end]
            return int(node.start) + len(text.rstrip())
        last: Any = node.value[-1]
        key, value = last if isinstance(last, tuple) else (last, last)
        return max(self._end(value), int(key.end) if isinstance(key, ScalarNode) else 0)

    def _line_end(self, index: int) -> int:
        found = self._text.find("\n", index)
        if found < 0:
            return len(self._text)
        return found - 1 if self._text[found - 1 : found] == "\r" else found


def _block_lines(name: str, patch: Patch, column: int) -> Iterator[str]:
    """`name: value`; a mapping that holds a mapping or is long, one key a line."""
    blanks = " " * column
    line = f"{blanks}{name}: {written(patch)}"
    if not isinstance(patch, Mapping) or (len(line) <= 110 and len(patch) <= 8):
        yield line
        return
    yield f"{blanks}{name}:"
    for key, value in patch.items():
        if value is not None:
            yield f"{blanks}{' ' * INDENT}{key}: {written(value)}"


def _begins_section(node: Node, patch: Patches) -> bool:
    """Whether whole entries come where `{}` stands."""
    holds_entries = any(isinstance(each, Mapping) for each in patch.values())
    return isinstance(node, MappingNode) and not node.value and holds_entries


def _stands(item: Node, wanted: Sequence[str]) -> bool:
    return item.value in wanted or (isinstance(item.value, str) and item.value.casefold() in wanted)


def _new(node: SequenceNode, wanted: Sequence[str]) -> list[str]:
    here = {str(item.value) for item in node.value} | {str(item.value).casefold() for item in node.value}
    return [each for each in wanted if each not in here]


def _scalars(node: Node) -> Iterator[ScalarNode]:
    if isinstance(node, ScalarNode):
        yield node
    else:
        for each in node.value:
            for part in each if isinstance(each, tuple) else (each,):
                yield from _scalars(part)
