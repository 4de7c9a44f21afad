"""A house with a gate, on a file system of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.gated import House, a_house, mounted


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A scratch folder that every user may enter; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="sekimori-gate-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def house(open_folder: Path) -> Iterator[House]:
    """A gate in front of one folder."""
    with mounted(open_folder / "image", open_folder / "disc") as disc:
        top = disc / "share"
        top.mkdir()
        top.chmod(0o777)
        made = a_house(disc / "gate", top)
        made.start()
        try:
            yield made
        finally:
            made.stop()
