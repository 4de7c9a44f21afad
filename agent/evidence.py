"""What a reviewer needs to see, sealed on this machine to those who may see it. The server cannot open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pyrage

from agent.tree import shown
from agent.wire import AssessmentFacts, MatchFact, Sealed
from policies.attribution import at_stake

if TYPE_CHECKING:
    from agent.actions import Stop
    from classifiers.assessment import Assessment, Match


def seal_evidence(stop: Stop) -> Sealed | None:
    """Matched passages, what spoke for the answer, the file's name and path, for the reviewers of the stop; None where
    there are none."""
    recipients = []
    persons = []
    for reviewer in stop.reviewers:
        try:
            recipients.append(pyrage.x25519.Recipient.from_str(reviewer.recipient))
        except pyrage.RecipientError:
            continue
        persons.append(reviewer.person)
    if not recipients:
        return None
    sealed = pyrage.encrypt(msgspec.json.encode(_evidence(stop)), recipients, armored=True)
    return Sealed(recipients=tuple(persons), age=sealed.decode("ascii"))


def facts(assessment: Assessment | None) -> AssessmentFacts:
    """What the classifiers said, without content."""
    if assessment is None:
        return msgspec.structs.replace(_NOTHING, findings=("classifier.failed",))
    return AssessmentFacts(
        type=assessment.type,
        read=assessment.label.reading,
        chars=assessment.chars,
        kind=assessment.kind,
        kind_p=assessment.kind_p,
        sensitive_p=assessment.sensitive_p,
        fields=assessment.fields,
        drawing_p=assessment.drawing.p,
        drawing_kind=assessment.drawing.kind,
        markings=tuple(sorted(assessment.label.markings)),
        findings=tuple(dict.fromkeys(each.name for each in assessment.findings)),
        matches=tuple(map(_match_fact, assessment.matches)),
        versions=assessment.versions,
    )


def _match_fact(match: Match) -> MatchFact:
    return MatchFact(
        digest=match.digest,
        name=shown(match.name),
        projects=tuple(sorted(match.label.projects)),
        containment=match.containment,
        exact=match.exact,
    )


def _evidence(stop: Stop) -> dict[str, object]:
    found = stop.judged.assessment
    matches = found.matches if found else ()
    return {
        "name": shown(stop.judged.spot.name),
        "path": shown(stop.judged.spot.path),
        "zone": stop.judged.zone,
        "digest": stop.judged.digest,
        "matches": [
            {
                "name": shown(match.name),
                "digest": match.digest,
                "containment": match.containment,
                "passages": [msgspec.to_builtins(each) for each in match.passages],
            }
            for match in matches
        ],
        "markings": [msgspec.to_builtins(each) for each in (found.markings if found else ())],
        "reasons": [msgspec.to_builtins(each) for each in (found.reasons if found else ())],
        "likeness": _likeness(stop),
    }


def _likeness(stop: Stop) -> dict[str, object] | None:
    """What it looks like, where those who may open this may know of that project."""
    found, said = stop.judged.assessment, stop.transfer.suggestion
    if found is None or said is None or said.project not in at_stake(stop.label, stop.transfer, stop.decision.reasons):
        return None
    return {"project": said.project, "p": said.p, "words": [shown(each) for each in found.attribution.words]}


_NOTHING = AssessmentFacts(
    type="",
    read="failed",
    chars=0,
    kind="other",
    kind_p=0.0,
    sensitive_p=0.0,
    fields={},
    drawing_p=0.0,
    drawing_kind="",
    markings=(),
    findings=(),
    matches=(),
    versions={},
)
