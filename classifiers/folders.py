"""Every file below some folders, to be registered."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Something below a folder that is no file to be read.

    Attributes:
        is_failure: A folder that could not be listed, in which files may lie; else a link, a pipe or their like.
    """

    path: Path
    why: str
    is_failure: bool


def files_below(
    paths: Iterable[Path], *, besides: Iterable[Path] = (), passed_over: list[PassedOver] | None = None
) -> Iterator[tuple[Path, str]]:
    """Every regular file at or below `paths` in a fixed order, and its name from there; links are not followed.

    Args:
        besides: Files that are left out without a word.
        passed_over: Where given, what else is left out is noted there, and a folder that cannot be listed is no error.

    Raises:
        ClassifierError: a path does not exist, or a folder cannot be listed.
    """
    noted: list[PassedOver] = [] if passed_over is None else passed_over
    unlisted = _unlisted if passed_over is None else lambda error: _note_unlisted(noted, error)
    skipped = {os.path.abspath(each) for each in besides}  # noqa: PTH100 - resolve() would follow links
    for path in paths:
        if not path.exists():
            raise ClassifierError(f"there is no `{path}`", help="name folders or files that exist")
        if not path.is_dir():
            yield path, path.name
            continue
        for parent, names, files in os.walk(path, onerror=unlisted):
            names.sort()
            links = [Path(parent, name) for name in names if Path(parent, name).is_symlink()]
            noted += [PassedOver(path=link, why="a link", is_failure=False) for link in links]
            for name in sorted(files):
                found = Path(parent, name)
                if os.path.abspath(found) in skipped:  # noqa: PTH100
                    continue
                if not found.is_symlink() and found.is_file():
                    yield found, str(Path(path.resolve().name) / found.relative_to(path))
                elif found.is_symlink() or found.exists():
                    why = "a link" if found.is_symlink() else "no regular file"
                    noted.append(PassedOver(path=found, why=why, is_failure=False))


def _note_unlisted(noted: list[PassedOver], error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        noted.append(PassedOver(path=Path(str(error.filename)), why=error.strerror or "not listed", is_failure=True))


def _unlisted(error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return  # went while the others were listed
    raise hidden(str(error.filename), error)


def hidden(folder: str, error: OSError) -> ClassifierError:
    return ClassifierError(f"cannot list `{folder}`: {error.strerror}", help="run it as a user who may read it")
