"""The officers' signed policy: verified, stored, delivered, kept fresh."""
