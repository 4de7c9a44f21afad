"""The version of reading: the same bytes give the same document on every machine that has it.

Stands in every document and assessment, and in every agent's heartbeat. Anything that changes what is read takes a new
one; a test compares `MEANING` with the table of formats and the limits, and fails when they changed and it did not.
"""

from __future__ import annotations

READER_VERSION = "3"
# SHA-256 of what `classifiers.readers.registry.meaning` says, printed by `classifiers.readers.manual --meaning`.
MEANING = "10ef407266e190e160484f0cf9db42ef01ec72fae11c99b7acf060811bafca9e"
