"""The version of reading: the same bytes give the same document on every machine that has it.

Stands in every document and assessment, and in every agent's heartbeat. Anything that changes what is read takes a new
one; a test compares `MEANING` with the table of formats and the limits, and fails when they changed and it did not.
"""

from __future__ import annotations

READER_VERSION = "2"
# SHA-256 of what `classifiers.readers.registry.meaning` says, printed by `classifiers.readers.manual --meaning`.
MEANING = "829626aac0e8cecd4c0c95f3d6e2609c64039c25b4f276342321457f56c32743"
