"""Who looks at disguised documents: ours, and what else there is to recognise a file by."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType

import ppdeep

from bench.disguise.source import File, Sort, Source
from bench.pasted.peers import find_tlsh
from classifiers.assess import Classifier
from classifiers.assessment import Assessment
from classifiers.confine import ReaderPool
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.limits import Limits
from classifiers.model.artifacts import load_models
from classifiers.ocr.settings import Ocr
from policies.label import Kind, Label, Level, ProjectId

KEY = bytes(range(32))
PHRASES = 5
PHRASE_CHARS = 24
TLSH_NEAR = 60
NO_HASH = ("", "TNULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What ours says of the files of one disguised document.

    Attributes:
        causes: What would stop it where it may not be: `prints by text`, `markings`, `text model`, `drawing model` …;
            empty where nothing would. Being opaque is none: that is counted apart.
    """

    projects: frozenset[str]
    is_sensitive: bool
    is_drawing: bool
    is_opaque: bool
    causes: frozenset[str] = frozenset()


class Judge:
    """Readers, models and an index, as an agent has them."""

    def __init__(self, ocr: Ocr) -> None:
        self._stack = contextlib.ExitStack()
        self._ocr = ocr

    def __enter__(self) -> Judge:
        """Start the readers."""
        pool = self._stack.enter_context(ReaderPool(Limits(), ocr=self._ocr))
        self._index = self._stack.enter_context(FingerprintIndex(KEY, families=FAMILIES))
        self._models = load_models()
        self._classifier = Classifier(pool, self._models, self._index)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them."""
        self._stack.close()

    def register(self, source: Source, project: str) -> None:
        """Make a document known as a project's."""
        with _open(source.data) as fd:
            document = self._classifier.read(fd, source.name)
        label = Label(projects=frozenset({ProjectId(project)}), level=Level.SENSITIVE)
        self._index.register(document, name=source.name, label=label)

    def see(self, files: Sequence[File]) -> Seen:
        """What is known of the files together."""
        labels, causes, sensitive, drawn = [], set[str](), False, False
        for file in files:
            with _open(file.data) as fd:
                assessment = self._classifier.assess(fd, file.name)
            labels.append(assessment.label)
            causes |= self._causes(assessment)
            drawn |= Kind.DRAWING in assessment.label.kinds
            sensitive |= assessment.sensitive_p >= self._models.text.threshold or bool(assessment.markings)
        return Seen(
            projects=frozenset(project for label in labels for project in label.projects),
            is_sensitive=sensitive,
            is_drawing=drawn,
            is_opaque=any(label.reading.is_opaque for label in labels),
            causes=frozenset(causes),
        )

    def _causes(self, seen: Assessment) -> set[str]:
        """Everything that gives the document a project or raises its level, and what calls it a drawing."""
        is_drawing = Kind.DRAWING in seen.label.kinds or seen.drawing.p >= self._models.drawing.threshold
        causes = {f"prints by {match.basis}" for match in seen.matches}
        if is_drawing:
            causes.add("drawing model")
        elif seen.sensitive_p >= self._models.text.threshold:
            causes.add("text model")
        if seen.markings:
            causes.add("markings")
        if not causes and (seen.label.projects or seen.label.level >= Level.SENSITIVE):
            causes.add("other")
        return causes


class Peers:
    """What recognises files by their bytes, from thresholds that no ordinary document reaches."""

    def __init__(self, registered: Sequence[Source], clean: Sequence[Source]) -> None:
        self._digests = {f"p{number}": hashlib.sha256(source.data).digest() for number, source in enumerate(registered)}
        self._fuzzy = {f"p{number}": ppdeep.hash(source.data) for number, source in enumerate(registered)}
        self._tlsh = find_tlsh()
        self._local = {
            f"p{number}": self._tlsh.hash(source.data) for number, source in enumerate(registered) if self._tlsh
        }
        self._phrases = {f"p{number}": _phrases(source) for number, source in enumerate(registered)}
        ordinary = [ppdeep.hash(source.data) for source in clean]
        self._fuzzy_from = 1 + max(
            (ppdeep.compare(one, known) for one in ordinary for known in self._fuzzy.values()), default=0
        )
        self._clamscan = shutil.which("clamscan")

    def found(self, made: Mapping[str, tuple[File, ...]]) -> Counter[str]:
        """How many of the disguised documents each one finds, by project."""
        counts: Counter[str] = Counter(sha256=0, ssdeep=0)
        for project, files in made.items():
            counts["sha256"] += any(hashlib.sha256(file.data).digest() == self._digests[project] for file in files)
            counts["ssdeep"] += any(
                ppdeep.compare(ppdeep.hash(file.data), self._fuzzy[project]) >= self._fuzzy_from for file in files
            )
            if self._tlsh:
                hashes = [self._tlsh.hash(file.data) for file in files]
                counts["tlsh"] += any(_is_near(self._tlsh, each, self._local[project]) for each in hashes)
        if self._clamscan:
            counts["clamav"] = self._scanned(self._clamscan, made)
        return counts

    def _scanned(self, clamscan: str, made: Mapping[str, tuple[File, ...]]) -> int:
        with tempfile.TemporaryDirectory() as folder:
            signatures = Path(folder, "phrases.ndb")
            lines = [
                f"{project}.{number}:0:*:{phrase.encode().hex()}"
                for project, phrases in self._phrases.items()
                for number, phrase in enumerate(phrases)
            ]
            signatures.write_text("\n".join(lines) + "\n", encoding="ascii")
            for project, files in made.items():
                home = Path(folder, "files", project)
                home.mkdir(parents=True)
                for number, file in enumerate(files):
                    (home / f"{number}-{file.name}").write_bytes(file.data)
            command = [clamscan, "--no-summary", "--infected", "--recursive", f"--database={signatures}"]
            answer = subprocess.run([*command, f"{folder}/files"], capture_output=True, text=True, check=False)
        hits = {
            (Path(line.partition(": ")[0]).parent.name, line) for line in answer.stdout.splitlines() if "FOUND" in line
        }
        return len({project for project, line in hits if f"{project}." in line})


def _phrases(source: Source) -> list[str]:
    if source.sort is not Sort.TEXT:
        return []
    step = len(source.text) // (PHRASES + 1)
    pieces = (source.text[step * number : step * number + PHRASE_CHARS] for number in range(1, PHRASES + 1))
    return [piece for piece in pieces if "\n" not in piece and len(piece.strip()) >= PHRASE_CHARS // 2]


def _is_near(tlsh: ModuleType, one: str, other: str) -> bool:
    known = one not in NO_HASH and other not in NO_HASH
    return bool(known and tlsh.diff(one, other) <= TLSH_NEAR)


@contextlib.contextmanager
def _open(data: bytes) -> Iterator[int]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        yield file.fileno()
