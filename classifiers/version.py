"""The version of reading: the same bytes give the same document on every machine that has it.

Stands in every document and assessment, and in every agent's heartbeat. Anything that changes what is read takes a new
one; a test compares `MEANING` with the table of formats and the limits, and fails when they changed and it did not.
"""

from __future__ import annotations

READER_VERSION = "4"
# SHA-256 of what `classifiers.readers.registry.meaning` says, printed by `classifiers.readers.manual --meaning`.
MEANING = "2e33d678400c8ce284dbba881935d230c487af3e2c41d021c2c6bfdb7023201e"
