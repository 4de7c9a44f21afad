"""What `sekimori classify` answers, for people: what each file is, and what that rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import click
from rich.console import Console
from rich.table import Table

from classifiers.assessment import ReasonKind
from policies.label import Kind, Reading
from policies.visible import visible_line

if TYPE_CHECKING:
    from classifiers.assessment import Assessment, Marking, Reason
    from sekimori.answer_records import Answer

MAX_FIELDS_SHOWN = 3
MAX_MARKS_SHOWN = 6
EXCERPT_SHOWN_CHARS = 60
MAX_PASSAGES_SHOWN = 3
MAX_PASSAGE_CHARS = 160
# A narrower terminal has the reasons below the table.
WIDE_CHARS = 120


def show_answers(rows: list[Answer]) -> None:
    """A table, with the reasons in it where there is room for them, and below it where not."""
    console = Console()
    has_room = console.width >= WIDE_CHARS
    table = Table(show_lines=False)
    for name in ("path", "level", "what", "sensitive", *(["why"] if has_room else [])):
        table.add_column(name, overflow="fold")
    for answer in rows:
        cells = _cells(answer)
        table.add_row(*cells, *([_plain("; ".join(_reasons(answer)))] if has_room else []))
    console.print(table)
    for answer in [] if has_room else rows:
        click.echo(f"{visible_line(answer.path)}:")
        for reason in _reasons(answer):
            click.echo(f"    {_plain(reason)}")


def _cells(answer: Answer) -> tuple[str, ...]:
    found = answer.assessment
    if found is None:
        return _plain(answer.path), "", "not read", ""
    return _plain(answer.path), str(found.label.level), _what(found), f"{found.sensitive_p:.2f}"


def _reasons(answer: Answer) -> list[str]:
    if answer.assessment is None:
        return [answer.finding.name] if answer.finding else []
    return reasons_of(answer.assessment)


def _what(found: Assessment) -> str:
    """Its kind in few words, and how much of it was read where that was not all."""
    drawn = f", {found.drawing.kind}" if found.kind is Kind.DRAWING and found.drawing.kind else ""
    read = "" if found.label.reading is Reading.FULL else f"; read: {found.label.reading}"
    return f"{found.kind}{drawn} {found.kind_p:.2f}{read}"


def reasons_of(found: Assessment) -> list[str]:
    """What the level rests on, a few words each."""
    reasons = [_marked(marking) for marking in found.markings if not marking.is_doubted][:MAX_MARKS_SHOWN]
    reasons += [f"holds part of a registered document ({match.containment:.0%})" for match in found.matches[:2]]
    if found.attribution.candidates:
        words = ", ".join(found.attribution.words[:MAX_FIELDS_SHOWN])
        reasons.append(f"looks like {' or '.join(found.attribution.candidates[:MAX_FIELDS_SHOWN])} ({words})")
    likely = sorted(found.fields.items(), key=lambda item: -item[1])[:MAX_FIELDS_SHOWN]
    reasons += [f"{name} {p:.2f}" for name, p in likely if name in found.label.fields]
    reasons += [_told(reason) for reason in found.reasons]
    letters = [f"“{reason.text}”" for reason in found.reasons if reason.kind is ReasonKind.GRAM and reason.text.strip()]
    reasons += [f"letters that say so: {', '.join(letters)}"] if letters else []
    reasons += [f"{item.name} {item.detail}".strip() for item in found.findings[:3]]
    return [reason for reason in reasons if reason]


def _marked(marking: Marking) -> str:
    """A marking and its place."""
    place = f"{marking.place}, " if marking.place else ""
    at = f"{place}character {marking.offset}" if marking.offset >= 0 else marking.place or marking.where
    return f"marked {marking.name} ({marking.source}: {at})"


def _told(reason: Reason) -> str:
    """A reason of the models in words; those that are letters are told together."""
    match reason.kind:
        case ReasonKind.PASSAGE:
            place = reason.where or f"characters {reason.start} to {reason.end}"
            return f"{place} ({reason.weight:.2f}): “{reason.text[:EXCERPT_SHOWN_CHARS]}…”"
        case ReasonKind.FEATURE:
            words = f" ({reason.text})" if reason.text else ""
            return f"{reason.key.replace('_', ' ')} {reason.figure:.2g}{words}"
        case ReasonKind.PAGE:
            return f"drawing on {reason.where}"
        case ReasonKind.GRAM:
            return ""
        case _:
            assert_never(reason.kind)


def _plain(text: str) -> str:
    """Text that neither the terminal nor rich reads as a command."""
    return "".join(sign if sign.isprintable() else "�" for sign in text).replace("[", r"\[")


def show_matches(rows: list[Answer]) -> None:
    """Below the table: of which registered documents each file holds a part, and which passages."""
    for answer in rows:
        for match in answer.assessment.matches if answer.assessment else ():
            owners = ", ".join(sorted(match.label.projects)) or "no project"
            how = "the same bytes" if match.exact else f"{match.containment:.0%} by {match.basis}"
            click.echo(f"{visible_line(answer.path)}: {visible_line(match.name)} ({owners}), {how}")
            for passage in match.passages[:MAX_PASSAGES_SHOWN]:
                theirs = f", there {passage.their_start} to {passage.their_end}" if passage.their_start >= 0 else ""
                text = visible_line(" ".join(passage.text.split()), most_chars=MAX_PASSAGE_CHARS)
                click.echo(f"    {passage.start} to {passage.end}{theirs}: {text}")
