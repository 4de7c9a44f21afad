"""Terms of projects: classifications, judgements and what they forbid, by period."""

from __future__ import annotations

import re

from policies.language.entry import Entry, text_of
from policies.language.nodes import Node, SequenceNode
from policies.language.scope import Scope
from policies.model import Fefa, FefaResult, Publication, Terms

_TERMS_KEYS = (
    "eccn", "fefa", "fefa_item", "cui", "prc_export_permission", "origin_permission", "secrecy_hold", "residency",
    "publication", "since", "until",
)  # fmt: skip
_FEFA_KEYS = ("item", "result", "judge", "on")
# Category 0 to 9, group A to E, three digits; then, by full stops, the paragraphs of the entry.
_ECCN = re.compile(r"EAR99|[0-9][A-E][0-9]{3}(?:\.[a-z0-9]{1,5}){0,6}")


def read_terms(project: Entry, scope: Scope) -> tuple[Terms, ...]:
    """The terms of a project: one mapping, or a list with one a period."""
    node = project.get("terms")
    if node is None:
        return ()
    each = node.value if isinstance(node, SequenceNode) else [node]
    return tuple(_terms(item, project, scope) for item in each)


def _terms(node: Node, project: Entry, scope: Scope) -> Terms:
    entry = Entry(node, scope.faults, f"terms of {project.what}", _TERMS_KEYS)
    since, until = entry.period()
    # Both are read, so that a fault in either is told.
    permissions = [_is_required(entry, key, scope) for key in ("prc_export_permission", "origin_permission")]
    return Terms(
        eccn=_eccn(entry, scope),
        fefa=_fefa(entry, scope),
        cui=entry.boolean("cui", False),
        origin_permission=any(permissions),
        secrecy_hold=entry.boolean("secrecy_hold", False),
        residency=entry.country("residency"),
        publication=entry.word("publication", Publication, Publication.REVIEWED),
        since=since,
        until=until,
    )


def _eccn(terms: Entry, scope: Scope) -> str:
    written = terms.text("eccn")
    if written and not _ECCN.fullmatch(written):
        advice = "`EAR99`, or such as 3A901 or 3A001.a.5"
        scope.faults.add(terms.place("eccn"), f"`{written[:64]}` is not an ECCN", help=advice)
    return written


def _fefa(terms: Entry, scope: Scope) -> Fefa:
    """`fefa: {item, result, judge, on}`; `fefa_item:` alone names an item that nobody has judged yet."""
    node, item = terms.get("fefa"), terms.text("fefa_item")
    if node is None:
        return Fefa(item=item)
    entry = Entry(node, scope.faults, f"`fefa` in {terms.what}", _FEFA_KEYS)
    if item:
        scope.faults.add(terms.place("fefa_item"), "the item stands in `fefa` already", help="remove `fefa_item`")
    fefa = Fefa(
        item=entry.text("item"),
        result=entry.word("result", FefaResult, FefaResult.UNJUDGED),
        judge=entry.text("judge"),
        on=entry.day("on"),
    )
    _check_judgement(fefa, entry, scope)
    return fefa


def _check_judgement(fefa: Fefa, entry: Entry, scope: Scope) -> None:
    """A judgement is somebody's, of a day; one that finds a control names the item."""
    if fefa.result is FefaResult.UNJUDGED:
        return
    for key in ("judge", "on"):
        if entry.get(key) is None:
            scope.faults.add(entry.node, f"{entry.what} has a `result` and no `{key}`", help="who judged, and when")
    if fefa.result is FefaResult.CONTROLLED and not fefa.item:
        scope.faults.add(entry.node, f"{entry.what} is controlled by no item", help="add `item:`, such as 別表第1の9項")


def _is_required(terms: Entry, key: str, scope: Scope) -> bool:
    node = terms.get(key)
    if node is None:
        return False
    written = text_of(node, scope.faults, f"`{key}`")
    if written not in ("required", "not-required"):
        scope.faults.add(node, f"`{written}` says nothing here", help="write `required` or `not-required`")
    return written == "required"
