"""What can be done about a decision: a release, a session, a permit, a readable copy."""

from __future__ import annotations

from collections.abc import Iterator

from policies.analysis.drafts import draft_release
from policies.analysis.question import Scene
from policies.analysis.said import Said, listed, said
from policies.decision import Decision
from policies.model import Verdict
from policies.release import ReleaseTerms
from policies.release.approval import is_cross_wall, needed_approvals


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
    yield from _release(scene)
    # No session and no permit lifts a block: what is blocked needs the release, whatever else stands against it.
    for source in sources if decision.verdict is not Verdict.BLOCK else ():
        yield from _remedies(source, decision, scene)
    yield said("next.contact", contact=scene.tables.contact)


def _release(scene: Scene) -> Iterator[Said]:
    named = scene.transfer.destination
    if named.zone is None and named.party is None:
        yield said("next.destination")
        return
    terms = drafted(scene)
    count, risk = needed_approvals(terms, scene.tables)
    yield said("next.release", count=str(count), risk=said(f"risk.{risk}"))
    if is_cross_wall(terms, scene.tables):
        yield said("next.command-line")


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


def drafted(scene: Scene) -> ReleaseTerms:
    """The terms of a release for this very transfer."""
    transfer = scene.transfer
    person = transfer.subject.person
    return draft_release(
        scene.label.projects, transfer.destination, channel=transfer.channel, person=person, level=scene.label.level
    )
