"""Where the reader's own code lies: what a reader may still open once its walls stand."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

# The packages of this program that a reader runs.
PACKAGES = ("classifiers", "policies")
# PDFium draws text in these where a document brings no font.
FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/X11/fonts/Type1",
    "/usr/share/X11/fonts/TTF",
    "/usr/share/fonts/truetype",
)


def own_code() -> tuple[Path, ...]:
    """Folders of the interpreter's library, the installed packages, this program's packages, and fonts.

    The interpreter's library and not its whole prefix: under `/usr` that would be most of the machine.
    """
    installed = sysconfig.get_paths()
    folders = [Path(installed[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    for name in PACKAGES:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file:
            folders.append(Path(file).parent)
    return tuple(dict.fromkeys([*folders, *map(Path, FONTS)]))
