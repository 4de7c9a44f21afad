"""The core as a play: events in, actions out, no file in sight."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyrage
import pytest
from rich.console import Console

from agent.actions import (
    Action,
    Complete,
    EndFirst,
    Forget,
    ForgetAll,
    Judge,
    KeepPlace,
    Let,
    Look,
    Refuse,
    ReportGap,
    Scan,
    Stop,
)
from agent.config import Limits
from agent.core import Agent
from agent.events import (
    CouldNotJudge,
    Event,
    EventsLost,
    FileGone,
    FileHinted,
    FolderGone,
    FolderHinted,
    GateAsked,
    Judged,
    LettersRead,
    Looked,
    PolicyChanged,
    ReleaseOffered,
    RoundHinted,
    Scanned,
    StopsChanged,
    Tick,
)
from agent.evidence import facts, seal_evidence
from agent.holds import FileFacts, Hold, HoldState
from agent.scans import FOLDERS_MOST, ROOM
from agent.tree import Signature, Spot
from agent.unreadable import MOST
from agent.wire import TransferEvent
from classifiers.assessment import Assessment, Attribution, Marking, MarkingSource, ReasonKind
from classifiers.assessment import Reason as ExplainedBy
from policies.label import Label, Level, ProjectId, Reading
from policies.model import (
    Endpoint,
    Obligation,
    Permit,
    PermitId,
    PersonId,
    RuleName,
    Side,
    Verdict,
    WallId,
    ZoneId,
)
from policies.release import Release
from policies.tables import RuleFacts, Tables
from policies.transfer import Exposure, KnownBy, Subject
from sekimori.evidence_pages import show_evidence
from tests.support.agent_house import House, build_house
from tests.support.agent_terms import terms_for

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SPOT = Spot("/srv/gripper", "a.txt")
SIGNATURE = Signature(1, 2, 3, 4, 5)
WANG = Subject(person="wang", account="wang", known_by=KnownBy.OWNER)
FACTS = FileFacts(mode=0o644, uid=1000, gid=1000, mtime_ns=4)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return build_house(tmp_path_factory.mktemp("house"))


@pytest.fixture
def tables(house: House) -> Tables:
    return house.tables


@pytest.fixture
def agent(tables: Tables) -> Agent:
    agent = Agent("agent-1", Limits())
    agent.handle(PolicyChanged(tables=tables))
    return agent


def play(agent: Agent, *events: Event) -> list[Action]:
    return [action for event in events for action in agent.handle(event)]


def assessment(**label: object) -> Assessment:
    given = Label(**label)  # type: ignore[arg-type]
    return Assessment(digest="d" * 64, size_bytes=3, type="text/plain", label=given, parts=("d" * 64,))


def judged(**changes: object) -> Judged:
    base = Judged(
        spot=SPOT, zone=ZoneId("gripper"), channel=None, signature=SIGNATURE, facts=FACTS, digest="d" * 64,
        assessment=assessment(level=Level.INTERNAL), subject=WANG,
        session=None, origin=frozenset(), is_new=True, exposure=(), uses={}, transfer_id="T-1", case="C-00000001",
        now=NOW, at_s=10.0, changed_s=9.9,
    )  # fmt: skip
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def hint(at_s: float, *, closed: bool = False, spot: Spot = SPOT) -> FileHinted:
    return FileHinted(spot=spot, at_s=at_s, closed=closed)


def looked(
    at_s: float, *, rested_s: float = 0.0, signature: Signature | None = SIGNATURE, known: bool = False
) -> Looked:
    return Looked(spot=SPOT, signature=signature, rested_s=rested_s, is_known=known, at_s=at_s)


def test_a_closed_file_is_judged_after_a_breath(agent: Agent) -> None:
    assert play(agent, hint(1.0, closed=True), Tick(at_s=1.01)) == []
    assert play(agent, Tick(at_s=1.06)) == [Look(spot=SPOT)]
    assert play(agent, looked(1.06, rested_s=0.06)) == [Judge(spot=SPOT, changed_s=1.0)]


def test_an_open_file_waits_until_it_rests(agent: Agent) -> None:
    assert play(agent, hint(1.0), Tick(at_s=1.04)) == []
    assert play(agent, Tick(at_s=1.1), looked(1.1, rested_s=0.1)) == [Look(spot=SPOT)]
    assert play(agent, Tick(at_s=1.2)) == []
    assert play(agent, Tick(at_s=1.31), looked(1.31, rested_s=0.31)) == [
        Look(spot=SPOT),
        Judge(spot=SPOT, changed_s=1.0),
    ]


def test_a_clock_ahead_of_ours_does_not_keep_a_file_waiting(agent: Agent) -> None:
    play(agent, hint(1.0), Tick(at_s=1.31), looked(1.31, rested_s=-500.0))
    assert play(agent, Tick(at_s=1.5)) == []
    assert Judge(spot=SPOT, changed_s=1.0) in play(agent, Tick(at_s=1.7), looked(1.7, rested_s=-500.0))


def test_a_file_that_never_rests_is_judged_all_the_same(agent: Agent) -> None:
    for second in range(30):
        assert not [each for each in play(agent, hint(float(second))) if isinstance(each, Judge)]
    fresh = looked(31.0, signature=Signature(1, 2, 3, 999, 999))
    assert play(agent, Tick(at_s=31.0), fresh)[-1] == Judge(spot=SPOT, changed_s=29.0, at_any_rate=True)


def test_a_file_known_in_this_state_is_not_read(agent: Agent) -> None:
    play(agent, hint(1.0, closed=True))
    assert play(agent, Tick(at_s=1.1), looked(1.1, rested_s=3, known=True)) == [Look(spot=SPOT)]
    assert agent.waiting == 0


@pytest.mark.parametrize(
    ("ctime_ns", "is_read"), [(1_764_000_002_000_000_000, True), (1_764_000_002_123_456_789, False)]
)
def test_a_change_within_the_coarsest_clock_is_read_although_nothing_shows_it(
    agent: Agent, ctime_ns: int, *, is_read: bool
) -> None:
    """The clock of FAT counts in two seconds; where the clock is finer, what is known is not judged a second time."""
    play(agent, hint(1.0, closed=True))
    state = SIGNATURE._replace(ctime_ns=ctime_ns)
    actions = play(agent, Tick(at_s=1.1), looked(1.1, rested_s=1, known=True, signature=state))
    assert (Judge(spot=SPOT, changed_s=1.0) in actions) is is_read


@pytest.mark.parametrize(
    ("is_written", "closed", "waits_s"), [(True, False, 5.0), (True, True, 0.05), (False, False, 0.05)]
)
def test_a_file_that_somebody_writes_to_waits_for_its_end(
    agent: Agent, waits_s: float, *, is_written: bool, closed: bool
) -> None:
    play(agent, hint(1.0, closed=closed))
    for rested_s, is_due in ((waits_s - 0.01, False), (waits_s + 0.01, True)):
        state = dataclasses.replace(looked(1.0 + rested_s, rested_s=rested_s), is_written=is_written)
        assert bool(play(agent, state)) is is_due


def test_what_was_judged_while_it_was_open_is_judged_again_when_it_is_closed(agent: Agent) -> None:
    """A mapping that was written to before is written to again without another time of change."""
    play(agent, hint(1.0), dataclasses.replace(looked(7.0, rested_s=6.0), is_written=True), judged(), hint(8.0))
    assert play(agent, looked(8.1, rested_s=1.0, known=True)) == []
    play(agent, hint(9.0, closed=True))
    assert play(agent, looked(9.1, rested_s=2.0, known=True)) == [Judge(spot=SPOT, changed_s=9.0)]
    play(agent, judged(), hint(10.0, closed=True))
    assert play(agent, looked(10.1, rested_s=3.0, known=True)) == []


def test_a_file_that_grows_for_hours_is_judged_now_and_then(agent: Agent) -> None:
    verdicts = []
    for second in range(1300):
        play(agent, hint(float(second)))
        state = Signature(1, 2, second, second, second)
        growing = dataclasses.replace(looked(second + 0.5, rested_s=0.0, signature=state), is_written=True)
        if play(agent, growing):
            verdicts.append(second)
            play(agent, judged())
    assert verdicts == [600, 1201]


def test_events_have_their_turn_before_what_a_scan_found(agent: Agent) -> None:
    found = tuple(Spot(SPOT.root, f"old/{number}") for number in range(1000))
    scanned(agent, *found, cause="first")
    play(agent, hint(1.0, closed=True))
    assert play(agent, Tick(at_s=1.1)) == [Look(spot=SPOT)]
    play(agent, judged())
    assert play(agent, Tick(at_s=1.2)) == [Look(spot=found[0], at_leisure=True)]


def test_the_backlog_is_not_starved_by_events_that_never_end(agent: Agent) -> None:
    scanned(agent, SPOT, cause="first")
    looked_at = set()
    for turn in range(200):
        at_s = 1.0 + turn
        play(agent, hint(at_s, closed=True, spot=Spot(SPOT.root, f"live-{turn}")))
        looked_at |= {action.spot for action in play(agent, Tick(at_s=at_s + 0.5)) if isinstance(action, Look)}
    assert SPOT in looked_at


def test_a_scan_waits_while_much_that_it_found_has_no_verdict(agent: Agent) -> None:
    found = tuple(Spot(SPOT.root, f"old/{number}") for number in range(ROOM))
    (scan,) = asked(agent, "first")
    play(agent, step(scan, *found, is_over=False))
    actions = [action for turn in range(50) for action in play(agent, Tick(at_s=1.0 + turn * 0.001))]
    assert not [action for action in actions if isinstance(action, Scan)]
    play(agent, judged(spot=found[0]))
    again = [action for action in play(agent, Tick(at_s=1.1)) if isinstance(action, Scan)]
    assert [(each.number, each.is_new) for each in again] == [(scan.number, False)]


def test_more_than_can_be_remembered_is_left_to_a_scan() -> None:
    agent = Agent("agent-1", Limits(waiting_most=3))
    play(agent, *(hint(1.0, spot=Spot(SPOT.root, f"{number}")) for number in range(5)))
    assert agent.waiting == 3
    assert [each.cause for each in play(agent, Tick(at_s=1.0)) if isinstance(each, Scan)] == ["too-many"]


def test_there_is_room_for_what_somebody_waits_for_and_for_what_no_scan_would_find() -> None:
    agent = Agent("agent-1", Limits(waiting_most=2))
    play(agent, *(hint(1.0, spot=Spot(SPOT.root, f"{number}")) for number in range(2)))
    asked_for, lettered = Spot(SPOT.root, "asked"), Spot(SPOT.root, "lettered")
    play(
        agent,
        GateAsked(spot=asked_for, device=1, inode=2, tag=3, at_s=1.0),
        LettersRead(spot=lettered, digest="d", at_s=1.0),
    )
    assert {each.spot for each in play(agent, Tick(at_s=1.01)) if isinstance(each, Look)} == {asked_for, lettered}


def wanted(at_s: float) -> GateAsked:
    return GateAsked(spot=SPOT, device=1, inode=2, tag=3, at_s=at_s)


@pytest.mark.parametrize("heard_first", [True, False])
def test_what_somebody_waits_to_open_is_judged_at_once_where_nobody_writes_to_it(
    agent: Agent, heard_first: bool
) -> None:
    told = (hint(1.0, closed=True), wanted(1.001)) if heard_first else (wanted(1.001), hint(1.002, closed=True))
    assert play(agent, *told, Tick(at_s=1.003)) == [Look(spot=SPOT)]
    seen = dataclasses.replace(looked(1.003, rested_s=0.012), is_written=False)
    assert [type(each) for each in play(agent, seen)] == [Judge]


def test_what_somebody_waits_to_open_rests_until_a_change_would_show(agent: Agent) -> None:
    """Of what is written within one tick of the file system's clock, no time tells whether it was read."""
    assert play(agent, wanted(1.0), Tick(at_s=1.0)) == [Look(spot=SPOT)]
    seen = dataclasses.replace(looked(1.001, rested_s=0.002), is_written=False)
    assert play(agent, seen, Tick(at_s=1.005)) == []
    assert play(agent, Tick(at_s=1.0095)) == [Look(spot=SPOT)]
    seen = dataclasses.replace(looked(1.0095, rested_s=0.0105), is_written=False)
    assert [type(each) for each in play(agent, seen)] == [Judge]


