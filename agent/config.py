"""What the machine's owner sets: which folders are which zones, and every limit with its default.

Invariants of this module:

1. An unknown key, a wrong type or a folder inside another watched folder is an error that names the nearest right
   word; a file with an error configures nothing.
2. Nothing here is secret; keys stand in `identity/` and are never configured.
"""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from agent.desktop.settings import Desktop
from agent.errors import AgentError
from agent.gatehouse.settings import Gate
from agent.places.settings import PlacesSettings
from agent.taint.settings import Network
from classifiers.confinement.settings import Confinement
from classifiers.confinement.walls import Wall
from classifiers.errors import ClassifierError
from classifiers.limits import Limits as ReaderLimits
from classifiers.ocr.settings import Ocr
from policies.model import Channel, ZoneId

T = TypeVar("T")

TEMPLATE = """\
# Sekimori agent. Zones of the policy that this machine hosts are found by themselves, from Samba, exports and mounts;
# `sekimori agent status` names them. Others are written here; a project's own share is the zone with its id.
# [[watch]]
# zone = "qsensor"
# path = "/srv/qsensor"

# [places]
# names = ["fs1"]          # what the policy's homes call this machine, besides its host name
# sticks = "watch"         # watch, read-only, block, off

# Accounts that share one user id; who of them works is then what `sekimori session start` says.
# [accounts]
# 1000 = ["sato", "miller"]

# [limits]
# scan_interval_s = 60

# [desktop]               # telling people on their screens what became of their files
# notify = true
# language = "auto"        # auto, ja, en, zh

# [reader]
# require = ["landlock", "seccomp"]

# [ocr]
# use = "on"

# An index that `sekimori register` built elsewhere, beside this machine's own.
# [fingerprints]
# index = "/etc/sekimori/fingerprints.index"
# key = "/etc/sekimori/fingerprints.index.key"

# What `sekimori learn-projects` learnt elsewhere.
# [judging]
# projects = "/etc/sekimori/projects.npz"
# key = "/etc/sekimori/fingerprints.index.key"
"""


KEYS = (
    "server", "watch", "accounts", "limits", "reader", "ocr", "fingerprints", "judging", "places", "desktop", "gate",
    "network",
)  # fmt: skip


