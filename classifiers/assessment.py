"""What a document is, with everything that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from classifiers.detect.prints import Basis
from classifiers.document import Finding
from policies.label import Kind, Label, Level


class MarkingSource(StrEnum):
    """Where on a document a marking stands."""

    TEXT = "text"
    HEADER = "header"
    TITLE_BLOCK = "title-block"
    PROPERTY = "property"
    SENSITIVITY_LABEL = "sensitivity-label"
    MAIL_HEADER = "mail-header"
    PICTURE = "picture"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A legend that somebody put on a document.

    Attributes:
        name: Stable key, such as `cui`, `ear`, `itar`, `jp-gokuhi`, `cn-jimi`, `public-release`.
        where: Part and character offset, such as `spec.docx:120`; of a property its key, such as `spec.docx:keywords`.
        level: What it says of the document.
        place: Words for people, such as `header 1`, `page 3`; empty where none is known.
        part: Index of the part in the document; -1 where not known.
        offset: Character of the part's text; -1 where it stands in none.
        is_doubted: Whether it says less than others do, or cannot be trusted: it lowers nothing and no rule sees it.
    """

    name: str
    where: str
    level: Level = Level.INTERNAL
    source: MarkingSource = MarkingSource.TEXT
    place: str = ""
    part: int = -1
    offset: int = -1
    is_doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A matched stretch of text. Content: it leaves the endpoint only sealed.

    Attributes:
        start, end: Character offsets in the text of `part`.
        their_start, their_end: About where it stands in the registered document's text; -1 where that is not known.
    """

    part: str
    start: int
    end: int
    text: str
    their_start: int = -1
    their_end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A registered document of which this one holds a part.

    Attributes:
        digest: SHA-256 of the registered document.
        name: Its name when it was registered.
        label: Its label when it was registered.
        containment: Share of this document's fingerprint (or of the part's) that also stands in it, 0 to 1.
        exact: Whether a part is the registered document, byte for byte.
        basis: By what it was recognised; the strongest, where by several.
    """

    digest: str
    name: str
    label: Label
    containment: float
    exact: bool = False
    basis: Basis = Basis.TEXT
    passages: tuple[Passage, ...] = ()


class ReasonKind(StrEnum):
    """What a reason is made of."""

    PASSAGE = "passage"
    FEATURE = "feature"
    GRAM = "gram"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something that made a text sensitive, or a page a drawing, in the model's eyes. Content: it leaves the endpoint
    only sealed.

    Attributes:
        key: Of a feature its stable name, such as `quantity_electric`, so that it can be said in any language; of a
            page the kind of drawing; else the kind's own name.
        text: Of a passage its beginning, of a feature the words that were found, of a gram its letters.
        part: Name of the part that it is of.
        start, end: Of a passage its character offsets in the part's text; else -1.
        where: Words for people, such as `page 3` or `page 3, upper left`; empty where none is known.
        figure: Of a feature how often it was found, a hundred words; a few are shares.
        weight: Of a passage or a page the probability that it has by itself; else what it added to the score.
    """

    kind: ReasonKind
    key: str
    text: str
    part: str
    start: int = -1
    end: int = -1
    where: str = ""
    figure: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A box on a page, as shares of its width and height from the upper left, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingScore:
    """How likely the document is a technical drawing.

    Attributes:
        p: Calibrated probability, 0 to 1.
        kind: `mechanical`, `schematic`, `pcb`, `chip-layout`, `architectural`, `process`, `cad-model`, `patent-figure`,
            `other`, or empty where `p` is below the threshold.
        page: Number of the page that is likeliest a drawing; 0 where the type alone says it, or there is none.
        region: The quarter of that page without which it is least likely; None where `p` is below the threshold.
    """

    p: float = 0.0
    kind: str = ""
    page: int = 0
    region: Region | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Whose a document looks to be. A suggestion: it says nothing of what was recognised in it.

    Attributes:
        project: The only candidate; empty where there is none or more than one.
        likeliest: The likeliest candidate; empty where there is none, or where so few of its documents were learnt that
            it is one of everything.
        p: Conformal p-value of the likeliest project: how usual such a document is among its own, 0 to 1.
        candidates: Projects that cannot be ruled out, the likeliest first; none means "none of those learnt".
        words: Terms that speak most for the likeliest one. Content: they leave the endpoint only sealed.
    """

    project: str = ""
    likeliest: str = ""
    p: float = 0.0
    candidates: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The classifiers' answer.

    Attributes:
        digest: SHA-256 of the file, lower-case hexadecimal.
        type: MIME type by content.
        label: Projects by fingerprint, and the level that kind, field, markings and matches suggest.
        parts: Digests by which the content is known again, the file's own first; ornaments and stubs are left out.
        chars: Characters of text read, over all parts.
        kind_p: Calibrated probability, 0 to 1.
        sensitive_p: The same, that this is sensitive technical content, by its words or as a drawing.
        fields: Technology field to calibrated probability; only those scored.
        reasons: What weighed in the text model, where that calls it sensitive.
        attribution: Whose it looks to be, where projects were learnt; a suggestion, no part of the label.
        ms: Milliseconds from open to answer.
        versions: Reader, model and rule versions that made it.
    """

    digest: str
    size_bytes: int
    type: str
    label: Label
    parts: tuple[str, ...]
    chars: int = 0
    kind: Kind = Kind.OTHER
    kind_p: float = 0.0
    sensitive_p: float = 0.0
    fields: Mapping[str, float] = field(default_factory=dict)
    drawing: DrawingScore = field(default_factory=DrawingScore)
    markings: tuple[Marking, ...] = ()
    matches: tuple[Match, ...] = ()
    findings: tuple[Finding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    attribution: Attribution = field(default_factory=Attribution)
    ms: float = 0.0
    versions: Mapping[str, str] = field(default_factory=dict)