@pytest.mark.parametrize("is_written", [True, None])
def test_what_somebody_waits_to_open_may_rest_while_it_is_written_to(agent: Agent, is_written: bool | None) -> None:
    assert play(agent, wanted(1.0), Tick(at_s=1.0)) == [Look(spot=SPOT)]
    seen = dataclasses.replace(looked(1.0), is_written=is_written)
    assert play(agent, seen, Tick(at_s=1.01)) == []
    assert play(agent, Tick(at_s=1.06)) == [Look(spot=SPOT)]
    seen = dataclasses.replace(looked(1.06, rested_s=0.06), is_written=is_written)
    assert [type(each) for each in play(agent, seen)] == [Judge]


@pytest.mark.parametrize("closed", [True, False])
def test_a_file_that_changes_more_often_than_it_could_rest_is_judged_as_it_stands(agent: Agent, closed: bool) -> None:
    limits, judged_at = Limits(), list[float]()
    for tenth_ms in range(0, 6400_000, 200):
        at_s = tenth_ms / 10_000
        for action in play(agent, hint(at_s, closed=closed), Tick(at_s=at_s)):
            if isinstance(action, Look):
                seen = Looked(
                    spot=SPOT, signature=SIGNATURE._replace(mtime_ns=tenth_ms), rested_s=0.0, is_known=False,
                    is_written=not closed, at_s=at_s,
                )  # fmt: skip
                judged_at += [at_s for each in play(agent, seen) if isinstance(each, Judge) and each.at_any_rate]
        if judged_at:
            break
    assert judged_at == [pytest.approx(limits.longest_wait_s if closed else limits.longest_open_s, abs=1.1)]


