"""Nodes to values: mappings with known keys, words, numbers and days; whatever is wrong becomes a fault with its place.

Scalars are read from what stands in the text, not from what YAML 1.1 takes it for: `NO` is Norway, not false.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

import msgspec

from policies.language.faults import FaultList, did_you_mean
from policies.language.nodes import MappingNode, Node, ScalarNode, SequenceNode
from policies.language.syntax import word_advice

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# C0 and C1, what separates lines without being a line break, and what turns the order of a text as it is shown.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_COUNTRY = re.compile("[A-Z]{2}")
_Word = TypeVar("_Word", bound=StrEnum)
MAX_TEXT = 2_000


def pairs_of(node: Node | None, faults: FaultList, what: str) -> Iterator[tuple[str, ScalarNode, Node]]:
    """Key, key's node and value of a mapping; a key that stands twice is a fault and is given once."""
    if node is None or is_empty(node):
        return
    if not isinstance(node, MappingNode):
        faults.add(node, f"{what} is a mapping", help="write `name: value`, one a line")
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        if not isinstance(key, ScalarNode):
            faults.add(key, f"a key of {what} is one word")
        elif key.value in seen:
            faults.add(key, f"`{key.value}` stands twice", help=f"the first is in line {seen[key.value]}")
        else:
            seen[key.value] = key.line + 1
            yield key.value, key, value


def named_pairs(node: Node | None, faults: FaultList, what: str) -> Iterator[tuple[str, ScalarNode, Node]]:
    """The same for a mapping of declared things, whose keys are ids."""
    for name, key, value in pairs_of(node, faults, what):
        if check_id(key, faults):
            yield name, key, value


class Entry:
    """A mapping whose keys are known. Unknown keys are faults as soon as it is made."""

    def __init__(self, node: Node, faults: FaultList, what: str, keys: Collection[str]) -> None:
        self.node = node
        self.what = what
        self._faults = faults
        self._values: dict[str, Node] = {}
        for name, key, value in pairs_of(node, faults, what):
            if name in keys:
                self._values[name] = value
            else:
                faults.add(key, f"unknown key `{name}` in {what}", help=did_you_mean(name, keys))

    def get(self, key: str) -> Node | None:
        """The value's node; None where the key is absent or empty."""
        node = self._values.get(key)
        return None if node is None or is_empty(node) else node

    def refuse_empty(self) -> None:
        """A fault for each key with nothing behind it: where absence means anything, an emptied list would too."""
        for key, node in self._values.items():
            if is_empty(node) or (isinstance(node, SequenceNode) and not node.value):
                advice = "leave the key out to match anything, or write what it matches"
                self._faults.add(node, f"`{key}` in {self.what} is empty", help=advice)

    def place(self, key: str) -> Node:
        """Where to point for a key: its value, or the entry where it is absent."""
        return self._values.get(key, self.node)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text; empty where absent."""
        node = self.get(key)
        written = text_of(node, self._faults, f"`{key}`") if node is not None else ""
        if required and not written and (node is None or isinstance(node, ScalarNode)):
            self._faults.add(self.place(key), f"{self.what} has no `{key}`", help=f"add `{key}:`")
        return written

    def integer(self, key: str, default: int, *, least: int, most: int = 1_000_000) -> int:
        """A whole number between `least` and `most`."""
        node = self.get(key)
        if node is None:
            return default
        written = text_of(node, self._faults, f"`{key}`")
        if not re.fullmatch(r"-?[0-9]{1,9}", written):
            self._faults.add(node, f"`{written}` is not a whole number")
            return default
        if not least <= int(written) <= most:
            self._faults.add(node, f"`{key}` is {written}", help=f"between {least} and {most}")
            return default
        return int(written)

    def boolean(self, key: str, default: bool) -> bool:
        """True or false."""
        node = self.get(key)
        if node is None:
            return default
        written = text_of(node, self._faults, f"`{key}`")
        if written not in ("true", "false"):
            self._faults.add(node, f"`{written}` is neither true nor false", help="write `true` or `false`")
        return written == "true"

    def day(self, key: str) -> date | None:
        """A day, `YYYY-MM-DD`."""
        node = self.get(key)
        if node is None:
            return None
        written = text_of(node, self._faults, f"`{key}`")
        try:
            if _DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:
            pass
        self._faults.add(node, f"`{written}` is not a day", help="write it as 2027-03-31, a day that exists")
        return None

    def period(self) -> tuple[date | None, date | None]:
        """The days `since` and `until`, the second not before the first."""
        since, until = self.day("since"), self.day("until")
        if since is not None and until is not None and until < since:
            self._faults.add(self.place("until"), f"ends on {until}, before it begins on {since}")
        return since, until

    def word(self, key: str, kind: type[_Word], default: _Word) -> _Word:
        """One word of a closed set."""
        node = self.get(key)
        return default if node is None else word_of(node, kind, self._faults) or default

    def words(self, key: str, kind: type[_Word]) -> frozenset[_Word]:
        """One or several words of a closed set."""
        found = (word_of(node, kind, self._faults) for node in self.items(key))
        return frozenset(word for word in found if word is not None)

    def ids(self, key: str) -> frozenset[str]:
        """One or several words that are declared nowhere, such as technology fields."""
        return frozenset(node.value for node in self.items(key) if check_id(node, self._faults))

    def references(self, key: str, known: Collection[str], what: str) -> frozenset[str]:
        """One or several ids of things that the policy declares."""
        items = self.items(key)
        return frozenset(node.value for node in items if check_reference(node, known, what, self._faults))

    def reference(self, key: str, known: Collection[str], what: str) -> str | None:
        """The id of one thing that the policy declares; None where absent or wrong."""
        node = self.get(key)
        if node is None or not isinstance(node, ScalarNode):
            text_of(node, self._faults, f"`{key}`") if node is not None else None
            return None
        return node.value if check_reference(node, known, what, self._faults) else None

    def countries(self, key: str) -> frozenset[str]:
        """One or several ISO 3166 country codes."""
        return frozenset(node.value for node in self.items(key) if check_country(node, self._faults))

    def country(self, key: str, *, default: str = "") -> str:
        """An ISO 3166 country code."""
        node = self.get(key)
        if node is None or not text_of(node, self._faults, f"`{key}`"):
            return default
        return str(node.value) if check_country(node, self._faults) else default

    def texts(self, key: str) -> tuple[str, ...]:
        """One or several texts, in their order."""
        return tuple(node.value for node in self.items(key))

    def items(self, key: str) -> list[ScalarNode]:
        """The scalars of a value that is one word or a list of words; one that stands twice is a fault."""
        node = self.get(key)
        if node is None:
            return []
        nodes = node.value if isinstance(node, SequenceNode) else [node]
        found: dict[str, ScalarNode] = {}
        for each in nodes:
            written = text_of(each, self._faults, f"`{key}`")
            if not isinstance(each, ScalarNode) or not written:
                continue
            if written in found:
                self._faults.add(each, f"`{written}` stands twice in `{key}`")
            elif "\n" in written or "\t" in written:
                self._faults.add(each, f"a line break or tab stands in `{key}`", help="write it on one line")
            else:
                # What is quoted may have blanks around it; no account, domain or item has.
                found[written] = each if each.value == written else msgspec.structs.replace(each, value=written)
        return list(found.values())


def list_of(node: Node | None, faults: FaultList, what: str) -> list[Node]:
    """The items of a list; empty where it is absent or none."""
    if node is None:
        return []
    if not isinstance(node, SequenceNode):
        faults.add(node, f"{what} is a list", help="begin each with `- `")
        return []
    return list(node.value)


def text_of(node: Node, faults: FaultList, what: str) -> str:
    """A scalar's text, without control characters and of bounded length."""
    if not isinstance(node, ScalarNode):
        faults.add(node, f"{what} is one value, not a list or mapping")
        return ""
    written = str(node.value)
    if len(written) > MAX_TEXT:
        faults.add(node, f"{what} has {len(written)} characters", help=f"at most {MAX_TEXT}")
    if CONTROL.search(written):
        faults.add(node, f"{what} holds a control character", help="remove it")
    return written.strip()


