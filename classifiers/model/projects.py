"""What was learnt of each project, kept so that documents and projects come and go without reading the others again.

Two files. The *examples* stay where projects are learnt: hashed terms of every learnt document. The *model* is made of
them and goes to agents. Neither holds text, a file's name or a person's; both are keyed with the organisation's secret.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from classifiers.errors import ModelError
from classifiers.model.attribution import ALPHA, Example, ProjectModel, example, learn
from classifiers.model.terms import BUCKETS, TERMS_VERSION, Scatter, terms_of
from classifiers.openings import BYTES

if TYPE_CHECKING:
    from classifiers.assessment import Attribution
    from classifiers.document import Document

TEMPLATE_SHARE = 0.3
TEMPLATE_DOCUMENTS = 5
"""A line that so many documents of a project have is its template's and tells nothing of its content."""

MAX_EXAMPLES = 300
"""Documents kept of one project, those added last."""

MAX_SOLVED, LEAST_EXAMPLES = 2_000, 20
"""Documents that one model is solved through, and how many a project has of them at least."""

# What numpy, zipfile and zlib say of a file that is none of theirs, was cut off or changed.
UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, EOFError, OverflowError, NotImplementedError,
    SyntaxError, MemoryError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

LEAST_TERMS = 20
FORMAT = "projects-1"


class Attributor:
    """Attributes documents by a model.

    Args:
        model: As `load_model` gives it.
        key: The secret that the model was made with.

    Attributes:
        version: Changes with what was learnt.
    """

    def __init__(self, model: ProjectModel, key: bytes) -> None:
        self._model = model
        self._scatter = Scatter(key)
        self.version = f"{FORMAT}+{hashlib.sha256(model.slopes.tobytes()).hexdigest()[:12]}"

    def attribute(self, document: Document) -> Attribution:
        """Whose `document` looks to be."""
        return self._model.attribute(terms_of(document, self._scatter, self._model.templates))


