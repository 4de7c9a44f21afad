"""What the machine's owner sets about telling people on their screens."""

from __future__ import annotations

from dataclasses import dataclass

from agent.errors import AgentError
from policies.wording import NOTICE_LANGUAGES

AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desktop:
    """The table `[desktop]`.

    Attributes:
        notify: Whether people are told on their screens at all.
        language: `ja`, `en`, `zh`, or `auto`: the language that the person set, else the machine's.
        gather_s: What comes within so long is told together.
        runtime_folder: Where each user's folder with the session bus lies.
    """

    notify: bool = True
    language: str = AUTO
    gather_s: float = 0.5
    runtime_folder: str = "/run/user"

    def check(self) -> None:
        """Raises AgentError where a value makes no sense."""
        if self.language != AUTO and self.language not in NOTICE_LANGUAGES:
            raise AgentError(f"`{self.language}` is none of the languages", help="write auto, ja, en or zh")
        if not 0 <= self.gather_s <= 3600:
            raise AgentError("`gather_s` is out of range", help="between 0 and 3600")
        if not self.runtime_folder.startswith("/"):
            raise AgentError(f"`{self.runtime_folder}` is not an absolute path")
