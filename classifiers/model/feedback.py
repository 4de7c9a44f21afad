"""Labels that two people agree on, and the documents that they are of, found where they lie.

Invariants:
- Labels carry no text. A document is known by its SHA-256 alone, and read in the confined readers.
- One document in four, by its digest, is never learnt from: the trial asks about it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from classifiers.errors import ModelError
from classifiers.model.bundle import FeedbackSummary
from classifiers.model.corpus import UNKNOWN_FIELD, Sample
from classifiers.model.plain import plain
from classifiers.model.score import MIN_CHARS, language_of
from classifiers.openings import BYTES, NO_LINK, NO_WAIT
from policies.label import Kind
from policies.opinion import FIELDS, PEOPLE_NEEDED, Opinion

if TYPE_CHECKING:
    from classifiers.confine import ReaderPool
    from classifiers.document import Document

Report = Callable[[str, float], None]

FORMAT = "sekimori-feedback-1"
FAMILY = "feedback"
NO_PROJECT = "site"
MOST_BYTES = 64 * 1024 * 1024
PARTS_A_FILE = 4
MAX_CHARS = 100_000
HELD_PARTS = 4
MIN_KIND = 5
_DIGEST = re.compile(r"[0-9a-f]{64}")


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    digest: str
    sensitive: bool
    kind: Kind
    fields: list[str]
    project: str
    people: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """A file of labels: the opinion on each document, by its SHA-256, and the file's own."""

    opinions: dict[str, Opinion]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A document that was found and read."""

    digest: str
    name: str
    opinion: Opinion
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was looked for and what came of it.

    Attributes:
        found: Documents with text, by digest.
        unreadable: Digests of those found that gave no text.
        missing: Digests of those not found.
        unopened: Files that could not be opened.
    """

    found: tuple[Labelled, ...]
    unreadable: tuple[str, ...]
    missing: tuple[str, ...]
    unopened: int


def load_labels(path: Path) -> Labels:
    """Read labels as `sekimori feedback export` writes them.

    Raises:
        ModelError: a line is malformed, lacks a second person, or contradicts another.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ModelError(f"`{path}` is larger than labels are", help="name what `sekimori feedback export` wrote")
    data = path.read_bytes()
    opinions: dict[str, Opinion] = {}
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        digest, opinion = _label(line, f"`{path}`, line {number}")
        if opinions.setdefault(digest, opinion) != opinion:
            raise ModelError(f"`{path}`, line {number}: contradicts an earlier line", help="export the labels again")
    if not opinions:
        raise ModelError(f"`{path}` holds no labels", help="labels leave the server once two people agree")
    return Labels(opinions=opinions, sha256=hashlib.sha256(data).hexdigest())


def find_documents(labels: Labels, folders: Sequence[Path], pool: ReaderPool, report: Report) -> Search:
    """Look for the labelled documents below folders by their bytes, and read them. Links are not followed."""
    wanted, found, unreadable, unopened = set(labels.opinions), [], [], 0
    paths = [path for folder in folders for path in _files(folder)]
    for place, path in enumerate(paths):
        if not wanted:
            break
        report("looking for documents", place / len(paths))
        try:
            fd = os.open(path, os.O_RDONLY | BYTES | NO_LINK | NO_WAIT)
        except OSError:
            unopened += 1
            continue
        with os.fdopen(fd, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest not in wanted:
                continue
            wanted.discard(digest)
            document = pool.read(file.fileno(), path.name)
        if not texts_of(document):
            unreadable.append(digest)
            continue
        found.append(Labelled(digest=digest, name=path.name, opinion=labels.opinions[digest], document=document))
    return Search(
        found=tuple(sorted(found, key=lambda each: each.digest)),
        unreadable=tuple(sorted(unreadable)),
        missing=tuple(sorted(wanted)),
        unopened=unopened,
    )


def is_held(digest: str) -> bool:
    """Whether a document is kept back for the trial."""
    return int(hashlib.sha256(f"held:{digest}".encode()).hexdigest()[:8], 16) % HELD_PARTS == 0


def family_of(opinion: Opinion) -> str:
    """The source that a labelled document counts to: its project, or the site."""
    return f"{FAMILY}:{opinion.project or NO_PROJECT}"


def samples_of(search: Search) -> list[Sample]:
    """Texts to learn from; what is kept back is not among them. A kind of which there are few is not taught."""
    learnt = [each for each in search.found if not is_held(each.digest)]
    many = Counter(each.opinion.kind for each in learnt)
    return [
        _sample(each, text, many[each.opinion.kind] >= MIN_KIND) for each in learnt for text in texts_of(each.document)
    ]


def summary_of(labels: Labels, search: Search) -> FeedbackSummary:
    """What of the labels was learnt, for a bundle."""
    learnt = [each for each in search.found if not is_held(each.digest)]
    return FeedbackSummary(
        labels=labels.sha256,
        wanted=len(labels.opinions),
        found=len(search.found),
        held=len(search.found) - len(learnt),
        missing=len(search.missing),
        unreadable=len(search.unreadable),
        families=dict(sorted(Counter(family_of(each.opinion) for each in learnt).items())),
    )


def texts_of(document: Document) -> list[str]:
    """The longest texts of a document's parts."""
    texts = [part.text for part in document.parts if len(plain(part.text[:20_000])) >= MIN_CHARS]
    return [text[:MAX_CHARS] for text in sorted(texts, key=len, reverse=True)[:PARTS_A_FILE]]


def _sample(each: Labelled, text: str, teaches_kind: bool) -> Sample:
    language = language_of(plain(text[:20_000]))
    opinion, family = each.opinion, family_of(each.opinion)
    return Sample(
        text=text,
        group=f"{FAMILY}:{each.digest}",
        family=family,
        source=family,
        language=language,
        is_sensitive=opinion.is_sensitive,
        weight=1.0,
        is_scored=True,
        kind=opinion.kind if teaches_kind else None,
        field=UNKNOWN_FIELD if len(opinion.fields) > 1 else "".join(opinion.fields),
        fold=int(each.digest[8:16], 16) % 4,
    )


def _label(line: bytes, where: str) -> tuple[str, Opinion]:
    advice = "name what `sekimori feedback export` wrote"
    try:
        found = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ModelError(f"{where}: no label", help=advice) from error
    if found.format != FORMAT:
        raise ModelError(f"{where}: of another format than `{FORMAT}`", help=advice)
    if not _DIGEST.fullmatch(found.digest) or not set(found.fields) <= set(FIELDS):
        raise ModelError(f"{where}: a digest or a field that there is not", help=advice)
    if len(set(found.people)) < PEOPLE_NEEDED:
        raise ModelError(f"{where}: only one person says so", help="a second person labels it first")
    opinion = Opinion(
        is_sensitive=found.sensitive, kind=found.kind, fields=tuple(sorted(set(found.fields))), project=found.project
    )
    return found.digest, opinion


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    for place, names, files in os.walk(folder):
        names.sort()
        for name in sorted(files):
            path = Path(place, name)
            if path.is_file() and not path.is_symlink():
                yield path
