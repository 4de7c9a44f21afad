"""From a judged file to what is done about it."""

from __future__ import annotations

from dataclasses import replace as replace_fields
from typing import TYPE_CHECKING

from msgspec.structs import replace

from agent.actions import Action, Let, Stop
from agent.holds import GIVEN_BACK, JUSTIFIED
from agent.tree import shown
from policies.attribution import at_stake, attribute, exposures_of, label_at_rest
from policies.decision import Decision, Reason
from policies.invariants import MAY_CARRY, NOT_BY_WORD, SUGGESTED
from policies.label import Label, Level, ProjectId, Reading
from policies.model import Channel, Obligation, Verdict, ZoneKind
from policies.obligations import permit_reasons
from policies.release import ReleaseId
from policies.transfer import Destination, Exposure, Suggestion, Transfer, TransferId, TransferObject

if TYPE_CHECKING:
    from agent.events import Judged
    from policies.emergency import EmergencyStop
    from policies.engine import Engine
    from policies.model import Reviewer, ZoneId
    from policies.release import Release
    from policies.tables import Tables, ZoneFacts

# Reasons that speak of who moves a file, which says nothing of one that nobody moved.
ABOUT_THE_MOVER = frozenset({"exposure.unknown-subject", MAY_CARRY, NOT_BY_WORD, SUGGESTED, "opaque.unknown-origin"})
AT_REST = "default:rested"
EMERGENCY = "emergency:"
CHANNELS = {ZoneKind.REMOVABLE: Channel.REMOVABLE, ZoneKind.SYNC: Channel.SYNC}


def answer(
    judged: Judged, agent_id: str, engine: Engine | None, releases: tuple[Release, ...], *, is_expired: bool,
    stop: EmergencyStop | None = None,
) -> tuple[Action, ...]:  # fmt: skip
    """What is done about a judged file: let be or stopped.

    Args:
        stop: The verified emergency stop that holds for this zone and agent now.
    """
    tables = engine.tables if engine is not None else None
    transfer = _transfer(judged, agent_id, tables)
    label = _label(judged, tables)
    decision = _decision(judged, transfer, label, engine, releases, is_expired=is_expired)
    exposure = exposures_of(label, judged.subject.person, judged.handled, tables) if tables else ()
    if stop is not None and decision.verdict.stops:
        let = _let(judged, transfer, label, let_by(stop, decision), exposure, tables)
        return (replace_fields(let, mark=f"{EMERGENCY}{stop.terms.id}"),)
    if decision.verdict.stops:
        return (
            Stop(
                judged=judged,
                transfer=transfer,
                label=label,
                decision=decision,
                exposure=exposure,
                reviewers=reviewers_for(at_stake(label, transfer, decision.reasons), transfer, tables),
                contact=tables.contact if tables else "",
                organisation=tables.organisation if tables else "",
            ),
        )
    return (_let(judged, transfer, label, decision, exposure, tables),)


def let_by(stop: EmergencyStop, decision: Decision) -> Decision:
    """A decision to stop, as it comes out under an emergency stop: everything that led to it stands in it still."""
    source = f"{EMERGENCY}{stop.terms.id}"
    facts = {"stop": str(stop.terms.id), "would": decision.verdict.value, "by": decision.rule}
    reason = Reason(key="emergency.stop", verdict=Verdict.NOTIFY, source=source, facts=facts)
    return replace(decision, verdict=Verdict.NOTIFY, rule=source, reasons=(reason, *decision.reasons))


def held_by_error(judged: Judged, agent_id: str, tables: Tables | None, error: str) -> Stop:
    """The stop of a file about which nothing could be decided."""
    label = judged.assessment.label if judged.assessment else Label(level=Level.INTERNAL, reading=Reading.FAILED)
    return Stop(
        judged=judged,
        transfer=_transfer(judged, agent_id, tables),
        label=label,
        decision=_failed(judged, None, (error,)),
        exposure=(),
        reviewers=(),
        contact=tables.contact if tables else "",
        organisation=tables.organisation if tables else "",
    )


def stopped_instead(let: Let, error: str) -> Stop:
    """The stop of what may only be let be if that can be recorded."""
    source = f"error:{error}"
    reason = Reason(key="error", verdict=Verdict.HOLD, source=source, facts={"what": error})
    return Stop(
        judged=let.judged,
        transfer=let.transfer,
        label=let.label,
        decision=Decision(verdict=Verdict.HOLD, rule=source, reasons=(reason,), errors=(error,)),
        exposure=let.exposure,
        reviewers=(),
        contact=let.contact,
        organisation=let.organisation,
    )


