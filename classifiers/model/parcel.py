"""A bundle of models as one run of bytes, to be signed and sent: the names of its files and what stands in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from classifiers.errors import ModelError
from classifiers.model.bundle import MANIFEST, MODEL_FILES, Bundle, load_bundle
from classifiers.openings import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = "sekimori-parcel-1"
MOST_BYTES = 256 << 20


class Parcel(msgspec.Struct, frozen=True, array_like=True):
    """The whole of it."""

    format: str
    files: dict[str, bytes]


def pack(bundle: Bundle) -> bytes:
    """A bundle that has a manifest, packed; the same bundle gives the same bytes.

    Raises:
        ModelError: it has none, or is larger than any.
    """
    if bundle.manifest is None:
        raise ModelError(f"`{bundle.folder}` holds no `{MANIFEST}`", help="sign a candidate that `sekimori train` made")
    names = (MANIFEST, *MODEL_FILES)
    files = {name: (bundle.folder / name).read_bytes() for name in sorted(names)}
    packed = msgspec.msgpack.encode(Parcel(format=FORMAT, files=files))
    if len(packed) > MOST_BYTES:
        raise ModelError(f"the models are larger than {MOST_BYTES >> 20} MiB")
    return packed


def unpack(packed: bytes, folder: Path) -> Bundle:
    """Put a packed bundle into a new folder, durable on return, and open it.

    Raises:
        ModelError: it is none, is damaged, or is made for another version of this program.
        OSError: the folder is there already, or cannot be written.
    """
    if len(packed) > MOST_BYTES:
        raise ModelError("it is no bundle of models: too large")
    try:
        parcel = msgspec.msgpack.decode(packed, type=Parcel)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ModelError("it is no bundle of models", help="sign a folder of models") from error
    if parcel.format != FORMAT or set(parcel.files) != {MANIFEST, *MODEL_FILES}:
        raise ModelError("it is no bundle of models that this version knows", help="sign a folder of models")
    folder.mkdir(mode=0o700)
    for name, data in parcel.files.items():
        with (folder / name).open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    sync_folder(folder)
    return load_bundle(folder, needs_manifest=True)