def test_a_first_scan_is_kept_only_as_far_as_all_has_its_verdict(agent: Agent) -> None:
    one, other = Spot(SPOT.root, "a/1"), Spot(SPOT.root, "b/2")
    (scan,) = asked(agent, "first")
    play(agent, step(scan, one, after="a/9", is_over=False), step(scan, other, after="b/9", is_over=False))
    assert not [each for each in play(agent, Tick(at_s=60.0)) if isinstance(each, KeepPlace)]
    play(agent, judged(spot=other))
    assert not [each for each in play(agent, Tick(at_s=60.0)) if isinstance(each, KeepPlace)]
    play(agent, judged(spot=one))
    assert KeepPlace(root=SPOT.root, after="b/9") in play(agent, Tick(at_s=60.0))


def test_a_first_scan_goes_on_where_it_was_and_then_all_is_looked_at_once(agent: Agent) -> None:
    root = Spot(SPOT.root, "")
    play(agent, EventsLost(root=SPOT.root, cause="first", at_s=1.0, after="a/9"))
    (scan,) = play(agent, Tick(at_s=1.0))
    assert isinstance(scan, Scan)
    assert (scan.cause, scan.after) == ("first", "a/9")
    play(agent, step(scan))
    assert EndFirst(root=SPOT.root) in play(agent, Tick(at_s=2.0))
    assert [
        (each.folder, each.cause, each.after) for each in play(agent, Tick(at_s=2.1)) if isinstance(each, Scan)
    ] == [(root, "start", "")]


def test_a_tree_that_takes_long_is_not_gone_through_all_the_time(agent: Agent) -> None:
    (scan,) = asked(agent, "interval", at_s=1.0)
    play(agent, step(scan, at_s=11.0, took_s=10.0))
    assert asked(agent, "interval", at_s=61.0) == ()
    assert [each.cause for each in play(agent, Tick(at_s=512.0)) if isinstance(each, Scan)] == ["interval"]


def test_a_loss_during_the_first_scan_leaves_what_rests_there_first(agent: Agent) -> None:
    asked(agent, "first")
    (scan,) = asked(agent, "overflow")
    play(agent, step(scan, SPOT))
    play(agent, Tick(at_s=2.0))
    assert play(agent, looked(2.0, rested_s=1))[-1] == Judge(spot=SPOT, changed_s=1.0, is_first=True)


def test_a_first_scan_stays_one_whatever_asks_for_a_scan_besides(agent: Agent) -> None:
    play(
        agent,
        EventsLost(root=SPOT.root, cause="overflow", at_s=1.0),
        EventsLost(root=SPOT.root, cause="first", at_s=1.0),
    )
    assert [each.cause for each in play(agent, Tick(at_s=1.0)) if isinstance(each, Scan)] == ["first"]


def test_a_first_scan_waits_for_the_verdicts_of_the_one_before(agent: Agent) -> None:
    """Of like files the one in the folder that is named first is judged first, also where it came to rest just now."""
    roots = (SPOT.root, "/srv/qsensor")
    play(agent, *(EventsLost(root=root, cause="first", at_s=1.0) for root in roots))
    (scan,) = play(agent, Tick(at_s=1.0))
    assert isinstance(scan, Scan)
    play(agent, step(scan, SPOT, at_s=1.1))
    assert not [each for each in play(agent, Tick(at_s=1.2)) if isinstance(each, Scan)]
    play(agent, judged())
    assert [each.folder.root for each in play(agent, Tick(at_s=1.3)) if isinstance(each, Scan)] == [roots[1]]


def test_what_never_rests_keeps_no_other_folder_from_its_first_scan(agent: Agent) -> None:
    roots = (SPOT.root, "/srv/qsensor")
    play(agent, *(EventsLost(root=root, cause="first", at_s=1.0) for root in roots))
    (scan,) = play(agent, Tick(at_s=1.0))
    assert isinstance(scan, Scan)
    play(agent, step(scan, SPOT, at_s=1.1))
    assert [each.folder.root for each in play(agent, Tick(at_s=40.0)) if isinstance(each, Scan)] == [roots[1]]


