"""What the officers supply: an index of fingerprints, learnt projects, models; fetched in pieces, verified, exchanged.

Invariants of this module:

1. Nothing is fetched that `policies.supply.supply_faults` finds something against, and nothing is used of which the
   digest is not the one that was signed, or which the examiner cannot use, whatever the server says.
2. A version never goes back. An index that says that it only adds is refused where it lacks anything.
3. What is in use stays in use until the new one is verified whole and takes its place by one rename.
4. A fetch that was stopped goes on where it stood.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from agent.errors import AgentError, MissingTarget, Unreachable
from agent.files import sync_folder
from classifiers.errors import ClassifierError
from classifiers.openings import BYTES, NO_LINK
from policies.supply import PIECE_BYTES, Goods, Supply, SupplyTerms, only_adds, pieces_of, supply_faults
from policies.wording import say_fault

if TYPE_CHECKING:
    from agent.bundles.port import Download
    from agent.journal import Journal
    from policies.tables import Tables

FOLDER = "supplies"
# Their names in it; models are a folder.
PLACES: Mapping[Goods, str] = {
    Goods.FINGERPRINTS: "fingerprints.index",
    Goods.PROJECTS: "projects.npz",
    Goods.MODELS: "models",
}
_FACT = "supply-"
# What was refused is tried again after so long, without being fetched again.
TRIED_AGAIN_S = 600.0
_INCOMING = ".incoming-"
# What a supply leaves free: the journal lies on the same disk, and without it everything new is stopped.
LEFT_FREE_BYTES = 256 << 20


class Tries(Protocol):
    """Whoever has the keys to what is supplied."""

    def try_supply(self, goods: Goods, new: Path, now: Path, *, only_adds: bool) -> None:
        """Open what came, as judging would.

        Args:
            new: The file that came; models are unpacked beside it, under its name with `.models`.
            now: What is in use, where there is any.

        Raises:
            ClassifierError: it cannot be used, or lacks something that it must not.
        """

    def change_models(self) -> None:
        """Judge by the models that lie there now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """One of the supplies, as it is here.

    Attributes:
        version: In use; 0 for none.
        fetched: Bytes of the next one that are here.
        size_bytes: Of the next one; 0 where there is none.
        problem: Why the next one is not used, in words.
    """

    goods: Goods
    version: int
    fetched: int = 0
    size_bytes: int = 0
    problem: str = ""


