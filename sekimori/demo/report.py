"""What a step of the demo found, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        what: What should hold, as a statement.
        holds: Whether it did.
    """

    what: str
    holds: bool


@dataclass(slots=True, kw_only=True)
class Step:
    """A step while it runs and what it found.

    Attributes:
        ms: Milliseconds from the event to the verdict, as measured by the agent; by the demo where no agent judges.
    """

    number: int
    title: str
    expected: str
    verdict: str = ""
    rule: str = ""
    ms: float = 0.0
    checks: list[Check] = field(default_factory=list)
    error: str = ""

    def check(self, what: str, holds: object) -> None:
        """Note whether something holds."""
        self.checks.append(Check(what=what, holds=bool(holds)))

    @property
    def ok(self) -> bool:
        """Whether the step went as stated: the verdict, and everything checked."""
        held = all(check.holds for check in self.checks)
        return not self.error and self.verdict == self.expected and bool(self.checks) and held

    def as_json(self) -> dict[str, Any]:
        """The step for machines."""
        return {
            "step": self.number,
            "title": self.title,
            "expected": self.expected,
            "verdict": self.verdict,
            "rule": self.rule,
            "ms": round(self.ms, 1),
            "ok": self.ok,
            "checks": [{"what": check.what, "ok": check.holds} for check in self.checks],
            "error": self.error,
        }


def print_steps(console: Console, steps: list[Step]) -> None:
    """A table of all steps, and under it what did not hold."""
    table = Table(title="One transfer, end to end", show_lines=False)
    for name, align in (("", "right"), ("step", "left"), ("expected", "left"), ("verdict", "left"), ("rule", "left")):
        table.add_column(name, justify=align, overflow="fold")  # type: ignore[arg-type]
    table.add_column("ms", justify="right")
    table.add_column("ok")
    for step in steps:
        mark = Text("yes", style="green") if step.ok else Text("no", style="bold red")
        cells = (str(step.number), step.title, step.expected, step.verdict or "—", step.rule or "—", f"{step.ms:.0f}")
        table.add_row(*(Text(cell) for cell in cells), mark)
    console.print(table)
    for step in steps:
        for check in step.checks:
            if not check.holds:
                console.print(Text(f"step {step.number}: does not hold: {check.what}", style="red"))
        if step.error:
            console.print(Text(f"step {step.number}: {step.error}", style="red"))