def test_what_an_event_tells_of_is_not_what_stood_there_first(agent: Agent) -> None:
    scanned(agent, SPOT, cause="first")
    assert play(agent, Tick(at_s=2.0), looked(2.0, rested_s=1))[-1] == Judge(spot=SPOT, changed_s=1.0, is_first=True)
    play(agent, hint(2.5, closed=True))
    assert play(agent, Tick(at_s=3.0), looked(3.0, rested_s=1))[-1] == Judge(spot=SPOT, changed_s=2.5)


def test_an_ordinary_file_that_rested_passes_unseen(agent: Agent) -> None:
    (let,) = play(agent, judged(rested=True, is_new=False, subject=Subject()))
    assert isinstance(let, Let)
    assert (let.decision.verdict, let.reports) == (Verdict.ALLOW, False)


def test_an_ordinary_form_that_rested_in_both_homes_passes_unseen(agent: Agent) -> None:
    (let,) = play(agent, judged(rested=True, is_new=False, origin=frozenset({ZoneId("qsensor")})))
    assert isinstance(let, Let)
    assert (let.decision.verdict, let.reports) == (Verdict.ALLOW, False)


def test_a_first_scan_that_could_not_enter_is_not_over(agent: Agent) -> None:
    root = Spot(SPOT.root, "")
    scanned(agent, cause="first", unreadable=(root,))
    assert play(agent, Tick(at_s=2.0)) == []
    # It is asked for anew, and is still the first.
    assert [each.cause for each in asked(agent, "first", at_s=3.0)] == ["first"]


def test_a_like_file_that_rested_is_said_to_be_one(agent: Agent) -> None:
    like = judged(
        rested=True, is_new=False, origin=frozenset({ZoneId("qsensor")}), assessment=assessment(level=Level.SENSITIVE)
    )
    (stop,) = play(agent, like)
    assert isinstance(stop, Stop)
    assert (stop.decision.reasons[0].key, stop.decision.reasons[-1].key) == ("wall.crosses", "rested.like")
    assert stop.decision.reasons[-1].facts == {"zones": "qsensor"}


@pytest.mark.parametrize("reading", [Reading.OPAQUE, Reading.FULL])
def test_what_rested_in_a_home_is_the_homes_whoever_owns_it(agent: Agent, reading: Reading) -> None:
    rested = judged(
        rested=True, is_new=False, subject=Subject(), assessment=assessment(level=Level.SENSITIVE, reading=reading)
    )
    (let,) = play(agent, rested)
    assert isinstance(let, Let)
    assert let.label.projects == {"gripper"}


def test_what_rested_in_a_home_and_is_known_as_the_other_sides_is_stopped(agent: Agent) -> None:
    known = assessment(level=Level.CONTROLLED, projects=frozenset({ProjectId("qsensor")}))
    copy = assessment(level=Level.SENSITIVE)
    for each in (
        judged(rested=True, is_new=False, assessment=known),
        judged(rested=True, is_new=False, assessment=copy, origin=frozenset({ZoneId("qsensor")})),
    ):
        (stop,) = play(agent, each)
        assert isinstance(stop, Stop)
        assert stop.decision.rule == "invariant:wall"


def test_what_cannot_be_read_and_rested_in_the_common_share_stays_and_is_reported(agent: Agent) -> None:
    sealed = assessment(level=Level.INTERNAL, reading=Reading.OPAQUE)
    (let,) = play(agent, judged(rested=True, is_new=False, subject=Subject(), zone=ZoneId("common"), assessment=sealed))
    assert isinstance(let, Let)
    assert (let.decision.verdict, let.reports) == (Verdict.NOTIFY, True)
    (stop,) = play(agent, judged(subject=Subject(), zone=ZoneId("common"), assessment=sealed))
    assert isinstance(stop, Stop)


def test_a_file_that_is_gone_is_forgotten(agent: Agent) -> None:
    play(agent, hint(1.0, closed=True))
    assert play(agent, looked(1.1, signature=None)) == [Forget(spot=SPOT)]
    assert play(agent, FileGone(spot=SPOT, at_s=2.0), Tick(at_s=2.0)) == [ForgetAll(spots=(SPOT,))]


def asked(agent: Agent, cause: str, *, at_s: float = 1.0) -> tuple[Scan, ...]:
    """The step of a scan that is asked for because something was lost, or because it is due."""
    agent.handle(EventsLost(root=SPOT.root, cause=cause, at_s=at_s))
    return tuple(each for each in agent.handle(Tick(at_s=at_s)) if isinstance(each, Scan))


def step(scan: Scan, *changed: Spot, **more: object) -> Scanned:
    base = Scanned(folder=scan.folder, cause=scan.cause, number=scan.number, changed=changed, unreadable=(), at_s=1.0)
    return dataclasses.replace(base, **more)  # type: ignore[arg-type]


def scanned(agent: Agent, *changed: Spot, cause: str = "interval", unreadable: tuple[Spot, ...] = ()) -> list[Action]:
    """A scan that is over after one step."""
    (scan,) = asked(agent, cause)
    return play(agent, step(scan, *changed, unreadable=unreadable))


def test_a_new_folder_is_scanned_and_once_more_when_the_dust_has_settled(agent: Agent) -> None:
    folder = Spot(SPOT.root, "new")
    (scan,) = play(agent, FolderHinted(spot=folder, at_s=1.0), Tick(at_s=1.1))
    assert isinstance(scan, Scan)
    assert (scan.folder, scan.cause) == (folder, "new-folder")
    play(agent, step(scan, at_s=1.1))
    (again,) = play(agent, Tick(at_s=2.1))
    assert isinstance(again, Scan)
    assert (again.folder, again.is_new) == (folder, True)
    play(agent, step(again, at_s=2.1))
    assert play(agent, Tick(at_s=9.0)) == []


def test_a_folder_in_a_new_folder_is_scanned_with_it(agent: Agent) -> None:
    outer, inner = Spot(SPOT.root, "new"), Spot(SPOT.root, "new/inner")
    (scan,) = play(agent, FolderHinted(spot=outer, at_s=1.0), FolderHinted(spot=inner, at_s=1.0), Tick(at_s=1.1))
    assert isinstance(scan, Scan)
    assert scan.folder == outer
    play(agent, step(scan, at_s=1.1))
    assert play(agent, Tick(at_s=1.2)) == []


