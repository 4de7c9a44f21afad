"""Bundles: a folder of models that says what it is, from what it was learnt, and which bytes belong to it.

Invariants:
- A bundle's name is made of the digests of its files: other bytes are another bundle.
- Taking one into service changes the folder in one step; what served before stays beside it.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from classifiers.errors import ModelError
from classifiers.model.artifacts import load_models
from classifiers.model.score import Models
from classifiers.openings import sync_folder

FORMAT = "sekimori-models-1"
MANIFEST = "bundle.json"
MODEL_FILES = ("text.npz", "text.json", "text.md", "drawing.npz", "drawing.json", "drawing.md")
SHIPPED_VERSION = "shipped"
_AT_CWD = -100
_EXCHANGE = 2


class FeedbackSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the labels was learnt.

    Attributes:
        labels: SHA-256 of the file of labels.
        held: Documents kept back for the trial.
        families: Documents learnt of each project or site.
    """

    labels: str
    wanted: int
    found: int
    held: int
    missing: int
    unreadable: int
    families: dict[str, int]


class Learnt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From what the text model was learnt.

    Attributes:
        suite_left_out: Digest of the frozen suite whose documents were left out; empty where they were learnt.
    """

    texts: int
    families: int
    feedback: FeedbackSummary | None = None
    suite_left_out: str = ""
    calibration: str = "own"


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bundle's `bundle.json`.

    Attributes:
        files: Name to SHA-256.
        parent: Version of the bundle that served when this one was made.
    """

    version: str
    made_at: datetime
    parent: str
    files: dict[str, str]
    learnt: Learnt
    format: str = FORMAT


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """Models that were checked against their manifest; none where they came with the program."""

    folder: Path
    models: Models
    manifest: Manifest | None

    @property
    def version(self) -> str:
        """Name of the bundle."""
        if self.manifest is not None:
            return self.manifest.version
        return f"{SHIPPED_VERSION}:{self.models.text.version}:{self.models.drawing.version}"

    @property
    def suite_left_out(self) -> str:
        """Digest of the suite that it has not learnt from; empty where it has."""
        return self.manifest.learnt.suite_left_out if self.manifest is not None else ""


def write_manifest(folder: Path, learnt: Learnt, *, parent: str, made_at: datetime) -> Manifest:
    """Say of the model files in a folder what they are."""
    files = {name: _digest(folder / name) for name in MODEL_FILES}
    whole = hashlib.sha256("".join(f"{name} {digest}\n" for name, digest in sorted(files.items())).encode())
    version = f"{made_at:%Y%m%d}-{whole.hexdigest()[:12]}"
    manifest = Manifest(version=version, made_at=made_at, parent=parent, files=files, learnt=learnt)
    encoded = msgspec.json.encode(manifest, order="sorted")
    (folder / MANIFEST).write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")
    return manifest


def load_bundle(folder: Path, *, needs_manifest: bool) -> Bundle:
    """Models of a folder, every file checked.

    Args:
        needs_manifest: Whether a folder without `bundle.json`, as comes with the program, is refused.

    Raises:
        ModelError: no bundle; damaged; changed; or made for other features than this program computes.
    """
    if not folder.is_dir():
        raise ModelError(f"there is no folder `{folder}`", help="`sekimori train --out FOLDER` makes a bundle")
    manifest = _manifest(folder)
    if manifest is None and needs_manifest:
        raise ModelError(f"`{folder}` holds no `{MANIFEST}`", help="make a candidate with `sekimori train --feedback`")
    for name, digest in sorted(manifest.files.items()) if manifest is not None else ():
        if not (folder / name).is_file():
            raise ModelError(f"the bundle `{folder}` lacks `{name}`", help="copy it again, or train again")
        if _digest(folder / name) != digest:
            raise ModelError(
                f"`{name}` in `{folder}` is not the file that the bundle names: its digest differs",
                help="it was changed or damaged; copy it again, or train again",
            )
    return Bundle(folder=folder, models=load_models(folder), manifest=manifest)


