"""What libraries open at first use, opened now: once the walls stand, a reader opens no file but what it is handed."""

from __future__ import annotations

import contextlib
import email
import encodings
import importlib
import io
import pkgutil
from types import ModuleType

# Imported by a library in the middle of its work.
LATE_MODULES = ("numpy.ma", "charset_normalizer", "rars", "pylhasa", "inflate64")
# For another system only.
FOREIGN = frozenset({"encodings.mbcs", "encodings.oem", "encodings.cp65001"})


def warm_up() -> None:
    """Load every codec, since a document names its own, and what Pillow, libmagic and others load late."""
    from PIL import Image

    for package in (encodings, email):
        _load_modules_of(package)
    for name in LATE_MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    Image.init()
    _use_once()


def _load_modules_of(package: ModuleType) -> None:
    for module in pkgutil.iter_modules(package.__path__, prefix=f"{package.__name__}."):
        if module.name not in FOREIGN:
            importlib.import_module(module.name)


def _use_once() -> None:
    """Libraries that open files by themselves, deeper than an import: libmagic's database, tables of languages."""
    import charset_normalizer

    from classifiers.libmagic import magic_instance
    from classifiers.readers.archives.library import libraries
    from classifiers.scripts import CANDIDATES

    libraries()
    with contextlib.suppress(Exception):
        magic_instance().from_buffer(b"\0\1\2")
    for name, _, _ in CANDIDATES:
        "".encode(name)
    charset_normalizer.from_bytes("ä ö ü ß é".encode("cp1252") * 20).best()
    _decrypt_once()


def _decrypt_once() -> None:
    """qpdf's ciphers ask the system for their settings when first used; RC4 and AES are found apart."""
    import pikepdf

    for revision in (3, 6):
        locked = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.save(
                locked,
                encryption=pikepdf.Encryption(
                    user="", owner="owner", R=revision, aes=revision > 3, metadata=revision > 3
                ),
            )
        with pikepdf.open(locked):
            pass