def word_of(node: Node, kind: type[_Word], faults: FaultList) -> _Word | None:
    """One word of a closed set; None with a fault where it is none."""
    written = text_of(node, faults, "this")
    if not isinstance(node, ScalarNode):
        return None
    try:
        return kind(written)
    except ValueError:
        faults.add(node, f"`{written[:64]}` is not {_noun(kind)}", help=did_you_mean(written, [str(w) for w in kind]))
        return None


def check_id(node: ScalarNode, faults: FaultList) -> bool:
    """Whether a scalar can name something: lower-case ASCII, so that no two ids look alike."""
    if _ID.fullmatch(node.value):
        return True
    faults.add(
        node, f"`{node.value[:64]}` cannot be an id", help="lower-case letters, digits, `.`, `_` and `-`, at most 64"
    )
    return False


def check_country(node: Node, faults: FaultList) -> bool:
    """Whether a scalar can be a country code."""
    if _COUNTRY.fullmatch(str(node.value)):
        return True
    faults.add(node, f"`{str(node.value)[:64]}` is not a country", help="two capital letters, such as JP")
    return False


def check_reference(node: ScalarNode, known: Collection[str], what: str, faults: FaultList) -> bool:
    """Whether a scalar names something that the policy declares."""
    if node.value in known:
        return True
    help = word_advice(node.value) or faults.advice_for(node.value, known, what)
    faults.add(node, f"unknown {what} `{node.value[:64]}`", help=help)
    return False


def _noun(kind: type[StrEnum]) -> str:
    """The kind of a word with its article: `a level`, `an obligation`."""
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def is_empty(node: Node) -> bool:
    """Whether nothing stands in a value's place."""
    return isinstance(node, ScalarNode) and node.value in ("", "~", "null") and node.style is None
