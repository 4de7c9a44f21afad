"""Opened evidence, as a reviewer reads it: passages, what spoke for the answer, markings and their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.panel import Panel
from rich.text import Text

from policies.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

EXCERPT_SHOWN_CHARS = 300


def show_evidence(console: Console, evidence: dict[str, Any]) -> None:
    """Print what the evidence says; agents of a former version say no more than passages."""
    for match in evidence.get("matches", ()):
        for passage in match["passages"]:
            where = f"{passage['part'] or 'text'}, characters {passage['start']}-{passage['end']}"
            title = Text(visible(f"also in {match['name']} ({where})"))
            console.print(Panel(Text(visible(passage["text"])), title=title))
    for line in (*_markings(evidence), *_likeness(evidence), *_reasons(evidence)):
        console.print(Text(visible(f" • {line}")))


def _markings(evidence: dict[str, Any]) -> list[str]:
    told = []
    for marking in evidence.get("markings", ()):
        at = f", character {marking['offset']}" if marking["offset"] >= 0 else ""
        doubt = "; doubted" if marking["is_doubted"] else ""
        place = marking["place"] or marking["where"] or "text"
        told.append(f"marked {marking['name']} ({marking['source']}: {place}{at}{doubt})")
    return told


def _likeness(evidence: dict[str, Any]) -> list[str]:
    found = evidence.get("likeness")
    if not found:
        return []
    words = f": {', '.join(found['words'])}" if found["words"] else ""
    return [f"looks like {found['project']} ({found['p']:.2f}){words}"]


def _reasons(evidence: dict[str, Any]) -> list[str]:
    reasons = evidence.get("reasons", ())
    told = [line for line in map(_told, reasons) if line]
    letters = [f"“{each['text']}”" for each in reasons if each["kind"] == "gram" and each["text"].strip()]
    return [*told, *([f"letters that say so: {', '.join(letters)}"] if letters else [])]


def _told(reason: dict[str, Any]) -> str:
    match reason["kind"]:
        case "passage":
            place = reason["where"] or f"characters {reason['start']} to {reason['end']}"
            return f"{place} ({reason['weight']:.2f}): “{reason['text'][:EXCERPT_SHOWN_CHARS]}”"
        case "feature":
            words = f" ({reason['text']})" if reason["text"] else ""
            return f"{reason['key'].replace('_', ' ')} {reason['figure']:.2g}{words}"
        case "page":
            return f"drawing on {reason['where']} ({reason['weight']:.2f})"
        case _:
            return ""
