"""The front door: the `sekimori` command and the demo. No logic of its own."""

__version__ = "0.1.0"
