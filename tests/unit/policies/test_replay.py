"""Recorded transfers, decided again."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from policies.analysis.replay import Recorded, Replay
from policies.compiler import compile_policy
from policies.decision import Decision
from policies.engine import decide
from policies.examples import load_example
from policies.label import Kind, Label, Level, ProjectId
from policies.language import load_policy
from policies.model import Channel, PersonId, Verdict, ZoneId
from policies.transfer import Destination, Subject, Transfer, TransferId, TransferObject

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OLD = load_example()
TABLES = compile_policy(load_policy(OLD))
STRICT = compile_policy(load_policy(OLD.replace("verdict: justify", "verdict: block")))


def recorded(zone: str = "gripper", level: Level = Level.INTERNAL, line: int = 1, **changes: object) -> Recorded:
    transfer = Transfer(
        id=TransferId(f"T-{line}"),
        subject=Subject(person=PersonId("sato")),
        channel=Channel.SHARE,
        object=TransferObject(digest="0" * 64, name="x", size_bytes=1),
        destination=Destination(zone=ZoneId(zone)),
        at=NOW + timedelta(minutes=line),
    )
    transfer = dataclasses.replace(transfer, **changes)  # type: ignore[arg-type]
    label = Label(level=level, kinds=frozenset({Kind.SPECIFICATION}))
    decision = decide(transfer, label, (), (), TABLES, transfer.at)
    return Recorded(line=line, transfer=transfer, label=label, at=transfer.at, decision=decision)


def test_the_same_policy_decides_the_same() -> None:
    replay = Replay(TABLES)
    replay.take(recorded())
    assert (replay.transfers, replay.changed_count) == (1, 0)


def test_a_stricter_rule_is_seen_and_hit() -> None:
    replay = Replay(STRICT)
    mail = recorded(level=Level.SENSITIVE, channel=Channel.MAIL, destination=Destination())
    assert mail.decision is not None
    assert mail.decision.verdict is Verdict.JUSTIFY
    replay.take(mail)
    (changed,) = replay.changed
    assert (changed.then.verdict, changed.now.verdict) == (Verdict.JUSTIFY, Verdict.BLOCK)
    assert replay.hits == {"sensitive-by-mail": 1}
    assert replay.totals == {(Verdict.JUSTIFY, Verdict.BLOCK): 1}


def test_what_somebody_handled_before_counts_for_what_comes_after() -> None:
    handled = dataclasses.replace(
        recorded(zone="qsensor"), label=Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
    )
    new = recorded(level=Level.SENSITIVE, line=2)
    alone, after = Replay(TABLES), Replay(TABLES)
    after.take(handled)
    assert alone.take(new).rule != "invariant:exposure"
    assert after.take(new).rule == "invariant:exposure"


def test_another_policy_may_stand_for_what_was_decided_then() -> None:
    mail = recorded(level=Level.SENSITIVE, channel=Channel.MAIL, destination=Destination())
    replay = Replay(STRICT, against=STRICT)
    replay.take(mail)
    assert replay.changed_count == 0


def test_what_a_release_lifted_then_is_counted_apart() -> None:
    lifted = Decision(verdict=Verdict.ALLOW, rule="release:R-1", reasons=())
    replay = Replay(TABLES)
    replay.take(dataclasses.replace(recorded(), decision=lifted))
    assert (replay.released_count, replay.changed_count) == (1, 1)


def test_only_so_many_are_kept_and_all_are_counted() -> None:
    replay = Replay(STRICT, most=1)
    for line in range(3):
        replay.take(recorded(level=Level.SENSITIVE, line=line, channel=Channel.MAIL, destination=Destination()))
    assert (len(replay.changed), replay.changed_count) == (1, 3)
