"""Ids and closed sets of words that a policy is written in."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from policies.ordered import OrderedStrEnum

WallId = NewType("WallId", str)
PersonId = NewType("PersonId", str)
PartyId = NewType("PartyId", str)
ZoneId = NewType("ZoneId", str)
RuleName = NewType("RuleName", str)
PermitId = NewType("PermitId", str)


class Verdict(OrderedStrEnum):
    """What happens to a transfer; later is stricter."""

    ALLOW = "allow"
    NOTIFY = "notify"
    JUSTIFY = "justify"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def stops(self) -> bool:
        """Whether the bytes do not arrive (`justify` waits for the sender's reason)."""
        return self.rank >= Verdict.JUSTIFY.rank


class Channel(StrEnum):
    """How bytes move."""

    SHARE = "share"
    REMOVABLE = "removable"
    SYNC = "sync"
    HTTP = "http"
    MAIL = "mail"
    SSH = "ssh"
    PRINT = "print"
    PROCESS = "process"


class Status(StrEnum):
    """A person's legal status as the export-control office recorded it (FEFA, specific categories 特定類型)."""

    RESIDENT = "resident"
    NON_RESIDENT = "non-resident"
    SPECIFIC_CATEGORY_1 = "specific-category-1"
    SPECIFIC_CATEGORY_2 = "specific-category-2"
    SPECIFIC_CATEGORY_3 = "specific-category-3"
    UNKNOWN = "unknown"


class Stage(OrderedStrEnum):
    """How far a project is from research for its own sake; later is nearer to a product."""

    BASIC_RESEARCH = "basic-research"
    APPLIED_RESEARCH = "applied-research"
    DEVELOPMENT = "development"
    PROTOTYPE = "prototype"
    TEST = "test"
    PRODUCT = "product"


class Publication(StrEnum):
    """How a project's papers get out: its publication lane.

    `open` is fundamental research without a review before publication, `reviewed` needs a release, `closed` is never
    published.
    """

    OPEN = "open"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class FefaResult(StrEnum):
    """What the judgement of a project's items by the Japanese control list came to (該非判定)."""

    CONTROLLED = "controlled"
    NOT_CONTROLLED = "not-controlled"
    UNJUDGED = "unjudged"


class ListEffect(OrderedStrEnum):
    """What an entry on a screening list asks for; later is stricter."""

    FLAG = "flag"
    LICENCE = "licence"
    PROHIBIT = "prohibit"


class ZoneKind(StrEnum):
    """What sort of place bytes rest in or go to."""

    HOME = "home"
    COMMON = "common"
    ENCLAVE = "enclave"
    MACHINE = "machine"
    REMOVABLE = "removable"
    SYNC = "sync"
    PARTY = "party"
    UNKNOWN = "unknown"


class Obligation(StrEnum):
    """What must be done besides a verdict."""

    NOTIFY_PI = "notify-pi"
    RECORD_PERMIT = "record-permit"
    ENCRYPT = "encrypt-to-recipient"
    SECOND_LOOK = "second-look"


class Weekday(OrderedStrEnum):
    """A day of the week, Monday first."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"
