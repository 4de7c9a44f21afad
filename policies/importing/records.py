"""Rows to records: what a list says of each person and project, in the policy's words.

Only what a list says is set: a record's `None` means that the list says nothing of it, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from policies.importing.columns import ColumnMap, folded, missing_advice
from policies.importing.rows import ImportFault, ImportFaults, Row, Source
from policies.importing.values import NOTHING, day_in, domain_of, group_from, id_from, is_id, local_of, word_in
from policies.label import Level
from policies.language.entry import CONTROL
from policies.language.faults import did_you_mean
from policies.model import Party, PersonId, Policy, Stage, Status

# Field to what a list says: texts as the policy writes them; an empty tuple says that there is nothing.
Said = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """What a list says of one person.

    Attributes:
        id: The id in the policy: that of the person who has one of the accounts, or one made from the first.
        accounts: As the list writes them.
        said: The other fields of a person that the list says, as the policy writes them.
    """

    id: str
    row: int
    accounts: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    """What a list says of one project."""

    id: str
    row: int
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything that lists say.

    Attributes:
        people, projects: None where no list of them was given.
        unread: List to its columns that say nothing that a policy holds.
        inactive: Ids whose account the directory has switched off.
    """

    people: tuple[PersonRecord, ...] | None = None
    projects: tuple[ProjectRecord, ...] | None = None
    unread: Mapping[str, tuple[str, ...]]
    inactive: frozenset[str] = frozenset()


_PERSON_WORDS: Mapping[str, type[StrEnum]] = {"clearance": Level, "status": Status}
_PROJECT_WORDS: Mapping[str, type[StrEnum]] = {"level": Level, "stage": Stage}
# What a policy takes a field for that says nothing; so does `-` in a list.
_UNSAID: Mapping[str, str] = {"clearance": Level.INTERNAL, "status": Status.UNKNOWN, "level": Level.INTERNAL}
_DAY_FIELDS = ("clearance_until", "declared", "status_until", "since", "until")


_Read = Callable[["_Reader", int, str, str], str | None]


