"""Opens what officers supplied before anybody judges by it: here are the keys to it."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from agent.examiner.words import Errand, TrySupply
from classifiers.detect.additions import check_index
from classifiers.errors import ModelError
from classifiers.model.parcel import unpack
from classifiers.model.projects import load_model
from policies.supply import Goods


def try_supply(errand: Errand, call: TrySupply) -> None:
    """Open it, all of it; models are left unpacked beside it.

    Raises:
        ModelError: it cannot be used, or takes something away that it must not.
    """
    new, now = Path(call.new), Path(call.now)
    try:
        match call.goods:
            case Goods.FINGERPRINTS:
                check_index(new, _key(errand.fingerprints), adds_to=now if call.only_adds else None)
            case Goods.PROJECTS:
                load_model(new, _key(errand.judging))
            case Goods.MODELS:
                unpack(new.read_bytes(), new.with_name(f"{new.name}.models"))
            case _:
                assert_never(call.goods)
    except OSError as error:
        raise ModelError(f"it cannot be opened: {error.strerror}", help="see whether the disk is full") from error


def _key(named: tuple[str, str] | None) -> bytes:
    if named is None:
        raise ModelError("this machine was given no key for it", help="name one in `[fingerprints]` of config.toml")
    return Path(named[1]).read_bytes()
