"""A data folder, shares and a signed policy for tests of the agent, with simulators behind its two ports."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.assembly import run_agent
from agent.bundles.verifier import Verifier
from agent.config import Config
from agent.doors import Doors
from agent.errors import AgentError, MissingTarget, Unreachable
from agent.identity import AgentFacts
from agent.keymaking import new_key, write_identity
from agent.knowledge import Source
from agent.machine import accounts
from agent.wire import EventBatch, EventReceipt, Heartbeat, HeartbeatReply, ReleaseList
from classifiers.assessment import Assessment, Match
from classifiers.confinement import Walls
from classifiers.detect.likeness import Sketch
from classifiers.detect.resemblance import sketch
from classifiers.detect.winnowing import Secret
from classifiers.document import Document, Part
from classifiers.errors import ModelError
from classifiers.ocr.state import OcrState
from policies import bundle
from policies.compiler import compile_policy
from policies.emergency import EmergencyStop
from policies.examples import load_example
from policies.keys import public_text
from policies.label import Kind, Label, Level, Reading, join_all
from policies.language import KeyRing, load_policy
from policies.release import Release, ReleaseTerms, sign_release
from policies.supply import PIECE_BYTES, Goods, Supply, pieces_of
from policies.tables import Tables

# As a reader takes so much of a document's text and no more.
TEXT_BYTES = 2_000_000
ZONES = ("qsensor", "gripper", "common", "removable")
OFFICERS = ("tanaka", "suzuki", "mori")
SECRET = Secret.of(b"the key of the simulated index")


class WordClassifier:
    """Stands behind the classifier's port: calls what holds `SECRET` sensitive, `LOCKED` opaque, `CRASH` raises.

    A document is recognised by its lines, as the fingerprint index would by its passages.
    """

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, Label, frozenset[str]]] = {}

    @property
    def walls(self) -> Walls:
        return Walls()

    @property
    def ocr(self) -> OcrState:
        return OcrState()

    def read(self, fd: int, name: str) -> Document:  # noqa: ARG002
        os.lseek(fd, 0, os.SEEK_SET)
        data = b"".join(iter(lambda: os.read(fd, 65536), b""))
        if b"CRASH" in data:
            raise ValueError("a reader that nobody thought of")
        part = Part(
            name="",
            type="text/plain",
            digest=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            text=data[:TEXT_BYTES].decode("utf-8", "replace"),
            reading=Reading.OPAQUE if b"LOCKED" in data else Reading.FULL,
        )
        return Document(parts=(part,))

    def leaves_letters(self, document: Document) -> bool:
        return "PICTURE" in document.parts[0].text

    def read_letters(self, fd: int, name: str) -> Document | None:
        """What a picture says is written backwards in it."""
        document = self.read(fd, name)
        part = replace(document.parts[0], text=document.parts[0].text[::-1])
        return replace(document, parts=(part,))

    def judge(self, document: Document, name: str, *, started: float | None = None) -> Assessment:  # noqa: ARG002
        part = document.parts[0]
        matches = tuple(
            Match(digest=digest, name=known, label=label, containment=1.0, exact=digest == part.digest)
            for digest, (known, label, lines) in self.known.items()
            if digest == part.digest or lines & _lines(part.text)
        )
        own = Label(
            level=Level.SENSITIVE if "SECRET" in part.text else Level.INTERNAL,
            kinds=frozenset({Kind.DRAWING if "DRAWING" in part.text else Kind.OTHER}),
            reading=part.reading,
        )
        recognised = join_all(match.label for match in matches)
        return Assessment(
            digest=part.digest,
            size_bytes=part.size_bytes,
            type=part.type,
            label=replace(own, projects=recognised.projects, level=max(own.level, recognised.level)),
            parts=(part.digest,),
            matches=matches,
        )

    def register(self, document: Document, *, name: str, label: Label) -> int:
        part = document.parts[0]
        self.known[part.digest] = (name, label, _lines(part.text))
        return 1

    def sketch(self, document: Document) -> Sketch | None:
        return sketch(document, SECRET)

    def try_supply(self, goods: Goods, new: Path, now: Path, *, only_adds: bool) -> None:  # noqa: ARG002
        """Judges by words alone; what is supplied is tried by the real examiner."""
        raise ModelError("words need no supplies")

    def change_models(self) -> None:
        """There are none."""

    @property
    def state(self) -> int:
        return len(self.known)

    @property
    def sources(self) -> tuple[Source, ...]:
        return ()


def _lines(text: str) -> frozenset[str]:
    return frozenset(line for line in text.splitlines() if len(line) > 20)


class FolderServer:
    """Stands behind the server's port: a folder that outlives the agent. Away while a file `down` stands in it."""

    url = "https://simulated.example"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, batch: EventBatch) -> EventReceipt:
        self._answer()
        with (self.folder / "events.jsonl").open("ab") as out:
            for event in batch.events:
                out.write(msgspec.json.encode(event) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        return EventReceipt(stored=tuple(event.id for event in batch.events))

    def beat(self, heartbeat: Heartbeat) -> HeartbeatReply:
        self._answer()
        (self.folder / "heartbeat.json").write_bytes(msgspec.json.encode(heartbeat))
        version = json.loads((self.folder / "version.json").read_text())
        seq = heartbeat.journal.seq if heartbeat.journal else None
        return HeartbeatReply(at=datetime.now(UTC), policy_version=version, releases_version=0, journal_seq=seq)

    def releases(self) -> ReleaseList:
        self._answer()
        path = self.folder / "releases.json"
        kept = msgspec.json.decode(path.read_bytes(), type=tuple[Release, ...]) if path.exists() else ()
        stops = self.folder / "stops.json"
        listed = msgspec.json.decode(stops.read_bytes(), type=tuple[EmergencyStop, ...]) if stops.exists() else ()
        path = self.folder / "supplies.json"
        given = msgspec.json.decode(path.read_bytes(), type=tuple[Supply, ...]) if path.exists() else ()
        return ReleaseList(version=1, releases=kept, stops=listed, supplies=given)

    def download(self, url: str) -> bytes:
        self._answer()
        try:
            if "/supplies/" in url:
                return (self.folder / url.rpartition("/agent/v1/")[2]).read_bytes()
            return (self.folder / url.rpartition("/")[2]).read_bytes()
        except FileNotFoundError:
            raise MissingTarget(404) from None

    def supply(self, supply: Supply, data: bytes) -> None:
        """List a supply and give its pieces."""
        path = self.folder / "supplies.json"
        given = msgspec.json.decode(path.read_bytes(), type=tuple[Supply, ...]) if path.exists() else ()
        others = tuple(each for each in given if each.terms.goods is not supply.terms.goods)
        pieces = self.folder / "supplies" / supply.terms.digest
        pieces.mkdir(parents=True, exist_ok=True)
        for number in range(pieces_of(supply.terms)):
            (pieces / str(number)).write_bytes(data[number * PIECE_BYTES : (number + 1) * PIECE_BYTES])
        new = path.with_name("supplies.new")
        new.write_bytes(msgspec.json.encode((*others, supply)))
        new.replace(path)  # an agent reads it at any moment

    def close(self) -> None:
        pass

    def _answer(self) -> None:
        if (self.folder / "down").exists():
            raise Unreachable("the simulated server is away")

    def events(self, kind: str = "") -> list[dict[str, object]]:
        """Everything that was delivered, also twice."""
        path = self.folder / "events.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [event for event in map(json.loads, lines) if not kind or event["type"] == kind]


@dataclass(frozen=True, kw_only=True)
class House:
    """Everything an agent needs to run.

    Attributes:
        shares: Zone to its folder.
        keys: Officer to private key.
        recovery: The offline recovery key.
    """

    data: Path
    shares: Mapping[str, Path]
    server: FolderServer
    tables: Tables
    keys: Mapping[str, Ed25519PrivateKey]
    recovery: pyrage.x25519.Identity

    def doors(self) -> Doors:
        """The simulators."""
        return Doors(
            classifier=simulated_classifier, server=lambda _identity, _limits: self.server, verifier=Verifier()
        )

    @contextmanager
    def running(
        self, checkpoint: Callable[[str], None] = lambda _: None, *, doors: Doors | None = None
    ) -> Iterator[None]:
        """The agent in a thread of this process; behind its ports the simulators, unless `doors` has others."""
        stop, ready, failed = threading.Event(), threading.Event(), []
        doors = doors or self.doors()

        def run() -> None:
            try:
                run_agent(
                    self.data,
                    version="0",
                    stop=stop,
                    ready=ready.set,
                    doors=doors or self.doors(),
                    checkpoint=checkpoint,
                )
            except BaseException as error:  # noqa: BLE001 - handed to the test
                failed.append(error)
            ready.set()

        thread = threading.Thread(target=run)
        thread.start()
        ready.wait(30)
        try:
            if failed:
                raise failed[0]
            yield
        finally:
            stop.set()
            thread.join(30)

    def held(self, case: str) -> bytes:
        """The bytes of a hold, by the recovery key."""
        return pyrage.decrypt((self.data / "holds" / f"{case}.age").read_bytes(), [self.recovery])

    def publish(self, tables: Tables, version: int, *, signers: tuple[str, ...] = OFFICERS[:2], stamp: int = 1) -> None:
        """Sign and put a bundle on the simulated server."""
        publish(self.server.folder, tables, self.keys, version=version, signers=signers, stamp=stamp)

    def approve(self, terms: ReleaseTerms, *, officers: tuple[str, ...] = OFFICERS[:2]) -> Release:
        """A release, signed with the officers' own keys."""
        approvals = tuple(sign_release(terms, officer, self.keys[officer]) for officer in officers)
        return Release(terms=terms, approvals=approvals)

    def list_stops(self, *stops: EmergencyStop) -> None:
        """Have the simulated server list emergency stops."""
        partial = self.server.folder / "stops.partial"
        partial.write_bytes(msgspec.json.encode(stops))
        partial.replace(self.server.folder / "stops.json")

    def offer(self, *releases: Release) -> None:
        """Have the simulated server list releases."""
        (self.server.folder / "releases.json").write_bytes(msgspec.json.encode(releases))


@contextmanager
def simulated_classifier(data: Path, config: Config) -> Iterator[tuple[WordClassifier, WordClassifier]]:
    """One simulator behind both ports."""
    classifier = WordClassifier()
    path = data / "simulated-index.json"
    if path.exists():
        rows = msgspec.json.decode(path.read_bytes(), type=list[tuple[str, str, Label, frozenset[str]]])
        classifier.known = {digest: (name, label, lines) for digest, name, label, lines in rows}
    register = classifier.register

    def durable(document: Document, *, name: str, label: Label) -> int:
        added = register(document, name=name, label=label)
        path.write_bytes(msgspec.json.encode([(digest, *known) for digest, known in classifier.known.items()]))
        return added

    classifier.register = durable  # type: ignore[method-assign]
    yield classifier, classifier


def build_house(folder: Path, *, limits: str = "", zones: tuple[str, ...] = ZONES, published: bool = True) -> House:
    """Lay everything out below `folder`."""
    keys = {officer: Ed25519PrivateKey.generate() for officer in OFFICERS}
    recovery = pyrage.x25519.Identity.generate()
    ring = KeyRing(
        officers={officer: public_text(key) for officer, key in keys.items()},
        reviewers={name: str(pyrage.x25519.Identity.generate().to_public()) for name in ("kato", "lin")},
        recovery=str(recovery.to_public()),
    )
    tables = compile_policy(load_policy(load_example(), overrides=ring))
    remote = folder / "server"
    remote.mkdir(parents=True)
    shares = {zone: folder / "shares" / zone for zone in zones}
    for share in shares.values():
        share.mkdir(parents=True)
    root = publish(remote, tables, keys, version=tables.version)
    if not published:
        (remote / "targets.json").unlink()
    data = folder / "data"
    _enrol(data, root)
    watches = "".join(f'[[watch]]\nzone = "{zone}"\npath = "{path.as_posix()}"\n' for zone, path in shares.items())
    uid = accounts.own()
    (data / "config.toml").write_text(
        f'{watches}[accounts]\n{uid} = ["sato", "miller", "wang"]\n{PLACES}[limits]\n{LIMITS}{limits}'
    )
    return House(data=data, shares=shares, server=FolderServer(remote), tables=tables, keys=keys, recovery=recovery)


# The machine that the tests run on has shares and sticks of its own.
PLACES = """\
[places]
find = false
sync = false
sticks = "off"
"""
LIMITS = """\
reserve_bytes = 262144
poll_s = 0.2
back_off_first_s = 0.05
back_off_most_s = 0.2
policy_wait_s = 3
"""


def publish(
    remote: Path, tables: Tables, keys: Mapping[str, Ed25519PrivateKey], *, version: int,
    signers: tuple[str, ...] = OFFICERS[:2], stamp: int = 1,
) -> bytes:  # fmt: skip
    """Write a whole TUF repository; gives its root."""
    expires = datetime.now(UTC) + timedelta(days=30)
    online_path = remote / "online.key"
    if not online_path.exists():
        online_path.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    online = Ed25519PrivateKey.from_private_bytes(online_path.read_bytes())
    data = bundle.encode_tables(replace(tables, version=version))
    root_path = remote / "1.root.json"
    if not root_path.exists():
        root = bundle.new_root(tables, online.public_key().public_bytes_raw(), expires=expires)
        for officer in OFFICERS[:2]:
            bundle.sign_metadata(root, keys[officer])
        root_path.write_bytes(root.to_bytes())
    targets = bundle.new_targets(data, version, expires=expires)
    for officer in signers:
        bundle.sign_metadata(targets, keys[officer])
    snapshot = bundle.new_snapshot(version, stamp, expires=expires)
    bundle.sign_metadata(snapshot, online)
    timestamp = bundle.new_timestamp(snapshot.to_bytes(), stamp, expires=expires)
    bundle.sign_metadata(timestamp, online)
    for name, metadata in (("targets", targets), ("snapshot", snapshot), ("timestamp", timestamp)):
        (remote / f"{name}.json").write_bytes(metadata.to_bytes())
    (remote / "tables.json").write_bytes(data)
    (remote / "version.json").write_text(str(version))
    return root_path.read_bytes()


def _enrol(data: Path, root: bytes) -> None:
    data.mkdir(parents=True)
    for name in ("trust", "holds"):
        (data / name).mkdir()
    (data / "trust" / "bootstrap.json").write_bytes(root)
    facts = AgentFacts(
        agent="agent-1",
        name="test",
        server=FolderServer.url,
        agent_url=FolderServer.url,
        root_digest=bundle.root_digest(root),
    )
    write_identity(data, facts, new_key(), "", "")


def main() -> None:
    """Run an agent on simulators as a process of its own, which kills itself at a named point.

    Arguments: data folder, server folder, name of the point (or `-`), and at which time it is reached (from 1).
    """
    data, server, point, nth = Path(sys.argv[1]), FolderServer(Path(sys.argv[2])), sys.argv[3], int(sys.argv[4])
    counts: dict[str, int] = {}

    def checkpoint(name: str) -> None:
        counts[name] = counts.get(name, 0) + 1
        if name == point and counts[name] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        run_agent(
            data,
            version="0",
            stop=stop,
            ready=lambda: print("ready", flush=True),  # noqa: T201
            checkpoint=checkpoint,
            doors=Doors(classifier=simulated_classifier, server=lambda _identity, _limits: server, verifier=Verifier()),
        )
    except AgentError as error:
        print(error.message, flush=True)  # noqa: T201
        sys.exit(3)


if __name__ == "__main__":
    main()
