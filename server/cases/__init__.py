"""Stopped transfers, who may read of them, and what was decided."""
