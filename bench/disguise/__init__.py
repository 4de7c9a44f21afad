"""What people do to a document, on purpose or not, before it leaves: each in a function, for `bench/evasion.py`."""
