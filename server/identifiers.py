"""Short ids that people read aloud and nobody guesses."""

from __future__ import annotations

import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_identifier(prefix: str) -> str:
    """`PREFIX-` and 40 random bits in Crockford's base 32, which has no letters that look like figures."""
    return f"{prefix}-" + "".join(secrets.choice(CROCKFORD) for _ in range(LENGTH))
