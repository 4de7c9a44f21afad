"""Control lists as values: what stands on which version of which list, and what each entry asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policies.errors import PolicyError
from policies.model import ListEffect

VERSION_DIGITS = 12


class ListError(PolicyError):
    """A list that cannot be read, with the record where it broke."""


class EntityKind(StrEnum):
    """What a list says an entry is; parties are organisations, so only these are screened against."""

    ORGANISATION = "organisation"
    PERSON = "person"
    CRAFT = "craft"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEntry:
    """One entry of a list.

    Attributes:
        id: The list's own number, or one made of its place; stable across versions as far as the list's is.
        kind: Where the list does not say, an organisation.
        reason: Requirement, policy or reason as the list words it, in short.
        since, until: First and last day on which the entry counts.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: EntityKind = EntityKind.ORGANISATION
    effect: ListEffect
    reason: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlList:
    """One version of a list.

    Attributes:
        code: Short name by which an office sets effects, such as `EL`.
        title: The name that a policy's `screening:` and every decision carry.
        version: Digest of the entries, so that the same entries have the same version in whatever file.
        dated: Day of the list; None where neither the file nor its reader knows.
        file: The file it was read from.
    """

    code: str
    title: str
    version: str
    dated: date | None
    entries: tuple[ListEntry, ...] = field(repr=False)
    file: str = ""


def one_version_each(lists: Iterable[ControlList]) -> tuple[ControlList, ...]:
    """The lists, each once: the same version from two files is one.

    Raises:
        ListError: two versions of a list, of which the older would still count those that the newer left out.
    """
    found: dict[str, ControlList] = {}
    for each in lists:
        other = found.setdefault(each.title, each)
        if other.version != each.version:
            told = f"`{each.title}` stands in two versions, in `{other.file}` and in `{each.file}`"
            raise ListError(told, help="give one version of each list, such as the folder of one month")
    return tuple(found.values())


def version_of(entries: Iterable[ListEntry]) -> str:
    """Digest of the entries, whatever their order: the first hex digits of a SHA-256."""
    lines = sorted(
        "\x1f".join((*entry.names, entry.kind, entry.effect, entry.reason, str(entry.since), str(entry.until)))
        for entry in entries
    )
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:VERSION_DIGITS]
