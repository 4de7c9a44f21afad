"""Whether somebody may open a file that is known. Nothing here asks the kernel anything.

Invariants of this module:

1. Everybody who stands behind an opener must be allowed: the user id for files and the person who logged in, whatever
   that person became since.
2. The machine itself, root without a login, is not kept out; it cannot be, and is said in the coverage.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from agent.gate.table import STOPPED, UNJUDGED

if TYPE_CHECKING:
    from agent.gate.rules import Rules
    from agent.gate.subject import Opener
    from agent.gate.table import Record

ROOT = 0


class Known(Enum):
    """What the table says of a file in its present state."""

    FREE = "free"
    LABELLED = "labelled"
    STOPPED = "stopped"
    UNJUDGED = "unjudged"
    UNKNOWN = "unknown"


def known_as(record: Record | None, tag: int, rules: Rules) -> Known:
    """What is known of a file whose state has the tag `tag`."""
    if record is None or record.tag != tag:
        return Known.UNKNOWN
    if record.number == STOPPED:
        return Known.STOPPED
    if record.number == UNJUDGED:
        return Known.UNJUDGED
    found = rules.classes.get(record.number)
    if found is None:
        return Known.UNKNOWN
    return Known.FREE if found.is_for_everybody else Known.LABELLED


def people_behind(opener: Opener, *, is_service: bool) -> frozenset[int]:
    """User ids of those for whom a process opens a file; none for the machine itself.

    Args:
        is_service: Whether it opens files for others under their user ids.
    """
    people = opener.uids - {ROOT}
    if opener.login is None or is_service:
        return people
    return people | {opener.login}


def may_open(people: frozenset[int], record: Record, rules: Rules) -> bool:
    """Whether all of these may open a labelled file."""
    found = rules.classes[record.number]
    return all(found.allows(uid) for uid in people)
