"""The version of reading: the same bytes give the same document on every machine that has it.

Stands in every document and assessment, and in every agent's heartbeat. Anything that changes what is read takes a new
one; a test compares `MEANING` with the table of formats and the limits, and fails when they changed and it did not.
"""

from __future__ import annotations

READER_VERSION = "3"
# SHA-256 of what `classifiers.readers.registry.meaning` says, printed by `classifiers.readers.manual --meaning`.
MEANING = "efcfd4be514597c9766a61b40a8670d5b22115365b0fb5a7d3f8d29c885ed56c"
