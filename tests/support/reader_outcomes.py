"""What may come of reading any bytes at all, and nothing else."""

from __future__ import annotations

import dataclasses
import math
import re

from classifiers.document import Document, Finding
from classifiers.limits import Limits
from classifiers.readers.format import Format
from classifiers.readers.job import Job
from classifiers.readers.manual import FINDINGS
from classifiers.readers.registry import find
from policies.label import Reading

LIMITS = Limits(
    reading_s=5.0,
    total_bytes=20_000_000,
    part_bytes=4_000_000,
    parts=50,
    part_chars=200_000,
    render_s=1.0,
    image_px=4_000_000,
)


def read_any(data: bytes, name: str = "") -> Document:
    """Read bytes as what they seem to be."""
    job = Job(LIMITS)
    job.read("", data, file_name=name)
    return job.document("test")


def read_as(entry: Format, data: bytes) -> Document:
    """Have one reader read bytes, whatever they are."""
    job = Job(LIMITS)
    kind = entry.types[0].replace("*", "x")
    job.run(find(kind), data, job.open("", kind, len(data), ""), 0)
    return job.document("test")


def documented_findings() -> frozenset[str]:
    """Names of findings that docs/formats.md explains."""
    named = set(
        re.findall(r"`([a-z0-9._-]+)`", "".join(line.split("|")[1] for line in FINDINGS.splitlines() if "|" in line))
    )
    whole = {name for name in named if not name.startswith(".")}
    stems = {name.rpartition(".")[0] for name in whole}
    rests = {stem + name for stem in stems for name in named if name.startswith(".")}
    limits = {f"limit.{field.name}" for field in dataclasses.fields(Limits)}
    return frozenset(whole | rests | limits)


DOCUMENTED = documented_findings()


def check(document: Document) -> None:
    """Raise AssertionError where a document is none that readers may yield."""
    assert document.parts[0].name == ""
    for finding in document.findings:
        check_finding(finding)
    for part in document.parts:
        part.text.encode()
        assert "\r" not in part.text
        assert "\0" not in part.text
        starts = [place.start for place in part.places]
        assert starts == sorted(starts)
        assert all(0 <= start < max(1, len(part.text)) for start in starts)
        assert len(part.measures) <= LIMITS.structure_items
        assert all(math.isfinite(measure.value) for measure in part.measures)
        for page in part.pages:
            assert len(page.gray) in (0, page.width * page.height)
            assert max(page.width, page.height) <= LIMITS.raster_px
    if document.reading is not Reading.FULL:
        assert document.findings


def check_finding(finding: Finding) -> None:
    """Raise AssertionError where nobody could look up what a finding means."""
    assert finding.name in DOCUMENTED, f"`{finding.name}` is not explained"
