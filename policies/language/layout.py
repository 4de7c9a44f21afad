"""The one layout of a policy's text: same meaning, same comments, same order of rules.

Sections stand in the order of the reference, indented by two. Entries keep their order, and stand in braces where their
author put them so and they fit on a line; everything else has a line of its own. Comments stay with what they are
about: those above an entry above it, those behind a value behind it.
"""

from __future__ import annotations

import json
from bisect import bisect
from collections import deque
from dataclasses import replace

from policies.errors import PolicyError
from policies.language.comments import comments_in
from policies.language.entry import is_empty
from policies.language.faults import FaultList, PolicyFaults
from policies.language.lines import WIDTH, Line, joined, width_of
from policies.language.loader import POLICY_KEYS, load_policy
from policies.language.nodes import MappingNode, Node, ScalarNode, SequenceNode
from policies.language.source import read_nodes
from policies.model import Policy

INDENT = 2
_BLOCK_STYLES = ("|", ">")


def format_policy(text: str, *, name: str = "policy.yaml") -> str:
    """The text in the one layout.

    Raises:
        PolicyFaults: the text is no sound policy.
        PolicyError: it cannot be laid out with the same meaning and the same comments.
    """
    before = load_policy(text, name=name)
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    root = read_nodes(plain, FaultList())
    if root is None:  # it loaded, so it is a mapping
        return text
    laid_out = _Layout(plain, root).laid_out()
    _check_same(before, plain, laid_out, name)
    return laid_out


def _check_same(before: Policy, plain: str, laid_out: str, name: str) -> None:
    """Nothing is lost by laying out; whatever the text was, its author keeps it rather than a poorer one."""
    again = read_nodes(laid_out, FaultList())
    first = read_nodes(plain, FaultList())
    is_same = again is not None and first is not None and _without_lines(before) == _reloaded(laid_out)
    if not is_same or _said(plain, first) != _said(laid_out, again):
        advice = "write entries in braces that hold comments on lines of their own"
        raise PolicyError(f"`{name}` cannot be laid out without loss", help=advice)


def _reloaded(text: str) -> Policy | None:
    try:
        return _without_lines(load_policy(text))
    except PolicyFaults:
        return None


def _without_lines(policy: Policy) -> Policy:
    return replace(policy, rules=tuple(replace(rule, line=0) for rule in policy.rules))


def _said(text: str, root: MappingNode | None) -> list[str]:
    return sorted(comment.text for comment in comments_in(text, root)) if root is not None else []


