"""Readers of instrument data, arrays and databases."""
