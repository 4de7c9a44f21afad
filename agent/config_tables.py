"""Reading the tables of `config.toml`: what is wrong is said with the table, the key, and what to write instead."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from agent.errors import AgentError
from classifiers.confinement.settings import Confinement
from classifiers.confinement.walls import Wall
from classifiers.errors import ClassifierError
from classifiers.limits import Limits as ReaderLimits

T = TypeVar("T")


class Checkable(Protocol):
    """Settings that know what makes no sense in them."""

    def check(self) -> None:
        """Raises AgentError or ClassifierError where a value makes no sense."""


C = TypeVar("C", bound=Checkable)


def check_keys(name: str, data: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raises AgentError where a key is none of the known ones, with the nearest of them."""
    names = tuple(known)
    for key in data:
        if key in names:
            continue
        near = difflib.get_close_matches(key, names, n=1)
        raise AgentError(
            f"`{name}` has an unknown key `{key}`",
            help=f"did you mean `{near[0]}`?" if near else f"known are {', '.join(f'`{each}`' for each in names)}",
        )


def section(name: str, key: str, data: Any, kind: type[T]) -> T:
    """A table as the fields of `kind`. Raises AgentError."""
    if not isinstance(data, dict):
        raise AgentError(f"`{key}` in `{name}` must be a table")
    check_keys(f"{name} [{key}]", data, (each.name for each in dataclasses.fields(kind)))  # type: ignore[arg-type]
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise AgentError(f"`{name}` [{key}]: {error}") from None


def checked(name: str, key: str, data: Any, kind: type[C]) -> C:
    """A table whose kind knows what makes no sense in it. Raises AgentError."""
    settings = section(name, key, data, kind)
    try:
        settings.check()
    except (AgentError, ClassifierError) as error:
        raise AgentError(f"`{name}` [{key}]: {error.message}", help=error.help) from None
    return settings


def reader_of(name: str, data: Any) -> tuple[ReaderLimits, Confinement]:
    """The table `[reader]`, in its two halves."""
    if not isinstance(data, dict):
        raise AgentError(f"`reader` in `{name}` must be a table")
    theirs = {each.name for each in dataclasses.fields(Confinement)}
    limits = {key: value for key, value in data.items() if key not in theirs}
    check_keys(f"{name} [reader]", data, (*(each.name for each in dataclasses.fields(ReaderLimits)), *theirs))
    try:
        confinement = msgspec.convert({key: data[key] for key in theirs & data.keys()}, Confinement)
        confinement.readers()
    except (msgspec.ValidationError, ClassifierError) as error:
        walls = ", ".join(f"`{wall}`" for wall in Wall)
        raise AgentError(f"`{name}` [reader]: {error}", help=f"`require` is a list of {walls}") from None
    reader = section(name, "reader", limits, ReaderLimits)
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


def accounts_of(name: str, data: Any) -> Mapping[int, tuple[str, ...]]:
    """The table `[accounts]`: user id to the accounts that share it. Raises AgentError."""
    if not isinstance(data, dict):
        raise AgentError(f"`accounts` in `{name}` must be a table")
    accounts = {}
    for uid, names in data.items():
        if not uid.isdecimal() or not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise AgentError(f"`{name}` [accounts]: `{uid}` must be a user id with a list of account names")
        accounts[int(uid)] = tuple(each.casefold() for each in names)
    return accounts


def paths_of(
    name: str, table: str, data: Any, needed: tuple[str, ...], others: tuple[str, ...] = ()
) -> Mapping[str, Path]:
    """The absolute paths that stand in a table, of which some may be left out."""
    if not isinstance(data, dict):
        raise AgentError(f"`{table}` in `{name}` must be a table")
    check_keys(f"{name} [{table}]", data, (*others, *needed))
    paths = {}
    for key in (*others, *needed):
        if not data.get(key):
            if key in others and key not in data:
                continue
            raise AgentError(f"[{table}] in `{name}` has no `{key}`", help=f"write `{key}` with an absolute path")
        paths[key] = Path(text_of(name, key, data[key]))
        if not paths[key].is_absolute():
            raise AgentError(f"`{paths[key]}` in `{name}` [{table}] is not an absolute path")
    return paths


def text_of(name: str, key: str, value: Any) -> str:
    """A value that must be text. Raises AgentError."""
    if not isinstance(value, str):
        raise AgentError(f"`{key}` in `{name}` must be text")
    return value
