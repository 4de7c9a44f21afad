"""What an agent reaches through its ports: who reads and judges, the server, and who verifies what the server gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent import supplies
from agent.bundles.aside import VerifierAside
from agent.config import Config, Limits
from agent.examiner.examiner import Examiner
from agent.examiner.words import Errand
from agent.files import make_private
from agent.identity import Identity
from agent.judgement import Classifies, Registers
from agent.link import HttpsServer, Server
from policies.supply import Goods

if TYPE_CHECKING:
    from agent.bundles.port import Verifies


class Knows(Registers, supplies.Tries, Protocol):
    """What documents are held against, and who looks at what is supplied for that."""


def open_server(identity: Identity, limits: Limits) -> Server:
    """The enrolled server, over mutual TLS."""
    return HttpsServer(identity.facts.agent_url, identity.tls(), timeout_s=limits.request_timeout_s)


@contextmanager
def open_classifier(data: Path, config: Config) -> Iterator[tuple[Classifies, Knows]]:
    """The shipped models with a confined reader, the fingerprints, and what was learnt of projects: in a process that
    is there only while there is something to judge."""
    # SQLite gives its log the mode of the journal.
    make_private(*data.glob("fingerprints.index*"), *(data / "holds").glob("*.age"))
    named, learnt = config.fingerprints, config.judging
    folder = data.resolve() / supplies.FOLDER
    index = named and (named.index or folder / supplies.PLACES[Goods.FINGERPRINTS])
    projects = learnt and (learnt.projects or folder / supplies.PLACES[Goods.PROJECTS])
    errand = Errand(
        data=str(data.resolve()),
        limits=config.reader,
        confinement=config.confinement,
        ocr=config.ocr,
        bounds=config.lookup,
        fingerprints=(str(index), str(named.key)) if named else None,
        judging=(str(projects), str(learnt.key)) if learnt else None,
        is_judging_expected=learnt is not None and learnt.projects is not None,
        models=str(folder / supplies.PLACES[Goods.MODELS]),
        leaves_after_s=config.limits.classifier_idle_s,
    )
    by_others = [index, named.key] if named and index else []
    by_others += [projects, learnt.key] if learnt and projects else [data / "projects.npz"]
    examiner = Examiner(errand, tuple(by_others))
    try:
        examiner.start()
        yield examiner, examiner
    finally:
        examiner.close()


@dataclass(frozen=True, slots=True)
class Doors:
    """What an agent reaches through its ports."""

    classifier: Callable[[Path, Config], AbstractContextManager[tuple[Classifies, Knows]]] = open_classifier
    server: Callable[[Identity, Limits], Server] = open_server
    verifier: Verifies = field(default_factory=VerifierAside)


def lacking_of(config: Config) -> Mapping[Goods, str | None]:
    """Which supplies this machine has no use for, and what it lacks for that; None where it goes by others of its
    own."""
    named, learnt = config.fingerprints, config.judging
    keyless = "this machine was given no key for it: name one in `[fingerprints]` of config.toml"
    lacking: dict[Goods, str | None] = {}
    if named is None or named.index is not None:
        lacking[Goods.FINGERPRINTS] = keyless if named is None else None
    if learnt is None or learnt.projects is not None:
        lacking[Goods.PROJECTS] = keyless if learnt is None else None
    return lacking