def is_walled(zone: str, tables: Tables | None) -> bool:
    """Whether something wrong at `zone` could let content cross a wall; a zone nobody described counts as such."""
    facts = next((facts for id_, facts in tables.zones.items() if id_ == zone), None) if tables else None
    if facts is None or tables is None:
        return True
    if facts.kind is ZoneKind.HOME:
        return any(tables.projects[each].sides for each in facts.projects if each in tables.projects)
    return facts.kind is not ZoneKind.MACHINE


def reviewers_for(projects: frozenset[ProjectId], transfer: Transfer, tables: Tables | None) -> tuple[Reviewer, ...]:
    """Those reviewers to whom evidence may be sealed: who may see every project that the content could be of."""
    if tables is None:
        return ()
    if not projects:
        zones = transfer.origin or ({transfer.destination.zone} if transfer.destination.zone else frozenset())
        projects = frozenset(each for zone in zones if zone in tables.zones for each in tables.zones[zone].projects)
    return tuple(each for each in tables.reviewers if projects <= each.projects and each.recipient)


def _transfer(judged: Judged, agent_id: str, tables: Tables | None) -> Transfer:
    facts = tables.zones.get(judged.zone) if tables else None
    channel = judged.channel or (CHANNELS.get(facts.kind, Channel.SHARE) if facts else Channel.SHARE)
    return Transfer(
        id=TransferId(judged.transfer_id),
        subject=judged.subject,
        channel=channel,
        object=TransferObject(
            digest=judged.digest,
            name=shown(judged.spot.name),
            size_bytes=judged.signature.size_bytes,
            resembles=judged.resembles,
        ),
        destination=Destination(zone=judged.zone, path=shown(judged.spot.path)),
        at=judged.now,
        session=judged.session,
        session_since=judged.session_since,
        origin=judged.origin,
        is_new=judged.is_new,
        agent=agent_id,
        suggestion=_suggestion(judged, tables),
    )


def _suggestion(judged: Judged, tables: Tables | None) -> Suggestion | None:
    """The project that sensitive content looks to be of: the only candidate, or the likeliest of several that are all
    of the same sides. Its words are content and stay here."""
    found = judged.assessment
    if found is None or not found.attribution.likeliest or found.label.level < Level.SENSITIVE:
        return None
    candidates = [ProjectId(each) for each in found.attribution.candidates]
    known = [tables.projects[each].sides for each in candidates if each in tables.projects] if tables else []
    is_of_one_side = len(known) == len(candidates) and bool(known[0]) and len(set(known)) == 1
    if len(candidates) > 1 and not is_of_one_side:
        return None
    return Suggestion(project=ProjectId(found.attribution.likeliest), p=found.attribution.p)


def _label(judged: Judged, tables: Tables | None) -> Label:
    if judged.assessment is None:
        label = Label(level=Level.INTERNAL, reading=Reading.FAILED)
    else:
        label = judged.assessment.label
    if tables is None:
        return label
    # What rested in a home before it was watched was the home's, where nothing says that it is somebody else's: who
    # owns the file, and for whom that person works today, says nothing about it.
    if not judged.rested:
        return attribute(label, origin=judged.origin, session=judged.session, tables=tables)
    # An ordinary form that lies in the homes of both sides is no crossing.
    could_carry = label.reading.is_opaque or label.level >= Level.SENSITIVE
    origin: frozenset[ZoneId] = judged.origin | {judged.zone} if could_carry else frozenset()
    return attribute(label, origin=origin, session=None, tables=tables)


def _decision(
    judged: Judged, transfer: Transfer, label: Label, engine: Engine | None, releases: tuple[Release, ...], *,
    is_expired: bool,
) -> Decision:  # fmt: skip
    if judged.was_released:
        return _let_before(judged.was_released)
    if engine is None:
        return _failed(judged, None, ("no-policy",))
    if is_expired:
        return _failed(judged, engine.tables, ("policy-expired",))
    decision = engine.decide(transfer, label, judged.exposure, releases, judged.now, uses=judged.uses)
    if judged.rested:
        decision = _left_at_rest(decision, judged)
    if Obligation.RECORD_PERMIT in decision.obligations:
        permits = permit_reasons(transfer, label, engine.tables, judged.now)
        decision = replace(decision, reasons=(*decision.reasons, *permits))
    if not judged.errors:
        return decision
    failed = _failed(judged, engine.tables, judged.errors)
    stricter = max(decision, failed, key=lambda each: each.verdict)
    return replace(stricter, reasons=(*failed.reasons, *decision.reasons), errors=(*failed.errors, *decision.errors))