class Backend(StrEnum):
    """How changes in a folder are heard of; a scan reconciles either."""

    AUTO = "auto"
    FANOTIFY = "fanotify"
    WATCHDOG = "watchdog"
    POLLING = "polling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every figure the agent goes by.

    Attributes:
        settle_s: A file that nobody closed is judged once it did not change for so long.
        close_settle_s: The same after its writer closed it; spans the gap of savers that write aside and rename.
        open_settle_s: The same while a program has it open for writing, where the system tells.
        longest_open_s: Such a file, if it never rests, is judged as it stands after so long.
        longest_wait_s: A file that never rests is judged as it stands after so long, and again later.
        waiting_most: Changed files that are remembered; what comes on top is left to a scan.
        scan_interval_s: Every watched folder is compared with the inventory so often; less often where that takes more
            than a fiftieth of the time.
        burst_events: So many events in one folder tree within a second ask for a scan of all of it, with watchdog.
        polling_interval_s: How often the polling back end looks.
        poll_s: How often the server is asked for releases and told the agent's health.
        refresh_s: How often the policy's freshness is asked for, besides when the server says it changed.
        policy_wait_s: How long the first start waits for a policy before it watches without one.
        back_off_first_s, back_off_most_s: Bounds of the wait before an unreachable server is tried again.
        request_timeout_s: One request to the server.
        batch_events: Events in one request.
        reserve_bytes: Space kept so that a full disk does not stop what was begun.
        journal_bytes: How much may wait for the server; beyond it what is let be waits, and what crosses is stopped.
        journal_rows: Rows of the journal's chain that are kept in any case.
        journal_check_s: How long each check of the journal at the start may take.
        clock_jump_s: A clock that is off by more, against the time since the machine started, was moved.
        self_check_s: How often the agent's own files are compared with what they were.
        open_wait_s: A stopped file that a program still has open is removed from staging after so long.
        cached_assessments: Assessments remembered by digest.
        classifier_idle_s: The process that reads and judges leaves after so long without a file, and comes back with
            the next one.
        recent_verdicts: Verdicts that `status` and the demo can ask for.
    """

    settle_s: float = 0.3
    close_settle_s: float = 0.05
    open_settle_s: float = 5.0
    longest_open_s: float = 600.0
    longest_wait_s: float = 30.0
    waiting_most: int = 50_000
    scan_interval_s: float = 60.0
    burst_events: int = 200
    polling_interval_s: float = 2.0
    poll_s: float = 15.0
    refresh_s: float = 1800.0
    policy_wait_s: float = 30.0
    back_off_first_s: float = 0.5
    back_off_most_s: float = 30.0
    request_timeout_s: float = 10.0
    batch_events: int = 100
    reserve_bytes: int = 8 << 20
    journal_bytes: int = 1 << 30
    journal_rows: int = 10_000
    journal_check_s: float = 20.0
    clock_jump_s: float = 120.0
    self_check_s: float = 3600.0
    open_wait_s: float = 60.0
    cached_assessments: int = 4096
    classifier_idle_s: float = 60.0
    recent_verdicts: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One watched folder.

    Attributes:
        channel: How bytes get there; None takes it from the zone's kind.
    """

    zone: ZoneId
    path: Path
    backend: Backend = Backend.AUTO
    channel: Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """An index that was built elsewhere: its file, which is taken anew when it is replaced, and its key."""

    index: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Projects that were learnt elsewhere: the model's file, which is taken anew when it is replaced, and its key."""

    projects: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole of `config.toml`. `accounts` maps a user id to the accounts that share it.

    Attributes:
        ocr: Letters in pictures: whether, by which engine, in which languages.
        desktop: Whether and how people are told on their screens.
        places: How zones are found besides `watches`, and what is done with sticks.
        reader, confinement: Both stand in `[reader]`: what reading one file may cost, and what holds its readers in.
    """

    server: str = ""
    watches: tuple[Watch, ...] = ()
    accounts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    reader: ReaderLimits = field(default_factory=ReaderLimits)
    confinement: Confinement = field(default_factory=Confinement)
    ocr: Ocr = field(default_factory=Ocr)
    fingerprints: Fingerprints | None = None
    judging: Judging | None = None
    places: PlacesSettings = field(default_factory=PlacesSettings)
    desktop: Desktop = field(default_factory=Desktop)
    gate: Gate = field(default_factory=Gate)
    network: Network = field(default_factory=Network)


def load_config(path: Path) -> Config:
    """Read `config.toml`.

    Raises:
        AgentError: it is missing, not TOML, or says something that this agent does not know.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AgentError(f"no `{path}`", help="`sekimori agent enrol` writes one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AgentError(f"cannot read `{path}`: {type(error).__name__}") from error
    return parse_config(text, name=path.name)


def parse_config(text: str, *, name: str = "config.toml") -> Config:
    """The same from text.

    Raises:
        AgentError: as `load_config`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AgentError(f"`{name}` is not TOML: {error}") from None
    _known(name, data, KEYS)
    limits = _section(name, "limits", data.get("limits", {}), Limits)
    _check_limits(name, limits)
    reader, confinement = _reader(name, data.get("reader", {}))
    fingerprints = _fingerprints(name, data.get("fingerprints"))
    return Config(
        server=_text(name, "server", data.get("server", "")),
        watches=_watches(name, data.get("watch", [])),
        accounts=_accounts(name, data.get("accounts", {})),
        limits=limits,
        reader=reader,
        confinement=confinement,
        ocr=_ocr(name, data.get("ocr", {})),
        fingerprints=fingerprints,
        judging=_judging(name, data.get("judging"), fingerprints),
        places=_places(name, data.get("places", {})),
        desktop=_desktop(name, data.get("desktop", {})),
        gate=_gate(name, data.get("gate", {})),
        network=_network(name, data.get("network", {})),
    )


def _known(name: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
    names = tuple(known)
    for key in data:
        if key in names:
            continue
        near = difflib.get_close_matches(key, names, n=1)
        raise AgentError(
            f"`{name}` has an unknown key `{key}`",
            help=f"did you mean `{near[0]}`?" if near else f"known are {', '.join(f'`{each}`' for each in names)}",
        )


def _section(name: str, key: str, data: Any, kind: type[T]) -> T:
    if not isinstance(data, dict):
        raise AgentError(f"`{key}` in `{name}` must be a table")
    _known(f"{name} [{key}]", data, (each.name for each in dataclasses.fields(kind)))  # type: ignore[arg-type]
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise AgentError(f"`{name}` [{key}]: {error}") from None


def _reader(name: str, data: Any) -> tuple[ReaderLimits, Confinement]:
    """The table `[reader]`, in its two halves."""
    if not isinstance(data, dict):
        raise AgentError(f"`reader` in `{name}` must be a table")
    theirs = {each.name for each in dataclasses.fields(Confinement)}
    limits = {key: value for key, value in data.items() if key not in theirs}
    _known(f"{name} [reader]", data, (*(each.name for each in dataclasses.fields(ReaderLimits)), *theirs))
    try:
        confinement = msgspec.convert({key: data[key] for key in theirs & data.keys()}, Confinement)
        confinement.readers()
    except (msgspec.ValidationError, ClassifierError) as error:
        walls = ", ".join(f"`{wall}`" for wall in Wall)
        raise AgentError(f"`{name}` [reader]: {error}", help=f"`require` is a list of {walls}") from None
    reader = _section(name, "reader", limits, ReaderLimits)
    for each in dataclasses.fields(reader):
        # None of something may be meant; no time never is.
        least = 1e-9 if each.name.endswith("_s") else 0
        if not least <= getattr(reader, each.name) < 1e15:
            raise AgentError(f"`{each.name}` in `{name}` [reader] is out of range", help="it must be a positive number")
    _check_together(name, reader)
    return reader, confinement


def _check_together(name: str, reader: ReaderLimits) -> None:
    """Limits of which one makes no sense beside another: none would ever be reached, or nothing would ever be read."""
    if reader.reading_s >= reader.deadline_s:
        raise AgentError(
            f"`reading_s` in `{name}` [reader] is not below `deadline_s`",
            help="a reader that is still reading at the deadline is killed, and what it has read is lost",
        )
    for key in ("memory_file_bytes", "part_bytes", "held_bytes"):
        if getattr(reader, key) > reader.memory_bytes // 4:
            raise AgentError(
                f"`{key}` in `{name}` [reader] is more than a quarter of `memory_bytes`",
                help="what is read in memory takes some times its size: lower it, or raise `memory_bytes`",
            )
    if reader.file_bytes > reader.hash_bytes:
        raise AgentError(
            f"`file_bytes` in `{name}` [reader] is more than `hash_bytes`",
            help="a file that is read is known by its digest: raise `hash_bytes` as well",
        )


def _ocr(name: str, data: Any) -> Ocr:
    ocr = _section(name, "ocr", data, Ocr)
    try:
        ocr.check()
    except ClassifierError as error:
        raise AgentError(f"`{name}` [ocr]: {error.message}", help=error.help) from None
    return ocr


def _gate(name: str, data: Any) -> Gate:
    gate = _section(name, "gate", data, Gate)
    try:
        gate.check()
    except AgentError as error:
        raise AgentError(f"`{name}` [gate]: {error.message}", help=error.help) from None
    return gate


def _network(name: str, data: Any) -> Network:
    network = _section(name, "network", data, Network)
    try:
        network.check()
    except AgentError as error:
        raise AgentError(f"`{name}` [network]: {error.message}", help=error.help) from None
    return network


def _desktop(name: str, data: Any) -> Desktop:
    desktop = _section(name, "desktop", data, Desktop)
    try:
        desktop.check()
    except AgentError as error:
        raise AgentError(f"`{name}` [desktop]: {error.message}", help=error.help) from None
    return desktop


def _places(name: str, data: Any) -> PlacesSettings:
    places = _section(name, "places", data, PlacesSettings)
    try:
        places.check()
    except AgentError as error:
        raise AgentError(f"`{name}` [places]: {error.message}", help=error.help) from None
    return places


def _fingerprints(name: str, data: Any) -> Fingerprints | None:
    if data is None:
        return None
    paths = _paths(name, "fingerprints", data, ("index", "key"))
    return Fingerprints(index=paths["index"], key=paths["key"])


def _judging(name: str, data: Any, fingerprints: Fingerprints | None) -> Judging | None:
    """The table `[judging]`; its key is that of the index built elsewhere unless it names one."""
    if data is None:
        return None
    if isinstance(data, dict) and fingerprints is not None:
        data = {"key": str(fingerprints.key), **data}
    paths = _paths(name, "judging", data, ("projects", "key"))
    return Judging(projects=paths["projects"], key=paths["key"])


def _paths(name: str, table: str, data: Any, keys: tuple[str, ...]) -> Mapping[str, Path]:
    """The absolute paths that stand in a table, all of them needed."""
    if not isinstance(data, dict):
        raise AgentError(f"`{table}` in `{name}` must be a table")
    _known(f"{name} [{table}]", data, keys)
    paths = {}
    for key in keys:
        if not data.get(key):
            needed = " and ".join(f"`{each}`" for each in keys)
            raise AgentError(f"[{table}] in `{name}` has no `{key}`", help=f"it needs both {needed}")
        paths[key] = Path(_text(name, key, data[key]))
        if not paths[key].is_absolute():
            raise AgentError(f"`{paths[key]}` in `{name}` [{table}] is not an absolute path")
    return paths


def _check_limits(name: str, limits: Limits) -> None:
    for each in dataclasses.fields(limits):
        least = 0 if each.name in ("reserve_bytes", "policy_wait_s", "open_wait_s", "close_settle_s") else 1e-9
        if not least <= getattr(limits, each.name) < 1e12:
            raise AgentError(f"`{each.name}` in `{name}` is out of range", help="it must be a positive number")


def _text(name: str, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise AgentError(f"`{key}` in `{name}` must be text")
    return value


def _watches(name: str, data: Any) -> tuple[Watch, ...]:
    if not isinstance(data, list):
        raise AgentError(f"`{name}`: write each watched folder as `[[watch]]`")
    watches = tuple(_watch(name, each) for each in data)
    for one in watches:
        for other in watches:
            if one is not other and (one.path == other.path or other.path in one.path.parents):
                raise AgentError(f"`{one.path}` is watched twice in `{name}`", help="a file belongs to one zone only")
    return watches


def _watch(name: str, data: Any) -> Watch:
    if not isinstance(data, dict):
        raise AgentError(f"`{name}`: write each watched folder as `[[watch]]`")
    _known(f"{name} [[watch]]", data, ("zone", "path", "backend", "channel"))
    missing = [key for key in ("zone", "path") if not data.get(key)]
    if missing:
        raise AgentError(f"a [[watch]] in `{name}` has no `{missing[0]}`")
    path = Path(_text(name, "path", data["path"]))
    if not path.is_absolute():
        raise AgentError(f"`{path}` in `{name}` is not an absolute path")
    try:
        backend = Backend(data.get("backend", "auto"))
        channel = Channel(data["channel"]) if "channel" in data else None
    except ValueError as error:
        raise AgentError(f"`{name}` [[watch]]: {error}") from None
    return Watch(zone=ZoneId(_text(name, "zone", data["zone"])), path=path.resolve(), backend=backend, channel=channel)


def _accounts(name: str, data: Any) -> Mapping[int, tuple[str, ...]]:
    if not isinstance(data, dict):
        raise AgentError(f"`accounts` in `{name}` must be a table")
    accounts = {}
    for uid, names in data.items():
        if not uid.isdecimal() or not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise AgentError(f"`{name}` [accounts]: `{uid}` must be a user id with a list of account names")
        accounts[int(uid)] = tuple(each.casefold() for each in names)
    return accounts
