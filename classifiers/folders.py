"""Every file below some folders, to be registered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.errors import ClassifierError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def files_below(paths: Iterable[Path], *, besides: Iterable[Path] = ()) -> Iterator[tuple[Path, str]]:
    """Every regular file at or below `paths` in a fixed order, and its name from there; links are not followed.

    Raises:
        ClassifierError: a path does not exist, or a folder cannot be listed.
    """
    skipped = {os.path.abspath(each) for each in besides}  # noqa: PTH100 - resolve() would follow links
    for path in paths:
        if not path.exists():
            raise ClassifierError(f"there is no `{path}`", help="name folders or files that exist")
        if not path.is_dir():
            yield path, path.name
            continue
        for parent, names, files in os.walk(path, onerror=_unlisted):
            names.sort()
            for name in sorted(files):
                found = Path(parent, name)
                is_own = os.path.abspath(found) in skipped or found.is_symlink()  # noqa: PTH100
                if not is_own and found.is_file():
                    yield found, str(Path(path.resolve().name) / found.relative_to(path))


def _unlisted(error: OSError) -> None:
    if isinstance(error, FileNotFoundError):
        return  # went while the others were listed
    raise hidden(str(error.filename), error)


def hidden(folder: str, error: OSError) -> ClassifierError:
    return ClassifierError(f"cannot list `{folder}`: {error.strerror}", help="run it as a user who may read it")