def test_very_many_new_folders_are_one_scan_of_the_whole(agent: Agent) -> None:
    for number in range(FOLDERS_MOST + 10):
        agent.handle(FolderHinted(spot=Spot(SPOT.root, f"{number}"), at_s=1.0))
    (scan,) = play(agent, Tick(at_s=1.1))
    assert isinstance(scan, Scan)
    folders = {scan.folder}
    while actions := play(agent, step(scan, at_s=1.1), Tick(at_s=1.1)):
        (scan,) = actions
        assert isinstance(scan, Scan)
        folders.add(scan.folder)
    assert Spot(SPOT.root, "") in folders
    assert len(folders) <= FOLDERS_MOST + 1


def test_a_folder_that_went_away_is_compared_with_what_was_known_in_it(agent: Agent) -> None:
    folder = Spot(SPOT.root, "old")
    (scan,) = play(agent, FolderGone(spot=folder, at_s=1.0), Tick(at_s=1.1))
    assert isinstance(scan, Scan)
    assert scan.folder == folder


def test_lost_events_ask_for_a_scan(agent: Agent) -> None:
    (scan,) = asked(agent, "overflow")
    assert (scan.folder, scan.at_leisure) == (Spot(SPOT.root, ""), False)


def test_what_only_a_scan_found_is_a_closed_gap(agent: Agent) -> None:
    scanned(agent, SPOT)
    play(agent, judged())
    assert ReportGap(root=SPOT.root, cause="interval", files=1, closed=True) in play(agent, Tick(at_s=2.0))
    assert play(agent, Tick(at_s=3.0)) == []


def test_what_polling_finds_was_not_missed(agent: Agent) -> None:
    scanned(agent, SPOT, cause="polling")
    play(agent, judged())
    assert play(agent, Tick(at_s=2.0)) == []


def test_what_an_event_announced_late_is_no_gap(agent: Agent) -> None:
    scanned(agent, SPOT)
    play(agent, hint(1.0, closed=True), judged())
    assert play(agent, Tick(at_s=2.0)) == []


def test_what_stood_there_before_the_first_watch_is_no_gap(agent: Agent) -> None:
    scanned(agent, SPOT, cause="first")
    play(agent, judged())
    assert play(agent, Tick(at_s=2.0)) == [EndFirst(root=SPOT.root)]
    assert play(agent, Tick(at_s=3.0)) == []


def test_an_unreadable_folder_is_an_open_gap_told_once(agent: Agent) -> None:
    closed = Spot(SPOT.root, "closed")
    gap = ReportGap(root=SPOT.root, cause="unreadable: closed", files=0, closed=False)
    assert scanned(agent, unreadable=(closed,)) + scanned(agent, unreadable=(closed,)) == [gap]
    assert agent.unreadable == (closed,)
    scanned(agent)
    assert agent.unreadable == ()


def test_very_many_unreadable_files_are_told_as_such(agent: Agent) -> None:
    closed = tuple(Spot(SPOT.root, f"{number}") for number in range(MOST + 10))
    gaps = [each.cause for each in scanned(agent, unreadable=closed) if isinstance(each, ReportGap)]
    assert (len(gaps), gaps[-1]) == (MOST + 1, f"unreadable: more than {MOST}")
    assert len(agent.unreadable) == MOST


def test_an_unreadable_file_is_an_open_gap_told_once(agent: Agent) -> None:
    event = CouldNotJudge(spot=SPOT, cause="unreadable (Permission denied)", at_s=1.0)
    assert [each.closed for each in play(agent, event, event) if isinstance(each, ReportGap)] == [False]


def test_staging_is_never_judged(agent: Agent) -> None:
    play(agent, hint(1.0, closed=True, spot=Spot(SPOT.root, ".sekimori/C-1")))
    assert agent.waiting == 0


def test_a_users_folder_of_that_name_deeper_down_is_judged(agent: Agent) -> None:
    play(agent, hint(1.0, closed=True, spot=Spot(SPOT.root, "deep/.sekimori/secret.txt")))
    assert agent.waiting == 1


def test_ordinary_work_passes_unseen(agent: Agent) -> None:
    (let,) = play(agent, judged())
    assert isinstance(let, Let)
    assert (let.decision.verdict, let.reports, let.registers) == (Verdict.ALLOW, False, False)


def test_a_projects_own_drawing_is_labelled_registered_and_reported(agent: Agent) -> None:
    sato = Subject(person="sato", account="sato", known_by=KnownBy.OWNER)
    (let,) = play(
        agent,
        judged(
            zone=ZoneId("qsensor"),
            subject=sato,
            session=ProjectId("qsensor"),
            assessment=assessment(level=Level.SENSITIVE),
        ),
    )
    assert isinstance(let, Let)
    assert let.label.projects == {"qsensor"}
    assert (let.registers, let.reports) == (True, True)
    assert [(each.person, each.side.name) for each in let.exposure] == [("sato", "us")]


def test_the_other_sides_content_is_stopped_and_the_sender_counts_as_exposed(agent: Agent) -> None:
    secret = assessment(level=Level.CONTROLLED, projects=frozenset({ProjectId("qsensor")}))
    (stop,) = play(agent, judged(assessment=secret))
    assert isinstance(stop, Stop)
    assert (stop.decision.verdict, stop.decision.rule) == (Verdict.BLOCK, "invariant:wall")
    assert [each.side.name for each in stop.exposure] == ["us"]
    assert [each.person for each in stop.reviewers] == ["kato"]


def test_evidence_of_both_sides_goes_to_nobody(agent: Agent) -> None:
    both = assessment(level=Level.CONTROLLED, projects=frozenset({ProjectId("qsensor"), ProjectId("gripper")}))
    (stop,) = play(agent, judged(assessment=both))
    assert isinstance(stop, Stop)
    assert stop.reviewers == ()


