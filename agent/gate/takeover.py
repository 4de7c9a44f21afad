"""What a gate that is no more left unanswered: answered by whoever takes its place."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from agent.gate.opening import Known, known_as, may_open, people_behind
from agent.gate.subject import descends_from, opener_of, program_of
from agent.gate.verdict import ALLOW, DENY, answer

if TYPE_CHECKING:
    from agent.gate.attending import Attending
    from agent.gate.marks import Marks
    from agent.gate.rules import Rules
    from agent.gate.slots import Outstanding, Slots
    from agent.gate.table import Table


def answer_for_dead(marks: Marks, slots: Slots, table: Table, rules: Rules, own: set[int], attending: Attending) -> int:
    """Answer everything that a gate which is no more left unanswered; says how many these were.

    What stands in the slots is decided like any question, and where it cannot be, refused where any folder stays shut.
    An event that the gate had read and not yet noted is known by no more than a number: it is refused.
    """
    strict = any(root.fails_closed for root in rules.roots)
    verdicts = {
        each.fd: _verdict_for_dead(each, table, rules, own, attending, strict=strict) for each in slots.outstanding()
    }
    answered = 0
    for fd in range(slots.most):
        try:
            os.write(marks.asking.fd, answer(fd, verdicts.get(fd, DENY if strict else ALLOW)))
            answered += 1
        except OSError:
            pass  # no question of that number
        slots.free(fd)
    return answered


def answer_strays(marks: Marks, slots: Slots, rules: Rules) -> int:
    """Refuse what was asked and never came here, as somebody else took it out of the group; says how many these were.

    What the gate knows of goes on to wait for its own answer.
    """
    verdict = DENY if any(root.fails_closed for root in rules.roots) else ALLOW
    known = {each.fd for each in slots.outstanding()}
    answered = 0
    for fd in range(slots.most):
        if fd not in known:
            with suppress(OSError):  # no question of that number
                os.write(marks.asking.fd, answer(fd, verdict))
                answered += 1
    return answered


def _verdict_for_dead(
    question: Outstanding, table: Table, rules: Rules, own: set[int], attending: Attending, *, strict: bool
) -> int:
    record = table.find(question.device, question.inode)
    known = known_as(record, question.tag, rules)
    if known is Known.FREE:
        return ALLOW
    opener = opener_of(question.thread)
    if opener is None:
        return DENY
    if opener.process in own or descends_from(opener, frozenset(own)):
        return ALLOW
    if known is Known.LABELLED and record is not None:
        is_service = program_of(opener.process) in rules.services
        is_allowed = may_open(people_behind(opener, is_service=is_service), record, rules)
        # In a session, only what it has read the like of already: nobody waits for anything here.
        sides = rules.classes[record.number].sides
        is_new = sides and attending.is_needed(rules) and not attending.would_read(question.thread, sides, rules)
        return ALLOW if is_allowed and not is_new else DENY
    if known is Known.STOPPED:
        return DENY
    return DENY if strict else ALLOW
