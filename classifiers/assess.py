"""The cascade: a document, read, becomes an assessment. The same document always gets the same one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifiers.assessment import Assessment, Attribution, DrawingScore, Match, Reason
from classifiers.detect.doubts import Weighed, weigh
from classifiers.detect.drawings import SURE_OF_KIND_P, drawing_kind, kind_by_type, kind_unless_sure
from classifiers.detect.lookup import Looked
from classifiers.detect.markings import find_markings, level_of
from classifiers.detect.ornaments import telling_digests
from classifiers.document import Finding
from classifiers.model.raster import page_features
from classifiers.model.reasons import text_reasons
from classifiers.model.regions import page_reasons, speaking_region
from policies.label import Kind, Label, Level, Reading, join_all

if TYPE_CHECKING:
    from classifiers.confine import ReaderPool
    from classifiers.confinement import Walls
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.detect.joined import JoinedIndex
    from classifiers.document import Document, Page, Part
    from classifiers.model.projectfile import ProjectFile
    from classifiers.model.projects import Attributor
    from classifiers.model.score import Models, TextScore
    from classifiers.ocr.state import OcrState

RULES_VERSION = "rules-2"
TYPE_IS_DRAWING_P = 0.99
TYPE_IS_KIND_P = 0.95
SPOKEN_FOR_P = 0.7
MAX_PAGES = 40
MIN_RASTER_PX = 48
WORDY_CHARS = 1_800
# From so many characters on it is looked up while the models judge: mostly sums over arrays, for which another
# processor is free.
LONG_CHARS = 100_000
OUTLINE_LIMITS = frozenset({"limit.outline_edges", "limit.outline_rounds"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartView:
    """What was found in one part."""

    part: Part
    text: TextScore | None
    drawing: DrawingScore
    is_drawing_by_type: bool
    kind: Kind
    kind_p: float


class Classifier:
    """Reads and judges documents. Thread-safe where its index is not shared without care: the index takes turns.

    Args:
        pool: Reads documents in other processes; entered and left by the caller.
        models: Trained models, as `load_models` gives them.
        index: Registered documents; None where nothing is registered.
        attributor: Says whose a document looks to be; None where no projects were learnt.
    """

    def __init__(
        self,
        pool: ReaderPool,
        models: Models,
        index: FingerprintIndex | JoinedIndex | None = None,
        attributor: Attributor | ProjectFile | None = None,
    ) -> None:
        self._pool = pool
        self._models = models
        self._index = index
        self._attributor = attributor

    @property
    def walls(self) -> Walls:
        """What holds the readers in."""
        return self._pool.walls

    @property
    def ocr(self) -> OcrState:
        """How letters in pictures are read."""
        return self._pool.ocr

    def read(self, fd: int, name: str) -> Document:
        """Read an open file. Never raises for a document's fault."""
        return self._pool.read(fd, name)

    def leaves_letters(self, document: Document) -> bool:
        """Whether there are pictures in it whose letters `read_letters` could read."""
        return self._pool.leaves_letters(document)

    def read_letters(self, fd: int, name: str) -> Document | None:
        """The file with the letters of its pictures, which may take minutes; None where they could not be read."""
        return self._pool.read_letters(fd, name)

    def assess(self, fd: int, name: str) -> Assessment:
        """Read and judge an open file."""
        started = time.monotonic()
        return self.judge(self.read(fd, name), name, started=started)

    def judge(self, document: Document, name: str, *, started: float | None = None) -> Assessment:
        """Judge a document that was read.

        Args:
            name: The file's own name; it decides nothing by itself but a legend in it counts.
            started: `time.monotonic()` when the file was opened, for `ms`; None counts from now.
        """
        began = time.monotonic() if started is None else started
        root = document.parts[0]
        chars = sum(len(part.text) for part in document.parts)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="look") as beside:
            looking = beside.submit(self._look, document) if chars >= LONG_CHARS else None
            views = [self._view(part) for part in document.parts]
            weighed = weigh(document, find_markings(document, name))
        looked = looking.result() if looking is not None else self._look(document)
        matches = looked.matches
        speaking = _speaking(views)
        drawing = max((view.drawing for view in views), key=lambda score: score.p)
        wordy_p = max((view.text.sensitive_p for view in views if view.text is not None), default=0.0)
        is_drawing = drawing.p >= self._models.drawing.threshold
        fields = _fields(views)
        versions = {"reader": document.reader_version, "rules": RULES_VERSION, **self._models.versions}
        if self._attributor is not None and self._attributor.version:
            versions["projects"] = self._attributor.version
        return Assessment(
            digest=root.digest,
            size_bytes=root.size_bytes,
            type=root.type,
            label=self._label(
                document,
                views,
                weighed,
                looked,
                fields,
            ),
            parts=telling_digests(document),
            chars=chars,
            kind=speaking.kind,
            kind_p=speaking.kind_p,
            # A drawing says by its lines what it may not say in words.
            sensitive_p=max(wordy_p, drawing.p) if is_drawing else wordy_p,
            fields=fields,
            drawing=drawing,
            markings=weighed.markings,
            matches=matches,
            attribution=self._attributor.attribute(document) if self._attributor is not None else Attribution(),
            findings=(*document.findings, *weighed.findings, *looked.left_out, *_own_findings(views, matches)),
            reasons=self._reasons(views),
            ms=round((time.monotonic() - began) * 1000.0, 3),
            versions=versions,
        )

    def _look(self, document: Document) -> Looked:
        return self._index.look(document) if self._index is not None else Looked()

    def _view(self, part: Part) -> _PartView:
        by_type = drawing_kind(part.type)
        drawing = DrawingScore(p=TYPE_IS_DRAWING_P, kind=by_type) if by_type else self._drawing(part)
        # Strings out of bytes that nobody could read are looked up among fingerprints; a genre they have not.
        is_prose = part.text and not by_type and not part.reading.is_opaque
        text = self._models.text.score(part.text) if is_prose else None
        kind, kind_p = self._kind(part, text, drawing)
        return _PartView(
            part=part, text=text, drawing=drawing, is_drawing_by_type=bool(by_type), kind=kind, kind_p=kind_p
        )

    def _reasons(self, views: list[_PartView]) -> tuple[Reason, ...]:
        """The page that is likeliest a drawing, and what weighed in the part whose words are the most sensitive."""
        drawn = max(views, key=lambda view: view.drawing.p)
        pages = page_reasons(drawn.part, drawn.drawing)
        worded = [(view.text.sensitive_p, view.part, view.text) for view in views if view.text is not None]
        if not worded:
            return pages
        _, part, text = max(worded, key=lambda one: one[0])
        return (*pages, *text_reasons(self._models.text, part, text))

    def _drawing(self, part: Part) -> DrawingScore:
        """The likeliest page of a part and, in a drawing, what of it spoke; pages without a raster say nothing."""
        model = self._models.drawing
        texts = part.text.split("\f")
        best, best_features, best_page = 0.0, None, None
        for page in part.pages[:MAX_PAGES]:
            if not _is_raster(page):
                continue
            features = page_features(page, page_text(page, texts))
            p = model.score(features)
            if p > best or best_features is None:
                best, best_features, best_page = p, features, page
        if best_features is None or best_page is None:
            return DrawingScore()
        if best < model.threshold:
            return DrawingScore(p=round(best, 6), page=best_page.number)
        return DrawingScore(
            p=round(best, 6),
            kind=model.kind(best_features),
            page=best_page.number,
            region=speaking_region(best_page, page_text(best_page, texts), model.score),
        )

    def _kind(self, part: Part, text: TextScore | None, drawing: DrawingScore) -> tuple[Kind, float]:
        by_type = kind_by_type(part)
        if by_type is not None:
            return by_type, drawing.p if by_type is Kind.DRAWING else TYPE_IS_KIND_P
        is_wordy = len(part.text) > WORDY_CHARS * max(1, len(part.pages))
        if drawing.p >= self._models.drawing.threshold and not (is_wordy and drawing.p < TYPE_IS_DRAWING_P):
            return Kind.DRAWING, drawing.p
        if text is None:
            return Kind.OTHER, 0.5
        spoken_for = kind_unless_sure(part)
        if spoken_for is not None and text.kind_p < SURE_OF_KIND_P:
            return spoken_for, SPOKEN_FOR_P
        return text.kind, text.kind_p

    def _label(
        self,
        document: Document,
        views: list[_PartView],
        weighed: Weighed,
        looked: Looked,
        fields: Mapping[str, float],
    ) -> Label:
        matches = looked.matches
        names = frozenset(marking.name for marking in weighed.markings if not marking.is_doubted)
        known = join_all(match.label for match in matches)
        return Label(
            projects=known.projects,
            level=max([self._suspected(views, weighed), *_stated(names), *((known.level,) if matches else ())]),
            fields=self._models.text.telling_fields(fields),
            kinds=_kinds(views),
            markings=names,
            # What stands behind a limit of the look-up may be anybody's.
            reading=max(document.reading, Reading.PARTIAL) if self._is_cut(document, looked) else document.reading,
        )

    def _is_cut(self, document: Document, looked: Looked) -> bool:
        """Whether something of it was not looked up."""
        is_outlined = any(finding.name in OUTLINE_LIMITS for finding in document.findings)
        return bool(looked.left_out) or (is_outlined and self._index is not None)

    def _suspected(self, views: list[_PartView], weighed: Weighed) -> Level:
        """What the models say of the parts that no mark of public release speaks for."""
        drawing, text = self._models.drawing.threshold, self._models.text.threshold
        for index, view in enumerate(views):
            is_technical = view.drawing.p >= drawing or (view.text is not None and view.text.sensitive_p >= text)
            if is_technical and index not in weighed.relieved:
                return Level.SENSITIVE
        telling = {index for index, view in enumerate(views) if view.part.text or view.part.pages or view.part.cad}
        is_public = bool(telling) and telling <= weighed.released
        return Level.PUBLIC if is_public else Level.INTERNAL