@pytest.mark.parametrize("zone", ["gripper", "common", "removable", "a-zone-nobody-described"])
def test_a_failed_classifier_holds_where_a_wall_could_be_crossed(agent: Agent, zone: str) -> None:
    (stop,) = play(agent, judged(assessment=None, errors=("classifier.ValueError",), zone=ZoneId(zone)))
    assert isinstance(stop, Stop)
    assert "classifier.ValueError" in stop.decision.errors


def test_a_failed_classifier_in_a_neutral_home_is_never_silent(agent: Agent) -> None:
    (action,) = play(agent, judged(assessment=None, errors=("classifier.ValueError",), zone=ZoneId("campus-energy")))
    assert isinstance(action, Stop) or action.reports


def test_without_a_policy_everything_is_held() -> None:
    (stop,) = play(Agent("agent-1", Limits()), judged())
    assert isinstance(stop, Stop)
    assert stop.decision.errors == ("no-policy",)


def test_an_expired_policy_holds(agent: Agent, tables: Tables) -> None:
    agent.handle(PolicyChanged(tables=tables, is_expired=True))
    (stop,) = play(agent, judged())
    assert isinstance(stop, Stop)
    assert (stop.decision.verdict, stop.decision.errors) == (Verdict.HOLD, ("policy-expired",))


def test_what_was_released_there_is_not_stopped_again(agent: Agent) -> None:
    secret = assessment(level=Level.CONTROLLED, projects=frozenset({ProjectId("qsensor")}))
    (let,) = play(agent, judged(assessment=secret, was_released="R-1", was_known=True))
    assert isinstance(let, Let)
    assert (let.decision.rule, let.uses, let.registers) == ("release:R-1", None, False)


def held(verdict: Verdict = Verdict.HOLD, state: HoldState = HoldState.HELD) -> tuple[Hold, TransferEvent]:
    agent = Agent("agent-1", Limits())
    secret = assessment(level=Level.CONTROLLED, projects=frozenset({ProjectId("qsensor")}), reading=Reading.FULL)
    (stop,) = agent.handle(judged(assessment=secret))
    assert isinstance(stop, Stop)
    hold = Hold(
        case="C-00000001", state=state, spot=SPOT, staged="C-00000001", signature=SIGNATURE, digest="d" * 64,
        judged="d" * 64, verdict=verdict, facts=FACTS, notice="",
    )  # fmt: skip
    event = TransferEvent(
        id="T-1", at=NOW, transfer=stop.transfer, label=secret.label, decision=stop.decision, assessment=facts(secret),
        case="C-00000001", held=True,
    )  # fmt: skip
    return hold, event


def offer(release: Release, hold: Hold | None, event: TransferEvent | None, refused_for: str = "") -> ReleaseOffered:
    return ReleaseOffered(release=release, hold=hold, held=event, uses={}, refused_for=refused_for, now=NOW)


def test_a_signed_release_completes_its_hold(agent: Agent, house: House) -> None:
    hold, event = held()
    release = house.approve(terms_for(event, now=NOW))
    assert play(agent, offer(release, hold, event)) == [Complete(hold=hold, release=release, person="wang")]


def test_a_release_does_not_complete_what_was_written_after_the_verdict(agent: Agent, house: House) -> None:
    hold, event = held()
    changed = msgspec.structs.replace(hold, digest="e" * 64)
    terms = dataclasses.replace(terms_for(event, now=NOW), changed_percent=50)
    (refuse,) = play(agent, offer(house.approve(terms), changed, event))
    assert isinstance(refuse, Refuse)
    assert refuse.reasons == (f"release.digest: {'e' * 16}",)
    # What the officers name is theirs to let go.
    named = house.approve(dataclasses.replace(terms, digests=("e" * 64,)))
    assert play(agent, offer(named, changed, event)) == [Complete(hold=changed, release=named, person="wang")]


def test_what_was_blocked_waits_for_a_new_attempt(agent: Agent, house: House) -> None:
    hold, event = held(Verdict.BLOCK)
    assert play(agent, offer(house.approve(terms_for(event, now=NOW)), hold, event)) == []


CHANGES = {
    "digest": {"digests": ("e" * 64,)},
    "destination": {"zone": ZoneId("common")},
    "path": {"path": "b.txt"},
    "agent": {"agent": "agent-2"},
    "expired": {"until": NOW - timedelta(minutes=1)},
    "not-yet": {"since": NOW + timedelta(minutes=1)},
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_release_for_something_else_is_refused_and_said_so(agent: Agent, house: House, name: str) -> None:
    hold, event = held()
    terms = dataclasses.replace(terms_for(event, now=NOW), **CHANGES[name])  # type: ignore[arg-type]
    (refuse,) = play(agent, offer(house.approve(terms), hold, event))
    assert isinstance(refuse, Refuse)
    assert any(name in reason for reason in refuse.reasons)
    again = offer(house.approve(terms), hold, event, refused_for="\n".join(refuse.reasons))
    assert play(agent, again) == []


def test_terms_changed_after_they_were_signed_are_refused(agent: Agent, house: House) -> None:
    hold, event = held()
    signed = house.approve(dataclasses.replace(terms_for(event, now=NOW), path="b.txt"))
    forged = dataclasses.replace(signed, terms=terms_for(event, now=NOW))
    (refuse,) = play(agent, offer(forged, hold, event))
    assert isinstance(refuse, Refuse)


@pytest.mark.parametrize("officers", [(), ("tanaka",), ("tanaka", "tanaka")])
def test_too_few_officers_are_refused_even_without_a_hold(
    agent: Agent, house: House, officers: tuple[str, ...]
) -> None:
    _, event = held()
    release = house.approve(terms_for(event, now=NOW), officers=officers)
    assert isinstance(play(agent, offer(release, None, None))[0], Refuse)


def test_the_core_is_small_enough_to_import_without_any_input_or_output() -> None:
    source = (Path(__file__).parents[3] / "agent" / "core.py").read_text()
    assert not any(f"import {name}" in source for name in ("os", "time", "sqlite3", "socket", "pathlib", "random"))


def only(actions: list[Action]) -> Let | Stop:
    (action,) = actions
    assert isinstance(action, Let | Stop)
    return action


def us_exposure(at: datetime) -> Exposure:
    return Exposure(person=PersonId("wang"), side=Side(wall=WallId("us-cn"), name="us"), at=at)


@pytest.mark.parametrize(
    ("handled", "verdict"), [(timedelta(minutes=-1), Verdict.ALLOW), (timedelta(minutes=1), Verdict.HOLD)]
)
def test_a_session_in_which_the_other_side_was_handled_vouches_for_nothing(
    agent: Agent, handled: timedelta, verdict: Verdict
) -> None:
    began = NOW - timedelta(hours=1)
    secret = assessment(level=Level.SENSITIVE)
    made = judged(
        assessment=secret, session=ProjectId("gripper"), session_since=began, exposure=(us_exposure(began + handled),)
    )
    action = only(play(agent, made))
    assert action.transfer.session_since == began
    assert action.decision.verdict is verdict


def likened(*candidates: str, p: float = 0.5, likeliest: str = "", **changes: object) -> Judged:
    """New work that somebody puts into gripper's home who handled the other side's, and whose it looks to be."""
    attribution = Attribution(
        project=candidates[0] if len(candidates) == 1 else "", likeliest=likeliest or candidates[0], p=p,
        candidates=candidates,
    )  # fmt: skip
    secret = dataclasses.replace(assessment(level=Level.SENSITIVE), attribution=attribution)
    began = NOW - timedelta(hours=1)
    base = judged(
        assessment=secret, session=ProjectId("gripper"), session_since=began,
        exposure=(us_exposure(began - timedelta(minutes=1)),),
    )  # fmt: skip
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]


