"""What can be done about a decision: a release, a session, a permit, a readable copy."""

from __future__ import annotations

from collections.abc import Iterator

from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.decision import Decision
from policies.label import Level
from policies.model import Verdict
from policies.tables import is_within


def advice_on(decision: Decision, scene: Scene) -> tuple[Said, ...]:
    """What to do next, the likeliest first."""
    return tuple(_advice(decision, scene))


def _advice(decision: Decision, scene: Scene) -> Iterator[Said]:
    if not decision.verdict.stops:
        yield said("next.nothing")
        return
    if decision.verdict is Verdict.JUSTIFY:
        yield said("next.reason")
        return
    sources = dict.fromkeys(reason.source for reason in decision.reasons if reason.verdict.stops)
    if any(source.startswith("error:") for source in sources):
        yield said("next.error")
        yield said("next.contact", contact=scene.tables.contact)
        return
    yield said("next.release", count=str(approvals_needed(scene)))
    if crosses_a_wall(scene):
        yield said("next.command-line")
    # No session and no permit lifts a block: what is blocked needs the release, whatever else stands against it.
    for source in sources if decision.verdict is not Verdict.BLOCK else ():
        yield from _remedies(source, decision, scene)
    yield said("next.contact", contact=scene.tables.contact)


def _remedies(source: str, decision: Decision, scene: Scene) -> Iterator[Said]:
    projects = listed(scene.label.projects, empty="nobody")
    match source:
        case "invariant:exposure":
            yield from _sessions(scene)
        case "invariant:deemed-export":
            keys = (reason.facts.get("person") for reason in decision.reasons if reason.source == source)
            for person in sorted({key for key in keys if key}):
                yield said("next.permit-person", person=person, projects=projects)
        case "invariant:screening":
            yield said("next.permit-party", party=str(scene.transfer.destination.party), projects=projects)
        case "invariant:origin-permission":
            for reason in decision.reasons:
                if reason.key == "origin.no-permit":
                    yield said("next.permit-origin", project=reason.facts.get("project", ""))
        case "invariant:opaque":
            yield said("next.readable")
        case _:
            return


def _sessions(scene: Scene) -> Iterator[Said]:
    """Sessions that the subject may declare for the destination; one that cannot be read is judged by no session."""
    person = scene.transfer.subject.person
    if person is None or (scene.label.reading.is_opaque and scene.transfer.is_new):
        return
    for project in sorted(scene.sink_projects):
        if scene.granted(person, project) is not None and project != scene.transfer.session:
            yield said("next.session", project=project)


def approvals_needed(scene: Scene) -> int:
    """How many officers must sign a release of this transfer: the highest quorum that applies."""
    quorums = scene.tables.quorums
    needed = [quorums.ordinary]
    needed += [quorums.cross_wall] if crosses_a_wall(scene) else []
    levels = (scene.tables.projects[p].level for p in scene.label.projects if p in scene.tables.projects)
    needed += [quorums.controlled] if Level.CONTROLLED in levels else []
    entries = scene.party.screening if scene.party else ()
    needed += [quorums.listed] if any(is_within(e.since, e.until, scene.today) for e in entries) else []
    return max(needed)


def crosses_a_wall(scene: Scene) -> bool:
    """Whether content of a side would reach another side, or a place that everybody reads."""
    ours, theirs = scene.label_sides, scene.sink_sides
    meets = any(one.conflicts_with(other) for one in ours for other in (*ours, *theirs))
    is_open = scene.zone is None and scene.party is None
    is_open |= scene.zone is not None and scene.readers is None
    return meets or (bool(ours) and is_open)
