"""libmagic: which one there is, and opening it once."""

from __future__ import annotations

import _ctypes
import ctypes
import functools
import importlib.util
import sys
from pathlib import Path
from typing import Any


@functools.cache
def magic_instance() -> Any:
    """libmagic, opened once a process: the system's, unless the one that came by pip is newer."""
    bundled = _bundled_folder()
    library = str(bundled / "libmagic.so.1") if bundled else ""
    is_bundled = bool(library) and _version(library) > _version("libmagic.so.1")
    if is_bundled:
        # The loader of python-magic asks for `libmagic.so.1`, and the linker gives it what is loaded by that name.
        ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    import magic

    return magic.Magic(mime=True, magic_file=str(bundled / "magic.mgc") if bundled and is_bundled else None)


def _bundled_folder() -> Path | None:
    spec = importlib.util.find_spec("pylibmagic")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if (folder / "libmagic.so.1").exists() else None


def _version(library: str) -> int:
    """Version of a libmagic, such as 544; 0 where there is none. Closed again, so that its name stays free."""
    try:
        loaded = ctypes.CDLL(library)
        version = int(loaded.magic_version())
    except (OSError, AttributeError):
        return 0
    if sys.platform != "win32":
        _ctypes.dlclose(loaded._handle)
    return version
