"""Hears of changes in folders. No back end is trusted alone: `scan` reconciles each."""