def with_sibling(tables: Tables) -> Tables:
    """A second project of qsensor's side."""
    sibling = {ProjectId("qlink"): tables.projects[ProjectId("qsensor")]}
    return dataclasses.replace(tables, projects=dict(tables.projects) | sibling)


@pytest.mark.parametrize(
    ("candidates", "suggested"),
    [
        (("qsensor",), "qsensor"),
        (("qlink", "qsensor"), "qlink"),
        (("qsensor", "gripper"), ""),
        (("qsensor", "a-project-nobody-knows"), ""),
        (("gripper",), "gripper"),
    ],
)
def test_candidates_that_are_all_of_the_other_side_hold(
    agent: Agent, tables: Tables, candidates: tuple[str, ...], suggested: str
) -> None:
    play(agent, PolicyChanged(tables=with_sibling(tables)))
    action = only(play(agent, likened(*candidates)))
    found = action.transfer.suggestion
    assert (found.project if found else "") == suggested
    assert action.decision.verdict is (Verdict.HOLD if suggested.startswith("q") else Verdict.ALLOW)


def test_evidence_of_what_looks_like_the_other_sides_is_not_for_the_reviewers_of_where_it_was_going(
    agent: Agent,
) -> None:
    """Whoever may say whether it is qsensor's is who knows qsensor; where a session says gripper's, nobody is."""
    nobodys = only(play(agent, likened("qsensor", session=None, session_since=None)))
    assert isinstance(nobodys, Stop)
    assert [each.person for each in nobodys.reviewers] == ["kato"]
    declared = only(play(agent, likened("qsensor")))
    assert isinstance(declared, Stop)
    assert declared.reviewers == ()


def test_a_reviewer_opens_what_spoke_for_the_answer(agent: Agent) -> None:
    key = pyrage.x25519.Identity.generate()
    reason = ExplainedBy(
        kind=ReasonKind.PASSAGE, key="passage", text="the cavity", part="", start=3, end=13, where="page 2", weight=0.9
    )
    marking = Marking(name="cui", where="a.pdf:3", source=MarkingSource.HEADER, place="page 2", offset=3)
    made = likened("qsensor", session=None, session_since=None)
    assert made.assessment is not None
    likeness = dataclasses.replace(made.assessment.attribution, words=("cavity", "detuning"))
    found = dataclasses.replace(made.assessment, reasons=(reason,), markings=(marking,), attribution=likeness)
    stop = only(play(agent, dataclasses.replace(made, assessment=found)))
    assert isinstance(stop, Stop)
    reviewers = tuple(dataclasses.replace(each, recipient=str(key.to_public())) for each in stop.reviewers)
    sealed = seal_evidence(dataclasses.replace(stop, reviewers=reviewers))
    assert sealed is not None
    opened = msgspec.json.decode(pyrage.decrypt(sealed.age.encode(), [key]))
    assert opened["likeness"] == {"project": "qsensor", "p": 0.5, "words": ["cavity", "detuning"]}
    said = Console(file=io.StringIO(), width=120)
    show_evidence(said, opened)
    text = said.file.getvalue()  # type: ignore[attr-defined]
    assert "page 2 (0.90): “the cavity”" in text
    assert "marked cui (header: page 2, character 3)" in text
    assert "looks like qsensor (0.50): cavity, detuning" in text


def test_a_likeness_to_another_project_than_the_recognised_one_is_not_in_its_evidence(agent: Agent) -> None:
    made = likened("gripper", session=None, session_since=None)
    assert made.assessment is not None
    recognised = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.SENSITIVE)
    found = dataclasses.replace(made.assessment, label=recognised)
    stop = only(play(agent, dataclasses.replace(made, assessment=found)))
    assert isinstance(stop, Stop)
    key = pyrage.x25519.Identity.generate()
    reviewers = tuple(dataclasses.replace(each, recipient=str(key.to_public())) for each in stop.reviewers)
    assert [each.person for each in reviewers] == ["kato"]
    sealed = seal_evidence(dataclasses.replace(stop, reviewers=reviewers))
    assert sealed is not None
    assert msgspec.json.decode(pyrage.decrypt(sealed.age.encode(), [key]))["likeness"] is None


