"""A counterexample told so that anybody can check it: the flags with which `policy explain` shows each hop."""

from __future__ import annotations

from policies.analysis.moments import shown_moment
from policies.analysis.proof.result import Hop


def explain_flags(hop: Hop) -> tuple[str, ...]:
    """The arguments after `sekimori policy explain POLICY` that put exactly this transfer."""
    transfer, seen = hop.transfer, hop.seen
    named = transfer.destination
    single = (
        ("--person", transfer.subject.person),
        ("--session", transfer.session),
        ("--zone", named.zone),
        ("--party", named.party),
        ("--size", str(transfer.object.size_bytes) if transfer.object.size_bytes else None),
    )
    several = (
        ("--project", sorted(seen.projects)),
        ("--kind", sorted(seen.kinds)),
        ("--field", sorted(seen.fields)),
        ("--marking", sorted(seen.markings)),
        ("--origin", sorted(transfer.origin)),
        ("--exposed", sorted(f"{each.side.wall}/{each.side.name}" for each in hop.exposure)),
    )
    flags = [part for flag, values in several for value in values for part in (flag, str(value))]
    flags += [part for flag, value in single if value is not None for part in (flag, str(value))]
    flags += ["--level", str(seen.level), "--channel", str(transfer.channel)]
    flags += ["--reading", str(seen.reading)] if seen.reading.is_opaque or seen.reading.rank else []
    flags += [] if transfer.is_new or transfer.origin or seen.projects else ["--known"]
    flags += ["--encrypted"] if transfer.is_encrypted else []
    return (*flags, "--at", shown_moment(hop.at))
