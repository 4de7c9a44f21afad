"""An explanation on the terminal, in one language, and for machines."""

from __future__ import annotations

from typing import Any

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policies.analysis.explanation import Check, Explanation, Row
from policies.analysis.rule_trace import RuleTried
from policies.analysis.said import Said, said, tell
from policies.analysis.words import WORDS
from policies.decision import Decision, Reason
from policies.model import Verdict
from policies.visible import visible_line
from policies.wording import say

COLOURS = {
    Verdict.ALLOW: "green",
    Verdict.NOTIFY: "green",
    Verdict.JUSTIFY: "yellow",
    Verdict.HOLD: "yellow",
    Verdict.BLOCK: "red",
}


def show_explanation(found: Explanation, then: Decision | None, language: str, *, verbose: bool) -> None:
    """Print an explanation as tables.

    Args:
        then: What was decided when the transfer was recorded.
        language: `ja`, `en` or `zh`.
        verbose: Whether to list every rule with the condition that it missed.
    """
    page = _Page(language)
    page.rows("heading.transfer", found.transfer)
    page.rows("heading.content", found.content)
    page.readers(found)
    page.checks(found)
    page.rules(found, verbose=verbose)
    page.outcome(found, then)


class _Page:
    def __init__(self, language: str) -> None:
        self._language = language
        self._console = Console(highlight=False)

    def rows(self, heading: str, rows: tuple[Row, ...]) -> None:
        self._heading(heading)
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(style="dim", overflow="fold", no_wrap=True)
        table.add_column(overflow="fold")
        for name, sentences in rows:
            table.add_row(self._text(name), Text("\n").join(self._text(each) for each in sentences))
        self._console.print(table)

    def readers(self, found: Explanation) -> None:
        self._heading("heading.readers")
        self._console.print(self._text(found.readership.summary))
        table = self._table("column.who", "column.may-read", "column.why")
        for reader in found.readership.readers:
            who = Text(visible_line(reader.who)) if isinstance(reader.who, str) else self._text(reader.who)
            answer = self._text(said("yes" if reader.may_read else "no"))
            answer.stylize("green" if reader.may_read else "bold red")
            table.add_row(who, answer, Text("\n").join(self._text(each) for each in reader.why))
        if found.readership.readers:
            self._console.print(table)

    def checks(self, found: Explanation) -> None:
        self._heading("heading.checks")
        table = self._table("column.check", "column.looked-at", "column.found", lines=True)
        for check in found.checks:
            asks = self._text(said(f"asks.{check.source}"))
            asks.stylize("italic")
            saw = Text("\n").join([asks, *(self._text(each) for each in check.looked_at)])
            table.add_row(self._text(said(f"check.{check.source}")), saw, self._found(check))
        self._console.print(table)

    def _found(self, check: Check) -> Text:
        if not check.reasons:
            return self._text(said("nothing-against"))
        return Text("\n").join(self._reason(reason) for reason in check.reasons)

    def _reason(self, reason: Reason) -> Text:
        verdict = Text(say(f"verdict.{reason.verdict}", {}, self._language), style=f"bold {COLOURS[reason.verdict]}")
        return Text.assemble(verdict, Text("\n"), visible_line(say(reason.key, reason.facts, self._language)))

    def rules(self, found: Explanation, *, verbose: bool) -> None:
        self._heading("heading.rules")
        matched = next((rule for rule in found.rules if rule.has_matched), None)
        missed = len(found.rules) - (1 if matched else 0)
        if matched is not None:
            self._line(said("rules.matched", number=str(matched.number), rule=matched.name))
            if missed:
                self._line(said("rules.before", count=str(missed)))
        else:
            self._line(said("rules.none", count=str(missed)) if missed else said("rules.empty"))
        for reason in found.table:
            self._console.print(self._reason(reason))
        if missed and verbose:
            self._console.print(self._rule_table(found.rules))
        elif missed:
            self._line(said("rules.verbose"), style="dim")

    def _rule_table(self, rules: tuple[RuleTried, ...]) -> Table:
        table = self._table("column.rule", "column.verdict", "column.matches", lines=True)
        for rule in rules:
            answer = self._text(said("yes" if rule.has_matched else "no"))
            answer.stylize("bold" if rule.has_matched else "dim")
            name = f"{rule.number}. {rule.name}" + (f" ({said_line(rule.line, self._language)})" if rule.line else "")
            verdict = say(f"verdict.{rule.verdict}", {}, self._language)
            table.add_row(Text(name), verdict, Text("\n").join([answer, *(self._text(each) for each in rule.missed)]))
        return table

    def outcome(self, found: Explanation, then: Decision | None) -> None:
        self._heading("heading.outcome")
        decision = found.decision
        self._console.print(self._verdict(decision))
        self._line(said(f"means.{decision.verdict}"))
        if decision.obligations:
            self._line(said("duties", duties=tuple(said(f"duty.{duty}") for duty in decision.obligations)))
        for error in decision.errors:
            key, _, facts = error.partition(": ")
            self._line(said("error", error=say(key, {"facts": facts}, self._language) if "." in key else error))
        for step in found.advice:
            self._console.print(Text("- ").append_text(self._text(step)))
        if then is not None and (then.verdict, then.rule) != (decision.verdict, decision.rule):
            self._line(said("then", verdict=say(f"verdict.{then.verdict}", {}, self._language), rule=then.rule))

    def _verdict(self, decision: Decision) -> Text:
        check = f"check.{decision.rule}"
        text = self._text(
            said(
                "outcome",
                verdict=decision.verdict,
                word=said(f"verdict.{decision.verdict}"),
                name=said("named", name=said(check)) if check in WORDS else "",
                by=decision.rule,
            )
        )
        text.stylize(f"bold {COLOURS[decision.verdict]}")
        return text

    def _heading(self, key: str) -> None:
        heading = self._text(said(key))
        heading.stylize("bold")
        self._console.print()
        self._console.print(heading)

    def _table(self, *columns: str, lines: bool = False) -> Table:
        table = Table(box=box.SQUARE, show_lines=lines)
        for number, column in enumerate(columns):
            table.add_column(self._text(said(column)), overflow="fold", ratio=(2, 5, 5)[number] if lines else None)
        return table

    def _line(self, sentence: Said, *, style: str = "") -> None:
        text = self._text(sentence)
        text.stylize(style)
        self._console.print(text)

    def _text(self, sentence: Said) -> Text:
        # Names of files, accounts and parties are others' words: nothing in them may steer the terminal.
        return Text(visible_line(tell(sentence, self._language)))