def _let_before(by: str) -> Decision:
    """What the agent itself put there: by a release, for its sender's reason, or back where it came from."""
    key = "release.completed"
    if by.startswith(JUSTIFIED):
        key = "justified"
    elif by.startswith(GIVEN_BACK):
        key = "given-back"
    source = by if by.startswith((JUSTIFIED, GIVEN_BACK)) else f"release:{by}"
    reason = Reason(key=key, verdict=Verdict.ALLOW, source=source)
    return Decision(verdict=Verdict.ALLOW, rule=source, reasons=(reason,))


def _left_at_rest(decision: Decision, judged: Judged) -> Decision:
    """What is only stopped because of who may have moved it, was moved by nobody now: it stays, and is reported."""
    against = [reason for reason in decision.reasons if reason.verdict.stops]
    if not against:
        return decision
    rested = Reason(key="rested", verdict=Verdict.NOTIFY, source=AT_REST)
    if judged.in_round:
        rested = Reason(key="judged-anew", verdict=Verdict.NOTIFY, source=AT_REST)
    if any(reason.key not in ABOUT_THE_MOVER for reason in against):
        # Whoever reviews it must not take its owner for somebody who moved it.
        said = (rested,) if judged.in_round else _like_at_rest(judged)
        return replace(decision, reasons=(*decision.reasons, *said))
    return replace(
        decision,
        verdict=Verdict.NOTIFY,
        rule=AT_REST,
        reasons=(rested, *decision.reasons),
    )


def _like_at_rest(judged: Judged) -> tuple[Reason, ...]:
    """Why this one of several like files, of which nobody moved any now, counts as the copy."""
    others = sorted(judged.origin - {judged.zone})
    facts = {"zones": ", ".join(others)}
    return (Reason(key="rested.like", verdict=Verdict.NOTIFY, source=AT_REST, facts=facts),) if others else ()


def _failed(judged: Judged, tables: Tables | None, errors: tuple[str, ...]) -> Decision:
    verdict = Verdict.HOLD if is_walled(judged.zone, tables) else Verdict.NOTIFY
    source = f"error:{errors[0]}"
    return Decision(
        verdict=verdict,
        rule=source,
        reasons=tuple(
            Reason(key="error", verdict=verdict, source=f"error:{each}", facts={"what": each}) for each in errors
        ),
        errors=errors,
    )


def _let(
    judged: Judged, transfer: Transfer, label: Label, decision: Decision, exposure: tuple[Exposure, ...],
    tables: Tables | None,
) -> Let:  # fmt: skip
    rests = label
    if tables is not None and not judged.was_released:
        rests = label_at_rest(label, judged.zone, tables)
    facts = tables.zones.get(judged.zone) if tables else None
    is_home = facts is not None and facts.kind in (ZoneKind.HOME, ZoneKind.ENCLAVE)
    released = decision.rule.partition("release:")[2] if decision.rule.startswith("release:") else ""
    would = any("would" in reason.facts for reason in decision.reasons)
    asks_report = decision.verdict > Verdict.ALLOW or would or bool(decision.errors or released or decision.obligations)
    # The side of a home follows from where a document rests, so what it became there counts, not what it came as.
    handled = exposure or (exposures_of(rests, judged.subject.person, judged.handled, tables) if tables else ())
    # Who handled what is judged once more, handled it when it was judged before.
    is_news = not (judged.in_round and judged.was_known)
    return Let(
        judged=judged,
        transfer=transfer,
        label=rests,
        decision=decision,
        registers=is_news
        and is_home
        and rests.is_labelled
        and rests.level >= Level.SENSITIVE
        and not judged.was_released,
        reports=not judged.was_known and (asks_report or (rests.is_labelled and rests.level >= Level.SENSITIVE)),
        exposure=handled if is_news else (),
        uses=ReleaseId(released) if released and not judged.was_released else None,
        contact=tables.contact if tables else "",
        organisation=tables.organisation if tables else "",
        is_walled=is_walled(judged.zone, tables) and not (is_home and _is_at_home(label, facts)),
    )


def _is_at_home(label: Label, facts: ZoneFacts | None) -> bool:
    projects = facts.projects if facts else frozenset()
    return label.projects <= projects