class Supplies:
    """The folder `supplies`. For the one thread that talks to the server; what it tells may be read by any.

    Args:
        folder: Where they lie.
        tables: The policy in force, whose officers' signatures count.
        lacking: Goods that this machine cannot use, and why not, in words; None where it goes by others of its own.
        free_bytes: How much room the disk of a folder has.
    """

    def __init__(
        self, folder: Path, journal: Journal, *, tables: Callable[[], Tables | None], tries: Tries,
        lacking: Mapping[Goods, str | None],
        monotonic: Callable[[], float] = time.monotonic,
        free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:  # fmt: skip
        self._folder, self._journal, self._tables, self._tries = folder, journal, tables, tries
        self._lacking = lacking
        self._monotonic, self._free_bytes = monotonic, free_bytes
        self._refused: dict[Goods, tuple[str, float]] = {}
        self._told: dict[Goods, Supplied] = {}
        folder.mkdir(mode=0o700, exist_ok=True)
        for goods in Goods:
            self._tell(goods)

    @property
    def told(self) -> tuple[Supplied, ...]:
        """How each is."""
        return tuple(self._told.copy().values())

    @property
    def versions(self) -> Mapping[str, int]:
        """Version in use of each that is here."""
        return {str(each.goods): each.version for each in self.told if each.version}

    def problems(self) -> tuple[str, ...]:
        """What is wrong, in words."""
        return tuple(f"new {each.goods}: {each.problem}" for each in self.told if each.problem)

    def take(
        self, offered: Iterable[Supply], url: str, download: Download, *, between: Callable[[], bool] = lambda: True
    ) -> None:
        """Fetch and use what is new.

        Args:
            offered: What the server lists; not trusted.
            url: The agents' address of the server.
            between: Called after each piece; where it says no, the rest is left for the next time.

        Raises:
            Unreachable: the server does not answer.
        """
        for goods, supply in {each.terms.goods: each for each in offered}.items():
            version = self._used(goods)
            key = f"{supply.terms.version} {supply.terms.digest}"
            if supply.terms.version <= version or self._is_refused(goods, key):
                continue
            if goods in self._lacking:
                self._tell(goods, problem=self._lacking[goods] or "")
                continue
            try:
                if self._fetch(supply, url, download, between):
                    self._use(supply.terms)
                    self._tell(goods)
            except Unreachable:
                raise
            except _Refused as error:
                # What came stays: it may have been for want of room.
                self._refused[goods] = (key, self._monotonic())
                self._tell(goods, problem=error.message)
            except (AgentError, ClassifierError) as error:
                self._tell(goods, problem=error.message)
            except OSError as error:
                self._tell(goods, problem=f"it cannot be kept: {error.strerror}")

    def _is_refused(self, goods: Goods, key: str) -> bool:
        """Whether that very one was tried a moment ago."""
        refused, at_s = self._refused.get(goods, ("", 0.0))
        return refused == key and self._monotonic() - at_s < TRIED_AGAIN_S

    def _fetch(self, supply: Supply, url: str, download: Download, between: Callable[[], bool]) -> bool:
        """Whether all of it is here now, as it was signed."""
        terms, tables = supply.terms, self._tables()
        if tables is None:
            return False
        faults = supply_faults(supply, tables)
        if faults:
            # By the policy as it is: another one may name other officers.
            raise AgentError(" ".join(say_fault(fault, "en") for fault in faults))
        path = self._incoming(terms.goods)
        self._begin(terms)
        here = path.stat().st_size if path.exists() else 0
        at = pieces_of(terms) if here == terms.size_bytes else here // PIECE_BYTES
        self._check_room(terms, here)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | BYTES | NO_LINK, 0o600), "r+b") as file:
            file.truncate(min(at * PIECE_BYTES, here))
            file.seek(0, os.SEEK_END)
            for number in range(at, pieces_of(terms)):
                file.write(_piece(terms, number, url, download))
                file.flush()
                self._tell(terms.goods, fetched=file.tell(), size_bytes=terms.size_bytes)
                if not between():
                    return False
                self._check_room(terms, file.tell())
            os.fsync(file.fileno())
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != terms.digest:
            self._discard(terms.goods)
            raise AgentError("what the server gave is not what was signed; it is fetched anew")
        return True

    def _check_room(self, terms: SupplyTerms, here: int) -> None:
        """What came stays, and it goes on when there is room: models take theirs twice, as they are unpacked."""
        wanted = terms.size_bytes * (2 if terms.goods is Goods.MODELS else 1) - here + LEFT_FREE_BYTES
        free = self._free_bytes(self._folder)
        if free < wanted:
            short = -(-(wanted - free) // 1_000_000)
            raise AgentError(f"the disk of the data folder lacks {short} MB for it; it goes on when there is room")

    def _begin(self, terms: SupplyTerms) -> None:
        """Begin anew where what came so far is of another one."""
        note = self._folder / f"{_INCOMING}{terms.goods}.of"
        wanted = f"{terms.version} {terms.digest}"
        if not note.exists() or note.read_text(encoding="ascii", errors="replace") != wanted:
            self._discard(terms.goods)
            note.write_text(wanted, encoding="ascii")

    def _use(self, terms: SupplyTerms) -> None:
        path, place = self._incoming(terms.goods), self._folder / PLACES[terms.goods]
        shutil.rmtree(path.with_name(f"{path.name}.models"), ignore_errors=True)  # of a trial that ended badly
        try:
            self._tries.try_supply(terms.goods, path, place, only_adds=only_adds(terms))
        except ClassifierError as error:
            raise _Refused(f"{error.message}; what was here before is used") from error
        if terms.goods is Goods.MODELS:
            self._exchange_models(path, place)
        else:
            path.replace(place)
        sync_folder(self._folder)
        self._journal.set_fact(_FACT + terms.goods, msgspec.json.encode(terms).decode())
        self._discard(terms.goods)
        if terms.goods is Goods.MODELS:
            self._tries.change_models()

    def _exchange_models(self, path: Path, place: Path) -> None:
        """The link changes by one rename; the folder before goes when nothing points to it any more."""
        unpacked = path.with_name(f"{path.name}.models")
        with path.open("rb") as file:
            name = f"{place.name}-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}"
        kept = place.with_name(name)
        shutil.rmtree(kept, ignore_errors=True)
        unpacked.rename(kept)
        link = place.with_name(f".{place.name}.link")
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.replace(place)
        for other in self._folder.glob(f"{place.name}-*"):
            if other != kept:
                shutil.rmtree(other, ignore_errors=True)

    def _discard(self, goods: Goods) -> None:
        path = self._incoming(goods)
        for each in (path, path.with_name(f"{path.name}.of")):
            each.unlink(missing_ok=True)
        shutil.rmtree(path.with_name(f"{path.name}.models"), ignore_errors=True)

    def _incoming(self, goods: Goods) -> Path:
        return self._folder / f"{_INCOMING}{goods}"

    def _used(self, goods: Goods) -> int:
        """Version in use. One whose file is gone was taken away by somebody, and is fetched again."""
        terms = self._terms(goods)
        if terms is None or not (self._folder / PLACES[goods]).exists():
            return terms.version - 1 if terms is not None else 0
        return terms.version

    def _terms(self, goods: Goods) -> SupplyTerms | None:
        kept = self._journal.fact(_FACT + goods)
        try:
            return msgspec.json.decode(kept, type=SupplyTerms) if kept else None
        except msgspec.MsgspecError:
            return None

    def _tell(self, goods: Goods, *, fetched: int = 0, size_bytes: int = 0, problem: str = "") -> None:
        terms = self._terms(goods)
        is_here = terms is not None and (self._folder / PLACES[goods]).exists()
        if terms is not None and not is_here:
            problem = problem or "what was supplied is gone from the data folder; it is fetched again"
        self._told[goods] = Supplied(
            goods=goods,
            version=terms.version if terms is not None and is_here else 0,
            fetched=fetched,
            size_bytes=size_bytes,
            problem=problem,
        )


class _Refused(AgentError):
    """It is whole and signed, and cannot be used."""


def _piece(terms: SupplyTerms, number: int, url: str, download: Download) -> bytes:
    try:
        piece = download(f"{url}/agent/v1/supplies/{terms.digest}/{number}")
    except MissingTarget as error:
        raise AgentError(f"the server does not give it: status {error.status}") from error
    wanted = min(PIECE_BYTES, terms.size_bytes - number * PIECE_BYTES)
    if len(piece) != wanted:
        raise AgentError("the server gave another piece than it was asked for")
    return piece
