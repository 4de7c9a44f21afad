"""The answer: a verdict, what gave it, and why."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from policies.model import Verdict


# `msgspec.Struct` and not a dataclass: a frozen one is made several times as fast, and every decision makes some. They
# hold words only and so are in no circle that the garbage collector would have to find.
class Reason(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One step that led to the verdict.

    Attributes:
        key: Message key, such as `wall.crosses`; `policies.wording` says it in Japanese, English and Chinese.
        facts: Values for the message: ids, levels, names of rules. Never document text.
        verdict: What this step alone would have given.
        source: What gave it: `invariant:wall`, `rule:drawings-off-site`, `default:labelled`, `release:R-…`.
    """

    key: str
    verdict: Verdict
    source: str
    facts: Mapping[str, str] = msgspec.field(default_factory=dict)


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The strictest result over invariants, table, parts and recipients.

    Attributes:
        rule: Source of the verdict, as in `Reason.source`.
        reasons: Every step that asked for more than `allow`, strictest first; for `allow`, the step that allowed.
        obligations: What must be done besides, such as `notify-pi`.
        errors: What failed while deciding; never empty together with a silent allow.
    """

    verdict: Verdict
    rule: str
    reasons: tuple[Reason, ...]
    obligations: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
