"""What reads letters on a machine, as a value: for status, health and the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifiers.confinement.walls import Walls


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrState:
    """How letters in pictures are read.

    Attributes:
        engine: `tesseract` or `rapidocr`; empty where none are read.
        beside: The engine that is asked where the first is unsure; empty where there is none.
        why: Why none are.
        lacking: Languages that are set and have no data.
        problem: Why the engine did not start, the last time that it did not.
        walls: What holds its readers in; none before the first start.
    """

    engine: str = ""
    beside: str = ""
    why: str = "switched off"
    lacking: tuple[str, ...] = ()
    problem: str = ""
    walls: Walls = field(default_factory=Walls)

    def told(self) -> str:
        """All of it in one line."""
        if not self.engine:
            return f"not read: {self.why}"
        languages = f"no data for {', '.join(self.lacking)}" if self.lacking else ""
        beside = f"what it is unsure of by {self.beside}" if self.beside else ""
        return "; ".join(each for each in (f"by {self.engine}", beside, languages, self.problem) if each)
