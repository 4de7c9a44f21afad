"""The version of reading: the same bytes give the same document on every machine that has it.

Stands in every document and assessment, and in every agent's heartbeat. Anything that changes what is read takes a new
one; a test compares `MEANING` with the table of formats and the limits, and fails when they changed and it did not.
"""

from __future__ import annotations

READER_VERSION = "3"
# SHA-256 of what `classifiers.readers.registry.meaning` says, printed by `classifiers.readers.manual --meaning`.
MEANING = "e879c9c74b02ee0fc95c6419dc83d80ee5dfb3905d665b86e8dd8d1de20b84f0"
