"""Who verifies bundles, as the agent sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

# The bytes at an URL; raises `Unreachable` where no answer comes, `MissingTarget` where there is nothing.
Download = Callable[[str], bytes]


class Verifies(Protocol):
    """Verifies what lies in the `trust` folder, and what the server offers.

    All of it takes the folder, the digest of the first root as enrolment was given it, and the highest version of the
    policy that was ever in force.
    """

    def stored(self, folder: Path, digest: str, highest: int) -> bytes | None:
        """The tables verified before, verified again; None where there are none or they do not verify.

        Raises:
            AgentError: the enrolled root is missing, damaged, or another one.
        """

    def refresh(self, folder: Path, digest: str, highest: int, base_url: str, download: Download) -> bytes:
        """The newest tables, verified and kept.

        Raises:
            Unreachable: the server does not answer.
            AgentError: what it gives does not verify; what was kept stays.
        """
