"""What files are held against: fingerprints registered here and elsewhere, and projects learnt elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.detect.joined import JoinedIndex
    from classifiers.detect.likeness import Sketch
    from classifiers.document import Document
    from classifiers.model.projectfile import ProjectFile
    from policies.label import Label


class What(StrEnum):
    """Sorts of sources."""

    HERE = "registered here"
    ELSEWHERE = "registered elsewhere"
    PROJECTS = "projects learnt"
    MODELS = "models supplied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that judging goes by.

    Attributes:
        documents: Documents that can match, or from which projects were learnt.
        projects: Projects that were learnt; a project's name is not for everybody on the machine.
        at: When the file was written, aware UTC; None where there is none.
        problem: What is wrong, in words; empty where nothing is.
    """

    what: What
    path: str
    documents: int
    projects: tuple[str, ...] = ()
    at: datetime | None = None
    problem: str = ""


class Knowledge:
    """Where the agent registers, and what it may say of all that it goes by.

    Args:
        models: Where officers' models lie, if there are any.
        models_problem: Why they are not used, in words.
    """

    def __init__(self, index: JoinedIndex, projects: ProjectFile, models: Path, models_problem: str = "") -> None:
        self._index, self._projects = index, projects
        self._models, self._models_problem = models, models_problem

    @property
    def state(self) -> int:
        """A number that changes whenever an answer may change."""
        return self._index.state + self._projects.state

    def register(self, document: Document, *, name: str, label: Label) -> int:
        """As `FingerprintIndex.register`, in the machine's own; how many hashes are kept."""
        return self._index.register(document, name=name, label=label).hashes

    def sketch(self, document: Document) -> Sketch | None:
        """As `FingerprintIndex.sketch`."""
        return self._index.sketch(document)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Everything that judging goes by, as it is now."""
        projects = self._projects
        learnt = Source(
            what=What.PROJECTS,
            path=str(projects.path),
            documents=projects.documents,
            projects=projects.projects,
            at=projects.at,
            problem=projects.problem,
        )
        others = (_registered(What.ELSEWHERE, each) for each in self._index.others)
        return (_registered(What.HERE, self._index.own), *others, learnt, *self._supplied())

    def _supplied(self) -> tuple[Source, ...]:
        at = _written(self._models)
        if at is None:
            return ()
        place = str(self._models.resolve())
        return (Source(what=What.MODELS, path=place, documents=0, at=at, problem=self._models_problem),)


def _registered(what: What, index: FingerprintIndex) -> Source:
    documents = len(index)  # looks at the file first, so that the problem is today's
    return Source(
        what=what, path=str(index.path or ""), documents=documents, at=_written(index.path), problem=index.problem
    )


def _written(path: Path | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) if path is not None else None
    except OSError:
        return None
