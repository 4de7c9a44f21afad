"""What is about to be supplied: its bytes, and what is in it, opened as agents will open it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.model.bundle import load_bundle
from classifiers.model.parcel import pack
from policies.supply import Goods
from sekimori.errors import FrontDoorError
from sekimori.fingerprint_keys import key_beside, read_key

if TYPE_CHECKING:
    from pathlib import Path


def goods_bytes(kind: Goods, path: Path) -> memoryview:
    """The bytes that travel.

    Raises:
        FrontDoorError: it is a folder where a file is wanted, or the reverse, or cannot be read.
        ModelError: a folder of models is none, or is damaged.
    """
    if kind is Goods.MODELS:
        return memoryview(pack(load_bundle(path, needs_manifest=True)))
    if not path.is_file():
        raise FrontDoorError(f"`{path}` is no file", help=f"name the file of the {kind}")
    try:
        return memoryview(path.read_bytes())
    except OSError as error:
        raise FrontDoorError(f"`{path}` cannot be read: {error.strerror}", help="see who may read it") from error


def described(kind: Goods, path: Path, key: Path | None) -> list[str]:
    """What is in it, a line each.

    Raises:
        FrontDoorError: an index's key is not there, or not all that was registered stands in its file.
        ModelError: it cannot be used.
    """
    match kind:
        case Goods.FINGERPRINTS:
            return _index(path, key or key_beside(path))
        case Goods.PROJECTS:
            return ["learnt projects; opened by each agent with its key"]
        case Goods.MODELS:
            manifest = load_bundle(path, needs_manifest=True).manifest
            return [f"models {manifest.version}, made after {manifest.parent}"] if manifest else []
        case _:
            assert_never(kind)


def _index(path: Path, key: Path) -> list[str]:
    held: Counter[str] = Counter()
    with FingerprintIndex(read_key(key), path, families=FAMILIES, is_read_only=True) as index:
        waiting = index.waiting
        for document in index.documents():
            owners = ", ".join(sorted(document.label.projects)) or "no project"
            held["public" if document.is_public else owners] += 1
    if waiting:
        raise FrontDoorError(
            f"{waiting} entries of `{path}` wait in its journal", help="run `sekimori register` once more, then sign"
        )
    return [f"{count} documents of {owner}" for owner, count in sorted(held.items())]
