"""What the machine's owner sets: which folders are which zones, and every limit with its default.

Invariants of this module:

1. An unknown key, a wrong type or a folder inside another watched folder is an error that names the nearest right
   word; a file with an error configures nothing.
2. Nothing here is secret; keys stand in `identity/` and are never configured.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from agent.config_tables import accounts_of, check_keys, checked, paths_of, reader_of, section, text_of
from agent.desktop.settings import Desktop
from agent.errors import AgentError
from agent.gatehouse.settings import Gate
from agent.places.settings import PlacesSettings
from agent.taint.settings import Network
from classifiers.confinement.settings import Confinement
from classifiers.detect.bounds import Bounds
from classifiers.limits import Limits as ReaderLimits
from classifiers.ocr.settings import Ocr
from policies.model import Channel, ZoneId

KEYS = (
    "server", "watch", "accounts", "limits", "reader", "ocr", "fingerprints", "lookup", "judging", "places", "desktop",
    "gate", "network",
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
    """An index that was built elsewhere: its file, which is taken anew when it is replaced, and its key.

    Attributes:
        index: None for the one that officers supply.
    """

    index: Path | None
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Projects that were learnt elsewhere: the model's file, which is taken anew when it is replaced, and its key.

    Attributes:
        projects: None for those that officers supply.
    """

    projects: Path | None
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole of `config.toml`. `accounts` maps a user id to the accounts that share it.

    Attributes:
        ocr: Letters in pictures: whether, by which engine, in which languages.
        desktop: Whether and how people are told on their screens.
        places: How zones are found besides `watches`, and what is done with sticks.
        lookup: How much of a document is held against what is registered.
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
    lookup: Bounds = field(default_factory=Bounds)
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
    check_keys(name, data, KEYS)
    limits = section(name, "limits", data.get("limits", {}), Limits)
    _check_limits(name, limits)
    reader, confinement = reader_of(name, data.get("reader", {}))
    fingerprints = _fingerprints(name, data.get("fingerprints"))
    return Config(
        server=text_of(name, "server", data.get("server", "")),
        watches=_watches(name, data.get("watch", [])),
        accounts=accounts_of(name, data.get("accounts", {})),
        limits=limits,
        reader=reader,
        confinement=confinement,
        ocr=checked(name, "ocr", data.get("ocr", {}), Ocr),
        fingerprints=fingerprints,
        lookup=checked(name, "lookup", data.get("lookup", {}), Bounds),
        judging=_judging(name, data.get("judging"), fingerprints),
        places=checked(name, "places", data.get("places", {}), PlacesSettings),
        desktop=checked(name, "desktop", data.get("desktop", {}), Desktop),
        gate=checked(name, "gate", data.get("gate", {}), Gate),
        network=checked(name, "network", data.get("network", {}), Network),
    )


def _fingerprints(name: str, data: Any) -> Fingerprints | None:
    if data is None:
        return None
    paths = paths_of(name, "fingerprints", data, ("key",), ("index",))
    return Fingerprints(index=paths.get("index"), key=paths["key"])


def _judging(name: str, data: Any, fingerprints: Fingerprints | None) -> Judging | None:
    """The table `[judging]`; its key is that of the index built elsewhere unless it names one. Who goes by the index
    that officers supply goes by the projects that they supply, too."""
    if data is None:
        is_supplied = fingerprints is not None and fingerprints.index is None
        return Judging(projects=None, key=fingerprints.key) if is_supplied and fingerprints else None
    if isinstance(data, dict) and fingerprints is not None:
        data = {"key": str(fingerprints.key), **data}
    paths = paths_of(name, "judging", data, ("key",), ("projects",))
    return Judging(projects=paths.get("projects"), key=paths["key"])


def _check_limits(name: str, limits: Limits) -> None:
    for each in dataclasses.fields(limits):
        least = 0 if each.name in ("reserve_bytes", "policy_wait_s", "open_wait_s", "close_settle_s") else 1e-9
        if not least <= getattr(limits, each.name) < 1e12:
            raise AgentError(f"`{each.name}` in `{name}` is out of range", help="it must be a positive number")


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
    check_keys(f"{name} [[watch]]", data, ("zone", "path", "backend", "channel"))
    missing = [key for key in ("zone", "path") if not data.get(key)]
    if missing:
        raise AgentError(f"a [[watch]] in `{name}` has no `{missing[0]}`")
    path = Path(text_of(name, "path", data["path"]))
    if not path.is_absolute():
        raise AgentError(f"`{path}` in `{name}` is not an absolute path")
    try:
        backend = Backend(data.get("backend", "auto"))
        channel = Channel(data["channel"]) if "channel" in data else None
    except ValueError as error:
        raise AgentError(f"`{name}` [[watch]]: {error}") from None
    return Watch(
        zone=ZoneId(text_of(name, "zone", data["zone"])), path=path.resolve(), backend=backend, channel=channel
    )