def adopt(candidate: Bundle, serving: Path) -> Path:
    """Put a candidate in the place of the serving models, in one step.

    Returns:
        Where the models that served before now are.

    Raises:
        ModelError: the candidate's bytes changed since they were checked.
        OSError: the folder beside cannot be written; nothing has changed then.
    """
    if candidate.manifest is None:
        raise ModelError("only a bundle is adopted", help=f"one with `{MANIFEST}`, as `sekimori train` makes")
    new = Path(tempfile.mkdtemp(dir=serving.resolve().parent, prefix=f".{serving.name}-new-"))
    try:
        for name in (*candidate.manifest.files, MANIFEST):
            shutil.copyfile(candidate.folder / name, new / name)
        _keep_others(serving, new)
        copied = load_bundle(new, needs_manifest=True)
        if copied.manifest != candidate.manifest:
            raise ModelError("the candidate changed while it was adopted", help="evaluate it again")
        _settle(new, serving)
        _swap(new, serving.resolve())
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    # From here on the new ones serve, and `new` holds the old ones: it is not to be lost.
    return _kept(new, serving)


def back(serving: Path) -> Bundle:
    """Put the models that served before in place again; those that served now are kept in turn.

    Raises:
        ModelError: nothing was kept, or it is damaged.
    """
    previous = previous_of(serving)
    if not previous.is_dir():
        raise ModelError(f"no earlier models are kept beside `{serving}`", help="nothing was adopted there")
    bundle = load_bundle(previous, needs_manifest=False)
    _swap(previous, serving.resolve())
    return Bundle(folder=serving, models=bundle.models, manifest=bundle.manifest)


def previous_of(serving: Path) -> Path:
    """Where what served before is kept."""
    place = serving.resolve()
    return place.with_name(f"{place.name}.previous")


def _kept(old: Path, serving: Path) -> Path:
    """What served before becomes `.previous`, in the place of what was kept there."""
    previous = previous_of(serving)
    older = old.with_name(f"{old.name}-older")
    if previous.exists():
        previous.rename(older)
    old.rename(previous)
    shutil.rmtree(older, ignore_errors=True)
    sync_folder(previous.parent)
    return previous


def _swap(one: Path, other: Path) -> None:
    """Two folders change names at once, so that there is no moment without models."""
    # Python's `os.rename` knows no flags; the C library has had this since 2018.
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    renameat2 = getattr(libc, "renameat2", None)
    if renameat2 is not None:
        if renameat2(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
            raise OSError(number, os.strerror(number), str(other))
    aside = other.with_name(f".{other.name}-aside")
    other.rename(aside)
    try:
        one.rename(other)
    except OSError:
        aside.rename(other)
        raise
    aside.rename(one)


def _keep_others(serving: Path, new: Path) -> None:
    """What lies beside the models, such as the suite, stays there."""
    for path in serving.iterdir():
        if path.is_file() and path.name not in (*MODEL_FILES, MANIFEST):
            shutil.copyfile(path, new / path.name)


def _settle(folder: Path, serving: Path) -> None:
    """Rights as before, and all bytes on the disk."""
    for path in folder.iterdir():
        before = serving / path.name
        path.chmod(before.stat().st_mode & 0o777 if before.exists() else 0o644)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    folder.chmod(serving.stat().st_mode & 0o777)
    sync_folder(folder)


def _manifest(folder: Path) -> Manifest | None:
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        if found.get("format") != FORMAT:
            raise ModelError(
                f"`{path}` is of another format than `{FORMAT}`", help="it was made by another version of the program"
            )
        manifest = msgspec.convert(found, Manifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ModelError(f"`{path}` is damaged", help="copy the bundle again, or train again") from error
    if set(manifest.files) != set(MODEL_FILES):
        raise ModelError(f"`{path}` names other files than a bundle has", help="copy it again, or train again")
    return manifest


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
