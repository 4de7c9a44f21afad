"""One file per family of formats: bytes to text, metadata, rasters and counts. Runs in the reader process only."""

from __future__ import annotations

from classifiers.readers.entry import read_document
from classifiers.version import READER_VERSION

__all__ = ["READER_VERSION", "read_document"]
