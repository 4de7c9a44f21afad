"""Files of screening: lists, an office's effects and judgements, releases as `release list --json` prints them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from policies.errors import PolicyError
from policies.model import ListEffect, PartyId
from policies.screening.findings import Judgement
from policies.screening.lists import ControlList, ListError
from policies.screening.reading import MAX_BYTES, NO_OVERRIDES, read_lists
from policies.screening.rescreening import StandingRelease

LIST_ENDINGS = (".json", ".jsonl", ".csv", ".txt")
ENDED_STATES = ("denied", "revoked", "used")
JUDGEMENT_COLUMNS = ("party", "list", "entry", "is", "by", "on", "note")


def list_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files of lists under some paths: a file as it is, of a folder those that end like a list.

    Raises:
        PolicyError: a path does not exist, or a folder holds no list.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.is_dir():
            if not path.exists():
                raise PolicyError(f"`{path}` does not exist", help="give the folder that the lists were downloaded to")
            found[path] = None
            continue
        inside = [each for each in sorted(path.rglob("*")) if each.is_file() and _is_list_name(each.name)]
        if not inside:
            advice = f"lists end in {', '.join(LIST_ENDINGS)}, packed with gzip or not"
            raise PolicyError(f"`{path}` holds no list", help=advice)
        found |= dict.fromkeys(inside)
    return tuple(found)


def unread_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files in folders of lists that are taken for no list: a PDF or a workbook there may be thought to be screened."""
    inside = (each for path in paths if path.is_dir() for each in sorted(path.rglob("*")) if each.is_file())
    return tuple(each for each in inside if not each.name.startswith(".") and not _is_list_name(each.name))


def _is_list_name(name: str) -> bool:
    return not name.startswith(".") and name.casefold().removesuffix(".gz").endswith(LIST_ENDINGS)


def read_list_files(
    paths: Iterable[Path], *, dated: date | None = None, overrides: Mapping[str, ListEffect] = NO_OVERRIDES
) -> Iterator[ControlList]:
    """The lists of some files or folders, file by file. Raises as `list_files` and `read_lists` do."""
    for path in list_files(paths):
        yield from read_lists(_bytes_of(path), file=str(path), dated=dated, overrides=overrides)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ListError(f"`{path}` is too large for a list", help=f"at most {MAX_BYTES:,} bytes are read")
        return path.read_bytes()
    except OSError as error:
        raise ListError(f"`{path}` cannot be read: {error.strerror}") from error


def read_effects(path: Path | None) -> dict[str, ListEffect]:
    """List code to the effect that the office gives the list: a CSV with the columns `list` and `effect`."""
    effects: dict[str, ListEffect] = {}
    for line, row in _rows(path, ("list", "effect")):
        try:
            effects[row["list"].strip()] = ListEffect(row["effect"].strip())
        except ValueError as error:
            advice = "write `prohibit`, `licence` or `flag`"
            raise PolicyError(f"`{path}`, line {line}: `{row['effect'][:40]}` is no effect", help=advice) from error
    return effects


def read_judgements(path: Path | None) -> tuple[Judgement, ...]:
    """What officers found of matches: a CSV with the columns `party,list,entry,is,by,on,note`."""
    judgements = []
    for line, row in _rows(path, JUDGEMENT_COLUMNS):
        if row["is"].strip() not in ("same", "other"):
            raise PolicyError(
                f"`{path}`, line {line}: `{row['is'][:40]}` says nothing in `is`", help="write `same` or `other`"
            )
        for column in ("party", "list", "entry", "by"):
            if not row[column].strip():
                raise PolicyError(
                    f"`{path}`, line {line}: `{column}` is empty", help="say who found what of which entry"
                )
        judgements.append(
            Judgement(
                party=PartyId(row["party"].strip()),
                list=row["list"].strip(),
                entry=row["entry"].strip(),
                is_same=row["is"].strip() == "same",
            )
        )
    return tuple(judgements)


def _rows(path: Path | None, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    if path is None:
        return
    try:
        text = _bytes_of(path).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, restkey="", restval="")
        if not set(columns) <= set(reader.fieldnames or ()):
            raise PolicyError(f"`{path}`: the first line is not the columns", help=f"write `{','.join(columns)}`")
        for row in reader:
            yield reader.line_num, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise PolicyError(f"`{path}` is no CSV in UTF-8", help=f"write `{','.join(columns)}`, one a line") from error


def read_releases(path: Path | None, now: datetime) -> tuple[StandingRelease, ...]:
    """The releases that may still be used, from what `sekimori release list --json` prints."""
    if path is None:
        return ()
    advice = "give the file that `sekimori release list --json > releases.json` writes"
    try:
        listed = json.loads(_bytes_of(path))
        return tuple(_release(each) for each in listed if _is_standing(each, now))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PolicyError(f"`{path}` holds no releases", help=advice) from error


def _is_standing(release: dict[str, Any], now: datetime) -> bool:
    until = datetime.fromisoformat(release["terms"]["until"])
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return release.get("state") not in ENDED_STATES and aware >= now


def _release(release: dict[str, Any]) -> StandingRelease:
    terms = release["terms"]
    party = terms.get("party")
    return StandingRelease(
        id=str(terms["id"]), party=PartyId(party) if party else None, recipient=str(terms.get("recipient") or "")
    )
