"""The engine as a proof asks it: under the policy's own table, and under a table that lets everything pass.

Every decision is at least as strict as under the second, because the strictest of the invariants and the table wins;
so what is stopped there is stopped under every rule in every order. That the engine does take the strictest is what
these questions would show if it did not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from policies.analysis.proof.result import Hop
from policies.attribution import attribute
from policies.decision import Decision
from policies.engine import Engine
from policies.label import Label, ProjectId
from policies.model import Channel, Defaults, PersonId, Verdict, ZoneId
from policies.tables import Tables
from policies.transfer import Destination, Exposure, KnownBy, Subject, Transfer, TransferId, TransferObject

DIGEST = hashlib.sha256(b"a document that nobody wrote").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One concrete transfer to ask the engine about; what it leaves out makes the least trouble."""

    seen: Label
    destination: Destination
    channel: Channel = Channel.SHARE
    person: PersonId | None = None
    session: ProjectId | None = None
    origin: frozenset[ZoneId] = frozenset()
    is_new: bool = False
    is_encrypted: bool = False
    size_bytes: int = 0
    exposure: tuple[Exposure, ...] = ()


class Judge:
    """Decides questions, and counts those that stand for all others.

    What a chain is made of is not counted: how much is asked for it depends on which hop the solver finds first, and
    two officers' proofs of one policy must say the same.
    """

    def __init__(self, tables: Tables, at: datetime) -> None:
        allow = Defaults(labelled=Verdict.ALLOW, unlabelled=Verdict.ALLOW)
        self._at, self._engine = at, Engine(tables)
        self._loosest = Engine(replace(tables, rules=(), defaults=allow))
        self.asked = 0

    def under_any_table(self, question: Question) -> Decision:
        """What the invariants and the floor alone decide."""
        return self._decide(question, self._loosest, self._at)

    def stands_for_others(self, question: Question) -> Decision:
        """The same of a transfer that stands for all like it, and is counted."""
        self.asked += 1
        return self.under_any_table(question)

    def under(self, tables: Tables, question: Question, at: datetime) -> Decision:
        """What another table would decide."""
        return self._decide(question, Engine(tables), at)

    def as_it_stands(self, question: Question, at: datetime | None = None) -> Hop:
        """What the policy decides, with the transfer it was asked about."""
        now = at or self._at
        return Hop(
            transfer=_transfer(question, now),
            seen=question.seen,
            exposure=question.exposure,
            at=now,
            decision=self._decide(question, self._engine, now),
        )

    def _decide(self, question: Question, engine: Engine, now: datetime) -> Decision:
        label = attribute(question.seen, origin=question.origin, session=question.session, tables=engine.tables)
        return engine.decide(_transfer(question, now), label, question.exposure, (), now)


def _transfer(question: Question, now: datetime) -> Transfer:
    known = KnownBy.OWNER if question.person is not None else KnownBy.UNKNOWN
    return Transfer(
        id=TransferId("proof"),
        subject=Subject(person=question.person, account=question.person or "", known_by=known),
        channel=question.channel,
        object=TransferObject(digest=DIGEST, name="document", size_bytes=question.size_bytes),
        destination=question.destination,
        at=now,
        session=question.session,
        origin=question.origin,
        is_new=question.is_new,
        is_encrypted=question.is_encrypted,
    )
