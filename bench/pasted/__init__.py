"""What bench/fingerprint.py measures fingerprints with: pasted excerpts, peers, and an index of many documents."""
