"""Foreign files in the place of the demo's own."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from policies.label import Reading
from sekimori.demo.documents import Documents, write_documents

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.assessment import Assessment
    from classifiers.document import Document

ROLES = ("drawing", "specification", "table", "unregistered", "unregistered-other", "agenda", "abstract")
# Enough for fitting files to be found in any folder, few enough to start soon.
LOOKED_AT = 200
LARGEST_BYTES = 20_000_000
PARAGRAPH_CHARS = (250, 1500)


def foreign_documents(source: Path, papers: Path) -> Documents:
    """The story's documents, from `source` as far as it has fitting ones.

    Args:
        source: Folder of foreign files; never written to.
        papers: Where the demo's copies go.
    """
    documents = write_documents(papers)
    chosen = {role: path for role in ROLES if (path := _named(source, role))}
    with ReaderPool(Limits()) as pool:
        classifier = Classifier(pool, load_models())
        if not chosen:
            chosen = _fittest(source, classifier)
        copies = {role: _copy(path, papers / f"foreign-{role}{path.suffix}") for role, path in chosen.items()}
        pasted = documents.pasted
        if "specification" in copies:
            pasted = _paragraphs(_read(classifier, copies["specification"])) or pasted
            if pasted == documents.pasted:
                # Nothing in it can be pasted, so it cannot play its part.
                del copies["specification"]
    named = {role.replace("-", "_"): path for role, path in copies.items()}
    return replace(documents, **named, pasted=pasted, own=tuple(role for role in ROLES if role not in copies))


def _named(source: Path, role: str) -> Path | None:
    return next((path for path in sorted(source.glob(f"{role}.*")) if path.is_file()), None)


def _copy(path: Path, target: Path) -> Path:
    shutil.copyfile(path, target)
    return target


def _read(classifier: Classifier, path: Path) -> Document:
    with path.open("rb") as file:
        return classifier.read(file.fileno(), path.name)


def _paragraphs(document: Document) -> tuple[str, ...]:
    """Two paragraphs of fair length, as somebody would copy them."""
    least, most = PARAGRAPH_CHARS
    text = "\n".join(part.text for part in document.parts)
    found = [" ".join(block.split()) for block in text.replace("\f", "\n\n").split("\n\n")]
    fair = [block[:most] for block in found if len(block) >= least]
    if len(fair) < 2:
        whole = " ".join(text.split())
        fair = [whole[start : start + 600] for start in range(0, len(whole) - 599, 600)]
    return tuple(fair[:2]) if len(fair) >= 2 else ()


def _fittest(source: Path, classifier: Classifier) -> dict[str, Path]:
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and path.stat().st_size <= LARGEST_BYTES]
    judged: list[tuple[Path, Assessment]] = []
    # Evenly over the whole folder: neighbours are often alike.
    for path in files[:: max(1, -(-len(files) // LOOKED_AT))]:
        with path.open("rb") as file:
            assessment = classifier.assess(file.fileno(), path.name)
        if assessment.label.reading is Reading.FULL:
            judged.append((path, assessment))
    drawings = sorted((item for item in judged if item[1].drawing.p >= 0.9), key=lambda item: -item[1].drawing.p)
    texts = [item for item in judged if item[1].chars >= 600 and item[1].drawing.p < 0.5]
    technical = sorted((item for item in texts if item[1].sensitive_p >= 0.8), key=lambda item: -item[1].sensitive_p)
    dull = sorted((item for item in texts if item[1].sensitive_p < 0.05), key=lambda item: item[1].sensitive_p)
    roles: dict[str, Path] = {}
    for names, ranked in (
        (("drawing", "unregistered", "unregistered-other"), drawings),
        (("specification", "table"), technical),
        (("agenda", "abstract"), dull),
    ):
        roles |= {role: path for role, (path, _) in zip(names, ranked, strict=False)}
    return roles
