"""Keeping bytes: what there is no room for is not begun, and what is kept is for nobody else."""

from __future__ import annotations

import stat
from pathlib import Path

import pyrage
import pytest

from agent.enforce.sealing import HoldKeys
from agent.errors import AgentError


def test_what_there_is_no_room_for_does_not_fill_the_disk(tmp_path: Path) -> None:
    keys = HoldKeys(str(pyrage.x25519.Identity.generate()), tmp_path)
    with (tmp_path / "huge").open("w+b") as huge:
        huge.truncate(1 << 42)
        with pytest.raises(AgentError, match="no room for"):
            keys.seal(huge.fileno(), "C-1")
    assert [path.name for path in tmp_path.iterdir()] == ["huge"]


def test_sealed_bytes_are_for_the_agent_alone(tmp_path: Path) -> None:
    keys = HoldKeys(str(pyrage.x25519.Identity.generate()), tmp_path)
    (tmp_path / "plain").write_bytes(b"drawing")
    with (tmp_path / "plain").open("rb") as plain:
        assert keys.holds("C-1", keys.seal(plain.fileno(), "C-1"))
    assert stat.S_IMODE((tmp_path / "C-1.age").stat().st_mode) == 0o600
