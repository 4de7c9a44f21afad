"""Readers of boards, chips and machine programs."""
