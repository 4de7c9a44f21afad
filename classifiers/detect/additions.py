"""Whether an index of fingerprints only adds to another: who may add is trusted with less than who may take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifiers.detect.records import Vault
from classifiers.detect.segmentfile import map_segment
from classifiers.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from classifiers.detect.segment import Documents


def check_index(new: Path, key: bytes, *, adds_to: Path | None = None) -> int:
    """Open the file of an index, all of it, as whoever judges by it would.

    Args:
        key: The index's secret, 16 to 64 bytes.
        adds_to: The index that it must not take anything from: every document of that one stands in this one, and none
            is public here that is not public there. One that is not there or cannot be opened holds nothing to lose.

    Returns:
        Number of documents in it.

    Raises:
        ModelError: it is no index, is damaged, or was made with another key or by other rules; or it takes something
            away.
        OSError: it cannot be read.
    """
    vault = Vault(key)
    held = map_segment(new, vault).segment.documents
    if adds_to is not None:
        try:
            before = map_segment(adds_to, vault).segment.documents
        except (ModelError, OSError):
            return held.count
        _check_additions(held, before)
    return held.count


def _check_additions(new: Documents, before: Documents) -> None:
    known, held = _ids(before), _ids(new)
    lacking = int(np.count_nonzero(~np.isin(known, held)))
    public = int(np.count_nonzero(~np.isin(held[new.is_public], known[before.is_public])))
    if lacking or public:
        raise ModelError(
            f"the new index lacks {lacking} documents of the one before and declares {public} more public",
            help="officers who sign the policy sign it with `sekimori supply sign --lowering`",
        )


def _ids(documents: Documents) -> NDArray[np.void]:
    """The keyed digests, 16 bytes each."""
    ids = np.empty(documents.count, dtype=[("high", "<u8"), ("low", "<u8")])
    ids["high"], ids["low"] = documents.high, documents.low
    return ids
