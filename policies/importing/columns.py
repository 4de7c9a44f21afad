"""Which column says what: usual names in English and Japanese, and a map for the others.

A map is YAML or JSON: `people` and `projects` name the column of a field, `values` the office's own words for ours,
`groups` and `employers` the directory's names for the policy's ids, `domains` the institution's own domains.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from policies.language.entry import Entry, pairs_of, text_of
from policies.language.faults import FaultList, did_you_mean
from policies.language.nodes import Node, empty_mapping
from policies.language.source import read_nodes

PEOPLE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "person id", "識別名"),
    "accounts": (
        "account", "accounts", "username", "user name", "login", "login name", "userid", "user id", "uid",
        "samaccountname", "userprincipalname", "emails", "mail", "アカウント", "利用者id", "ユーザーid", "ユーザid",
        "ログイン名", "統合id",
    ),
    "clearance": ("clearance", "clearance level", "取扱区分", "アクセス区分", "取扱レベル"),
    "clearance_until": ("clearance until", "clearanceuntil", "clearance expiry", "取扱区分期限", "アクセス区分期限"),
    "status": ("status", "legal status", "legalstatus", "居住者区分", "居住性", "特定類型", "類型該当性"),
    "declared": ("declared", "declared on", "statusdeclared", "申告日", "誓約日", "申告年月日"),
    "status_until": ("status until", "statusuntil", "declaration until", "申告期限", "申告有効期限", "誓約期限"),
    "funding": ("foreign funding", "foreignfunding", "funding", "外国資金", "外国からの資金", "外国資金提供国"),
    "groups": ("group", "groups", "memberof", "グループ", "所属グループ"),
    "employer": ("employer", "雇用元", "雇用機関"),
}  # fmt: skip

PROJECT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "project", "project id", "課題id", "課題番号", "プロジェクトid", "プロジェクト"),
    "title": ("title", "name", "課題名", "研究題目", "題目"),
    "side": ("side", "陣営", "区画"),
    "level": ("level", "区分", "機密区分", "管理区分"),
    "fields": ("field", "fields", "technology fields", "技術分野", "分野"),
    "stage": ("stage", "development stage", "開発段階", "研究段階"),
    "funding": ("funding", "funded by", "資金", "資金源", "研究費"),
    "partners": ("partner", "partners", "相手先", "共同研究先", "相手機関"),
    "members": ("member", "members", "メンバー", "参加者", "構成員", "研究者"),
    "homes": ("home", "homes", "folder", "folders", "保管場所", "共有フォルダ", "フォルダ"),
    "since": ("since", "start", "start date", "開始日", "開始年月日"),
    "until": ("until", "end", "end date", "終了日", "終了年月日"),
}  # fmt: skip

# What says where somebody is from, or what they are called, says nothing of their legal status.
NOT_A_STATUS = (
    "name", "nationality", "citizenship", "country", "mail", "birth", "passport", "language",
    "氏名", "名前", "姓", "国籍", "国名", "出身", "メール", "生年月日", "旅券", "在留資格",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What an office calls things.

    Attributes:
        people, projects: Field to the columns that say it, as the map names them.
        values: Field to the office's word to ours.
        groups: Directory's group to the policy's; where there is any, only these are taken.
        employers: Directory's organisation to the policy's party.
        domains: The institution's own, folded: in them an account is the same with the domain or without.
    """

    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    projects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    employers: Mapping[str, str] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()

    def people_columns(self, columns: Iterable[str]) -> dict[str, str]:
        """Column to the field of a person that it says; columns that say none are left out."""
        return _columns(columns, self.people, PEOPLE_FIELDS)

    def project_columns(self, columns: Iterable[str]) -> dict[str, str]:
        """Column to the field of a project that it says."""
        return _columns(columns, self.projects, PROJECT_FIELDS)


_MAP_KEYS = ("people", "projects", "values", "groups", "employers", "domains")


def read_column_map(text: str, name: str) -> ColumnMap:
    """The map that a text says.

    Raises:
        PolicyFaults: with every fault, at its line and column.
    """
    faults = FaultList()
    root = read_nodes(text, faults)
    faults.raise_if_any(name)
    top = Entry(root or empty_mapping(), faults, "the map", _MAP_KEYS)
    found = ColumnMap(
        people=_fields(top.get("people"), PEOPLE_FIELDS, "people", faults),
        projects=_fields(top.get("projects"), PROJECT_FIELDS, "projects", faults),
        values={key: _words(value, f"values of {key}", faults) for key, _, value in pairs_of(
            top.get("values"), faults, "values"
        )},
        groups=_words(top.get("groups"), "groups", faults),
        employers=_words(top.get("employers"), "employers", faults),
        domains=frozenset(domain.casefold() for domain in top.texts("domains")),
    )  # fmt: skip
    faults.raise_if_any(name)
    return found


def folded(word: str) -> str:
    """A word as it is compared: half width, lower case, `_` and `-` as blanks, no blanks doubled."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().replace("_", " ").replace("-", " ").split())


def _fields(
    node: Node | None, known: Mapping[str, tuple[str, ...]], what: str, faults: FaultList
) -> dict[str, tuple[str, ...]]:
    section = Entry(node or empty_mapping(), faults, what, tuple(known))
    found = {}
    for key in known:
        columns = section.texts(key)
        if columns:
            found[key] = columns
        for column in columns if key == "status" else ():
            if any(word in folded(column) for word in NOT_A_STATUS):
                message = f"`{column}` is no record of a legal status"
                faults.add(section.place(key), message, help="name the column in which the office recorded it")
    return found


def _words(node: Node | None, what: str, faults: FaultList) -> dict[str, str]:
    pairs = pairs_of(node, faults, what)
    return {folded(key): text_of(value, faults, f"`{key}`") for key, _, value in pairs}


def _columns(
    columns: Iterable[str], mapped: Mapping[str, tuple[str, ...]], usual: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    by_name = {folded(name): field for field, names in usual.items() if field not in mapped for name in names}
    by_name |= {folded(field): field for field in usual if field not in mapped}
    by_name |= {folded(name): field for field, names in mapped.items() for name in names}
    return {column: by_name[folded(column)] for column in columns if folded(column) in by_name}


def missing_advice(field_name: str, columns: Iterable[str]) -> str:
    """What to do where no column says a field that is needed."""
    return f"name its column in the map, `{field_name}: …`; {did_you_mean(field_name, columns)}"