class _Reader:
    """Reads the cells of one list, and gathers what is wrong."""

    def __init__(self, source: Source, columns: Mapping[str, str], names: ColumnMap, policy: Policy) -> None:
        self.source, self.names, self.policy = source, names, policy
        self.faults: list[ImportFault] = []
        self._columns = columns
        self._parties = _party_names(policy.parties.values())

    def fault(self, row: int, column: str, message: str, help: str = "") -> None:
        self.faults.append(ImportFault(file=self.source.file, row=row, column=column, message=message, help=help))

    def refuse_empty(self, whom: str) -> None:
        """A fault where the list has no rows: a search that found nothing is no reason to take everybody out."""
        if not self.source.rows:
            self.fault(0, "", f"the list names {whom}", "was it exported whole?")

    def cells(self, row: Row) -> dict[str, list[tuple[str, str]]]:
        """Field to its columns and texts; a cell with nothing in it is left out."""
        found: dict[str, list[tuple[str, str]]] = {}
        for column, texts in row.cells.items():
            field = self._columns.get(column)
            if field is None:
                continue
            if not texts and not row.separated:
                found.setdefault(field, []).append((column, NOTHING))
            for text in texts:
                parts = text.replace("；", ";").split(";") if row.separated and field in _LISTS else [text]
                found.setdefault(field, []).extend((column, part.strip()) for part in parts if part.strip())
        return {field: texts for field, texts in found.items() if texts}

    def said(
        self, row: Row, words: Mapping[str, type[StrEnum]], readers: Mapping[str, _Read]
    ) -> dict[str, tuple[str, ...]]:
        """Every field that the row says, as the policy writes it."""
        said: dict[str, tuple[str, ...]] = {}
        for field, cells in self.cells(row).items():
            if field not in _LISTS and len({text for _, text in cells}) > 1:
                self.fault(row.number, cells[0][0], f"`{field}` has {len(cells)} values", "one is wanted")
                continue
            told = [(column, text) for column, text in cells if text != NOTHING]
            values = (self._value(row.number, field, column, text, words, readers) for column, text in told)
            found = [value for value in values if value is not None]
            if not told and field in _UNSAID:
                said[field] = (str(_UNSAID[field]),)
            elif found or not told:
                said[field] = tuple(dict.fromkeys(found))
        return said

    def _value(
        self,
        row: int,
        field: str,
        column: str,
        text: str,
        words: Mapping[str, type[StrEnum]],
        readers: Mapping[str, _Read],
    ) -> str | None:
        if CONTROL.search(text) or "\n" in text or "\t" in text:
            self.fault(row, column, "a control character", "remove it")
            return None
        if field in words:
            return self._word(row, field, column, text, words[field])
        if field in _DAY_FIELDS:
            return self._day(row, column, text)
        read = readers.get(field)
        return text if read is None else read(self, row, column, text)

    def _word(self, row: int, field: str, column: str, text: str, kind: type[StrEnum]) -> str | None:
        known = {folded(each): str(each) for each in kind}
        found = word_in(field, text, known, self.names.values)
        if found is None:
            advice = f"{did_you_mean(text, known.values())}; or say in the map what it means, under `values`"
            self.fault(row, column, f"`{text[:64]}` is not a word for `{field}`", advice)
        return found

    def _day(self, row: int, column: str, text: str) -> str | None:
        found = day_in(text)
        if found is None:
            self.fault(row, column, f"`{text[:64]}` is not a day", "write it as 2027-03-31, a day that exists")
        return None if found is None else found.isoformat()

    def country(self, row: int, column: str, text: str) -> str | None:
        """An ISO 3166 country of declared funding."""
        if len(text) == 2 and text.isascii() and text.isalpha():
            return text.upper()
        self.fault(row, column, f"`{text[:64]}` is not a country", "two letters, such as US")
        return None

    def group(self, row: int, column: str, text: str) -> str | None:
        """The policy's group; one that the map does not name is left out where it names any."""
        if self.names.groups:
            return self.names.groups.get(folded(text))
        made = group_from(text)
        if not is_id(made):
            self.fault(row, column, f"`{text[:64]}` gives no id", "name the groups to take in the map, under `groups`")
            return None
        return made

    def party(self, row: int, column: str, text: str) -> str | None:
        """A party, by its id, its name or what the map says."""
        wanted = self.names.employers.get(folded(text), text)
        found = self._parties.get(folded(wanted))
        if found is None:
            advice = "declare it under `parties`, or name the party in the map, under `employers`"
            self.fault(row, column, f"`{text[:64]}` is no party of the policy", advice)
        return found

    def plain_id(self, row: int, column: str, text: str) -> str | None:
        """A word that must be an id as it stands, but for its case."""
        return self.id(row, column, text.casefold(), text)

    def id(self, row: int, column: str, made: str, text: str) -> str | None:
        """A made id; a fault where nothing is left of the text."""
        if is_id(made):
            return made
        self.fault(row, column, f"`{text[:64]}` gives no id", "letters of Latin script, digits, `.`, `_` and `-`")
        return None


_LISTS = ("accounts", "funding", "groups", "fields", "partners", "members", "homes", "side")
_PERSON_READERS: Mapping[str, _Read] = {
    "funding": _Reader.country,
    "groups": _Reader.group,
    "employer": _Reader.party,
}
_PROJECT_READERS: Mapping[str, _Read] = {
    "funding": _Reader.plain_id,
    "fields": _Reader.plain_id,
    "partners": _Reader.party,
}


def read_people(source: Source, names: ColumnMap, policy: Policy) -> tuple[tuple[PersonRecord, ...], frozenset[str]]:
    """What a list says of people, and the ids of those whose account is switched off.

    Raises:
        ImportFaults: with every bad row; nothing is half-read.
    """
    columns = people_columns(source, names)
    reader = _PeopleReader(source, columns, names, policy)
    if "accounts" not in columns.values():
        reader.fault(0, "", "no column of accounts", missing_advice("accounts", source.columns))
        raise ImportFaults(reader.faults)
    reader.refuse_empty("nobody")
    records, inactive, seen = [], set(), dict[str, int]()
    for row in source.rows:
        record = reader.record(row)
        if record is None:
            continue
        if record.id in seen:
            advice = f"the first is in row {seen[record.id]}; give one an `id` column of its own"
            reader.fault(row.number, "", f"a second row is of `{record.id}`", advice)
        seen.setdefault(record.id, row.number)
        if row.is_active:
            records.append(record)
        else:
            inactive.add(record.id)
    if reader.faults:
        raise ImportFaults(reader.faults)
    return tuple(records), frozenset(inactive)


