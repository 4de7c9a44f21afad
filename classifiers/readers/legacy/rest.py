"""An OLE file without the streams that were read already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Rest:
    """What is left of an OLE file for whoever reads embedded objects.

    Args:
        ole: The whole.
        known: Paths of streams that were read.
    """

    def __init__(self, ole: Any, known: Iterable[list[str]]) -> None:
        self._ole = ole
        self._known = {tuple(path) for path in known}

    def listdir(self, *, streams: bool = True, storages: bool = False) -> list[list[str]]:
        """Paths that are left."""
        found = self._ole.listdir(streams=streams, storages=storages)
        return [path for path in found if tuple(path) not in self._known]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ole, name)
