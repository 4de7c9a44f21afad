"""The examiner's beginning: its readers start while it loads what judges, as somebody waits for both."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agent.errors import AgentError
from agent.examiner import words
from classifiers.children import taken
from classifiers.confine import ReaderPool
from classifiers.errors import ModelError
from classifiers.frames import FrameError, receive_frame
from policies.errors import SekimoriError

if TYPE_CHECKING:
    from agent.examiner.office import Office
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.model.score import Models

ERRAND_BYTES = 1 << 20


@contextmanager
def _open(errand: words.Errand) -> Iterator[Office]:
    """A confined reader, the shipped models, the fingerprints, and what was learnt of projects."""
    workers, required = errand.confinement.readers(), errand.confinement.require
    pool = ReaderPool(errand.limits, workers=workers, required=required, ocr=errand.ocr, reads_letters_at_once=False)
    with ExitStack() as stack:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="readers") as beside:
            begun = beside.submit(stack.enter_context, pool)
            office = _office(errand, pool, stack)
            begun.result()
        yield office


def _office(errand: words.Errand, pool: ReaderPool, stack: ExitStack) -> Office:
    from agent.examiner.office import Office
    from agent.examiner.trial import try_supply
    from agent.knowledge import Knowledge
    from classifiers.assess import Classifier
    from classifiers.detect.families import families
    from classifiers.detect.fingerprints import FingerprintIndex
    from classifiers.detect.joined import JoinedIndex
    from classifiers.model.projectfile import ProjectFile

    data = Path(errand.data)
    key = (data / "fingerprint.key").read_bytes()
    own = FingerprintIndex(
        key, data / "fingerprints.index", families=families(errand.bounds), bounds=errand.bounds, merges_itself=True
    )
    stack.enter_context(own)
    others = tuple(stack.enter_context(each) for each in _built_elsewhere(errand))
    index = JoinedIndex(own, others)
    model, secret = errand.judging or (str(data / "projects.npz"), str(data / "fingerprint.key"))
    projects = ProjectFile(Path(model), Path(secret), is_expected=errand.is_judging_expected)
    models, problem = _models(Path(errand.models))
    return Office(
        pool, Classifier(pool, models, index, projects), Knowledge(index, projects, Path(errand.models), problem),
        partial(try_supply, errand),
    )  # fmt: skip


def _models(folder: Path) -> tuple[Models, str]:
    """The models that officers supplied, else the program's own; and why those that were supplied cannot be used."""
    from classifiers.model.artifacts import load_models
    from classifiers.model.bundle import load_bundle

    if not folder.exists():
        return load_models(), ""
    try:
        return load_bundle(folder, needs_manifest=True).models, ""
    except (ModelError, OSError) as error:
        why = error.message if isinstance(error, ModelError) else f"`{folder}` cannot be read: {error.strerror}"
        return load_models(), f"{why}; the program's own models judge meanwhile"


def _built_elsewhere(errand: words.Errand) -> Iterator[FingerprintIndex]:
    """The index that the configuration names, to look at only."""
    from classifiers.detect.families import families
    from classifiers.detect.fingerprints import FingerprintIndex

    if errand.fingerprints is None:
        return
    path, secret = map(Path, errand.fingerprints)
    try:
        key = secret.read_bytes()
    except OSError as error:
        raise AgentError(
            f"cannot read the key `{secret}`: {error.strerror}", help="see `[fingerprints]` in `config.toml`"
        ) from error
    kinds = families(errand.bounds)
    yield FingerprintIndex(key, path, families=kinds, bounds=errand.bounds, is_read_only=True, is_patient=True)


def main(arguments: list[str]) -> int:
    """Be the examiner of an agent; the whole of a process.

    Args:
        arguments: Numbers of the channels' descriptors. The errand comes on the first one.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # it goes with the agent, which finishes what it has in hand
    channels = taken(arguments)
    first = channels[0]
    with suppress(FrameError, BrokenPipeError):
        errand = msgspec.msgpack.decode(receive_frame(first, ERRAND_BYTES), type=words.Errand)
        try:
            with _open(errand) as office:
                words.send(first, office.ready())
                office.serve(channels, errand.leaves_after_s)
        except SekimoriError as error:
            words.send(first, words.Failed(message=error.message, help=error.help, kind=type(error).__name__))
        except OSError as error:
            words.send(first, words.Failed(message=f"unexpected: {error.strerror}", kind=type(error).__name__))
    return 0
