"""The frozen suite: documents that two sets of models are asked about, the same ones year after year.

Which ones was decided once, by a rule over hashes, and is written in a file with what each is: neither a change of the
data nor of a label moves the measure.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from classifiers.errors import ModelError
from classifiers.model.corpus import KIND_OF, UNKNOWN_FIELD, field_of
from policies.label import Kind

FORMAT = "sekimori-suite-1"
FROZEN = Path(__file__).resolve().parent / "suite.json"
STANDS_A_LANGUAGE = 90
STANDS_A_SOURCE = 20
TEXTS_A_KIND = 12
TEXTS_A_FIELD = 6
FILES_A_DRAWING = 10
FILES_A_FOLDER = 4


class SuiteText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text of the corpus.

    Attributes:
        sha256: Of the text in UTF-8.
        sensitive: None where that is open.
        field: Empty where it is of none, UNKNOWN_FIELD where that is open.
    """

    id: str
    group: str
    language: str
    sha256: str
    sensitive: bool | None = None
    kind: Kind | None = None
    field: str = ""


class SuiteFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file. `drawing` is None where a page of it is no test; `clean` where nothing in it shall be stopped."""

    path: str
    sha256: str
    drawing: bool | None = None
    clean: bool = False


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """All of it."""

    texts: tuple[SuiteText, ...]
    files: tuple[SuiteFile, ...]
    format: str = FORMAT

    @property
    def digest(self) -> str:
        """Names the suite."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()[:16]

    @property
    def groups(self) -> frozenset[str]:
        """Source documents of its texts: what a candidate leaves out that shall not know the suite."""
        return frozenset(text.group for text in self.texts)


def load_suite(path: Path = FROZEN) -> Suite:
    """Read a suite.

    Raises:
        ModelError: missing or malformed.
    """
    try:
        suite = msgspec.json.decode(path.read_bytes(), type=Suite)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ModelError(f"`{path}` is no suite", help="name one with --suite, or install again") from error
    if suite.format != FORMAT:
        raise ModelError(f"`{path}` is of another format than `{FORMAT}`", help="it is of another version")
    return suite


def texts_of_suite(suite: Suite, data: Path) -> list[tuple[SuiteText, str]]:
    """The suite's texts out of the corpus.

    Raises:
        ModelError: one is missing or no longer the same.
    """
    wanted = {text.id: text for text in suite.texts}
    found: list[tuple[SuiteText, str]] = []
    for row in _rows(data):
        text = wanted.pop(row["id"], None)
        if text is None:
            continue
        if _sha256(row["text"]) != text.sha256:
            raise ModelError(f"text `{text.id}` is not the one of the suite", help="the corpus has changed")
        found.append((text, row["text"]))
    if wanted:
        raise ModelError(f"{len(wanted)} texts of the suite are not below `{data}`", help="name the folder with --data")
    return found


def make_suite(data: Path) -> Suite:
    """The rule: in order of a hash, so many of each kind, field, language and class; one text of a source document."""
    rows = sorted(_rows(data), key=lambda row: _sha256(f"{FORMAT}:{row['id']}"))
    entries = [json.loads(line) for line in (data / "files" / "manifest.jsonl").read_text("utf-8").splitlines()]
    entries.sort(key=lambda entry: _sha256(f"{FORMAT}:{entry['sha256']}"))
    return Suite(texts=tuple(_chosen_texts(rows)), files=tuple(_chosen_files(entries)))


def _chosen_texts(rows: Iterable[dict[str, Any]]) -> Iterator[SuiteText]:
    groups: set[str] = set()
    taken: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        kind, field = KIND_OF.get(row["doc_type"]), field_of(row)
        stand = {"positive": True, "negative": False}.get(row["proxy"])
        rooms = {("kind", row["lang"], str(kind)): TEXTS_A_KIND if kind else 0}
        rooms |= {("field", row["lang"], field): 0 if field in ("", UNKNOWN_FIELD) else TEXTS_A_FIELD}
        stands = ("stand", row["lang"], row["proxy"])
        is_small = taken["source", row["source"], row["proxy"]] < STANDS_A_SOURCE
        rooms |= {stands: STANDS_A_LANGUAGE if stand is not None and is_small else 0}
        if row["group"] in groups or not any(taken[key] < most for key, most in rooms.items()):
            continue
        groups.add(row["group"])
        taken.update([*rooms, ("source", row["source"], row["proxy"])])
        yield SuiteText(
            id=row["id"],
            group=row["group"],
            language=row["lang"],
            sha256=_sha256(row["text"]),
            sensitive=stand,
            kind=kind,
            field=field,
        )


def _chosen_files(entries: Iterable[dict[str, Any]]) -> Iterator[SuiteFile]:
    # Training rooms know scikit-learn; the suite that agents may read does not.
    from classifiers.model.office import is_ordinary
    from classifiers.model.train_drawing import KIND_OF_FOLDER

    taken: Counter[str] = Counter()
    for entry in entries:
        folder = "/".join(entry["path"].split("/")[:2])
        is_drawing, is_near = folder in KIND_OF_FOLDER, entry["class"] == "near-negatives"
        is_clean = is_ordinary(entry)
        if not (is_drawing or is_near or is_clean):
            continue
        taken[folder] += 1
        if taken[folder] <= (FILES_A_DRAWING if is_drawing else FILES_A_FOLDER):
            yield SuiteFile(
                path=entry["path"],
                sha256=entry["sha256"],
                drawing=True if is_drawing else False if is_near or folder == "documents/pdf" else None,
                clean=is_clean,
            )


def _rows(data: Path) -> Iterator[dict[str, Any]]:
    files = sorted((data / "corpus").glob("*/*.jsonl.gz"))
    if not files:
        raise ModelError(f"no texts below `{data / 'corpus'}`", help="name the folder with --data")
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