def said_line(line: int, language: str) -> str:
    """`line 12`, in a language."""
    return tell(said("line", line=str(line)), language)


def explanation_facts(found: Explanation, then: Decision | None, language: str) -> dict[str, Any]:
    """An explanation for machines, with its sentences in one language."""

    def told(sentences: tuple[Said, ...]) -> list[str]:
        return [tell(each, language) for each in sentences]

    builtins = msgspec.to_builtins
    return {
        "label": builtins(found.label, order="sorted"),
        "transfer": {row.key.removeprefix("row."): told(sentences) for row, sentences in found.transfer},
        "content": {row.key.removeprefix("row."): told(sentences) for row, sentences in found.content},
        "readers": [
            {
                "who": reader.who if isinstance(reader.who, str) else tell(reader.who, language),
                "may_read": reader.may_read,
                "why": told(reader.why),
            }
            for reader in found.readership.readers
        ],
        "is_clean": found.readership.is_clean,
        "checks": [
            {"source": c.source, "looked_at": told(c.looked_at), "reasons": builtins(c.reasons), "errors": c.errors}
            for c in found.checks
        ],
        "rules": [
            {
                "number": rule.number,
                "name": rule.name,
                "line": rule.line,
                "verdict": rule.verdict,
                "has_matched": rule.has_matched,
                "missed": told(rule.missed),
            }
            for rule in found.rules
        ],
        "steps": [
            {"source": step.source, "reasons": builtins(step.reasons), "errors": step.errors} for step in found.steps
        ],
        "decision": builtins(found.decision),
        "advice": told(found.advice),
        **({"decided_then": builtins(then)} if then is not None else {}),
    }
