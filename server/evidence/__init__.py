"""Sealed evidence: kept, handed to its recipients, never opened here."""
