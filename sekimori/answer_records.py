"""What `sekimori classify` answers about one file, and how it is printed as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifiers.assessment import Attribution

if TYPE_CHECKING:
    from classifiers.assessment import Assessment, Marking, Reason
    from classifiers.document import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One path: its assessment, or why there is none."""

    path: str
    assessment: Assessment | None = None
    finding: Finding | None = None


def as_record(answer: Answer) -> dict[str, object]:
    """The object that `--json` prints; the keys are the same for every path."""
    path = answer.path.encode("utf-8", "backslashreplace").decode()
    found = answer.assessment
    if found is None:
        findings = [answer.finding] if answer.finding else []
        return {
            "path": path, "type": "", "read": "failed", "chars": 0, "kind": "other", "kind_p": 0.0,
            "sensitive_p": 0.0, "fields": {}, "drawing": {"p": 0.0, "kind": ""}, "level": "internal", "projects": [],
            "markings": [], "marks": [], "findings": [_finding(finding) for finding in findings], "reasons": [],
            "ms": 0.0,
        }  # fmt: skip
    return {
        "path": path,
        "type": found.type,
        "read": str(found.label.reading),
        "chars": found.chars,
        "kind": str(found.kind),
        "kind_p": found.kind_p,
        "sensitive_p": found.sensitive_p,
        "fields": dict(found.fields),
        "drawing": {"p": found.drawing.p, "kind": found.drawing.kind},
        "level": str(found.label.level),
        "projects": sorted(found.label.projects),
        "markings": [marking.name for marking in found.markings],
        "marks": [_mark(marking) for marking in found.markings],
        "findings": [_finding(finding) for finding in found.findings],
        "reasons": [_reason(reason) for reason in found.reasons],
        "ms": found.ms,
    }


def suggested_of(found: Assessment | None) -> dict[str, object]:
    """Whose it looks to be, for `--json`."""
    said = found.attribution if found is not None else Attribution()
    return {"project": said.project, "p": said.p, "candidates": list(said.candidates), "words": list(said.words)}


def _mark(marking: Marking) -> dict[str, object]:
    return {
        "name": marking.name,
        "level": str(marking.level),
        "source": str(marking.source),
        "where": marking.where,
        "place": marking.place,
        "offset": marking.offset,
        "doubted": marking.is_doubted,
    }


def _finding(finding: Finding) -> dict[str, str]:
    return {"name": finding.name, "detail": finding.detail, "where": finding.where}


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "kind": str(reason.kind),
        "key": reason.key,
        "text": reason.text,
        "part": reason.part,
        "start": reason.start,
        "end": reason.end,
        "where": reason.where,
        "figure": reason.figure,
        "weight": reason.weight,
    }


def matches_of(found: Assessment | None) -> list[dict[str, object]]:
    """Registered documents of which it holds a part, for `--json`: places in both texts, and no text."""
    return [
        {
            "name": match.name, "digest": match.digest, "projects": sorted(match.label.projects),
            "level": str(match.label.level), "basis": str(match.basis), "exact": match.exact,
            "containment": match.containment,
            "passages": [
                {"part": p.part, "start": p.start, "end": p.end, "their_start": p.their_start, "their_end": p.their_end}
                for p in match.passages
            ],
        }
        for match in (found.matches if found is not None else ())
    ]  # fmt: skip
