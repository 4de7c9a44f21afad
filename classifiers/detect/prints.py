"""What every kind of fingerprint has in common: keyed hashes of a part, and how what two of them share is weighed.

A family turns a part into hashes (`prints`) and says whether the hashes that it shares with one registered document
mean anything (`alike`). The index keeps the hashes of all families in one store and asks the family that made them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from classifiers.document import Finding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from classifiers.detect.winnowing import Secret
    from classifiers.document import Part


class Basis(StrEnum):
    """By what a registered document was recognised."""

    BYTES = "bytes"
    TEXT = "text"
    NUMERALS = "numerals"
    STRUCTURE = "structure"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """That a print was cut at a limit.

    Attributes:
        what: What was counted, such as `numbers`.
        figure: How many of them the print is made of.
    """

    what: str
    figure: int

    def finding(self, basis: Basis, part: str) -> Finding:
        """The same as a finding about the part of this name."""
        return Finding(name=f"prints.{basis}.{self.what}", detail=str(self.figure), where=part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """Keyed hashes of one part, in its order.

    Attributes:
        hashes: Shape (n,); each family draws from a space of its own.
        places: Where each stands, in the family's own measure (folded characters, numbers, pages), shape (n,),
            ascending.
        starts, ends: Where each begins and ends in the part's text, shape (n,); both -1 where it stands in no text.
        left_out: Limits behind which more of the part stands, which the print does not know.
    """

    hashes: NDArray[np.uint64]
    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a print shares with one registered document.

    Attributes:
        members: Index of each shared hash in the asked print, shape (m,); one hash may stand in several pairs.
        theirs: Place of each in the registered document, shape (m,).
        weights: 1, and less for a hash that many registered documents hold, shape (m,).
        registered: Number of hashes that the registered document has of this family.
    """

    members: NDArray[np.int64]
    theirs: NDArray[np.int64]
    weights: NDArray[np.float64]
    registered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """That the two are alike.

    Attributes:
        containment: Share of the asked print that the registered document holds, 0 to 1.
        runs: Indices into the asked print of the hashes that count, ascending; one array for each run.
    """

    containment: float
    runs: tuple[NDArray[np.int64], ...]


class Family(Protocol):
    """One kind of fingerprint."""

    @property
    def basis(self) -> Basis:
        """What it recognises by."""
        ...

    @property
    def least_worth(self) -> float:
        """What shared hashes must be worth together, by `worths` and their weights, before `alike` can say yes."""
        ...

    @property
    def least_shared(self) -> int:
        """How many different hashes must be shared before `alike` can say yes."""
        ...

    @property
    def is_costly(self) -> bool:
        """Whether it is asked only of parts that nothing else recognised whole."""
        ...

    def worths(self, asked: Print) -> NDArray[np.float64]:
        """What each hash of a print is worth at most where it is shared, shape (n,)."""
        ...

    def prints(self, part: Part, secret: Secret) -> Print:
        """The hashes of a part; none where the family has nothing to say of it."""
        ...

    def alike(self, asked: Print, shared: Shared) -> Alike | None:
        """Whether what is shared with one registered document means that it stands in the asked part."""
        ...
