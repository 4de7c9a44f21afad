"""One file per family of formats: bytes to text, metadata, rasters and counts. Runs in the reader process only."""

from __future__ import annotations

from classifiers.readers.entry import READER_VERSION, read_document

__all__ = ["READER_VERSION", "read_document"]