def _kinds(views: list[_PartView]) -> frozenset[Kind]:
    """The kinds of all parts. Circuits in words are drawings as well: a rule that holds drawings back holds them."""
    drawn = (Kind.DRAWING for view in views if view.is_drawing_by_type)
    return frozenset((*(view.kind for view in views), *drawn))


def _stated(markings: frozenset[str]) -> tuple[Level, ...]:
    """What the markings say; a mark of public release says nothing here, it only silences the models."""
    level = level_of(markings)
    return () if level is None else (level,)


def page_text(page: Page, texts: list[str]) -> str:
    """Text of one page, out of a part's text split at form feeds; all of it where the part has one page."""
    if len(texts) == 1:
        return texts[0]
    return texts[page.number - 1] if 0 < page.number <= len(texts) else ""


def _is_raster(page: Page) -> bool:
    return min(page.width, page.height) >= MIN_RASTER_PX and len(page.gray) >= page.width * page.height


def _speaking(views: list[_PartView]) -> _PartView:
    """The part that says what the document is: the file itself, or for a container its most telling part."""
    root = views[0]
    if len(views) == 1 or root.text is not None or root.kind is not Kind.OTHER:
        return root
    inner = [view for view in views[1:] if view.kind is not Kind.OTHER]
    drawn = [view for view in inner if view.kind is Kind.DRAWING]
    return max(drawn or inner or [root], key=lambda view: (view.kind_p, len(view.part.text)))


def _fields(views: list[_PartView]) -> dict[str, float]:
    """For each field the highest probability of any part."""
    fields: dict[str, float] = {}
    for view in views:
        if view.text is not None:
            for name, p in view.text.fields.items():
                fields[name] = max(p, fields.get(name, 0.0))
    return dict(sorted(fields.items()))


def _own_findings(views: list[_PartView], matches: tuple[Match, ...]) -> list[Finding]:
    found = [
        Finding(name="drawing.by-type", detail=view.drawing.kind, where=view.part.name)
        for view in views
        if view.is_drawing_by_type
    ]
    if matches:
        best = max(match.containment for match in matches)
        found.append(Finding(name="fingerprint.match", detail=f"{len(matches)} registered, best {best:.2f}"))
    if any(view.part.reading is Reading.FULL and view.text is None and view.part.text for view in views):
        found.append(Finding(name="text.short", detail=str(int(np.sum([len(v.part.text) for v in views])))))
    return found
