"""What bench/prints.py measures each family of fingerprints with."""
