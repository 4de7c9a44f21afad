"""What lists say beside the policy, and the policy's text with it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from policies.errors import PolicyError
from policies.examples import load_example
from policies.importing import (
    Change,
    ColumnMap,
    Difference,
    ImportFaults,
    Records,
    compare,
    read_column_map,
    read_csv,
    read_directory,
    read_people,
    read_projects,
    write_difference,
    writing,
)
from policies.importing.values import day_in, group_from, id_from
from policies.label import Level, ProjectId
from policies.language import PolicyFaults, load_policy
from policies.model import Membership, PersonId, Policy, Status

TEXT = load_example()


def records_of(policy: Policy, people: str = "", projects: str = "", names: ColumnMap | None = None) -> Records:
    names = names or ColumnMap()
    persons, inactive, works = None, frozenset[str](), None
    if people.startswith(("{", "[")):
        persons, inactive = read_people(read_directory(people.encode(), "people.json"), names, policy)
    elif people:
        persons, inactive = read_people(read_csv(people.encode(), "people.csv"), names, policy)
    if projects:
        works = read_projects(read_csv(projects.encode(), "projects.csv"), names, policy)
    return Records(people=persons, projects=works, unread={}, inactive=inactive)


def difference_of(
    people: str = "", projects: str = "", *, text: str = TEXT, remove: bool = False, names: ColumnMap | None = None
) -> Difference:
    policy = load_policy(text)
    return compare(
        policy, records_of(policy, people, projects, names), remove=remove, files={"projects": "projects.csv"}
    )


def imported(
    people: str = "", projects: str = "", *, text: str = TEXT, remove: bool = False, names: ColumnMap | None = None
) -> str:
    policy = load_policy(text)
    records = records_of(policy, people, projects, names)
    difference = compare(policy, records, remove=remove, files={})
    assert difference.faults == ()
    return write_difference(text, difference, records, remove=remove, name="policy.yaml")


def changes_of(difference: Difference) -> dict[str, Change]:
    return {change.id: change for change in difference.changes if change.action != "absent"}


def fields_of(change: Change) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {each.field: (each.old, each.new) for each in change.fields}


def faults_of(people: str = "", projects: str = "", names: ColumnMap | None = None) -> list[tuple[int, str, str]]:
    with pytest.raises(ImportFaults) as caught:
        records_of(load_policy(TEXT), people, projects, names)
    return [(fault.row, fault.column, fault.message) for fault in caught.value.faults]


# --- what a list says ---


def test_japanese_columns_and_words() -> None:
    change = changes_of(
        difference_of("利用者ID,取扱区分,居住者区分,申告日,申告期限\nSATO,機微,特定類型②,令和8年4月1日,2027/3/31\n")
    )["sato"]
    assert change.action == "changed"
    assert fields_of(change) == {
        "clearance": (("controlled",), ("sensitive",)),
        "status": (("resident",), ("specific-category-2",)),
        "declared": ((), ("2026-04-01",)),
        "status_until": ((), ("2027-03-31",)),
    }


def test_an_empty_cell_says_nothing_and_a_dash_says_nothing_is_there() -> None:
    assert changes_of(difference_of("account,clearance,status_until\nwang,,\n")) == {}
    change = changes_of(difference_of("account,clearance,status_until\nwang,,-\n"))["wang"]
    assert fields_of(change) == {"status_until": (("2028-03-31",), ())}


def test_who_is_absent_from_the_list_stays() -> None:
    difference = difference_of("account\nsato\n")
    assert difference.is_empty
    assert {change.action for change in difference.changes} == {"absent"}
    assert {"sato"} == set(load_policy(TEXT).people) - {change.id for change in difference.changes}


def test_legal_status_is_never_derived() -> None:
    """Names, nationalities, countries and addresses say nothing of it, whatever stands in them."""
    people = (
        "account,name,nationality,citizenship,country,mail,国籍,氏名,在留資格,メール\n"
        "li.wei,李伟 Li Wei,CN,Chinese,CN,li.wei@jianghai.example,中国,李,留学,li@jianghai.example\n"
        "smith,John Smith,US,non-resident,US,smith@harbor-university.example,非居住者,居住者,非居住者,resident\n"
    )
    people_json = json.dumps(
        {"Resources": [{"userName": "li.wei", "nationality": "CN", "locale": "zh-CN", "addresses": [{"value": "CN"}]}]}
    )
    for each in (people, people_json):
        changed = load_policy(imported(each))
        new = [changed.people[id_] for id_ in changed.people if id_ in ("li.wei", "smith")]
        assert new
        assert {(person.status, person.declared, person.funding) for person in new} == {
            (Status.UNKNOWN, None, frozenset())
        }


@pytest.mark.parametrize("column", ["国籍", "氏名", "nationality", "Country of birth", "メールアドレス", "在留資格"])
def test_a_map_cannot_call_another_column_a_status(column: str) -> None:
    with pytest.raises(PolicyFaults, match="is no record of a legal status"):
        read_column_map(f"people: {{status: {column}}}\n", "map.yaml")


def test_a_country_is_no_status_even_in_its_column() -> None:
    assert faults_of("account,status\nsato,CN\n") == [(2, "status", "`CN` is not a word for `status`")]


def test_a_map_names_columns_words_groups_and_employers() -> None:
    names = read_column_map(
        '{"people": {"accounts": ["PC番号", "mail"], "clearance": "格"}, '
        '"values": {"clearance": {"甲": "controlled"}},\n'
        ' "groups": {"CN=教員,OU=G": "staff"}, "employers": {"Harbor": "harbor-university"}}',
        "map.json",
    )
    people = 'PC番号,mail,格,groups,employer\nnew1,new1@minato.example,甲,"CN=教員,OU=G;CN=x",Harbor\n'
    assert fields_of(changes_of(difference_of(people, names=names))["new1"]) == {
        "accounts": ((), ("new1", "new1@minato.example")),
        "clearance": ((), ("controlled",)),
        "groups": ((), ("staff",)),
        "employer": ((), ("harbor-university",)),
    }


@pytest.mark.parametrize("text", ["people: {statuses: x}", "peple: {}", "people: [a]", "people: {status: [a", "- a"])
def test_a_wrong_map_is_told_with_its_place(text: str) -> None:
    with pytest.raises(PolicyFaults) as caught:
        read_column_map(text, "map.yaml")
    assert caught.value.faults[0].line >= 1


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ("name\nx\n", (0, "", "no column of accounts")),
        ("account\n \nsato\n-\n", (4, "", "no account")),
        ("account,clearance\nsato,secret\n", (2, "clearance", "`secret` is not a word for `clearance`")),
        ("account,clearance_until\nsato,2026-02-30\n", (2, "clearance_until", "`2026-02-30` is not a day")),
        ("account,funding\nsato,China\n", (2, "funding", "`China` is not a country")),
        ("account,employer\nsato,Nobody Ltd\n", (2, "employer", "`Nobody Ltd` is no party of the policy")),
        ("account,groups\nsato,教員\n", (2, "groups", "`教員` gives no id")),
        ("account\n佐藤\n", (2, "", "`佐藤` gives no id")),
        ("account\nx.y\nX.Y@minato.example\n", (3, "", "a second row is of `x.y`")),
        ("account\nsato;wang\n", (2, "", "its accounts are of `sato` and `wang` in the policy")),
        ("account,id\nnew,Not An Id\n", (2, "", "`new` gives no id")),
        ("account,group\nsato,\x01x\n", (2, "group", "a control character")),
    ],
)
def test_a_bad_row_is_told_with_its_place(people: str, expected: tuple[int, str, str]) -> None:
    assert expected in faults_of(people)


@pytest.mark.parametrize(
    ("projects", "expected"),
    [
        ("title\nx\n", (0, "", "no column of ids")),
        ("id\nqsensor\nQSensor\n", (3, "", "a second row is of `qsensor`")),
        ("id,level\nqsensor,high\n", (2, "level", "`high` is not a word for `level`")),
        ("id,level,管理区分\nqsensor,internal,sensitive\n", (2, "level", "`level` has 2 values")),
        ("id,partners\nqsensor,Nobody\n", (2, "partners", "`Nobody` is no party of the policy")),
    ],
)
def test_a_bad_project_is_told_with_its_place(projects: str, expected: tuple[int, str, str]) -> None:
    assert expected in faults_of(projects=projects)


def test_all_bad_rows_are_told_at_once() -> None:
    assert [row for row, _, _ in faults_of("account,status\nsato,x\nwang,resident\nito,y\n")] == [2, 4]


def test_a_member_must_be_somebody() -> None:
    difference = difference_of(projects="id,members\nqsensor,sato;nobody;ito:high\n")
    assert sorted((fault.row, fault.message) for fault in difference.faults) == [
        (2, "`high` is not a level"),
        (2, "`nobody` is nobody of the policy"),
    ]


@pytest.mark.parametrize(
    ("account", "id_"),
    [
        ("Sato.T@minato.example", "sato.t"),
        ("MINATO\\Lee_K", "lee_k"),
        ("ｓａｔｏ", "sato"),
        ("x  y/z", "x-y-z"),
        ("..a..", "a"),
        ("a" * 80, "a" * 64),
        ("佐藤", ""),
    ],
)
def test_ids_are_made_from_accounts(account: str, id_: str) -> None:
    assert id_from(account) == id_


def test_two_people_do_not_become_one_by_a_local_part() -> None:
    expected = "`sato@harbor-university.example` gives the id `sato`, whom the policy knows by other accounts"
    assert faults_of("account\nsato@harbor-university.example\n") == [(2, "", expected)]
    assert faults_of("account\nHARBOR\\sato\n")[0][0] == 2
    other = changes_of(difference_of("account,id\nsato@harbor-university.example,sato.h\n"))
    assert other["sato.h"].action == "added"


def test_in_the_own_domains_an_account_is_the_same_without_the_domain() -> None:
    names = read_column_map("domains: [Minato.example, MINATO]\n", "map.yaml")
    people = "account,clearance\nSato@minato.example,internal\nMINATO\\wang,internal\n"
    changes = changes_of(difference_of(people, names=names))
    assert {id_: change.action for id_, change in changes.items()} == {"sato": "changed", "wang": "changed"}
    assert fields_of(changes["sato"])["accounts"] == (("sato",), ("sato", "Sato@minato.example"))
    with pytest.raises(ImportFaults):
        difference_of("account\nsato@harbor-university.example\n", names=names)


def test_groups_are_made_from_distinguished_names() -> None:
    assert group_from("CN=Grad Students\\, EE,OU=Groups,DC=minato") == "grad-students-ee"
    assert group_from("Staff") == "staff"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("２０２６年４月１日", date(2026, 4, 1)),
        ("令和8年4月1日", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("2026-04-01T00:00:00Z", date(2026, 4, 1)),
        ("20260401000000Z", date(2026, 4, 1)),
        ("2026-04-01T13:00:00Z", None),
        ("2026-13-01", None),
        ("1/4/2026", None),
        ("", None),
    ],
)
def test_days(written: str, day: date | None) -> None:
    assert day_in(written) == day


# --- what is written ---


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_only_what_changes_is_written() -> None:
    text = imported("account,clearance,groups\nyamada,sensitive,it;staff\nnew.one@minato.example,internal,\n")
    assert changed_lines(TEXT, text) == (
        ["  yamada: {accounts: [yamada], clearance: internal, status: resident}    # IT administration"],
        [
            "  yamada: {accounts: [yamada], clearance: sensitive, status: resident, groups: [it, staff]}    "
            "# IT administration",
            "  new.one: {accounts: [new.one@minato.example], clearance: internal}",
        ],
    )


def test_nothing_to_change_leaves_the_text_as_it_is() -> None:
    assert imported("account,clearance\nsato,controlled\n", "id,members\nqsensor,sato\n") == TEXT


def test_members_keep_their_form_and_their_days() -> None:
    text = TEXT.replace(
        "members: {wang: sensitive, sato", "members: {wang: {level: sensitive, until: 2027-03-31}, sato"
    )
    projects = "id,members\ngripper,wang:internal;hayashi\ncampus-energy,wang\ncoating,wang:internal\n"
    policy = load_policy(imported(projects=projects, text=text))
    members = policy.projects[ProjectId("gripper")].members
    assert members[PersonId("wang")] == Membership(level=Level.INTERNAL, until=date(2027, 3, 31))
    assert members[PersonId("hayashi")] == Membership(level=Level.SENSITIVE)
    assert set(members) == {"wang", "sato", "chen", "hayashi"}
    assert policy.projects[ProjectId("coating")].members[PersonId("wang")].level is Level.INTERNAL
    assert "members: [sato, ito, nakamura, hayashi, yamada, wang]" in imported(projects=projects, text=text)


def test_a_member_with_another_level_makes_a_list_a_mapping() -> None:
    policy = load_policy(imported(projects="id,level,members\ncampus-energy,sensitive,wang:internal\n"))
    members = policy.projects[ProjectId("campus-energy")].members
    assert members[PersonId("wang")].level is Level.INTERNAL
    assert members[PersonId("yamada")].level is Level.INTERNAL


def test_removal_takes_people_out_of_members_and_zones() -> None:
    everyone = [id_ for id_ in load_policy(TEXT).people if id_ != "hayashi"]
    text = imported("account\n" + "\n".join(everyone) + "\n", remove=True)
    policy = load_policy(text)
    assert "hayashi" not in policy.people
    assert "hayashi" not in text
    assert policy.projects[ProjectId("coating")].members == {PersonId("ito"): Membership(level=Level.SENSITIVE)}


@pytest.mark.parametrize(
    ("column", "field", "value"), [("clearance", "clearance", "internal"), ("status", "status", "unknown")]
)
def test_a_dash_is_what_the_policy_takes_where_nothing_is_said(column: str, field: str, value: str) -> None:
    after = load_policy(imported(f"account,{column}\nsato,-\n"))
    assert str(getattr(after.people[PersonId("sato")], field)) == value


@pytest.mark.parametrize("lists", [{"people": "account,clearance\n"}, {"projects": "id,title\n"}])
def test_a_list_of_nobody_takes_nobody_out(lists: dict[str, str]) -> None:
    with pytest.raises(ImportFaults, match="the list names no"):
        imported(**lists, remove=True)


def test_a_home_in_another_spelling_is_no_other_home() -> None:
    assert changes_of(difference_of(projects="id,homes\nqsensor,smb://FS1/QSensor/\n")) == {}


def test_what_does_not_change_is_held_to_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    clumsy = writing.edit_text
    spoiled = ("prc_export_permission: required", "prc_export_permission: not-required")
    monkeypatch.setattr(writing, "edit_text", lambda *given: clumsy(*given).replace(*spoiled))
    with pytest.raises(PolicyError, match="cannot be changed as shown"):
        imported("account,clearance\nsato,internal\n")
    with pytest.raises(PolicyError, match="cannot be changed as shown"):
        imported(projects="id,title\ngripper,New\n")


def test_nobody_is_removed_who_is_still_named() -> None:
    everyone = [id_ for id_ in load_policy(TEXT).people if id_ != "mori"]
    with pytest.raises(PolicyFaults, match="unknown person `mori`"):
        imported("account\n" + "\n".join(everyone) + "\n", remove=True)


def scim(**more: object) -> str:
    """A directory of one person, with what RFC 7643 asks of every resource."""
    resource = {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "2819c223-7f76-453a-919d-413861904646",
        "externalId": "701984",
        "meta": {"resourceType": "User", "version": 'W/"a330bc54f0671c9"'},
        **more,
    }
    return json.dumps({"totalResults": 1, "itemsPerPage": 1, "startIndex": 1, "Resources": [resource]})


def test_a_directorys_own_number_is_nobodys_id() -> None:
    change = changes_of(difference_of(scim(userName="sato", groups=[{"value": "e9", "display": "Students"}])))["sato"]
    assert (change.action, fields_of(change)) == ("changed", {"groups": ((), ("students",))})
    assert changes_of(difference_of(scim(userName="new.person"))).keys() == {"new.person"}
    by_number = ColumnMap(people={"id": ("id",)})
    new = changes_of(difference_of(scim(userName="new.person"), names=by_number))
    assert new.keys() == {"2819c223-7f76-453a-919d-413861904646"}


@pytest.mark.parametrize(
    "switched",
    [
        {"userAccountControl": "514"},
        {"useraccountcontrol": ["66050"]},
        {"nsAccountLock": ["TRUE"]},
        {"active": False},
        {"active": "False"},
        {"accountEnabled": False},
    ],
)
def test_somebody_whose_account_is_switched_off_is_absent(switched: dict[str, object]) -> None:
    directory = json.dumps([{"uid": "hayashi", **switched}, {"uid": "sato"}])
    absent = {change.id: change.note for change in difference_of(directory).changes if change.action == "absent"}
    assert absent["hayashi"] == "switched off in the list"
    assert "sato" not in absent


def test_a_policy_that_would_not_load_is_not_written() -> None:
    with pytest.raises(PolicyFaults, match="would read up to"):
        imported(projects="id,level\nqsensor,internal\n")


BLOCK = """\
version: 1
organisation: o
contact: c
people:    # everybody
  sato:
    # the chief
    accounts:
      - sato    # by hand
      - Old.Account
    clearance: internal   # for now
    groups: [
      staff,
      guests ]
    status_until: 2027-03-31
  # between
  tanaka:
  suzuki: {}