@pytest.mark.parametrize(
    ("age", "counts_as"),
    [
        (timedelta(seconds=2), NOW - timedelta(seconds=2)),
        (timedelta(0), NOW),
        (timedelta(days=400), NOW),
        (-timedelta(seconds=5), NOW),
    ],
)
def test_content_was_handled_when_it_was_written(agent: Agent, age: timedelta, counts_as: datetime) -> None:
    """A session that is opened between a file's writing and its judgement is not tainted by the file; and no date that
    somebody set makes what was handled now count as long ago."""
    ctime_ns = int((NOW - age).timestamp()) * 10**9
    label = assessment(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE)
    action = only(play(agent, judged(assessment=label, signature=SIGNATURE._replace(ctime_ns=ctime_ns))))
    assert [each.at for each in action.exposure] == [counts_as]


@pytest.mark.parametrize(("obligation", "has_case"), [(Obligation.SECOND_LOOK, True), (Obligation.NOTIFY_PI, False)])
def test_what_passes_with_an_obligation_is_reported(
    agent: Agent, tables: Tables, obligation: Obligation, has_case: bool
) -> None:
    rule = RuleFacts(
        name=RuleName("look"), source=Endpoint(), to=Endpoint(), verdict=Verdict.ALLOW, obligations=(obligation,)
    )
    agent.handle(PolicyChanged(tables=dataclasses.replace(tables, rules=(rule,))))
    action = only(play(agent, judged()))
    assert isinstance(action, Let)
    assert action.reports
    assert (Obligation.SECOND_LOOK in action.decision.obligations) is has_case
    again = only(play(agent, judged(was_known=True)))
    assert isinstance(again, Let)
    assert not again.reports


def test_the_permit_is_recorded_where_a_rule_asks_for_it(agent: Agent, tables: Tables) -> None:
    rule = RuleFacts(
        name=RuleName("licensed"), source=Endpoint(), to=Endpoint(), verdict=Verdict.ALLOW,
        obligations=(Obligation.RECORD_PERMIT,),
    )  # fmt: skip
    permit = Permit(
        id=PermitId("p"), number="METI-7", authority="METI", projects=frozenset({ProjectId("gripper")}),
        persons=frozenset({PersonId("wang")}),
    )  # fmt: skip
    agent.handle(PolicyChanged(tables=dataclasses.replace(tables, rules=(rule,), permits=(permit,))))
    own = assessment(projects=frozenset({ProjectId("gripper")}), level=Level.INTERNAL)
    decision = only(play(agent, judged(assessment=own))).decision
    assert decision.rule == "rule:licensed"
    assert [(reason.key, reason.facts.get("number")) for reason in decision.reasons] == [
        ("rule.matched", None),
        ("obligation.permit", "METI-7"),
    ]


def once_more(agent: Agent, **changes: object) -> list[Action]:
    """A known file is handed out by a round, and judged so."""
    play(agent, RoundHinted(spots=(SPOT,), at_s=1.0))
    assert play(agent, Tick(at_s=1.0)) == [Look(spot=SPOT, at_leisure=True)]
    (judge,) = play(agent, looked(1.0, rested_s=99.0, known=True))
    assert judge == Judge(spot=SPOT, changed_s=1.0, in_round=True)
    assert agent.is_in_round(SPOT)
    actions = play(agent, judged(in_round=True, rested=True, **changes))
    assert not agent.is_in_round(SPOT)
    return actions


def test_what_changed_meanwhile_is_judged_as_what_changed(agent: Agent) -> None:
    play(agent, RoundHinted(spots=(SPOT,), at_s=1.0), Tick(at_s=1.0))
    assert play(agent, looked(1.0, rested_s=99.0)) == [Judge(spot=SPOT, changed_s=1.0)]
    # Nobody missed it, and nothing says that anybody did.
    assert [each for each in play(agent, judged(), Tick(at_s=2.0)) if isinstance(each, ReportGap)] == []


def test_what_is_known_stays_where_judging_once_more_fails_or_the_policy_ran_out(agent: Agent, tables: Tables) -> None:
    (gap,) = once_more(agent, assessment=None, errors=("classifier.AgentError",))
    assert isinstance(gap, ReportGap)
    assert agent.unreadable == (SPOT,)
    assert [type(each) for each in once_more(agent)] == [Let]
    assert agent.unreadable == ()
    agent.handle(PolicyChanged(tables=tables, is_expired=True))
    assert once_more(agent) == []


def test_what_was_known_by_its_letters_is_known_until_they_are_read_again(agent: Agent) -> None:
    assert once_more(agent, is_partly=True) == []
    play(agent, LettersRead(spot=SPOT, digest="d", at_s=2.0), Tick(at_s=2.0))
    # Still nobody moved it.
    assert Judge(spot=SPOT, changed_s=2.0, in_round=True) in play(agent, looked(2.0, rested_s=99.0, known=True))
    assert [type(each) for each in play(agent, judged(in_round=True, rested=True))] == [Let]
    play(agent, LettersRead(spot=SPOT, digest="d", at_s=3.0), Tick(at_s=3.0))
    assert Judge(spot=SPOT, changed_s=3.0, again=True) in play(agent, looked(3.0, rested_s=99.0, known=True))


def test_what_is_found_before_the_letters_are_read_counts_at_once(agent: Agent) -> None:
    found = assessment(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
    assert [type(each) for each in once_more(agent, is_partly=True, assessment=found)] == [Stop]


def test_an_emergency_stop_that_is_over_goes_before_a_round(agent: Agent) -> None:
    play(agent, RoundHinted(spots=(SPOT,), at_s=1.0), StopsChanged(stops=(), again=(SPOT,), at_s=1.0), Tick(at_s=1.0))
    assert Judge(spot=SPOT, changed_s=1.0, again=True) in play(agent, looked(1.0, rested_s=99.0, known=True))


def test_what_was_known_before_makes_nobody_handle_it_again(agent: Agent) -> None:
    known = assessment(projects=frozenset({ProjectId("gripper")}), level=Level.SENSITIVE)
    (let,) = once_more(agent, was_known=True, assessment=known)
    assert isinstance(let, Let)
    assert (let.exposure, let.registers, let.reports) == ((), False, False)
    (let,) = once_more(agent, assessment=known)
    assert isinstance(let, Let)
    assert let.exposure
    assert (let.registers, let.reports) == (True, True)