class _Layout:
    def __init__(self, text: str, root: MappingNode) -> None:
        self._text = text
        self._root = root
        self._comments = deque(comments_in(text, root))
        self._places = [comment.index for comment in self._comments]
        self._lines: list[Line] = []

    def laid_out(self) -> str:
        """The whole text."""
        head = self._head()
        sections: dict[str, list[Line]] = {}
        ends = [key.start for key, _ in self._root.value[1:]] + [len(self._text)]
        for (key, value), end in zip(self._root.value, ends, strict=True):
            self._lines = []
            self._pair(key, value, 0, end)
            sections[key.value] = self._lines
        self._lines = []
        self._above(len(self._text) + 1, 0)
        ordered = sorted(sections, key=POLICY_KEYS.index)
        lines = head + [line for name in ordered for line in self._apart(name, sections[name])] + self._lines
        return joined(lines)

    def _head(self) -> list[Line]:
        """What the file as a whole is about: comments above the first section, up to the last blank line."""
        first = self._root.value[0][0].start
        above = [comment for comment in self._comments if comment.index < first]
        ends = [number for number, comment in enumerate(above) if comment.precedes_blank]
        if not ends:
            return []
        lines: list[Line] = []
        for comment in above[: ends[-1] + 1]:
            if comment.follows_blank and lines:
                lines.append(Line())
            lines.append(Line(comment=comment.text))
            self._comments.popleft()
        return [*lines, Line()]

    def _apart(self, name: str, lines: list[Line]) -> list[Line]:
        """A section of several lines stands apart; so does what its author put apart."""
        node = next(value for key, value in self._root.value if key.value == name)
        is_long = sum(bool(line.text) for line in lines) > 1 or not isinstance(node, ScalarNode)
        if is_long and lines and (lines[0].text or lines[0].comment):
            return [Line(), *lines]
        return lines

    def _pair(self, key: ScalarNode, value: Node, indent: int, end: int) -> None:
        """A key and its value; comments up to `end` belong to it if they are indented deeper."""
        self._above(key.start, indent, before=key)
        self._value(f"{self._raw(key)}:", key, value, indent, end)

    def _value(self, head: str, anchor: Node, value: Node, indent: int, end: int) -> None:
        one_line = self._one_line(value)
        if is_empty(value) and value.start == value.end:
            self._add(head, indent, anchor.end)
        elif one_line is not None and (isinstance(value, ScalarNode) or self._fits(head, one_line, value, indent)):
            self._add(f"{head} {one_line}", indent, _end(value))
        elif isinstance(value, ScalarNode):
            self._literal(head, value, indent)
        else:
            self._add(head, indent, min(anchor.end, value.start), until=_first(value))
            self._block(value, indent + INDENT, end)

    def _fits(self, head: str, one_line: str, value: Node, indent: int) -> bool:
        is_empty_collection = not value.value
        is_flow = bool(getattr(value, "flow_style", False))
        has_comments = bisect(self._places, _end(value)) > bisect(self._places, value.start)
        fits = indent + width_of(head) + 1 + width_of(one_line) <= WIDTH
        return (is_flow or is_empty_collection) and (fits or is_empty_collection) and not has_comments

    def _block(self, node: Node, indent: int, end: int) -> None:
        if isinstance(node, MappingNode):
            ends = [key.start for key, _ in node.value[1:]] + [end]
            for (key, value), until in zip(node.value, ends, strict=True):
                self._pair(key, value, indent, until)
        elif isinstance(node, SequenceNode):
            ends = [item.start for item in node.value[1:]] + [end]
            for item, until in zip(node.value, ends, strict=True):
                self._item(item, indent, until)
        self._foot(node, indent, end)

    def _item(self, item: Node, indent: int, end: int) -> None:
        self._above(item.start, indent, before=item)
        one_line = self._one_line(item)
        if one_line is not None and (isinstance(item, ScalarNode) or self._fits("-", one_line, item, indent)):
            self._add(f"- {one_line}", indent, _end(item))
        elif isinstance(item, ScalarNode):
            self._literal("-", item, indent)
        else:
            begin = len(self._lines)
            self._block(item, indent + INDENT, end)
            self._dash(begin, indent)

    def _dash(self, begin: int, indent: int) -> None:
        """Put the dash before an item's first key; comments above that key go above the dash."""
        for line in self._lines[begin:]:
            if line.text:
                line.text, line.indent = f"- {line.text}", indent
                return
            line.indent = indent

    def _literal(self, head: str, value: ScalarNode, indent: int) -> None:
        """A text of several lines, as a block where it can stand in one."""
        said = str(value.value)
        lines = said.rstrip("\n").split("\n")
        breaks = len(said) - len(said.rstrip("\n"))
        if value.style not in _BLOCK_STYLES or breaks > 1 or not lines[0] or lines[0] != lines[0].lstrip():
            self._add(f"{head} {json.dumps(said, ensure_ascii=False)}", indent, _end(value))
            return
        sign = "|" if breaks else "|-"
        begin = value.start
        self._add(f"{head} {sign}", indent, begin, until=_line_end(self._text, begin) + 1)
        self._lines += [Line(text=line, indent=indent + INDENT) if line else Line() for line in lines]

    def _one_line(self, node: Node) -> str | None:
        """A value as it stands on one line; None where it cannot."""
        if isinstance(node, ScalarNode):
            raw = self._raw(node)
            return raw if "\n" not in raw and node.style not in _BLOCK_STYLES else None
        parts = []
        for each in node.value:
            pair = [self._one_line(part) for part in (each if isinstance(each, tuple) else (each,))]
            if None in pair or "" in pair:
                return None
            parts.append(": ".join(part for part in pair if part is not None))
        return f"{{{', '.join(parts)}}}" if isinstance(node, MappingNode) else f"[{', '.join(parts)}]"

    def _raw(self, node: Node) -> str:
        return self._text[node.start : _end(node)]

    def _above(self, index: int, indent: int, *, before: Node | None = None) -> None:
        """Comments before a place on lines of their own, and a blank line where the author left one."""
        while self._comments and self._comments[0].index < index:
            comment = self._comments.popleft()
            if comment.follows_blank:
                self._blank()
            self._lines.append(Line(comment=comment.text, indent=indent))
        if before is not None and self._is_after_blank(before.start):
            self._blank()

    def _foot(self, node: Node, indent: int, end: int) -> None:
        """Comments behind the last entry that are indented as the entries are, and so belong to them."""
        least = node.column
        while self._comments and self._comments[0].index < end:
            comment = self._comments[0]
            is_inside = bool(getattr(node, "flow_style", False)) and comment.index < _end(node)
            if not is_inside and (not comment.is_alone or comment.column < max(least, 1)):
                return
            self._comments.popleft()
            if comment.follows_blank:
                self._blank()
            self._lines.append(Line(comment=comment.text, indent=indent))

    def _add(self, text: str, indent: int, begin: int, *, until: int | None = None) -> None:
        """A line, with the comment that stands behind it in the text."""
        end = _line_end(self._text, begin) if until is None else until
        comments = []
        while self._comments and self._comments[0].index < end and not self._comments[0].is_alone:
            comments.append(self._comments.popleft())
        for early in comments[:-1]:
            self._lines.append(Line(comment=early.text, indent=indent))
        self._lines.append(Line(text=text, comment=comments[-1].text if comments else "", indent=indent))

    def _blank(self) -> None:
        if not self._lines or self._lines[-1].text or self._lines[-1].comment:
            self._lines.append(Line())

    def _is_after_blank(self, index: int) -> bool:
        begin = self._text.rfind("\n", 0, index)
        before = self._text.rfind("\n", 0, max(begin, 0)) + 1
        return begin > 0 and not self._text[before:begin].strip()


def _end(node: Node) -> int:
    """Where a node's own text ends: a block ends with its last value."""
    if isinstance(node, ScalarNode) or getattr(node, "flow_style", False) or not node.value:
        return int(node.end)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _first(node: Node) -> int:
    """Where the first entry of a collection begins."""
    first = node.value[0]
    return int((first[0] if isinstance(first, tuple) else first).start)


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found