# about officers
officers: {tanaka: {}, suzuki: {}}
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_blocks_are_changed_line_by_line(ending: str) -> None:
    people = (
        "account,clearance,groups,status_until,funding\nsato;sato2,sensitive,guests;new-group,-,US\n"
        "tanaka,public,,,\nsuzuki,,,,\nlast,,,,CN\n"
    )
    text = imported(people, text=BLOCK.replace("\n", ending), remove=True)
    expected = """\
version: 1
organisation: o
contact: c
people:    # everybody
  sato:
    # the chief
    accounts:
      - sato    # by hand
      - sato2
    clearance: sensitive   # for now
    groups: [guests, new-group]
    funding: [US]
  # between
  tanaka:
    accounts: [tanaka]
    clearance: public
  suzuki: {accounts: [suzuki]}
  last: {accounts: [last], funding: [CN]}

# about officers
officers: {tanaka: {}, suzuki: {}}
"""
    # Who has no account in the policy is found by the id that the account gives.
    assert text == expected.replace("\n", ending)


@pytest.mark.parametrize("people", ["people: {tanaka: {}, suzuki: {}}\n", "people:\n  tanaka:\n  suzuki:"])
def test_people_in_any_form_take_somebody_more(people: str) -> None:
    text = "version: 1\norganisation: o\ncontact: c\nofficers: {tanaka: {}, suzuki: {}}\n" + people
    changed = imported('account,clearance\n"weird: [x","sensitive"\n', text=text)
    assert load_policy(changed).people[PersonId("weird-x")].accounts == {"weird: [x"}


@pytest.mark.parametrize("section", ["", "projects:\n", "projects: {}   # none yet\n", "projects: # none\n\n"])
def test_a_section_begins_where_there_is_none(section: str) -> None:
    text = f"version: 1\norganisation: o\ncontact: c\n{section}people: {{tanaka: {{}}, suzuki: {{}}}}\n"
    text += "officers: {tanaka: {}, suzuki: {}}"
    projects = "id,title,members,stage\np1,計画 # 1: 'x',tanaka,試作\np2,,,\n"
    changed = load_policy(imported(projects=projects, text=text))
    assert changed.projects[ProjectId("p1")].title == "計画 # 1: 'x'"
    assert set(changed.projects) == {"p1", "p2"}


def test_comments_within_braces_are_not_lost() -> None:
    text = BLOCK.replace("suzuki: {}\n", "suzuki: {status: resident,   # seen\n    clearance: internal}\n")
    with pytest.raises(PolicyError, match="comments stand within what is to change in line 17"):
        imported("account,clearance\nsuzuki,public\n", text=text)


def test_rules_and_all_else_stay() -> None:
    before, after = load_policy(TEXT), load_policy(imported("account\nnew\n"))
    assert replace(after, people=before.people, rules=before.rules) == before