def people_columns(source: Source, names: ColumnMap) -> dict[str, str]:
    """Column to the field of a person that it says. A directory's `id` is read only where the map asks for it."""
    columns = names.people_columns(source.columns)
    takes_id = not source.is_directory or "id" in names.people
    return {column: field for column, field in columns.items() if field != "id" or takes_id}


class _PeopleReader(_Reader):
    def __init__(self, source: Source, columns: Mapping[str, str], names: ColumnMap, policy: Policy) -> None:
        super().__init__(source, columns, names, policy)
        self._by_account = {account: id_ for id_, person in policy.people.items() for account in person.accounts}

    def record(self, row: Row) -> PersonRecord | None:
        """The record of a row; None with a fault where it says of nobody."""
        said = self.said(row, _PERSON_WORDS, _PERSON_READERS)
        accounts, given = said.pop("accounts", ()), said.pop("id", ())
        if not accounts:
            self.fault(row.number, "", "no account", "who has none is in nobody's list")
            return None
        known = {str(self._by_account[each]) for each in self._names_of(accounts) if each in self._by_account}
        if len(known) > 1:
            listed = " and ".join(f"`{each}`" for each in sorted(known))
            self.fault(row.number, "", f"its accounts are of {listed} in the policy", "one row is of one person")
            return None
        made = given[0] if given else next(iter(known), "") or id_from(accounts[0])
        id_ = self.id(row.number, "", made, accounts[0])
        if not given and not known and id_ is not None and self._is_taken(row, id_, accounts[0]):
            return None
        return PersonRecord(id=id_, row=row.number, accounts=accounts, said=said) if id_ else None

    def _names_of(self, accounts: tuple[str, ...]) -> list[str]:
        """Accounts as the policy may write them: in the institution's own domains also without the domain."""
        own = [local_of(each) for each in accounts if domain_of(each) in self.names.domains]
        return [*(each.casefold() for each in accounts), *own]

    def _is_taken(self, row: Row, id_: str, account: str) -> bool:
        """Whether the id is of somebody known by other accounts: two people must not become one."""
        person = self.policy.people.get(PersonId(id_))
        if person is None or not person.accounts:
            return False
        message = f"`{account[:64]}` gives the id `{id_}`, whom the policy knows by other accounts"
        domain = domain_of(account)
        same = f"the same person: write `domains: [{domain}]` in the map; " if domain else ""
        self.fault(row.number, "", message, f"{same}another person: give an `id` column")
        return True


def read_projects(source: Source, names: ColumnMap, policy: Policy) -> tuple[ProjectRecord, ...]:
    """What a list says of projects. Members stand as accounts or ids in it, with a level behind a colon or without.

    Raises:
        ImportFaults: with every bad row; nothing is half-read.
    """
    columns = names.project_columns(source.columns)
    reader = _Reader(source, columns, names, policy)
    if "id" not in columns.values():
        reader.fault(0, "", "no column of ids", missing_advice("id", source.columns))
        raise ImportFaults(reader.faults)
    reader.refuse_empty("no project")
    records, seen = [], dict[str, int]()
    for row in source.rows:
        said = reader.said(row, _PROJECT_WORDS, _PROJECT_READERS)
        given = said.pop("id", ())
        id_ = reader.id(row.number, "", given[0].casefold() if given else "", given[0] if given else "")
        if id_ is None:
            continue
        if id_ in seen:
            reader.fault(row.number, "", f"a second row is of `{id_}`", f"the first is in row {seen[id_]}")
        seen.setdefault(id_, row.number)
        records.append(ProjectRecord(id=id_, row=row.number, said=said))
    if reader.faults:
        raise ImportFaults(reader.faults)
    return tuple(records)


def _party_names(parties: Iterable[Party]) -> dict[str, str]:
    """Folded names to ids; a name of two parties names neither."""
    named: dict[str, set[str]] = {}
    for party in parties:
        for name in (party.id, party.name, *party.aliases):
            named.setdefault(folded(name), set()).add(party.id)
    return {name: next(iter(ids)) for name, ids in named.items() if name and len(ids) == 1}
