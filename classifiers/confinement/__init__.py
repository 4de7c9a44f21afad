"""What shuts a reader in: walls raised in its own process before the first hostile byte, each one tried afterwards."""

from __future__ import annotations

from classifiers.confinement.walls import Wall, Walls, WallState

__all__ = ["Wall", "WallState", "Walls"]
