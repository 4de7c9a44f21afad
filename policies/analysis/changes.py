"""What two policies say differently, thing by thing: who came, who left, what was written anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from policies.model import Policy, Side

# What says nothing of what is decided.
SILENT = frozenset({"version", "line", "title", "note", "id"})
SECTIONS = ("walls", "projects", "parties", "people", "zones")
LISTS = {"rules": "name", "permits": "id", "officers": "person", "reviewers": "person"}
SINGULAR = {
    "walls": "wall",
    "projects": "project",
    "parties": "party",
    "people": "person",
    "zones": "zone",
    "rules": "rule",
    "permits": "permit",
    "officers": "officer",
    "reviewers": "reviewer",
}
_WORDS_SHOWN = 6


class How(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that differs.

    Attributes:
        what: Such as "project".
        name: Which one; empty for a setting of the whole policy.
        said: What differs in it, in words; empty where it came or left.
    """

    how: How
    what: str
    name: str
    said: str = ""


def changes_between(old: Policy, new: Policy) -> tuple[Fact, ...]:
    """Every difference of what two policies say, titles, notes and versions left out."""
    return tuple(_facts(old, new))


def _facts(old: Policy, new: Policy) -> Iterator[Fact]:
    for section in SECTIONS:
        yield from _of_mapping(SINGULAR[section], getattr(old, section), getattr(new, section))
    for section, key in LISTS.items():
        ours = {str(getattr(each, key)): each for each in getattr(old, section)}
        theirs = {str(getattr(each, key)): each for each in getattr(new, section)}
        yield from _of_mapping(SINGULAR[section], ours, theirs)
        if section == "rules":
            yield from _moved([*ours], [*theirs])
    named = {*SECTIONS, *LISTS, *SILENT, "exposure_resets"}
    for field in fields(Policy):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in named and before != after:
            yield Fact(how=How.CHANGED, what=field.name, name="", said=_difference(before, after))
    yield from _resets(old, new)


def _of_mapping(what: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Fact]:
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield Fact(how=How.REMOVED, what=what, name=name)
        elif name not in old:
            yield Fact(how=How.ADDED, what=what, name=name)
        else:
            said = "; ".join(_fields(old[name], new[name]))
            if said:
                yield Fact(how=How.CHANGED, what=what, name=name, said=said)


def _fields(old: object, new: object) -> Iterator[str]:
    if not is_dataclass(old) or isinstance(old, type):
        return
    for field in fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in SILENT and before != after:
            yield f"{field.name.replace('_', ' ')}: {_difference(before, after)}"


def _difference(before: object, after: object) -> str:
    """How one value became another: what came and what left of sets, else both."""
    if isinstance(before, frozenset) and isinstance(after, frozenset):
        return _came_and_left(_shown_all(before), _shown_all(after))
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _came_and_left(_entries(before), _entries(after))
    if is_dataclass(before) and is_dataclass(after):
        return ", ".join(_fields(before, after))
    return f"{shown(before)} → {shown(after)}"


def _came_and_left(before: set[str], after: set[str]) -> str:
    came = [f"+{word}" for word in sorted(after - before)]
    left = [f"-{word}" for word in sorted(before - after)]
    words = [*left, *came]
    more = len(words) - _WORDS_SHOWN
    return ", ".join(words[:_WORDS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _shown_all(values: frozenset[object]) -> set[str]:
    return {shown(value) for value in values}


def _entries(values: Mapping[object, object]) -> set[str]:
    return {f"{key} ({shown(value)})" for key, value in values.items()}


def shown(value: object) -> str:
    """A value in words."""
    if value is None or value in ("", ()):
        return "none"
    if isinstance(value, Side):
        return f"{value.wall}/{value.name}"
    if isinstance(value, frozenset | tuple):
        return ", ".join(sorted(shown(each) for each in value)) or "none"
    if isinstance(value, Mapping):
        return ", ".join(sorted(_entries(value))) or "none"
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    return str(value)


def _object(value: object) -> str:
    given = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name not in SILENT)  # type: ignore[arg-type]
    told = [(name, each) for name, each in given if each not in (None, "", (), frozenset())]
    if [name for name, _ in told] == ["level"]:
        return shown(told[0][1])
    return " ".join(f"{name} {shown(each)}" for name, each in told) or "none"


def _moved(old: list[str], new: list[str]) -> Iterator[Fact]:
    """Rules that stand in another order among those that both policies have."""
    common = set(old) & set(new)
    before, after = [n for n in old if n in common], [n for n in new if n in common]
    if before != after:
        names = [name for name, other in zip(after, before, strict=True) if name != other]
        said = f"{len(names)} rules stand elsewhere in the order: {', '.join(names[:_WORDS_SHOWN])}"
        yield Fact(how=How.MOVED, what="rules", name="", said=said)


def _resets(old: Policy, new: Policy) -> Iterator[Fact]:
    for how, ours, theirs in (
        (How.REMOVED, old.exposure_resets, new.exposure_resets),
        (How.ADDED, new.exposure_resets, old.exposure_resets),
    ):
        for each in ours:
            if each not in theirs:
                said = f"side {shown(each.side)}, up to {each.on}, by {each.by}"
                yield Fact(how=how, what="exposure reset", name=each.person, said=said)
