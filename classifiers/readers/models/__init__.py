"""Readers of models of three dimensions."""
