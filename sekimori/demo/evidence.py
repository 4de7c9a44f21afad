"""What the demo believes: bytes on disk, not what the agent says of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from classifiers.detect.fingerprints import FingerprintIndex
from policies.wording import NOTICE_LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Long enough that no other paragraph has it.
SHOWN_CHARS = 40


def digest(path: Path) -> str:
    """SHA-256 of a file, lower-case hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def holds_anywhere(folder: Path, wanted: str) -> bool:
    """Whether any file below `folder`, hidden ones included, has the digest `wanted`."""
    return any(path.is_file() and digest(path) == wanted for path in folder.rglob("*"))


def notice_text(folder: Path, case: str) -> str:
    """The notice that stands for a stopped file; empty where there is none."""
    for path in folder.glob("SEKIMORI-*"):
        if case in path.name:
            return path.read_text(encoding="utf-8")
    return ""


def says_it_in_all_languages(notice: str) -> bool:
    """Whether the notice tells in every language that a file was stopped."""
    return all(say("notice.stopped", {}, language) in notice for language in NOTICE_LANGUAGES)


def names_none_of(notice: str, words: Iterable[str]) -> bool:
    """Whether none of `words` stands in the notice, in any case."""
    folded = notice.casefold()
    return not any(word.casefold() in folded for word in words)


def shows(passages: Iterable[str], text: str) -> bool:
    """Whether a telling piece of `text` stands in the passages, whatever its white space."""
    shown, wanted = ("".join(part.split()) for part in (" ".join(passages), text))
    return any(wanted[start : start + SHOWN_CHARS] in shown for start in range(len(wanted) - SHOWN_CHARS + 1))


def registered_digests(agent: Path) -> set[str]:
    """Digests of the documents in an agent's fingerprint index."""
    key = (agent / "fingerprint.key").read_bytes()
    with FingerprintIndex(key, agent / "fingerprints.index", is_read_only=True) as index:
        return {document.digest for document in index.documents()}
