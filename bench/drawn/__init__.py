"""Drawings that the bench of title blocks draws itself."""