class ProjectStore:
    """The learnt documents of all projects.

    Args:
        key: The organisation's secret.
        examples: What was learnt so far, as `load` gives it.
        templates: Hashes of the lines that were left out of them.
    """

    def __init__(
        self, key: bytes, examples: Sequence[Example] = (), templates: NDArray[np.uint64] | None = None
    ) -> None:
        self._key = key
        self._scatter = Scatter(key)
        self._examples = list(examples)
        self._templates = np.unique(templates) if templates is not None else np.empty(0, np.uint64)

    @property
    def counts(self) -> dict[str, int]:
        """Documents of each project; those that are no project's under the empty name."""
        return dict(sorted(Counter(each.project for each in self._examples).items()))

    def add(self, project: str, documents: Sequence[Document]) -> int:
        """Learn documents of `project`, of none where it is empty; a known one is learnt anew, and another's no more.

        Returns:
            How many were learnt: those with next to no words are not.
        """
        lines = [terms_of(document, self._scatter).lines for document in documents]
        kept = [each.lines for each in self._examples if each.project == project]
        if project:
            self._templates = np.union1d(self._templates, _templates([*kept, *lines]))
        made = []
        for document, own_lines in zip(documents, lines, strict=True):
            terms = terms_of(document, self._scatter, self._templates)
            if len(terms.words) >= LEAST_TERMS:
                learnt = example(project, document.parts[0].digest, terms)
                made.append(
                    Example(
                        project=project,
                        digest=learnt.digest,
                        buckets=learnt.buckets,
                        weights=learnt.weights,
                        lines=own_lines,
                    )
                )
        unique = {each.digest: each for each in made}
        others = [each for each in self._examples if each.digest not in unique]
        mine = [*(each for each in others if each.project == project), *unique.values()][-MAX_EXAMPLES:]
        self._examples = [*(each for each in others if each.project != project), *mine]
        return len(unique)

    def forget(self, project: str) -> int:
        """Unlearn a project; how many documents went."""
        before = len(self._examples)
        self._examples = [each for each in self._examples if each.project != project]
        return before - len(self._examples)

    def forget_document(self, digest: str) -> bool:
        """Unlearn one document; whether it was known."""
        before = len(self._examples)
        self._examples = [each for each in self._examples if each.digest != digest]
        return len(self._examples) < before

    def model(self, alpha: float = ALPHA) -> ProjectModel:
        """A model of what is learnt now; of very many documents those of each project that were added last."""
        owners = max(1, len(self.counts))
        most = max(LEAST_EXAMPLES, MAX_SOLVED // owners)
        kept: list[Example] = []
        for owner in self.counts:
            kept.extend([each for each in self._examples if each.project == owner][-most:])
        return learn(kept, self._templates, alpha)

    def save(self, path: Path) -> None:
        """Write the examples; the file is there whole or as it was before."""
        rows = self._examples
        arrays = {
            "buckets": np.concatenate([each.buckets for each in rows] or [np.empty(0, np.int64)]).astype(np.uint16),
            "weights": np.concatenate([each.weights for each in rows] or [np.empty(0, np.float32)]).astype(np.float16),
            "sizes": np.array([each.buckets.size for each in rows], dtype=np.int64),
            "lines": np.concatenate([each.lines for each in rows] or [np.empty(0, np.uint64)]),
            "line_sizes": np.array([each.lines.size for each in rows], dtype=np.int64),
            "templates": self._templates,
        }
        facts = {"what": "examples", "owners": [[each.project, each.digest] for each in rows]}
        _write(path, arrays, facts, self._key)

    @classmethod
    def load(cls, path: Path, key: bytes) -> ProjectStore:
        """The store in `path`; an empty one where there is none.

        Raises:
            ModelError: it is damaged, of another version, or made with another key.
        """
        if not path.exists():
            return cls(key)
        arrays, facts = _read(path, key, "examples")
        try:
            buckets = np.split(arrays["buckets"].astype(np.int64), np.cumsum(arrays["sizes"])[:-1])
            weights = np.split(arrays["weights"].astype(np.float32), np.cumsum(arrays["sizes"])[:-1])
            lines = np.split(arrays["lines"], np.cumsum(arrays["line_sizes"])[:-1])
            examples = [
                Example(project=project, digest=digest, buckets=own, weights=weight, lines=line)
                for (project, digest), own, weight, line in zip(facts["owners"], buckets, weights, lines, strict=False)
            ]
            return cls(key, examples, arrays["templates"])
        except (KeyError, ValueError, TypeError) as error:
            raise _damaged(path) from error


def save_model(model: ProjectModel, path: Path, key: bytes) -> None:
    """Write a model for agents; the file is there whole or as it was before."""
    arrays = {
        "rarity": model.rarity.astype(np.float16),
        "slopes": model.slopes.astype(np.float16),
        "left_out": np.concatenate([*model.left_out, np.empty(0)]),
        "left_out_sizes": np.array([own.size for own in model.left_out], dtype=np.int64),
        "templates": model.templates,
    }
    _write(path, arrays, {"what": "model", "projects": list(model.projects), "alpha": model.alpha}, key)


def load_model(path: Path, key: bytes) -> ProjectModel:
    """The model in `path`.

    Raises:
        ModelError: it is missing, damaged, of another version, or made with another key.
    """
    arrays, facts = _read(path, key, "model")
    try:
        model = ProjectModel(
            projects=tuple(facts["projects"]),
            rarity=arrays["rarity"].astype(np.float32),
            slopes=arrays["slopes"].astype(np.float32),
            left_out=tuple(np.split(arrays["left_out"], np.cumsum(arrays["left_out_sizes"])))[:-1],
            templates=arrays["templates"],
            alpha=float(facts["alpha"]),
        )
    except UNREADABLE as error:
        raise _damaged(path) from error
    count = len(model.projects)
    if model.slopes.shape != (count, BUCKETS) or model.rarity.shape != (BUCKETS,) or len(model.left_out) != count:
        raise _damaged(path)
    return model


def _templates(lines: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    if not lines:
        return np.empty(0, np.uint64)
    found, counts = np.unique(np.concatenate(lines), return_counts=True)
    return found[counts >= max(TEMPLATE_DOCUMENTS, TEMPLATE_SHARE * len(lines))]


def _write(path: Path, arrays: dict[str, Any], facts: dict[str, Any], key: bytes) -> None:
    stated = {"format": FORMAT, "terms": TERMS_VERSION, "key": _key_check(key), **facts}
    held = io.BytesIO()
    text = np.frombuffer(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    np.savez_compressed(held, facts=text, **arrays)
    draft = path.with_name(f"{path.name}.new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | BYTES, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(held.getvalue())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read(path: Path, key: bytes, what: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = dict(held)
        facts = json.loads(bytes(arrays.pop("facts")))
    except FileNotFoundError:
        raise ModelError(f"there is no `{path}`", help="make it with `sekimori learn-projects`") from None
    except PermissionError as error:
        raise ModelError(f"`{path}` may not be read", help="let the account that asks read it") from error
    except (*UNREADABLE, OSError) as error:
        raise _damaged(path) from error
    if not isinstance(facts, dict) or facts.get("what") != what:
        raise ModelError(
            f"`{path}` holds no {what} of projects", help="name the file that `sekimori learn-projects` made"
        )
    if (facts.get("format"), facts.get("terms")) != (FORMAT, TERMS_VERSION):
        raise ModelError(f"`{path}` is of another version", help="learn the projects again")
    if facts.get("key") != _key_check(key):
        raise ModelError(f"`{path}` was made with another key", help="name its key, or learn the projects again")
    return arrays, facts


def _key_check(key: bytes) -> str:
    return hashlib.blake2b(b"sekimori projects", key=key[:64], digest_size=8).hexdigest()


def _damaged(path: Path) -> ModelError:
    return ModelError(f"`{path}` is damaged", help="take it from a copy, or learn the projects again")
