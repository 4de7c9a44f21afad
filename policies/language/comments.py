"""Where comments stand in a policy's text. A parser throws them away; whoever lays the text out anew must not."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from policies.language.nodes import Node, ScalarNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One comment.

    Attributes:
        index: Of the `#` in the text.
        column: Of the `#` in its line, from 0.
        text: With the `#`, without blanks behind it.
        is_alone: Whether nothing else stands in its line.
        follows_blank: Whether the line before it is blank.
        precedes_blank: Whether the line behind it is blank.
    """

    index: int
    column: int
    text: str
    is_alone: bool
    follows_blank: bool
    precedes_blank: bool


def comments_in(text: str, root: Node) -> list[Comment]:
    """Every comment, in order: what begins with `#` behind a blank and outside of all values."""
    spans = deque(_spans(text, root))
    found: list[Comment] = []
    index = 0
    while (index := text.find("#", index)) >= 0:
        while spans and spans[0][1] <= index:
            spans.popleft()
        if spans and spans[0][0] <= index:
            index = spans[0][1]
        elif index and not text[index - 1].isspace():
            index += 1
        else:
            end = _line_end(text, index)
            found.append(_comment(text, index, end))
            index = end
    return found


def _comment(text: str, index: int, end: int) -> Comment:
    begin = text.rfind("\n", 0, index) + 1
    before = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    return Comment(
        index=index,
        column=index - begin,
        text=text[index:end].rstrip(),
        is_alone=not text[begin:index].strip(),
        follows_blank=begin > 0 and not text[before:begin].strip(),
        precedes_blank=end < len(text) and not text[end + 1 : _line_end(text, end + 1)].strip(),
    )


def _line_end(text: str, index: int) -> int:
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def _spans(text: str, node: Node) -> Iterator[tuple[int, int]]:
    """Begin and end of every scalar, in order. A comment may stand behind the sign that begins a block of text."""
    if isinstance(node, ScalarNode):
        begin, end = node.start, node.end
        if node.style in ("|", ">"):
            begin = _line_end(text, begin)
        if end > begin:
            yield begin, end
        return
    for each in node.value:
        for part in each if isinstance(each, tuple) else (each,):
            yield from _spans(text, part)
