"""Supplies: an index of fingerprints, learnt projects and models, signed by officers, handed to agents here."""
