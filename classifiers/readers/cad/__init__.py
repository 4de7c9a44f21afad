"""Readers of drawings, models, boards and chips."""
