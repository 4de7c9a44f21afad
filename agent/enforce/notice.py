"""What stands in place of a stopped file.

The other side reads it too: it says that a file was stopped, the case number and whom to ask, in three languages, under
a neutral name, and nothing about the file, its source or why.
"""

from __future__ import annotations

from policies.wording import NOTICE_LANGUAGES, say

# Names in staging of notices on their way: in place of a stopped file, and beside one that passed.
HELD_ENDING, NOTED_ENDING = NOTICE_ENDINGS = (".notice", ".noted")
NOTED_KEYS = ("notice.noted-title", "notice.noted", "notice.case", "notice.ask")
KEYS = ("notice.title", "notice.stopped", "notice.case", "notice.ask")


def notice_name(case: str) -> str:
    """The notice's file name."""
    return f"SEKIMORI-{case}.txt"


def notice_text(case: str, contact: str, organisation: str) -> str:
    """The notice's text, always the same for the same case."""
    return _said(KEYS, case, contact, organisation)


def noted_text(number: str, contact: str, organisation: str) -> str:
    """The text beside a file that was let pass with a notice."""
    return _said(NOTED_KEYS, number, contact, organisation)


def _said(keys: tuple[str, ...], case: str, contact: str, organisation: str) -> str:
    facts = {"case": case, "contact": contact, "organisation": organisation}
    blocks = ("\n".join(say(key, facts, language) for key in keys) for language in NOTICE_LANGUAGES)
    return "\n\n".join(blocks) + "\n"
