"""Telling people on their screens, neutrally: a case number and whom to ask."""
