"""The text of cases, read: every fault with its line and column, nothing half-loaded, unknown keys told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from policies.analysis.cases import CASE_DIGEST, Case, CaseFile, Expectation, LabelFacts
from policies.analysis.moments import moment_of
from policies.errors import PolicyError
from policies.label import Kind, Label, Level, ProjectId, Reading
from policies.language.entry import Entry
from policies.language.faults import FaultList
from policies.language.nodes import Node, ScalarNode, SequenceNode, empty_mapping
from policies.language.source import read_nodes
from policies.model import Channel, PartyId, PersonId, Side, Verdict, WallId, ZoneId
from policies.transfer import (
    Destination,
    Exposure,
    KnownBy,
    Resemblance,
    Subject,
    Suggestion,
    Transfer,
    TransferId,
    TransferObject,
)

CASE_KEYS = ("about", "label", "transfer", "exposure", "at", "now_days", "expect")
FILE_KEYS = ("policy", "at", "cases")
LABEL_KEYS = ("projects", "level", "fields", "kinds", "markings", "reading")
TRANSFER_KEYS = (
    "person", "session", "session_since", "channel", "zone", "party", "to", "path", "origin", "new", "name", "size",
    "digest", "resembles", "like", "encrypted", "agent",
)  # fmt: skip
EXPECT_KEYS = ("verdict", "rule", "reasons", "errors", "obligations", "attributed", "at_rest")
MOST_BYTES = 999_999_999


@dataclass(slots=True, kw_only=True)
class _Reader:
    faults: FaultList
    default_at: datetime
    places: list[tuple[str, str, int, int]] = field(default_factory=list)


def read_cases(text: str, *, default_at: datetime, name: str = "cases.yaml") -> CaseFile:
    """The cases of a file.

    Args:
        text: YAML with `policy`, `at` and `cases`; see docs/policy.md.
        default_at: When a case takes place that does not say.
        name: What faults call the text.

    Raises:
        PolicyFaults: with every fault found.
    """
    faults = FaultList()
    root = read_nodes(text, faults, what="a file of cases", begin="policy: policy.yaml")
    faults.raise_if_any(name)
    top = Entry(root or empty_mapping(), faults, "the cases", FILE_KEYS)
    reader = _Reader(faults=faults, default_at=_moment(top, "at", faults) or default_at)
    listed = top.get("cases")
    nodes = listed.value if isinstance(listed, SequenceNode) else []
    if not nodes:
        faults.add(top.place("cases"), "there is no case", help="write `cases:` and below it one `- name: …` a case")
    cases = tuple(_named_case(node, reader) for node in nodes)
    _check_names(cases, nodes, faults)
    faults.raise_if_any(name)
    return CaseFile(policy=top.text("policy"), cases=cases)


def read_case(text: str, *, default_at: datetime, name: str, more_keys: Collection[str] = ()) -> Case:
    """The one case of a file that holds nothing else; its name is the file's.

    Args:
        more_keys: Keys that are the caller's to read.

    Raises:
        PolicyFaults: with every fault found.
    """
    faults = FaultList()
    root = read_nodes(text, faults, what="a case", begin="about:")
    faults.raise_if_any(name)
    reader = _Reader(faults=faults, default_at=default_at)
    entry = Entry(root or empty_mapping(), faults, "the case", (*CASE_KEYS, *more_keys))
    case = _case(entry, name, reader)
    faults.raise_if_any(name)
    return case


def _named_case(node: Node, reader: _Reader) -> Case:
    entry = Entry(node, reader.faults, "the case", ("name", *CASE_KEYS))
    name = entry.text("name", required=True)
    entry.what = f"case `{name}`" if name else entry.what
    return _case(entry, name, reader)


def _check_names(cases: tuple[Case, ...], nodes: list[Node], faults: FaultList) -> None:
    seen: dict[str, int] = {}
    for case, node in zip(cases, nodes, strict=True):
        if case.name in seen:
            faults.add(node, f"case `{case.name}` stands twice", help=f"the first is in line {seen[case.name]}")
        seen.setdefault(case.name, case.line)


def _case(entry: Entry, name: str, reader: _Reader) -> Case:
    reader.places = []
    at = _moment(entry, "at", reader.faults) or reader.default_at
    label = _label(_part(entry, "label", LABEL_KEYS, reader), reader)
    moved = _part(entry, "transfer", TRANSFER_KEYS, reader)
    if moved is None:
        reader.faults.add(entry.node, f"{entry.what} has no `transfer`", help="such as `transfer: {person: sato, …}`")
    transfer, address = _transfer(moved, label, at, reader)
    return Case(
        name=name,
        line=entry.node.line + 1,
        label=label,
        transfer=transfer,
        address=address,
        exposure=_exposures(entry, at, reader),
        now=at + timedelta(days=entry.integer("now_days", 0, least=-36_500, most=36_500)),
        expect=_expectation(entry, reader),
        places=tuple(reader.places),
    )


def _part(entry: Entry, key: str, keys: Collection[str], reader: _Reader) -> Entry | None:
    node = entry.get(key)
    return None if node is None else Entry(node, reader.faults, f"`{key}` of {entry.what}", keys)


def _label(said: Entry | None, reader: _Reader) -> Label:
    if said is None:
        return Label(level=Level.INTERNAL)
    return Label(
        projects=frozenset(map(ProjectId, _names(said, "projects", "project", reader))),
        level=said.word("level", Level, Level.INTERNAL),
        fields=said.ids("fields"),
        kinds=said.words("kinds", Kind),
        markings=said.ids("markings"),
        reading=said.word("reading", Reading, Reading.FULL),
    )


def _transfer(said: Entry | None, label: Label, at: datetime, reader: _Reader) -> tuple[Transfer, str]:
    entry = said or Entry(empty_mapping(), reader.faults, "the transfer", ())
    person, session = _name(entry, "person", "person", reader), _name(entry, "session", "project", reader)
    like = _name(entry, "like", "project", reader)
    zone, party, address = (
        _name(entry, "zone", "zone", reader),
        _name(entry, "party", "party", reader),
        entry.text("to"),
    )
    if address and (zone or party):
        reader.faults.add(entry.place("to"), "`to` stands beside a zone or a party", help="write one of them")
    origin = frozenset(map(ZoneId, _names(entry, "origin", "zone", reader)))
    transfer = Transfer(
        id=TransferId("case"),
        subject=Subject(
            person=PersonId(person) if person else None,
            account=person,
            known_by=KnownBy.OWNER if person else KnownBy.UNKNOWN,
        ),
        channel=entry.word("channel", Channel, channel_of(address)),
        object=_object(entry, reader),
        destination=Destination(
            zone=ZoneId(zone) if zone else None,
            party=PartyId(party) if party else None,
            path=entry.text("path") or "document",
        ),
        at=at,
        session=ProjectId(session) if session else None,
        session_since=_moment(entry, "session_since", reader.faults),
        origin=origin,
        is_encrypted=entry.boolean("encrypted", False),
        is_new=entry.boolean("new", not origin and not label.projects),
        agent=entry.text("agent") or "agent-1",
        suggestion=Suggestion(project=ProjectId(like), p=1.0) if like else None,
    )
    return transfer, address


def _object(entry: Entry, reader: _Reader) -> TransferObject:
    resembles = []
    node = entry.get("resembles")
    if node is not None and not isinstance(node, SequenceNode):
        reader.faults.add(node, "`resembles` is a list", help="write `[{digest: …, changed_percent: 3}]`")
    for item in node.value if isinstance(node, SequenceNode) else []:
        near = Entry(item, reader.faults, "`resembles`", ("digest", "changed_percent"))
        percent = float(near.integer("changed_percent", 0, least=0, most=100))
        resembles.append(Resemblance(digest=near.text("digest", required=True), changed_percent=percent))
    return TransferObject(
        digest=entry.text("digest") or CASE_DIGEST,
        name=entry.text("name") or "document",
        size_bytes=entry.integer("size", 10, least=0, most=MOST_BYTES),
        resembles=tuple(resembles),
    )


def channel_of(address: str) -> Channel:
    """How bytes go to an address, as far as it says."""
    folded = address.casefold()
    if folded.startswith(("http://", "https://")):
        return Channel.HTTP
    if folded.startswith("mailto:") or ("@" in address and "/" not in address):
        return Channel.MAIL
    return Channel.SSH if folded.startswith(("ssh://", "sftp://")) else Channel.SHARE


def _exposures(entry: Entry, at: datetime, reader: _Reader) -> tuple[Exposure, ...]:
    node = entry.get("exposure")
    if node is not None and not isinstance(node, SequenceNode):
        reader.faults.add(node, "`exposure` is a list", help="write `[{person: sato, side: us-cn/us}]`")
    found = []
    for item in node.value if isinstance(node, SequenceNode) else []:
        said = Entry(item, reader.faults, "`exposure`", ("person", "side", "days_ago"))
        person, side = _name(said, "person", "person", reader), _name(said, "side", "side", reader)
        wall, _, name = side.partition("/")
        if not person or not name:
            reader.faults.add(item, "an exposure names a person and a side", help="such as `side: us-cn/us`")
        days_ago = said.integer("days_ago", 1, least=-36_500, most=36_500)
        side_of = Side(wall=WallId(wall), name=name)
        found.append(Exposure(person=PersonId(person), side=side_of, at=at - timedelta(days=days_ago)))
    return tuple(found)


def _expectation(entry: Entry, reader: _Reader) -> Expectation:
    said = _part(entry, "expect", EXPECT_KEYS, reader)
    if said is None or said.get("verdict") is None:
        reader.faults.add(
            entry.place("expect"), f"{entry.what} expects no verdict", help="such as `expect: {verdict: hold}`"
        )
        return Expectation(verdict=Verdict.HOLD)
    return Expectation(
        verdict=said.word("verdict", Verdict, Verdict.HOLD),
        rule=said.text("rule") or None,
        reasons=_texts(said, "reasons"),
        errors=_texts(said, "errors") or (),
        obligations=_texts(said, "obligations"),
        attributed=_label_facts(said, "attributed", reader),
        at_rest=_label_facts(said, "at_rest", reader),
    )


def _label_facts(said: Entry, key: str, reader: _Reader) -> LabelFacts | None:
    part = _part(said, key, ("projects", "level"), reader)
    if part is None:
        return None
    projects = frozenset(map(ProjectId, _names(part, "projects", "project", reader)))
    return LabelFacts(projects=projects, level=part.word("level", Level, Level.PUBLIC))


def _texts(said: Entry, key: str) -> tuple[str, ...] | None:
    """Texts in their order, the same one twice included; None where the key is absent."""
    node = said.get(key)
    if node is None:
        return None
    if isinstance(node, SequenceNode):
        return tuple(str(each.value) for each in node.value if isinstance(each, ScalarNode))
    return said.texts(key)


def _name(entry: Entry, key: str, what: str, reader: _Reader) -> str:
    node, written = entry.get(key), entry.text(key)
    if node is not None and written:
        reader.places.append((what, written, node.line + 1, node.column + 1))
    return written


def _names(entry: Entry, key: str, what: str, reader: _Reader) -> list[str]:
    items: Mapping[str, ScalarNode] = {item.value: item for item in entry.items(key)}
    for written, node in items.items():
        reader.places.append((what, written, node.line + 1, node.column + 1))
    return list(items)


def _moment(entry: Entry, key: str, faults: FaultList) -> datetime | None:
    written = entry.text(key)
    if not written:
        return None
    try:
        return moment_of(written)
    except PolicyError as error:
        faults.add(entry.place(key), error.message, help=error.help)
        return None
